-- The names under corp.example.com go through a server that you reach by ssh, which resolves them there. Start ssh first, on the relay's host:
--
--     ssh -N -D /run/urelay/corp.sock user@gateway.example.com
--
-- A path as -D's argument makes ssh listen on a Unix socket (OpenSSH 6.7 and later): only who may write to it can use the tunnel.
-- The worker must be allowed to connect to it. For a port instead of a path: address '127.0.0.1' and the port.
INSERT INTO upstream (name, kind, address)
VALUES ('corp', 'socks5', '/run/urelay/corp.sock');

INSERT INTO rule (domain, upstream, comment)
VALUES ('corp.example.com', 'corp', 'through ssh');
