SELECT
  concat(s.vendor, ' ', coalesce(s.account, '?')) AS subject,
  CASE WHEN s.mfa IS NULL THEN 'path' END AS variant,
  s.who, s.vendor_name, s.path, s.start_us,
  count(*) OVER (PARTITION BY s.vendor, s.account) AS count, s.record_file, s.record_line
FROM session s
LEFT JOIN access_path p ON p.path = s.path
WHERE s.vendor IS NOT NULL AND NOT coalesce(s.mfa, p.mfa, TRUE)
ORDER BY s.vendor, s.account, s.start_us DESC, s.session
