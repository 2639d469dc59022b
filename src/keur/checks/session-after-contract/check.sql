WITH late AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.account, s.who, s.start_us, v.contract_until, s.record_file, s.record_line,
    v.record_file AS vendor_file, v.contract_line,
    count(*) OVER (PARTITION BY s.vendor, s.account) AS count
  FROM session s
  JOIN vendor v ON v.vendor = s.vendor
  WHERE s.start_day > v.contract_until
),
proof AS (
  SELECT session, 1 AS place, record_file, record_line FROM late
  UNION ALL
  SELECT session, 2 AS place, vendor_file, contract_line FROM late
)
SELECT
  concat(l.vendor, ' ', coalesce(l.account, '?')) AS subject, l.vendor_name, l.contract_until, l.who, l.count,
  l.start_us, p.record_file, p.record_line
FROM late l
JOIN proof p ON p.session = l.session
ORDER BY l.vendor, l.account, l.start_us DESC, l.session, p.place
