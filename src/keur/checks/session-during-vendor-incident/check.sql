WITH during AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.account, s.who, s.start_us, s.record_file, s.record_line, i.what, i.from_day,
    i.record_file AS incident_file, i.record_line AS incident_line,
    count(*) OVER (PARTITION BY s.vendor, s.account, i.record_line, i.what, i.from_day) AS count
  FROM session s
  JOIN vendor_incident i ON i.vendor = s.vendor
  WHERE s.until_us >= i.first_us AND (i.last_us IS NULL OR s.start_us <= i.last_us)
),
proof AS (
  SELECT session, incident_line, what, from_day, 1 AS place, record_file, record_line FROM during
  UNION ALL
  SELECT session, incident_line, what, from_day, 2 AS place, incident_file, incident_line FROM during
)
SELECT
  concat(d.vendor, ' ', coalesce(d.account, '?'), ' ', d.from_day) AS subject, d.vendor_name, d.who, d.count, d.what,
  d.from_day, d.start_us, p.record_file, p.record_line
FROM during d
JOIN proof p ON p.session = d.session AND p.incident_line = d.incident_line
  AND p.what = d.what AND p.from_day = d.from_day
ORDER BY d.vendor, d.account, d.from_day, d.start_us DESC, d.session, p.place
