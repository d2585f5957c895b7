-- Destinations of the last 24 hours that took longest from accept to connected: handshake, look-up, rules and dial together, in milliseconds.
-- How each attempt to connect went is in connection_attempt.
WITH period AS (SELECT datetime('now', '-1 day') AS since)
SELECT coalesce(domain, asked_address) AS destination,
       target_port,
       upstream,
       count(*) AS flows,
       max(dial_ms) AS slowest_ms,
       CAST(avg(dial_ms) AS bigint) AS mean_ms
FROM period CROSS JOIN connection_report
WHERE accepted_at >= since AND dialed_at IS NOT NULL
GROUP BY coalesce(domain, asked_address), target_port, upstream
ORDER BY slowest_ms DESC, destination NULLS FIRST, target_port, upstream
LIMIT 50;
