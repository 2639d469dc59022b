-- A second row cites the rule of the firewall that lets it through, where a configuration is known.
WITH ranked AS (
  SELECT
    w.*, c.record_file, c.record_line, r.record_file AS rule_file, r.record_line AS rule_line,
    row_number() OVER (
      PARTITION BY w.from_host, w.to_host, w.service
      ORDER BY CASE WHEN w.attempt THEN 1 ELSE 0 END, w.first_us, w.witness_capture, w.witness_frame, w.observed
    ) AS place,
    sum(w.conversations) OVER (PARTITION BY w.from_host, w.to_host, w.service) AS total
  FROM wrong_side_channel w
  JOIN channel c ON c.channel = w.channel
  LEFT JOIN observed_permission p ON p.observed = w.observed AND p.permitted = 'yes'
  LEFT JOIN firewall_rule r ON r.rule = p.rule
),
proof AS (
  SELECT
    r.*, 0 AS step, r.witness_capture AS proof_capture, r.witness_frame AS proof_frame, r.record_file AS proof_file,
    r.record_line AS proof_line
  FROM ranked r
  WHERE r.place = 1
  UNION ALL
  SELECT
    r.*, 1 AS step, NULL AS proof_capture, NULL AS proof_frame, r.rule_file AS proof_file, r.rule_line AS proof_line
  FROM ranked r
  WHERE r.place = 1 AND r.rule_file IS NOT NULL
)
SELECT
  concat(from_host, ' > ', to_host, ' ', service) AS subject,
  CASE WHEN attempt THEN 'tried' END AS variant,
  CASE WHEN attempt THEN 'medium' END AS severity,
  from_zone, to_zone, from_host, to_host, service, conduit, total, first_us,
  CASE WHEN attempt AND NOT answered THEN 'unknown' ELSE 'breach' END AS verdict,
  concat(from_zone, ',', to_zone) AS zones, proof_capture AS witness_capture, proof_frame AS witness_frame,
  proof_file AS record_file, proof_line AS record_line
FROM proof
ORDER BY subject, step
