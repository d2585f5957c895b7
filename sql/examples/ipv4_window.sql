-- Programs that know IPv4 only, and no SOCKS, reach names by IPv4 addresses that stand for them. Route the networks to the gateway like the prefix of the phantoms.
-- 10.99.0.43 is row 43 of static_mapping:
INSERT INTO static_mapping (idx, domain) VALUES (43, 'scanner.example.com');
INSERT INTO ipv4_window (network, comment) VALUES ('10.99.0.0/24', 'pinned names');

-- 10.99.1.7 is member 7 of a substitution group. With first = 1000 it would be member 1007.
INSERT INTO substitution (group_id, to_domain) VALUES (3, 'vm{host}.srv.example.org');
INSERT INTO ipv4_window (network, group_id, comment) VALUES ('10.99.1.0/24', 3, 'machines by number');
