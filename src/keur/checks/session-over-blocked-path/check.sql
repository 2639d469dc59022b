WITH closed AS (
  SELECT session, min(conduit) AS conduit
  FROM session_permission
  GROUP BY session
  HAVING max(CASE WHEN permitted = 'no' THEN 0 ELSE 1 END) = 0
)
SELECT
  s.path AS subject, s.path, s.who, s.start_us, c.conduit, count(*) OVER (PARTITION BY s.path) AS count, s.record_file,
  s.record_line
FROM session s
JOIN closed c ON c.session = s.session
ORDER BY s.path, s.start_us DESC, s.session
