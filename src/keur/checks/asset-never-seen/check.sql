WITH addressed AS (
  SELECT DISTINCT asset FROM address
),
-- The longest time that one segment was watched.
watched AS (
  SELECT max(seconds) AS watched_seconds
  FROM (SELECT segment, sum(last_us - first_us) / 1000000 AS seconds FROM capture_read GROUP BY segment) s
)
SELECT
  a.asset AS subject, a.asset, a.zone, a.zone AS zones, w.watched_seconds, a.record_file, a.record_line
FROM asset a
JOIN addressed d USING (asset)
JOIN zone_seen z USING (zone)
CROSS JOIN watched w
LEFT JOIN seen_asset s USING (asset)
WHERE z.covered AND s.asset IS NULL AND w.watched_seconds IS NOT NULL
ORDER BY a.asset
