SELECT
  concat(s.vendor, ' ', s.label, ' ', t.asset) AS subject, s.who, s.vendor_name, t.target, s.start_us, r.segment,
  t.zone AS zones, s.record_file, s.record_line
FROM session s
LEFT JOIN access_path p ON p.path = s.path
JOIN session_target t ON t.session = s.session AND t.asset IS NOT NULL
JOIN zone_segment z ON z.zone = t.zone
JOIN capture_read r ON r.segment = z.segment
  AND r.first_us <= s.start_us - 120000000 AND r.last_us >= s.end_us + 120000000
WHERE s.vendor IS NOT NULL AND (p.gateway IS NOT NULL OR s.address IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM session_traffic c WHERE c.session = s.session AND c.to_asset = t.asset)
ORDER BY s.session, t.asset, r.segment
