-- The built-in DNS listener passes records of these types on from the Internet; addresses stay phantom addresses, and HTTPS records lose their address hints.
UPDATE pool SET forward = 'CAA,HTTPS,MX,SRV,TXT' WHERE name = 'default';
-- Names below the clients' search domain get a phantom address only if they exist there: "www.example.org.corp.example.org" does not.
UPDATE pool SET check_exists = 'corp.example.org' WHERE name = 'default';
