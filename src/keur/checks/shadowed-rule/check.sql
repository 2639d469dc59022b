-- The rule, and the first of those that decide in its place.
WITH flawed AS (
  SELECT
    f.problem, f.others, r.firewall, r.chain, r.label, r.action, o.label AS other_label, o.record_line AS other_line,
    r.record_file, r.record_line, o.record_file AS other_file,
    concat(r.firewall, ' ', r.chain, ' ', r.label) AS subject
  FROM rule_flaw f
  JOIN firewall_rule r ON r.rule = f.rule
  LEFT JOIN firewall_rule o ON o.rule = f.other
  WHERE f.problem IN ('shadowed', 'redundant', 'never-matches')
),
proof AS (
  SELECT f.*, 0 AS step, f.record_file AS proof_file, f.record_line AS proof_line FROM flawed f
  UNION ALL
  SELECT f.*, 1 AS step, f.other_file AS proof_file, f.other_line AS proof_line FROM flawed f
  WHERE f.other_file IS NOT NULL
)
SELECT
  subject,
  CASE WHEN problem = 'never-matches' THEN 'never' WHEN other_label IS NULL THEN 'needless'
    WHEN problem = 'redundant' THEN 'redundant' WHEN action = 'drop' THEN 'not-refused' END AS variant,
  CASE WHEN problem = 'shadowed' AND action = 'drop' THEN 'high' WHEN problem <> 'shadowed' THEN 'low' END AS severity,
  firewall, label, other_label, others - 1 AS other_more, proof_file AS record_file, proof_line AS record_line
FROM proof
ORDER BY subject, step, record_line
