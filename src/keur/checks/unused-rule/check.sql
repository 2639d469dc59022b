WITH watched AS (
  SELECT max(seconds) AS watched_seconds
  FROM (SELECT segment, sum(last_us - first_us) / 1000000 AS seconds FROM capture_read GROUP BY segment) s
)
SELECT
  concat(r.firewall, ' ', r.chain, ' ', r.label) AS subject, r.firewall, r.label, s.conduit, s.conduit_more,
  w.watched_seconds, r.record_file, r.record_line
FROM silent_rule s
JOIN firewall_rule r ON r.rule = s.rule
CROSS JOIN watched w
WHERE w.watched_seconds IS NOT NULL
ORDER BY subject
