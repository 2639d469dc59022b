-- Operations whose first or last message was sent during a session, from its gateway or its own address, and whether
-- the approval of the session allows their class.
WITH during AS (
  SELECT
    t.session, o.capture, o.conversation, o.from_host, o.to_zone, o.to_asset, o.to_host, o.protocol, o.function, o.name,
    o.class, o.first_us, o.last_us, o.first_frame, o.first_offset
  FROM session_traffic t
  JOIN session s ON s.session = t.session
  JOIN operation o ON o.capture = t.capture AND o.conversation = t.conversation AND o.to_server
  WHERE (o.first_us BETWEEN s.start_us - 120000000 AND s.until_us + 120000000)
    OR (o.last_us BETWEEN s.start_us - 120000000 AND s.until_us + 120000000)
)
SELECT
  d.*, a.approval, a.record_file AS approval_file, a.record_line AS approval_line,
  CASE
    WHEN a.approval IS NULL THEN NULL
    WHEN a.any_operation OR d.class IN ('identify', 'session') THEN TRUE
    ELSE EXISTS (SELECT 1 FROM approval_operation p WHERE p.approval = a.approval AND p.class = d.class)
  END AS allowed
FROM during d
LEFT JOIN session_approval a ON a.session = d.session AND a.place = 1
