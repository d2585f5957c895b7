-- Removes what the audit has of one client. Rather use `urelay forget --client 192.0.2.9`, which also removes what running workers have in their journals, knows hashed
-- clients, overwrites what it deletes, and says what it could not tell. This statement reads the whole audit, and on SQLite nobody else can write meanwhile.
DELETE FROM connection WHERE client_address = '192.0.2.9';
