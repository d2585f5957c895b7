-- Asks the company's own name servers for its names, and believes them where they answer with private addresses of the company. Other names are asked for as before.
-- The servers are asked from where the rule's upstream dials. More about resolvers: docs/resolving.md.
INSERT INTO resolver (name, kind, servers)
VALUES ('office', 'dns', '192.0.2.53,[2001:db8::53]:5353');

INSERT INTO rule (domain, resolver, comment)
VALUES ('corp.example.com', 'office', 'only the company knows these names');

INSERT INTO rule (domain, network, comment)
VALUES ('corp.example.com', '10.0.0.0/8', 'the company''s addresses, which no other name may lead to');
