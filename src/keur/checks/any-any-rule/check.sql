WITH flawed AS (
  SELECT
    r.rule, r.firewall, r.chain, r.label, r.record_file, r.record_line,
    concat(r.firewall, ' ', r.chain, ' ', r.label) AS subject
  FROM rule_flaw f
  JOIN firewall_rule r USING (rule)
  WHERE f.problem = 'any-any'
)
SELECT
  f.subject,
  CASE WHEN o.rule IS NULL THEN 'harmless' END AS variant, CASE WHEN o.rule IS NULL THEN 'low' END AS severity,
  f.firewall, f.label, o.from_zone, o.to_zone, o.service, o.example, o.more_pairs, o.change_nl, o.change_en,
  CASE WHEN o.rule IS NOT NULL THEN 'open door' END AS verdict,
  CASE WHEN o.rule IS NOT NULL THEN concat(o.from_zone, ',', o.to_zone) END AS zones, f.record_file, f.record_line
FROM flawed f
LEFT JOIN open_rule o USING (rule)
ORDER BY f.subject
