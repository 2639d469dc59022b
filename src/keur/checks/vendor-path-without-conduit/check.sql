WITH missing AS (
  SELECT
    t.path, t.zone, row_number() OVER (PARTITION BY t.path ORDER BY t.zone) AS place
  FROM (SELECT DISTINCT path, zone FROM access_target) t
  WHERE NOT EXISTS (
    SELECT 1
    FROM access_conduit a
    JOIN conduit c ON c.conduit = a.conduit
    WHERE a.path = t.path AND t.zone IN (c.from_zone, c.to_zone)
  )
)
SELECT
  p.path AS subject,
  CASE WHEN EXISTS (SELECT 1 FROM access_conduit a WHERE a.path = p.path) THEN 'elsewhere' END AS variant,
  p.path, v.name AS vendor, m.zone, m.zone AS zones, p.record_file, p.record_line
FROM access_path p
JOIN vendor v ON v.vendor = p.vendor
JOIN missing m ON m.path = p.path AND m.place = 1
ORDER BY p.path
