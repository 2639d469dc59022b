WITH watched AS (
  SELECT max(seconds) AS watched_seconds
  FROM (SELECT segment, sum(last_us - first_us) / 1000000 AS seconds FROM capture_read GROUP BY segment) s
),
unused AS (
  SELECT v.*, c.ends, c.from_zone AS conduit_from, c.to_zone AS conduit_to
  FROM channel_verdict v
  JOIN channel c USING (channel)
  -- Where a rule serves nothing but silent channels, the rule is told: unused-rule.
  LEFT JOIN silent_rule s ON s.rule = v.rule
  WHERE v.verdict = 'unused' AND s.rule IS NULL
)
SELECT
  CASE WHEN ends = '' THEN concat(conduit, ' ', service) ELSE concat(conduit, ' ', service, ' ', ends) END AS subject,
  CASE WHEN ends <> '' THEN 'ends' END AS variant,
  conduit, service, ends, conduit_from AS from_zone, conduit_to AS to_zone, watched_seconds, verdict,
  concat(conduit_from, ',', conduit_to) AS zones, record_file, record_line
FROM unused
CROSS JOIN watched
WHERE watched_seconds IS NOT NULL
ORDER BY subject, channel
