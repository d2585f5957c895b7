-- A name with fixed addresses on the internet side: no resolver is asked for it. Several rows are several addresses, tried in turn.
-- The client does not see them: it gets a phantom address for the name as for any other.
-- Addresses of host rows may be private ones; what a resolver returns may not.
INSERT INTO host (domain, address) VALUES ('intranet.example.com', '10.20.30.40');
INSERT INTO host (domain, address) VALUES ('intranet.example.com', '2001:db8:20::40');
