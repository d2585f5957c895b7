-- How DNS answers for a blocked name: answer is for rules with no other condition than domain, because DNS does not know who will connect to which port.
-- Without an answer the name keeps its phantom address, and each connection is refused and audited, which tells who asks for it.
INSERT INTO rule (domain, action, answer, comment)
VALUES ('tracker.example.net', 'block', 'nxdomain', 'there is no such name');

-- The name exists and has no address: for programs that try other servers when a name does not exist.
INSERT INTO rule (domain, action, answer, comment)
VALUES ('telemetry.example.net', 'block', 'nodata', 'a name without an address');

-- Its address is that of a web server of the private side, which says why. A client reaches it without the relay.
INSERT INTO rule (domain, action, answer, comment)
VALUES ('games.example.net', 'block', '2001:db8:1::80', 'the page that says why');
