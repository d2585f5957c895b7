-- The 50 destinations that most flows of the last 7 days asked for, with their bytes. Literal addresses count as themselves.
SELECT coalesce(domain, asked_address) AS destination,
       count(*) AS flows,
       CAST(sum(bytes_up) AS bigint) AS bytes_up,
       CAST(sum(bytes_down) AS bigint) AS bytes_down
FROM connection_report
WHERE age_s < 7 * 86400
GROUP BY coalesce(domain, asked_address)
ORDER BY flows DESC, destination
LIMIT 50;
