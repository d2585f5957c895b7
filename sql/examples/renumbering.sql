-- WAITING: this version rewrites neither names nor addresses. The rows are stored and named in the table problem; flows that the rules match are refused with the
-- outcome 'error', those to addresses of the group as 'unknown_phantom', and sent nowhere else. What works today for single names is a row of host: split_horizon.sql.
--
-- A network that has moved: clients keep the old addresses, and each stands for the one with the same host part in the new network.
INSERT INTO rule (network, to_network, comment)
VALUES ('198.51.100.0/24', '203.0.113.0/24', 'the machines of the old site');

-- Names that have moved: {sub} is what stood before the old suffix.
INSERT INTO rule (domain, to_domain, comment)
VALUES ('.old.example.com', '{sub}.new.example.com', 'the names of the old site');

-- A group of addresses in each phantom pool, PREFIX:5fe:1:: and up, that stands for a network which clients must not see or which conflicts with theirs.
INSERT INTO substitution (group_id, to_network, comment)
VALUES (1, '10.64.0.0/16', 'the laboratory');
