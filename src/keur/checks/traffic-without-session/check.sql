WITH covered AS (
  SELECT s.path, min(l.first_us) AS first_us, max(l.last_us) AS last_us
  FROM (SELECT DISTINCT path, source FROM session WHERE path IS NOT NULL) s
  JOIN log_span l ON l.source = s.source
  GROUP BY s.path
),
reached AS (
  SELECT p.path, p.gateway, c.capture, c.conversation, c.to_zone, c.to_host, c.service, c.first_us, c.last_us,
    c.first_frame
  FROM access_path p
  JOIN covered k ON k.path = p.path
  JOIN zoned_conversation c ON c.from_asset = p.gateway
  WHERE c.answered AND c.transport <> 'l2' AND c.to_asset IS NOT NULL
    AND c.first_us >= k.first_us AND c.last_us <= k.last_us
    AND EXISTS (SELECT 1 FROM access_target t WHERE t.path = p.path AND t.zone = c.to_zone)
)
SELECT
  concat(r.path, ' > ', r.to_host, ' ', r.service) AS subject, r.path, r.gateway, r.to_host AS to_asset, r.service,
  r.first_us, r.to_zone AS zones, r.capture AS witness_capture, r.first_frame AS witness_frame,
  p.record_file, p.record_line
FROM reached r
JOIN access_path p ON p.path = r.path
WHERE NOT EXISTS (
  SELECT 1
  FROM session s
  JOIN access_path w ON w.path = s.path AND w.gateway = r.gateway
  WHERE r.first_us <= s.until_us + 120000000 AND r.last_us >= s.start_us - 120000000
)
ORDER BY r.path, r.to_host, r.service, r.first_us, r.capture
