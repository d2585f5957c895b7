-- Blocks example.com and every name below it, on every port, for every client.
-- The next connection is reset (SOCKS: "not allowed by ruleset") and audited as 'blocked'.
-- answer makes DNS say at once that the name does not exist; leave it out, and the name keeps its phantom address.
INSERT INTO rule (domain, action, answer, comment)
VALUES ('example.com', 'block', 'nxdomain', 'example.com and all below');
