WITH contrary AS (
  SELECT 'B1' AS question, vendor, vendor_name, account, start_us, record_file, record_line
  FROM session WHERE account_kind IS NULL
  UNION ALL
  SELECT 'B3' AS question, vendor, vendor_name, account, start_us, record_file, record_line
  FROM session WHERE account_kind = 'shared'
  UNION ALL
  SELECT 'C3' AS question, vendor, vendor_name, account, start_us, record_file, record_line
  FROM session WHERE NOT mfa
  UNION ALL
  SELECT 'C5' AS question, s.vendor, s.vendor_name, s.account, s.start_us, s.record_file, s.record_line
  FROM session s
  LEFT JOIN session_approval a ON a.session = s.session AND a.place = 1
  WHERE a.approval IS NULL
),
used AS (
  SELECT
    t.vendor, v.name AS vendor_name, x.asset, x.advisory, x.cve, x.added, x.feed_day, a.record_file, a.record_line,
    n.record_file AS answer_file, n.record_line AS answer_line,
    count(*) OVER (PARTITION BY t.vendor) AS count,
    row_number() OVER (PARTITION BY t.vendor ORDER BY x.added, x.asset, x.advisory, x.cve, t.path) AS nth
  FROM access_tool t
  JOIN vendor v ON v.vendor = t.vendor
  JOIN exploited x ON x.asset = t.asset AND x.state = 'affected'
  JOIN asset a ON a.asset = x.asset
  JOIN vendor_answer n ON n.vendor = t.vendor AND n.question = 'C2' AND n.answer = 'yes'
),
told AS (
  SELECT
    c.*, n.record_file AS answer_file, n.record_line AS answer_line,
    count(*) OVER (PARTITION BY c.vendor, c.question) AS count,
    row_number() OVER (PARTITION BY c.vendor, c.question ORDER BY c.start_us, c.record_file, c.record_line) AS nth
  FROM contrary c
  JOIN vendor_answer n ON n.vendor = c.vendor AND n.question = c.question AND n.answer = 'yes'
),
proof AS (
  SELECT vendor, question, nth, record_file, record_line FROM told
  UNION ALL
  SELECT vendor, question, 0 AS nth, answer_file, answer_line FROM told WHERE nth = 1
)
SELECT
  concat(t.vendor, ' ', t.question) AS subject, CASE WHEN t.question <> 'B3' THEN t.question END AS variant,
  CAST(NULL AS VARCHAR) AS severity, t.vendor_name, t.question, t.count, coalesce(t.account, '?') AS account,
  CAST(NULL AS VARCHAR) AS asset, CAST(NULL AS VARCHAR) AS advisory, CAST(NULL AS VARCHAR) AS cve,
  CAST(NULL AS VARCHAR) AS added, CAST(NULL AS VARCHAR) AS feed_day, p.record_file, p.record_line, p.nth
FROM told t
JOIN proof p ON p.vendor = t.vendor AND p.question = t.question
WHERE t.nth = 1
UNION ALL
SELECT
  concat(f.vendor, ' C2') AS subject, 'C2' AS variant, 'high' AS severity, f.vendor_name, 'C2' AS question, f.count,
  '?' AS account, f.asset, f.advisory, f.cve, coalesce(CAST(f.added AS VARCHAR), '?') AS added,
  coalesce(CAST(f.feed_day AS VARCHAR), '?') AS feed_day, p.record_file, p.record_line, p.nth
FROM used f
JOIN (
  SELECT vendor, nth, record_file, record_line FROM used
  UNION ALL
  SELECT vendor, 0 AS nth, answer_file, answer_line FROM used WHERE nth = 1
) p ON p.vendor = f.vendor
WHERE f.nth = 1
ORDER BY subject, nth
