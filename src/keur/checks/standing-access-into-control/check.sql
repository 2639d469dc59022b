WITH reached AS (
  SELECT
    t.path, z.zone, z.record_file, z.record_line,
    row_number() OVER (PARTITION BY t.path ORDER BY CASE WHEN z.kind = 'safety' THEN 0 ELSE 1 END, z.zone) AS place,
    max(CASE WHEN z.kind = 'safety' THEN 1 ELSE 0 END) OVER (PARTITION BY t.path) AS safety
  FROM (SELECT DISTINCT path, zone FROM access_target) t
  JOIN zone z ON z.zone = t.zone
  WHERE z.kind IN ('control', 'safety')
),
proof AS (
  SELECT path, 0 AS place, record_file, record_line FROM access_path
  UNION ALL
  SELECT path, place, record_file, record_line FROM reached
)
SELECT
  p.path AS subject, CASE WHEN r.safety = 1 THEN 'critical' END AS severity, p.path, v.name AS vendor, r.zone,
  coalesce(o.zone, r.zone) AS zones, f.record_file, f.record_line
FROM access_path p
JOIN vendor v ON v.vendor = p.vendor
JOIN reached r ON r.path = p.path AND r.place = 1
JOIN proof f ON f.path = p.path
LEFT JOIN reached o ON o.path = p.path AND o.place = f.place
WHERE p.mode = 'standing'
ORDER BY p.path, f.place
