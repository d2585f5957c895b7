-- What each client did on each day (UTC) of the last 7: flows, how many of them failed, bytes.
WITH period AS (SELECT datetime('now', '-7 days') AS since)
SELECT day,
       client_address,
       count(*) AS flows,
       sum(CASE WHEN outcome IN ('open', 'ok') THEN 0 ELSE 1 END) AS not_ok,
       CAST(sum(bytes_up) AS bigint) AS bytes_up,
       CAST(sum(bytes_down) AS bigint) AS bytes_down
FROM period CROSS JOIN connection_report
WHERE accepted_at >= since
GROUP BY day, client_address
ORDER BY day DESC, flows DESC, client_address;
