-- One network of clients reaches nothing but example.org and the names below it. client is the address as the listener sees it.
-- Both rules have one priority: the one with the domain wins where both match, because it is more specific.
INSERT INTO rule (client, action, comment)
VALUES ('192.168.7.0/24', 'block', 'guests');

INSERT INTO rule (client, domain, comment)
VALUES ('192.168.7.0/24', 'example.org', 'guests may go here');
