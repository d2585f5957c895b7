-- Records beside what a name has anyway: it keeps its phantom address.
INSERT INTO dns_record (name, type, content) VALUES ('example.org', 'MX', '10 mx.example.org');
INSERT INTO dns_record (name, type, ttl, content) VALUES ('example.org', 'TXT', 3600, '"v=spf1 mx -all"');
-- Records of addresses stand in the place of the phantom address: this name is reached without the relay.
INSERT INTO dns_record (name, type, content) VALUES ('printer.example.org', 'AAAA', '2001:db8::9');
-- All names below one are those below another (RFC 6672): www.old.example.org is www.example.org, to rules too. The name itself keeps its phantom address.
INSERT INTO dns_record (name, type, content) VALUES ('old.example.org', 'DNAME', 'example.org');
