WITH late AS (
  SELECT
    a.approval, a.last_day, p.name AS person, v.name AS vendor,
    CASE WHEN p.until < a.last_day THEN p.until ELSE v.contract_until END AS ends,
    CASE WHEN p.until < a.last_day THEN NULL ELSE 'contract' END AS variant,
    a.record_file, a.record_line,
    CASE WHEN p.until < a.last_day THEN p.record_file ELSE v.record_file END AS other_file,
    CASE WHEN p.until < a.last_day THEN p.record_line ELSE v.contract_line END AS other_line
  FROM approval a
  JOIN vendor_person p ON p.person = a.person
  JOIN vendor v ON v.vendor = a.vendor
  CROSS JOIN today d
  WHERE a.last_day >= d.today AND (p.until < a.last_day OR v.contract_until < a.last_day)
),
proof AS (
  SELECT approval, 1 AS place, record_file, record_line FROM late
  UNION ALL
  SELECT approval, 2 AS place, other_file, other_line FROM late
)
SELECT
  l.approval AS subject, l.variant, l.approval, l.person, l.vendor, l.last_day, l.ends, p.record_file, p.record_line
FROM late l
JOIN proof p ON p.approval = l.approval
ORDER BY l.approval, p.place
