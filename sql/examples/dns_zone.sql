-- A zone of your own: its records are the whole truth, and a name without one does not exist (NXDOMAIN). It gives no phantom addresses: clients connect to these.
INSERT INTO dns_zone (name, comment) VALUES ('lab.example.com', 'the machines under the stairs');
INSERT INTO dns_record (name, type, content) VALUES ('nas.lab.example.com', 'AAAA', '2001:db8::7');
INSERT INTO dns_record (name, type, content) VALUES ('nas.lab.example.com', 'A', '192.0.2.7');
INSERT INTO dns_record (name, type, content) VALUES ('files.lab.example.com', 'CNAME', 'nas.lab.example.com');
-- Names that have no row of their own (RFC 4592).
INSERT INTO dns_record (name, type, content) VALUES ('*.apps.lab.example.com', 'AAAA', '2001:db8::8');
-- An alias that leads out of the zone: clients get the phantom address of its target.
INSERT INTO dns_record (name, type, content) VALUES ('wiki.lab.example.com', 'CNAME', 'wiki.example.org');
