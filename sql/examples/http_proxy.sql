-- The company's names through its HTTP proxy, which resolves them (CONNECT, with a password); and one place that is behind it, through a SOCKS proxy that only it reaches.
INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('company', 'http', 'proxy.example.net', 3128, 'relay', 'secret');
INSERT INTO upstream (name, kind, address, port, via) VALUES ('laboratory', 'socks5', 'lab.example.net', 1080, 'company');
INSERT INTO rule (domain, upstream) VALUES ('company.example.net', 'company'), ('lab.company.example.net', 'laboratory');
