SELECT
  p.path AS subject, CASE WHEN p.mfa IS NULL THEN 'unknown' END AS variant,
  CASE WHEN p.mfa IS NULL THEN 'low' END AS severity, p.path, v.name AS vendor, t.zone AS zones, p.record_file, p.record_line
FROM access_path p
JOIN vendor v ON v.vendor = p.vendor
JOIN access_target t ON t.path = p.path
WHERE p.mfa IS NULL OR NOT p.mfa
ORDER BY p.path, t.zone
