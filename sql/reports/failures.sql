-- Why flows of the last 24 hours did not end in order, most frequent first, and for which destination.
WITH period AS (SELECT datetime('now', '-1 day') AS since)
SELECT outcome,
       error,
       coalesce(domain, asked_address) AS destination,
       asked_port,
       count(*) AS flows,
       max(accepted_at) AS last_at
FROM period CROSS JOIN connection
WHERE accepted_at >= since AND outcome NOT IN ('open', 'ok')
GROUP BY outcome, error, coalesce(domain, asked_address), asked_port
ORDER BY flows DESC, outcome, error NULLS FIRST, destination NULLS FIRST, asked_port
LIMIT 100;
