-- Who connects to addresses of a pool that nobody was given: a client that kept an address from before a restore of old data, or one that probes. Of the last 7 days. Flows that share a row (see its error) count as one.
WITH period AS (SELECT datetime('now', '-7 days') AS since)
SELECT client_address,
       asked_address,
       count(*) AS flows,
       min(accepted_at) AS first_at,
       max(accepted_at) AS last_at
FROM period CROSS JOIN connection
WHERE accepted_at >= since AND outcome = 'unknown_phantom'
GROUP BY client_address, asked_address
ORDER BY flows DESC, client_address, asked_address NULLS FIRST
LIMIT 100;
