-- Seen and answered, though the firewalls refuse it: it goes around them, or their configuration is not the one that runs.
WITH undeclared AS (
  SELECT
    concat(m.from_zone, ' > ', m.to_zone, ' ', m.matter) AS subject, m.from_zone, m.to_zone, m.from_host, m.from_more,
    m.to_host, m.to_more, m.service, m.conversations, m.first_us, m.rule, '' AS conduit, m.change_class, t.lowest_level,
    m.witness_capture, m.witness_frame
  FROM undeclared_matter m
  LEFT JOIN zone t ON t.zone = m.to_zone
  WHERE m.verdict = 'bypass'
),
declared AS (
  SELECT
    v.conduit, v.from_zone, v.to_zone, v.service, v.rule, o.from_host, o.to_host, o.first_us,
    v.conversations, v.witness_capture, v.witness_frame,
    row_number() OVER (PARTITION BY v.verdict_row ORDER BY o.first_us, o.observed) AS place,
    count(*) OVER (PARTITION BY v.verdict_row) AS pairs
  FROM channel_verdict v
  JOIN verdict_source s USING (verdict_row)
  JOIN observed_channel o ON o.observed = s.observed
  JOIN observed_permission p ON p.observed = s.observed
  WHERE v.verdict = 'bypass' AND v.declared = 'yes' AND p.permitted = 'no' AND o.answered
),
matter AS (
  SELECT * FROM undeclared
  UNION ALL
  SELECT
    concat(conduit, ' ', service) AS subject, from_zone, to_zone, from_host, 0 AS from_more, to_host,
    0 AS to_more, service, conversations, first_us, rule, conduit, NULL AS change_class, NULL AS lowest_level,
    witness_capture, witness_frame
  FROM declared
  WHERE place = 1
)
SELECT
  m.subject,
  CASE WHEN m.conduit <> '' THEN 'declared' WHEN r.rule IS NULL THEN 'no-route' END AS variant,
  CASE WHEN m.change_class IS NOT NULL AND coalesce(m.lowest_level, 9) <= 2 THEN 'critical' END AS severity,
  m.from_zone, m.to_zone, m.from_host, m.from_more, m.to_host, m.to_more, m.service, m.conversations, m.first_us,
  m.conduit, r.firewall, r.label, 'bypass' AS verdict, concat(m.from_zone, ',', m.to_zone) AS zones,
  r.record_file, r.record_line, m.witness_capture, m.witness_frame
FROM matter m
LEFT JOIN firewall_rule r USING (rule)
ORDER BY m.subject
