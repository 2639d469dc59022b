-- Seen, declared nowhere, and the firewalls let it through. A second row cites the worst operation that was seen in it.
WITH pair AS (
  SELECT
    m.*, concat(m.from_zone, ' > ', m.to_zone, ' ', m.matter) AS subject, t.lowest_level,
    r.firewall, r.label, r.record_file, r.record_line, coalesce(h.change_nl, '') AS fix_nl,
    coalesce(h.change_en, '') AS fix_en
  FROM undeclared_matter m
  JOIN firewall_rule r USING (rule)
  LEFT JOIN rule_change h USING (rule)
  LEFT JOIN zone f ON f.zone = m.from_zone
  LEFT JOIN zone t ON t.zone = m.to_zone
  WHERE m.verdict = 'breach' AND m.permitted = 'yes'
    -- The internet in OT is a matter of its own: internet-address-in-ot.
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
  CASE WHEN change_class IS NOT NULL THEN 'changes' END AS variant,
  CASE WHEN change_class IS NOT NULL AND coalesce(lowest_level, 9) <= 2 THEN 'critical' END AS severity,
  from_zone, to_zone, from_host, from_more, to_host, to_more, service, conversations, first_us,
  change_class AS class, change_name, change_from, change_to, firewall, label, fix_nl, fix_en, verdict,
  concat(from_zone, ',', to_zone) AS zones, record_file, record_line,
  proof_capture AS witness_capture, proof_frame AS witness_frame, proof_offset AS witness_offset
FROM proof
ORDER BY subject, step
