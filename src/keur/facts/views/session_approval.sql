-- Per session the approvals that may be its own, the best first (`place` 1): those that the log names by id or ticket,
-- else those of the vendor that hold at some moment of the session. A quarter of an hour on either side is forgiven.
WITH told AS (
  SELECT s.session, a.approval, 1 AS named
  FROM session s
  JOIN approval a ON a.vendor = s.vendor AND a.approval = s.approval
  UNION ALL
  SELECT s.session, a.approval, 1 AS named
  FROM session s
  JOIN approval a ON a.vendor = s.vendor AND a.approval = s.ticket
  UNION ALL
  SELECT s.session, a.approval, 1 AS named
  FROM session s
  JOIN approval a ON a.vendor = s.vendor AND a.ticket = s.ticket
  WHERE a.ticket <> ''
  UNION ALL
  SELECT s.session, a.approval, 1 AS named
  FROM session s
  JOIN approval a ON a.vendor = s.vendor AND a.ticket = s.approval
  WHERE a.ticket <> ''
  UNION ALL
  SELECT s.session, a.approval, 0 AS named
  FROM session s
  JOIN approval a ON a.vendor = s.vendor
    AND s.start_us <= a.last_us + 900000000 AND s.until_us >= a.first_us - 900000000
),
pair AS (
  SELECT session, approval, max(named) = 1 AS named FROM told GROUP BY session, approval
),
candidate AS (
  SELECT
    p.session, p.approval, p.named, a.person AS for_person, a.approved_by, a.any_path, a.any_operation, a.first_us,
    a.last_us, coalesce(s.until_us > a.closed_us + 900000000, FALSE) AS past_closing, a.record_file, a.record_line, s.person,
    s.path, s.start_us, s.end_us, s.until_us
  FROM pair p
  JOIN session s ON s.session = p.session
  JOIN approval a ON a.approval = p.approval
),
outside AS (
  SELECT c.session, c.approval, min(t.target) AS outside_target
  FROM candidate c
  JOIN session_target t ON t.session = c.session
  WHERE t.asset IS NOT NULL
    AND EXISTS (SELECT 1 FROM approval_target g WHERE g.approval = c.approval)
    AND NOT EXISTS (
      SELECT 1 FROM approval_target g
      WHERE g.approval = c.approval AND (g.asset = t.asset OR (g.asset IS NULL AND g.zone = t.zone))
    )
  GROUP BY c.session, c.approval
),
judged AS (
  SELECT
    c.session, c.approval, c.named, c.for_person, c.approved_by, c.any_operation, c.first_us, c.last_us,
    c.past_closing, c.record_file, c.record_line, o.outside_target,
    CASE
      WHEN c.start_us < c.first_us - 900000000 THEN 'before'
      WHEN c.start_us > c.last_us + 900000000 THEN 'after'
      WHEN c.until_us > c.last_us + 900000000 THEN 'longer'
    END AS outside_window,
    c.person IS NOT NULL AND c.person <> c.for_person AS other_person,
    NOT c.any_path AND c.path IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM approval_path p WHERE p.approval = c.approval AND p.path = c.path
    ) AS other_path
  FROM candidate c
  LEFT JOIN outside o ON o.session = c.session AND o.approval = c.approval
)
SELECT
  j.*,
  row_number() OVER (
    PARTITION BY session
    ORDER BY
      CASE WHEN named THEN 0 ELSE 1 END,
      CASE WHEN outside_window IS NULL THEN 0 ELSE 1 END + CASE WHEN other_person THEN 1 ELSE 0 END
        + CASE WHEN other_path THEN 1 ELSE 0 END + CASE WHEN outside_target IS NULL THEN 0 ELSE 1 END
        + CASE WHEN past_closing THEN 1 ELSE 0 END,
      first_us, approval
  ) AS place
FROM judged j
