-- NAT64: clients reach literal IPv4 addresses by IPv6 addresses of this prefix, which carry them: 192.0.2.1 is 64:ff9b:1::c000:201 (RFC 6052; the prefix may be a /32, /40, /48,
-- /56 or /64 as well). Route the prefix to the gateway like that of the phantoms. DNS tells it to clients by ipv4only.arpa (RFC 7050), which is how a CLAT (464XLAT) of theirs finds it.
-- Names do not need it: their phantom addresses are IPv6 already.
INSERT INTO pool (name, kind, prefix)
VALUES ('nat64', 'nat64', '64:ff9b:1::/96');

-- Rules see the IPv4 address. learnt_by tells flows that came this way from others.
INSERT INTO rule (learnt_by, ports, action, comment)
VALUES ('nat64', '25', 'block', 'no mail to literal addresses');
