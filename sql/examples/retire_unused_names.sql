-- Retires all names that were given an address more than 7 days ago and never connected to: what --retire-unused does once an hour, now. reports/unused_phantoms.sql lists them.
BEGIN;
INSERT INTO retired_phantom (id, tag, domain, created_at, used_at)
SELECT id, tag, domain, created_at, used_at FROM phantom WHERE used_at IS NULL AND created_at < datetime('now', '-7 days');
DELETE FROM phantom WHERE id IN (SELECT id FROM retired_phantom);
COMMIT;
