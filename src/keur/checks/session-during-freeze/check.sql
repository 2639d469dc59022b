WITH told AS (
  SELECT session, asset, zone FROM session_target WHERE asset IS NOT NULL
),
reached AS (
  SELECT session, asset, zone FROM told
  UNION ALL
  SELECT s.session, t.asset, t.zone
  FROM session s
  JOIN access_target t ON t.path = s.path
  WHERE NOT EXISTS (SELECT 1 FROM told x WHERE x.session = s.session)
),
harmless AS (
  SELECT a.session
  FROM session_approval a
  WHERE a.place = 1 AND a.outside_window IS NULL AND NOT a.any_operation
    AND NOT EXISTS (
      SELECT 1 FROM approval_operation p
      WHERE p.approval = a.approval AND p.class IN ('write', 'control', 'program')
    )
),
during AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.label, s.who, s.start_us, s.record_file, s.record_line, f.maintenance, f.reason,
    f.from_day, f.until_day, f.record_file AS freeze_file, f.record_line AS freeze_line, min(f.zone) AS frozen_zone
  FROM session s
  JOIN reached r ON r.session = s.session
  JOIN production_freeze f ON s.until_us >= f.first_us AND s.start_us <= f.last_us
    AND (f.asset = r.asset OR (f.zone = r.zone AND (f.asset IS NULL OR r.asset IS NULL)))
  WHERE s.vendor IS NOT NULL AND s.session NOT IN (SELECT session FROM harmless)
  GROUP BY
    s.session, s.vendor, s.vendor_name, s.label, s.who, s.start_us, s.record_file, s.record_line, f.maintenance, f.reason,
    f.from_day, f.until_day, f.record_file, f.record_line
),
proof AS (
  SELECT session, maintenance, from_day, until_day, 1 AS place, record_file, record_line FROM during
  UNION ALL
  SELECT session, maintenance, from_day, until_day, 2 AS place, freeze_file, freeze_line FROM during
)
SELECT
  concat(d.vendor, ' ', d.label, ' ', d.maintenance, ' ', d.from_day) AS subject, d.who, d.vendor_name, d.start_us,
  d.reason, d.from_day, d.until_day, d.frozen_zone, d.frozen_zone AS zones, p.record_file, p.record_line
FROM during d
JOIN proof p ON p.session = d.session AND p.maintenance = d.maintenance AND p.from_day = d.from_day
  AND p.until_day = d.until_day
ORDER BY d.session, d.maintenance, d.from_day, p.place
