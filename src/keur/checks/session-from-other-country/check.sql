-- Codes count against codes, names against names. A list with some of each tells nothing certain unless it has as many
-- of both: then each country stands in it both ways.
WITH place AS (
  SELECT
    vendor, length(country) = 2 AS coded, min(country) AS first_country, count(*) AS countries,
    count(*) OVER (PARTITION BY vendor) AS kinds, sum(count(*)) OVER (PARTITION BY vendor) AS all_countries
  FROM vendor_country
  GROUP BY vendor, length(country) = 2
),
told AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.account, s.who, s.country, s.start_us, s.record_file, s.record_line,
    v.record_file AS vendor_file, v.record_line AS vendor_line,
    count(*) OVER (PARTITION BY s.vendor, s.account, s.country) AS count,
    CASE WHEN p.countries = 1 THEN p.first_country ELSE concat(p.first_country, ', ...') END AS named
  FROM session s
  JOIN vendor v ON v.vendor = s.vendor
  JOIN place p ON p.vendor = s.vendor AND p.coded = (length(s.country) = 2)
    AND (p.kinds = 1 OR p.countries * 2 = p.all_countries)
  -- Places of networks that are nobody's country, as firewalls write them.
  WHERE s.country IS NOT NULL AND lower(s.country) NOT IN ('reserved', 'unknown', 'zz', 'xx')
    AND NOT EXISTS (SELECT 1 FROM vendor_country c WHERE c.vendor = s.vendor AND lower(c.country) = lower(s.country))
),
proof AS (
  SELECT session, 1 AS place, record_file, record_line FROM told
  UNION ALL
  SELECT session, 2 AS place, vendor_file, vendor_line FROM told
)
SELECT
  concat(t.vendor, ' ', coalesce(t.account, '?'), ' ', t.country) AS subject, t.vendor_name, t.who, t.country, t.count,
  t.named, t.start_us, r.record_file, r.record_line
FROM told t
JOIN proof r ON r.session = t.session
ORDER BY t.vendor, t.account, t.country, t.start_us DESC, t.session, r.place
