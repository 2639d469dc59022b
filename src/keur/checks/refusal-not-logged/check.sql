-- One finding a firewall; its rules prove it.
WITH silent AS (
  SELECT
    r.firewall, r.label, r.chain, r.is_default, r.record_file, r.record_line,
    row_number() OVER (PARTITION BY r.firewall ORDER BY CASE WHEN r.is_default THEN 0 ELSE 1 END, r.rule) AS place,
    count(*) OVER (PARTITION BY r.firewall) - 1 AS rule_more
  FROM rule_flaw f
  JOIN firewall_rule r USING (rule)
  WHERE f.problem = 'refuses-silently'
)
SELECT
  firewall AS subject, CASE WHEN is_default THEN 'default' END AS variant, firewall, label, chain, rule_more, record_file,
  record_line
FROM silent
ORDER BY firewall, place
