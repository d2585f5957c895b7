-- Servers of your own are told which client comes, and which name it wanted, by HAProxy's PROXY header: HAProxy with "accept-proxy" on its bind line, nginx with "proxy_protocol" on its listen line.
INSERT INTO upstream (name, kind, proxy_protocol) VALUES ('introduced', 'direct', 'v2');
INSERT INTO rule (domain, ports, upstream) VALUES ('www.example.com', '80,443', 'introduced');
-- And one that listens on a Unix socket of this machine: the socket is the destination, whatever the name's address.
INSERT INTO upstream (name, kind, address, proxy_protocol) VALUES ('local site', 'unix', '/run/site.sock', 'v2');
INSERT INTO rule (domain, ports, upstream) VALUES ('site.example.com', '80', 'local site');
