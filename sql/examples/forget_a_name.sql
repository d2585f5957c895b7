-- Removes what the audit has of a name and all below it. Rather use `urelay forget --domain example.com`, as with a client. This statement too reads the whole audit.
-- Its rows of phantom stay, because an address that clients hold must not lead elsewhere: they say that the name was asked for, and not by whom.
DELETE FROM connection
WHERE domain = 'example.com' OR domain LIKE '%.example.com' OR target_domain = 'example.com' OR target_domain LIKE '%.example.com';
