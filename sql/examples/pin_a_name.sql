-- Gives a name an address that never changes and that you choose: row i is PREFIX:5ff:7001:0:i in every phantom pool (i as two hexadecimal groups),
-- so this one is fd75:7265:6c61:7900:5ff:7001:0:2a in the default pool (42 = 2a). DNS answers the name with it, and its reverse look-up gives the name.
INSERT INTO static_mapping (idx, domain)
VALUES (42, 'printer.example.com');
