-- The rules of firewalls behind each row of `channel_verdict`: what lets it through, or what stops it.
SELECT concat('channel ', CAST(channel AS STRING)) AS verdict_row, rule FROM rule_channel
UNION
SELECT concat('channel ', CAST(channel AS STRING)) AS verdict_row, rule
FROM channel_permission
WHERE rule IS NOT NULL AND (permitted <> 'yes' OR partly)
UNION
SELECT concat('open ', CAST(cell AS STRING)) AS verdict_row, rule FROM cell_rule
UNION
SELECT v.verdict_row, coalesce(r.rule, p.rule) AS rule
FROM verdict_source v
JOIN observed_permission p USING (observed)
LEFT JOIN observed_rule r USING (observed)
WHERE v.verdict_row NOT LIKE 'channel %' AND p.rule IS NOT NULL
