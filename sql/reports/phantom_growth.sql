-- How many names got a phantom address on each day (UTC); how many of these were never connected to, in percent too; how many are retired by now; and how many rows there
-- were in all by the end of the day. Rows that were deleted do not count. Many names that nobody connects to: see --new-names-per-client and --retire-unused.
SELECT day,
       count(*) AS names,
       sum(CASE WHEN used_at IS NULL THEN 1 ELSE 0 END) AS never_used,
       100 * sum(CASE WHEN used_at IS NULL THEN 1 ELSE 0 END) / count(*) AS never_used_percent,
       count(retired_at) AS retired,
       CAST(sum(count(*)) OVER (ORDER BY day) AS bigint) AS names_in_all
FROM phantom_report
GROUP BY day
ORDER BY day DESC;
