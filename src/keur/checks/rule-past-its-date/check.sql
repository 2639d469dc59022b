SELECT
  concat(r.firewall, ' ', r.chain, ' ', r.label) AS subject,
  CASE WHEN NOT r.enabled THEN 'off' END AS variant, r.firewall, r.label, r.until, r.record_file, r.record_line
FROM rule_flaw f
JOIN firewall_rule r USING (rule)
WHERE f.problem = 'past-its-date'
ORDER BY subject
