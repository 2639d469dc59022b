-- Two rows a channel: what declares it, and what refuses it.
WITH refused AS (
  SELECT
    v.conduit, v.channel, v.service, v.from_zone, v.to_zone, v.record_file, v.record_line, c.ends, p.partly, p.example,
    r.firewall, r.label, r.record_file AS rule_file, r.record_line AS rule_line
  FROM channel_verdict v
  JOIN channel c ON c.channel = v.channel
  JOIN channel_permission p ON p.channel = v.channel
  LEFT JOIN firewall_rule r ON r.rule = p.rule
  WHERE v.declared = 'yes' AND (v.verdict = 'blocked' OR (p.permitted = 'yes' AND p.partly))
),
proof AS (
  SELECT r.*, 0 AS step, r.record_file AS proof_file, r.record_line AS proof_line FROM refused r
  UNION ALL
  SELECT r.*, 1 AS step, r.rule_file AS proof_file, r.rule_line AS proof_line FROM refused r
  WHERE r.rule_file IS NOT NULL
)
SELECT
  CASE WHEN ends = '' THEN concat(conduit, ' ', service) ELSE concat(conduit, ' ', service, ' ', ends) END AS subject,
  CASE WHEN partly THEN 'partly' WHEN firewall IS NULL THEN 'no-route' END AS variant,
  conduit, service, from_zone, to_zone, firewall, label, example, CASE WHEN NOT partly THEN 'blocked' END AS verdict,
  concat(from_zone, ',', to_zone) AS zones, proof_file AS record_file, proof_line AS record_line
FROM proof
ORDER BY subject, channel, step
