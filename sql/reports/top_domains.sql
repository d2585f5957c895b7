-- The 50 destinations that most flows of the last 7 days asked for, with their bytes. Literal addresses count as themselves.
WITH period AS (SELECT datetime('now', '-7 days') AS since)
SELECT coalesce(domain, asked_address) AS destination,
       count(*) AS flows,
       CAST(sum(bytes_up) AS bigint) AS bytes_up,
       CAST(sum(bytes_down) AS bigint) AS bytes_down
FROM period CROSS JOIN connection
WHERE accepted_at >= since
GROUP BY coalesce(domain, asked_address)
ORDER BY flows DESC, destination NULLS FIRST
LIMIT 50;
