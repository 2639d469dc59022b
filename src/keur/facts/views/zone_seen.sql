-- Per declared zone: was one of its addresses seen, and may its silence be read as silence? Only where captures were
-- taken on a segment that the zone names; a zone that names none is covered when it was seen.
WITH seen AS (
  SELECT DISTINCT zone FROM seen_address
),
named AS (
  SELECT zone, count(c.segment) AS captures
  FROM zone_segment s
  LEFT JOIN (SELECT DISTINCT segment FROM capture) c USING (segment)
  GROUP BY zone
)
SELECT
  z.zone,
  s.zone IS NOT NULL AS seen,
  CASE WHEN n.zone IS NULL THEN s.zone IS NOT NULL ELSE n.captures > 0 END AS covered
FROM zone z
LEFT JOIN seen s USING (zone)
LEFT JOIN named n USING (zone)
