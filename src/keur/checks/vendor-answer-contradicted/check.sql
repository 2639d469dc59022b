WITH contrary AS (
  SELECT 'B3' AS question, a.vendor, a.account AS thing, a.record_file, a.record_line
  FROM vendor_account a
  CROSS JOIN today d
  WHERE a.kind = 'shared' AND (a.until IS NULL OR a.until >= d.today)
  UNION ALL
  SELECT DISTINCT 'C1' AS question, w.vendor, p.product AS thing, p.record_file, p.record_line
  FROM access_path w
  JOIN vendor_product p ON p.asset = w.gateway
  CROSS JOIN today d
  WHERE p.supported_until < d.today
  UNION ALL
  SELECT 'C3' AS question, vendor, path AS thing, record_file, record_line FROM access_path WHERE NOT mfa
  UNION ALL
  SELECT 'C4' AS question, vendor, path AS thing, record_file, record_line FROM access_path WHERE mode = 'standing'
),
told AS (
  SELECT
    c.*, s.record_file AS answer_file, s.record_line AS answer_line
  FROM contrary c
  JOIN vendor_answer s ON s.vendor = c.vendor AND s.question = c.question AND s.answer = 'yes'
),
proof AS (
  SELECT question, vendor, thing, 1 AS place, answer_file AS record_file, answer_line AS record_line FROM told
  UNION ALL
  SELECT question, vendor, thing, 2 AS place, record_file, record_line FROM told
)
SELECT
  concat(p.vendor, ' ', p.question, ' ', p.thing) AS subject,
  CASE WHEN p.question <> 'B3' THEN p.question END AS variant, p.question, p.thing, v.name AS vendor, p.record_file,
  p.record_line
FROM proof p
JOIN vendor v ON v.vendor = p.vendor
ORDER BY p.vendor, p.question, p.thing, p.place
