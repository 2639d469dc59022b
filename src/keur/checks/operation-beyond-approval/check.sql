WITH beyond AS (
  SELECT o.*, s.vendor, s.label, s.who, s.vendor_name, s.start_us, s.record_file, s.record_line
  FROM session_operation o
  JOIN session s ON s.session = o.session
  WHERE NOT o.allowed AND o.class IN ('write', 'control', 'program')
    -- Two sessions at once through one gateway: it may have been the other one.
    AND NOT EXISTS (
      SELECT 1 FROM session_operation b
      WHERE b.capture = o.capture AND b.conversation = o.conversation AND b.function = o.function
        AND b.session <> o.session AND coalesce(b.allowed, FALSE)
    )
),
proof AS (
  SELECT session, capture, conversation, function, 1 AS place, record_file, record_line FROM beyond
  UNION ALL
  SELECT session, capture, conversation, function, 2 AS place, approval_file, approval_line FROM beyond
)
SELECT
  concat(b.vendor, ' ', b.label, ' > ', b.to_host, ' ', b.class) AS subject,
  CASE WHEN b.class = 'write' THEN 'high' END AS severity,
  b.who, b.vendor_name, b.start_us, b.to_host, b.class,
  coalesce(b.name, b.function) AS name, b.protocol, b.approval, b.to_zone AS zones,
  b.capture AS witness_capture, b.first_frame AS witness_frame, b.first_offset AS witness_offset, p.record_file,
  p.record_line
FROM beyond b
JOIN proof p ON p.session = b.session AND p.capture = b.capture AND p.conversation = b.conversation
  AND p.function = b.function
ORDER BY b.session, b.to_host, b.class, b.capture, b.first_frame, p.place
