-- How much each rule let through or refused in the last 7 days, and by which way out. rule_id is the winner of the name stage, address_rule_id that of the
-- address stage; null: none matched. A comment is the rule's present one, for as long as the rule is there.
WITH period AS (SELECT datetime('now', '-7 days') AS since),
total AS (
    SELECT rule_id,
           address_rule_id,
           upstream,
           count(*) AS flows,
           CAST(sum(bytes_up) AS bigint) AS bytes_up,
           CAST(sum(bytes_down) AS bigint) AS bytes_down
    FROM period CROSS JOIN connection
    WHERE accepted_at >= since
    GROUP BY rule_id, address_rule_id, upstream)
SELECT total.rule_id,
       total.address_rule_id,
       coalesce(by_address.comment, by_name.comment) AS comment,
       total.upstream,
       total.flows,
       total.bytes_up,
       total.bytes_down
FROM total
LEFT JOIN rule AS by_name ON by_name.id = total.rule_id
LEFT JOIN rule AS by_address ON by_address.id = total.address_rule_id
ORDER BY total.bytes_up + total.bytes_down DESC, total.flows DESC, total.rule_id NULLS FIRST, total.address_rule_id NULLS FIRST, total.upstream NULLS FIRST;
