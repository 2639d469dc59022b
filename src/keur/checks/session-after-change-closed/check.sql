WITH late AS (
  SELECT
    s.session, s.vendor, s.vendor_name, s.label, s.who, s.start_us, s.until_us, a.approval, p.closed_us, s.record_file,
    s.record_line, p.record_file AS approval_file, p.record_line AS approval_line
  FROM session s
  JOIN session_approval a ON a.session = s.session AND a.place = 1
  JOIN approval p ON p.approval = a.approval
  WHERE a.past_closing
),
proof AS (
  SELECT session, 1 AS place, record_file, record_line FROM late
  UNION ALL
  SELECT session, 2 AS place, approval_file, approval_line FROM late
)
SELECT
  concat(l.vendor, ' ', l.label, ' ', l.approval) AS subject, l.who, l.vendor_name, l.start_us, l.until_us, l.approval,
  l.closed_us, t.zone AS zones, p.record_file, p.record_line
FROM late l
JOIN proof p ON p.session = l.session
LEFT JOIN session_target t ON t.session = l.session
ORDER BY l.session, p.place, t.zone
