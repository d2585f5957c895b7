-- Which client talked to what between two times (UTC), and how much: the flows that were open at any moment between them. Write the times into the first three lines:
-- flows are looked for from `since` on, so that not all rows are read; put it further back where flows live for more than a day.
-- Bytes are those of whole flows, counted when a flow has ended.
WITH period AS (
    SELECT datetime('2026-01-14 08:00:00') AS from_at,
           datetime('2026-01-14 09:00:00') AS to_at,
           datetime('2026-01-14 08:00:00', '-1 day') AS since)
SELECT client_address,
       coalesce(domain, asked_address) AS destination,
       asked_port,
       target_address,
       upstream,
       count(*) AS flows,
       CAST(sum(bytes_up) AS bigint) AS bytes_up,
       CAST(sum(bytes_down) AS bigint) AS bytes_down,
       min(accepted_at) AS first_at,
       max(ended_at) AS last_end_at
FROM period CROSS JOIN connection
WHERE accepted_at >= since AND accepted_at < to_at AND (ended_at IS NULL OR ended_at >= from_at)
GROUP BY client_address, coalesce(domain, asked_address), asked_port, target_address, upstream
ORDER BY client_address, destination NULLS FIRST, asked_port, target_address NULLS FIRST, upstream NULLS FIRST;
