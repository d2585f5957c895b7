-- WAITING: this version rewrites no addresses. The rules are stored and named in the table problem; flows that they match are refused with the outcome 'error'
-- and sent nowhere else. A program that speaks IPv4 through a CLAT of its own needs none of them: see nat64.sql.
--
-- The relay as CLAT: IPv4 destinations become IPv6 ones of a prefix that the network behind it translates back, the 32 bits of the address at their end.
INSERT INTO rule (network, to_network, comment)
VALUES ('10.0.0.0/8', 'fd00:64::/96', '464XLAT, the client''s side');

-- The relay as PLAT: the last 32 bits of addresses of a NAT64 prefix are the IPv4 address.
INSERT INTO rule (network, to_network, comment)
VALUES ('64:ff9b::/96', '0.0.0.0/0', '464XLAT, the provider''s side');
