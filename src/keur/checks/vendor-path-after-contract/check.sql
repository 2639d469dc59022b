WITH ended AS (
  SELECT p.path, p.vendor, p.record_file, p.record_line, v.name, v.contract_until, v.contract_until_us, v.contract_line,
    v.record_file AS vendor_file
  FROM access_path p
  JOIN vendor v ON v.vendor = p.vendor
  CROSS JOIN today d
  WHERE v.contract_until < d.today
),
-- Conduits that a path of a vendor goes through whose contract has not ended: nobody can tell whose traffic that is.
shared AS (
  SELECT DISTINCT a.conduit
  FROM access_conduit a
  LEFT JOIN ended e ON e.path = a.path
  WHERE e.path IS NULL
),
open_way AS (
  SELECT
    e.path, c.conduit, r.firewall, r.label, r.record_file, r.record_line,
    row_number() OVER (
      PARTITION BY e.path ORDER BY CASE WHEN s.conduit IS NULL THEN 0 ELSE 1 END, c.channel, r.rule
    ) AS place
  FROM ended e
  JOIN access_conduit a ON a.path = e.path
  JOIN channel c ON c.conduit = a.conduit
  JOIN channel_permission m ON m.channel = c.channel
  JOIN firewall_rule r ON r.rule = m.rule
  LEFT JOIN shared s ON s.conduit = c.conduit
  WHERE m.permitted = 'yes'
),
use AS (
  SELECT
    e.path, m.conduit, o.last_us, o.witness_capture, o.witness_frame,
    row_number() OVER (PARTITION BY e.path ORDER BY o.last_us DESC, o.observed) AS place
  FROM ended e
  JOIN access_conduit a ON a.path = e.path
  JOIN channel_match m ON m.conduit = a.conduit
  JOIN observed_channel o ON o.observed = m.observed
  LEFT JOIN shared s ON s.conduit = m.conduit
  WHERE o.last_us > e.contract_until_us AND s.conduit IS NULL
),
said AS (
  SELECT
    e.*, u.last_us, u.witness_capture, u.witness_frame, coalesce(u.conduit, w.conduit) AS conduit,
    w.firewall, w.label, w.record_file AS rule_file, w.record_line AS rule_line,
    CASE WHEN u.path IS NOT NULL THEN 'used' WHEN w.path IS NOT NULL THEN 'permitted' END AS variant
  FROM ended e
  LEFT JOIN use u ON u.path = e.path AND u.place = 1
  LEFT JOIN open_way w ON w.path = e.path AND w.place = 1
),
proof AS (
  SELECT path, 1 AS place, record_file, record_line FROM said
  UNION ALL
  SELECT path, 2 AS place, vendor_file, contract_line FROM said
  UNION ALL
  SELECT path, 3 AS place, rule_file, rule_line FROM said WHERE rule_line IS NOT NULL
)
SELECT
  s.path AS subject, s.variant, CASE WHEN s.variant IS NOT NULL THEN 'high' END AS severity,
  s.path, s.name AS vendor, s.contract_until, s.conduit, s.firewall, s.label, s.last_us,
  t.zone AS zones, p.record_file, p.record_line,
  CASE WHEN p.place = 1 THEN s.witness_capture END AS witness_capture,
  CASE WHEN p.place = 1 THEN s.witness_frame END AS witness_frame
FROM said s
JOIN proof p ON p.path = s.path
JOIN access_target t ON t.path = s.path
ORDER BY s.path, p.place, t.zone
