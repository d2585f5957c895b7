-- DNS stops answering with the phantom address of old.example.com, and gives it another when it is asked for again.
-- Connections to the old address still lead to the name, until it was not used for --retired-grace.
BEGIN;
INSERT INTO retired_phantom (id, tag, domain, created_at, used_at)
SELECT id, tag, domain, created_at, used_at FROM phantom WHERE domain = 'old.example.com';
DELETE FROM phantom WHERE domain = 'old.example.com';
COMMIT;
