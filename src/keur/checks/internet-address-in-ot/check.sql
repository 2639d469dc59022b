WITH line AS (
  SELECT
    u.*,
    CASE WHEN u.to_zone = 'internet' THEN u.from_zone ELSE u.to_zone END AS ot_zone,
    CASE WHEN u.to_zone = 'internet' THEN u.from_host ELSE u.to_host END AS ot_host,
    CASE WHEN u.to_zone = 'internet' THEN u.to_host ELSE u.from_host END AS outside,
    CASE WHEN u.to_zone = 'internet' THEN 'out' ELSE 'in' END AS way
  FROM undeclared_channel u
  WHERE u.from_zone = 'internet' OR u.to_zone = 'internet'
),
ranked AS (
  SELECT l.*, row_number() OVER (
    PARTITION BY ot_zone, ot_host, way
    ORDER BY CASE WHEN attempt THEN 1 ELSE 0 END, first_us, witness_capture, witness_frame, observed
  ) AS place
  FROM line l
),
total AS (
  SELECT
    ot_zone, ot_host, way,
    count(DISTINCT outside) - 1 AS outside_more, count(DISTINCT service) - 1 AS service_more,
    sum(conversations) AS conversations, min(CASE WHEN attempt OR NOT answered THEN 1 ELSE 0 END) AS tried
  FROM line
  GROUP BY ot_zone, ot_host, way
)
SELECT
  CASE WHEN way = 'out' THEN concat(ot_host, ' > internet') ELSE concat('internet > ', ot_host) END AS subject,
  CASE
    WHEN way = 'in' AND tried = 1 THEN 'in_tried'
    WHEN way = 'in' THEN 'in'
    WHEN tried = 1 THEN 'tried'
  END AS variant,
  CASE WHEN way = 'in' AND tried = 0 THEN 'critical' END AS severity,
  ot_zone, ot_host, r.outside, t.outside_more, r.service, t.service_more, t.conversations, r.first_us,
  CASE WHEN r.attempt AND NOT r.answered THEN 'unknown' ELSE 'breach' END AS verdict,
  concat(r.from_zone, ',', r.to_zone) AS zones, r.witness_capture, r.witness_frame
FROM ranked r
JOIN total t USING (ot_zone, ot_host, way)
JOIN zone z ON z.zone = ot_zone
WHERE r.place = 1 AND z.highest_level <= 3
ORDER BY subject
