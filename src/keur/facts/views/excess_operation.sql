-- Operations that write, control or program over a declared channel that allows less.
WITH judged AS (
  SELECT
    p.observed, p.class, min(m.conduit) AS conduit, min(m.channel) AS channel,
    max(CASE WHEN c.any_operation OR a.class IS NOT NULL THEN 1 ELSE 0 END) AS allowed
  FROM (SELECT DISTINCT observed, class FROM observed_operation WHERE class IN ('write', 'control', 'program')) p
  JOIN channel_match m ON m.observed = p.observed AND m.fits_opener
  JOIN channel c ON c.channel = m.channel
  LEFT JOIN channel_operation a ON a.channel = m.channel AND a.class = p.class
  GROUP BY p.observed, p.class
)
SELECT o.*, j.conduit, j.channel
FROM observed_operation o
JOIN judged j ON j.observed = o.observed AND j.class = o.class
WHERE j.allowed = 0
