-- Addresses that stand for names: 10.64.1.2 is vm258.srv.example.org, because its host part is 258. The name is resolved, and may be sent to a proxy, as any other.
INSERT INTO rule (network, to_domain, comment)
VALUES ('10.64.0.0/16', 'vm{host}.srv.example.org', 'machines by their old addresses');

-- The whole address as a label: 192.0.2.7 is ip4-192-0-2-7.rev.example.org.
INSERT INTO rule (network, to_domain, comment)
VALUES ('192.0.2.0/24', '{address}.rev.example.org', 'for the proxy to look up');
