WITH used AS (
  SELECT
    a.session, a.approval, a.approved_by, a.record_file AS approval_file, a.record_line AS approval_line, w.path,
    w.approver, s.record_file, s.record_line,
    lower(a.approved_by) IN (lower(a.for_person), lower(coalesce(p.name, a.for_person))) AS own
  FROM session_approval a
  JOIN session s ON s.session = a.session
  LEFT JOIN vendor_person p ON p.person = a.for_person AND p.vendor = s.vendor
  LEFT JOIN access_path w ON w.path = s.path
  WHERE a.place = 1
),
wrong AS (
  SELECT * FROM used
  WHERE own OR (approver <> '' AND lower(approver) <> lower(approved_by))
),
proof AS (
  SELECT approval, session, 1 AS place, approval_file AS record_file, approval_line AS record_line FROM wrong
  UNION ALL
  SELECT approval, session, 2 AS place, record_file, record_line FROM wrong
)
SELECT
  w.approval AS subject, CASE WHEN NOT w.own THEN 'not-entitled' END AS variant, w.approval, w.approved_by,
  w.path, w.approver, p.record_file, p.record_line
FROM wrong w
JOIN proof p ON p.approval = w.approval AND p.session = w.session
ORDER BY w.approval, p.place, w.session
