-- Who connects to addresses of a pool that nobody was given: a client that kept an address from before a restore of old data, or one that probes.
SELECT client_address,
       asked_address,
       count(*) AS flows,
       min(accepted_at) AS first_at,
       max(accepted_at) AS last_at
FROM connection_report
WHERE age_s < 7 * 86400 AND outcome = 'unknown_phantom'
GROUP BY client_address, asked_address
ORDER BY flows DESC, client_address, asked_address
LIMIT 100;
