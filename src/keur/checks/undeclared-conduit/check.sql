-- One row a zone pair and matter; a second row cites the worst operation that was seen in it.
WITH pair AS (
  SELECT m.*, concat(m.from_zone, ' > ', m.to_zone, ' ', m.matter) AS subject, t.lowest_level,
    r.firewall, r.label, r.record_file, r.record_line
  FROM undeclared_matter m
  LEFT JOIN firewall_rule r USING (rule)
  LEFT JOIN zone f ON f.zone = m.from_zone
  LEFT JOIN zone t ON t.zone = m.to_zone
  -- The internet in OT is a matter of its own: internet-address-in-ot.
  -- What firewalls let through is told by `breach`, what goes around them by `bypass`.
  WHERE (m.permitted = 'unknown' OR m.tried OR m.verdict = 'closed')
    AND NOT (m.from_zone = 'internet' AND coalesce(t.highest_level, 9) <= 3)
    AND NOT (m.to_zone = 'internet' AND coalesce(f.highest_level, 9) <= 3)
),
proof AS (
  SELECT
    p.*, 0 AS step, p.witness_capture AS proof_capture, p.witness_frame AS proof_frame, NULL AS proof_offset
  FROM pair p
  UNION ALL
  SELECT
    p.*, 1 AS step, p.change_capture AS proof_capture, p.change_frame AS proof_frame, p.change_offset AS proof_offset
  FROM pair p
  WHERE p.change_class IS NOT NULL
)
SELECT
  subject,
  CASE
    WHEN verdict = 'closed' THEN 'refused'
    WHEN tried AND verdict = 'open door' THEN 'tried-open'
    WHEN tried THEN 'tried'
    WHEN change_class IS NOT NULL THEN 'changes'
  END AS variant,
  CASE
    WHEN verdict = 'closed' THEN 'low'
    WHEN tried THEN 'medium'
    WHEN change_class IS NOT NULL AND coalesce(lowest_level, 9) <= 2 THEN 'critical'
  END AS severity,
  from_zone, to_zone, from_host, from_more, to_host, to_more, service, service_more, conversations, first_us,
  change_class AS class, change_name, change_from, change_to, verdict,
  firewall, label, concat(from_zone, ',', to_zone) AS zones, record_file, record_line,
  proof_capture AS witness_capture, proof_frame AS witness_frame, proof_offset AS witness_offset
FROM proof
ORDER BY subject, step
