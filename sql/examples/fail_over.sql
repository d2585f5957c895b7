-- Everything by the first line, and by the second while the first one fails. With choice = 'weight' in place of the positions both are used at once, three flows of four by the first;
-- what a client has with a site goes by one line then.
INSERT INTO upstream (name, kind, device) VALUES ('fibre', 'direct', 'eth1'), ('radio', 'direct', 'wwan0');
INSERT INTO upstream (name, kind, choice) VALUES ('any line', 'group', 'order');
INSERT INTO upstream_member (group_name, member, position, weight) VALUES ('any line', 'fibre', 1, 3), ('any line', 'radio', 2, 1);
INSERT INTO rule (priority, upstream) VALUES (-1, 'any line');
