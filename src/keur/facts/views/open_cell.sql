-- What firewalls permit though nobody declared it, with what matters about it, told once: a way in from the internet, into
-- a safety zone, of a vendor past the DMZ, from IT to control past the DMZ, or any other.
SELECT
  c.*, r.firewall, r.chain, r.label, r.is_default, r.any_any, r.record_file, r.record_line,
  CASE
    WHEN c.from_zone = 'internet' AND t.lowest_level <= 3 THEN 'internet'
    WHEN t.kind = 'safety' THEN 'safety'
    WHEN f.kind = 'external' AND t.lowest_level <= 3 THEN 'vendor'
    WHEN f.lowest_level >= 4 AND t.lowest_level <= 2 THEN 'it-ot'
    ELSE 'other'
  END AS matter,
  t.lowest_level AS to_level
FROM permitted_cell c
JOIN firewall_rule r ON r.rule = c.rule
LEFT JOIN zone f ON f.zone = c.from_zone
LEFT JOIN zone t ON t.zone = c.to_zone
WHERE NOT c.declared AND c.permitted = 'yes'
