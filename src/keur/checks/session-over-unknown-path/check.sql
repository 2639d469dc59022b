SELECT
  s.path AS subject, s.path, s.who, s.start_us, count(*) OVER (PARTITION BY s.path) AS count, s.record_file,
  s.record_line
FROM session s
LEFT JOIN access_path p ON p.path = s.path
WHERE s.path IS NOT NULL AND p.path IS NULL
ORDER BY s.path, s.start_us DESC, s.session
