-- Blocks everything, but for web ports and a range. The block has the lower priority: of the rules that match, the highest priority wins.
-- A rule without conditions matches every flow, to a name or to an address.
INSERT INTO rule (priority, action, comment)
VALUES (-100, 'block', 'what nothing else allows');

INSERT INTO rule (ports, comment)
VALUES ('80,443,8000-8999', 'the web');
