-- A proxy that is spoken to over TLS, with a certificate that the machine trusts; and one of the company's own, whose certificate comes from the company's authority.
INSERT INTO upstream (name, kind, address, port, username, password, tls) VALUES ('abroad', 'http', 'proxy.example.org', 443, 'relay', 'secret', true);
INSERT INTO upstream (name, kind, address, port, tls, tls_name, tls_ca) VALUES ('headquarters', 'http', '192.0.2.8', 3129, true, 'proxy.example.net', '/etc/urelay/company-ca.pem');
INSERT INTO rule (domain, upstream) VALUES ('news.example.org', 'abroad'), ('headquarters.example.net', 'headquarters');
