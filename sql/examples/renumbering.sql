-- A network that has moved: clients keep the old addresses, and each stands for the one with the same host part in the new network, which is no smaller.
INSERT INTO rule (network, to_network, comment)
VALUES ('198.51.100.0/24', '203.0.113.0/24', 'the machines of the old site');

-- Names that have moved: {sub} is what stood before the old suffix, of one label or more.
INSERT INTO rule (domain, to_domain, comment)
VALUES ('.old.example.com', '{sub}.new.example.com', 'the names of the old site');

-- One server that has moved, and one service of it that has another port now.
INSERT INTO rule (domain, to_address, comment)
VALUES ('=db.example.com', '203.0.113.9', 'the old database');
INSERT INTO rule (domain, ports, to_port, comment)
VALUES ('=www.new.example.com', '8000', 8080, 'the test server');
