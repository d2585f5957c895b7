-- A search domain of clients: a resolver that has tried "www.example.org.corp.example.net" is told that there is no such name, and goes on with www.example.org.
-- Without this row the long name would get a phantom address, and the connection would fail.
INSERT INTO dns_zone (name, comment) VALUES ('corp.example.net', 'in the search list of the clients');
