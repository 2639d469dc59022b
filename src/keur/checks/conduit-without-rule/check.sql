-- On one of the firewalls on its way, only a default or a rule that permits everything lets the channel through.
WITH passing AS (
  SELECT
    rc.channel, r.firewall,
    max(CASE WHEN r.is_default OR r.any_any THEN 0 ELSE 1 END) AS own,
    min(r.rule) AS rule
  FROM rule_channel rc
  JOIN firewall_rule r USING (rule)
  -- A router that does not filter at all is told by default-permit.
  WHERE r.chain <> ''
  GROUP BY rc.channel, r.firewall
)
SELECT
  concat(c.conduit, ' ', c.service, ' ', p.firewall, CASE WHEN c.ends = '' THEN '' ELSE concat(' ', c.ends) END) AS subject,
  CASE WHEN r.is_default THEN 'default' END AS variant,
  c.conduit, c.service, c.from_zone, c.to_zone, p.firewall, r.chain, r.label, concat(c.from_zone, ',', c.to_zone) AS zones,
  r.record_file, r.record_line
FROM passing p
JOIN channel c ON c.channel = p.channel
JOIN firewall_rule r ON r.rule = p.rule
WHERE p.own = 0
ORDER BY subject
