-- How much each rule let through or refused in the last 7 days, and by which way out. rule_id is the winner of the name stage, address_rule_id that of the
-- address stage; null: none matched. A comment is the rule's present one, for as long as the rule is there.
SELECT report.rule_id,
       report.address_rule_id,
       coalesce(by_address.comment, by_name.comment) AS comment,
       report.upstream,
       count(*) AS flows,
       CAST(sum(report.bytes_up) AS bigint) AS bytes_up,
       CAST(sum(report.bytes_down) AS bigint) AS bytes_down
FROM connection_report AS report
LEFT JOIN rule AS by_name ON by_name.id = report.rule_id
LEFT JOIN rule AS by_address ON by_address.id = report.address_rule_id
WHERE report.age_s < 7 * 86400
GROUP BY report.rule_id, report.address_rule_id, coalesce(by_address.comment, by_name.comment), report.upstream
ORDER BY sum(report.bytes_up) + sum(report.bytes_down) DESC, count(*) DESC, report.rule_id, report.address_rule_id, report.upstream;
