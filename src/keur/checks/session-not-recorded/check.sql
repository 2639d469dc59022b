WITH highest AS (
  SELECT session, target, zone, sl_t, row_number() OVER (PARTITION BY session ORDER BY sl_t DESC, target) AS place
  FROM session_target
  WHERE sl_t >= 3
)
SELECT
  concat(s.vendor, ' ', s.label) AS subject, CASE WHEN p.recording THEN 'path' END AS variant,
  s.who, s.vendor_name, s.start_us, s.path, h.target, h.zone, h.sl_t, h.zone AS zones, s.record_file, s.record_line
FROM session s
LEFT JOIN access_path p ON p.path = s.path
LEFT JOIN highest h ON h.session = s.session AND h.place = 1
WHERE s.vendor IS NOT NULL AND s.recording IS NULL AND (coalesce(p.recording, FALSE) OR h.session IS NOT NULL)
ORDER BY s.session
