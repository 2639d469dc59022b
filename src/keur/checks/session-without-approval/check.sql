SELECT
  concat(s.vendor, ' ', s.label) AS subject, s.who, s.vendor_name, s.start_us, t.zone AS zones, s.record_file,
  s.record_line
FROM session s
LEFT JOIN session_target t ON t.session = s.session
LEFT JOIN session_approval a ON a.session = s.session AND a.place = 1
WHERE s.vendor IS NOT NULL AND a.approval IS NULL
ORDER BY s.session, t.zone
