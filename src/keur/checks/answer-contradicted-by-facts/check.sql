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
  t.vendor_name, t.question, t.count, coalesce(t.account, '?') AS account, p.record_file, p.record_line
FROM told t
JOIN proof p ON p.vendor = t.vendor AND p.question = t.question
WHERE t.nth = 1
ORDER BY t.vendor, t.question, p.nth
