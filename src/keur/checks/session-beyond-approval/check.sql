WITH judged AS (
  SELECT
    s.session, s.vendor, s.label, s.who, s.vendor_name, s.start_us, s.until_us, s.path, s.record_file, s.record_line,
    a.approval, a.first_us, a.last_us, a.for_person, a.outside_window, a.other_person, a.other_path, a.outside_target,
    a.record_file AS approval_file, a.record_line AS approval_line
  FROM session s
  JOIN session_approval a ON a.session = s.session AND a.place = 1
),
problem AS (
  SELECT j.*, outside_window AS kind FROM judged j WHERE outside_window IS NOT NULL
  UNION ALL
  SELECT j.*, 'person' AS kind FROM judged j WHERE other_person
  UNION ALL
  SELECT j.*, 'path' AS kind FROM judged j WHERE other_path
  UNION ALL
  SELECT j.*, 'target' AS kind FROM judged j WHERE outside_target IS NOT NULL
),
proof AS (
  SELECT session, kind, 1 AS place, record_file, record_line FROM problem
  UNION ALL
  SELECT session, kind, 2 AS place, approval_file, approval_line FROM problem
)
SELECT
  concat(q.vendor, ' ', q.label, ' ', q.kind) AS subject, CASE WHEN q.kind <> 'before' THEN q.kind END AS variant,
  q.who, q.vendor_name, q.start_us, q.until_us, q.approval, q.first_us, q.last_us, q.path, q.outside_target,
  coalesce(p.name, q.for_person) AS for_person, t.zone AS zones, r.record_file, r.record_line
FROM problem q
JOIN proof r ON r.session = q.session AND r.kind = q.kind
LEFT JOIN vendor_person p ON p.person = q.for_person AND p.vendor = q.vendor
LEFT JOIN session_target t ON t.session = q.session
ORDER BY q.session, q.kind, r.place, t.zone
