-- Names that got a phantom address and were never connected to, the oldest first. See --retire-unused.
SELECT domain, created_at
FROM phantom
WHERE used_at IS NULL
ORDER BY id
LIMIT 100;
