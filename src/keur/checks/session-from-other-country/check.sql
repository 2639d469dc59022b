WITH told AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.account, s.who, s.country, s.start_us, s.record_file, s.record_line,
    v.record_file AS vendor_file, v.record_line AS vendor_line,
    count(*) OVER (PARTITION BY s.vendor, s.account, s.country) AS count
  FROM session s
  JOIN vendor v ON v.vendor = s.vendor
  -- Places of networks that are nobody's country, as firewalls write them.
  WHERE s.country IS NOT NULL AND lower(s.country) NOT IN ('reserved', 'unknown', 'zz', 'xx')
    AND EXISTS (
      SELECT 1 FROM vendor_country c
      WHERE c.vendor = s.vendor AND (length(c.country) = 2) = (length(s.country) = 2)
    )
    AND NOT EXISTS (SELECT 1 FROM vendor_country c WHERE c.vendor = s.vendor AND lower(c.country) = lower(s.country))
),
place AS (
  SELECT vendor, min(country) AS first_country, count(*) AS countries FROM vendor_country GROUP BY vendor
),
proof AS (
  SELECT session, 1 AS place, record_file, record_line FROM told
  UNION ALL
  SELECT session, 2 AS place, vendor_file, vendor_line FROM told
)
SELECT
  concat(t.vendor, ' ', coalesce(t.account, '?'), ' ', t.country) AS subject, t.vendor_name, t.who, t.country, t.count,
  CASE WHEN p.countries = 1 THEN p.first_country ELSE concat(p.first_country, ', ...') END AS named, t.start_us,
  r.record_file, r.record_line
FROM told t
JOIN proof r ON r.session = t.session
JOIN place p ON p.vendor = t.vendor
ORDER BY t.vendor, t.account, t.country, t.start_us DESC, t.session, r.place
