-- Why flows of the last 24 hours did not end in order, most frequent first, and for which destination.
SELECT outcome,
       error,
       coalesce(domain, asked_address) AS destination,
       asked_port,
       count(*) AS flows,
       max(accepted_at) AS last_at
FROM connection_report
WHERE age_s < 86400 AND outcome NOT IN ('open', 'ok')
GROUP BY outcome, error, coalesce(domain, asked_address), asked_port
ORDER BY flows DESC, outcome, destination, asked_port
LIMIT 100;
