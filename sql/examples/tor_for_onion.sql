-- Sends the names under .onion to a Tor client on the relay's host, which resolves them itself. Other names keep their way.
-- With a rule under onion, DNS gives these names phantom addresses; without one they do not exist (RFC 7686).
INSERT INTO upstream (name, kind, address, port)
VALUES ('tor', 'socks5', '127.0.0.1', 9050);

INSERT INTO rule (domain, upstream, comment)
VALUES ('onion', 'tor', 'onion services');
