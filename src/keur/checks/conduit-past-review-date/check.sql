WITH use AS (
  SELECT
    m.conduit, o.witness_capture, o.witness_frame, o.last_us,
    row_number() OVER (PARTITION BY m.conduit ORDER BY o.last_us DESC, o.observed) AS place
  FROM channel_match m
  JOIN observed_channel o USING (observed)
  JOIN conduit c ON c.conduit = m.conduit
  WHERE o.last_us > c.until_us
)
SELECT
  c.conduit AS subject,
  CASE
    WHEN c.until < d.today AND u.conduit IS NOT NULL THEN 'used'
    WHEN c.until < d.today THEN 'ended'
  END AS variant,
  CASE WHEN c.until < d.today AND u.conduit IS NOT NULL THEN 'high' WHEN c.until < d.today THEN 'medium' END AS severity,
  c.conduit, c.from_zone, c.to_zone, c.review, c.until, u.last_us,
  concat(c.from_zone, ',', c.to_zone) AS zones,
  c.record_file, c.record_line, u.witness_capture, u.witness_frame
FROM conduit c
CROSS JOIN today d
LEFT JOIN use u ON u.conduit = c.conduit AND u.place = 1
WHERE c.review < d.today OR c.until < d.today
ORDER BY c.conduit
