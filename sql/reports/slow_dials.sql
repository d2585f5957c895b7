-- Destinations of the last 24 hours that took longest from accept to connected: handshake, look-up, rules and dial together, in milliseconds.
SELECT coalesce(domain, asked_address) AS destination,
       target_port,
       upstream,
       count(*) AS flows,
       max(dial_ms) AS slowest_ms,
       CAST(avg(dial_ms) AS bigint) AS mean_ms
FROM connection_report
WHERE age_s < 86400 AND dialed_at IS NOT NULL
GROUP BY coalesce(domain, asked_address), target_port, upstream
ORDER BY slowest_ms DESC, destination
LIMIT 50;
