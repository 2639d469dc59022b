SELECT
  concat(s.vendor, ' ', s.label) AS subject, CASE WHEN NOT s.is_open THEN 'closed' END AS variant,
  s.who, s.vendor_name, s.start_us, CAST(floor((s.until_us - s.start_us) / 1000000) AS BIGINT) AS open_seconds,
  t.zone AS zones, s.record_file, s.record_line
FROM session s
LEFT JOIN session_target t ON t.session = s.session
WHERE s.vendor IS NOT NULL AND s.until_us - s.start_us > 43200000000
ORDER BY s.session, t.zone
