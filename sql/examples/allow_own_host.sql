-- The relay's own host is protected: flows to its addresses end as 'forbidden'. This lets one name reach one service on its loopback.
-- The host row leads the name there; the rule lifts the protection for exactly this address, name and port. network is what makes it an address rule,
-- and must lie inside the protected range: an address of the host's own is written whole, such as '192.0.2.10'.
INSERT INTO host (domain, address)
VALUES ('dev.example.com', '127.0.0.1');

INSERT INTO rule (domain, network, ports, own_host, comment)
VALUES ('=dev.example.com', '127.0.0.1', '3000', true, 'the web server under development');
