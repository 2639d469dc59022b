-- Rules for declared channels that were all in sight and silent; where a rule has a counter, it says the same.
WITH served AS (
  SELECT
    rc.rule, min(c.conduit) AS conduit, count(DISTINCT c.conduit) - 1 AS conduit_more,
    sum(CASE WHEN v.verdict = 'unused' THEN 0 ELSE 1 END) AS others
  FROM rule_channel rc
  JOIN channel c ON c.channel = rc.channel
  JOIN channel_verdict v ON v.channel = rc.channel AND v.declared = 'yes'
  GROUP BY rc.rule
)
SELECT s.rule, s.conduit, s.conduit_more
FROM served s
JOIN firewall_rule r ON r.rule = s.rule
LEFT JOIN (SELECT DISTINCT rule FROM observed_rule) u ON u.rule = s.rule
WHERE s.others = 0 AND u.rule IS NULL AND NOT r.is_default AND NOT r.any_any AND coalesce(r.hits, 0) = 0
