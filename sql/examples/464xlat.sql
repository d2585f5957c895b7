-- The relay as CLAT: what goes to IPv4 addresses goes to the IPv6 addresses of a prefix that carry them, which the network behind it translates back.
-- The prefix is a /32, /40, /48, /56, /64 or /96 (RFC 6052): 10.1.2.3 becomes fd00:64::a01:203 here, and 2001:db8:122:a01:2:300:: with 2001:db8:122::/48.
INSERT INTO rule (network, to_network, comment)
VALUES ('10.0.0.0/8', 'fd00:64::/96', '464XLAT, the client''s side');

-- The relay as PLAT: the IPv4 addresses that the addresses of a prefix carry. For literals of clients that know the prefix there is the pool of nat64.sql.
INSERT INTO rule (network, to_network, comment)
VALUES ('64:ff9b::/96', '0.0.0.0/0', '464XLAT, the provider''s side');
