WITH reached AS (
  SELECT m.*, concat(m.from_zone, ' > ', m.to_zone, ' ', m.matter) AS subject
  FROM undeclared_matter m
  JOIN zone t ON t.zone = m.to_zone
  WHERE t.kind = 'safety'
)
SELECT
  subject,
  CASE WHEN tried THEN 'tried' WHEN change_class IS NOT NULL THEN 'changes' END AS variant,
  CASE WHEN tried THEN 'high' END AS severity,
  from_zone, to_zone, from_host, from_more, to_host, to_more, service, service_more, conversations, first_us,
  change_class AS class, change_name, change_from, change_to, verdict, concat(from_zone, ',', to_zone) AS zones,
  coalesce(change_capture, witness_capture) AS witness_capture,
  CASE WHEN change_capture IS NULL THEN witness_frame ELSE change_frame END AS witness_frame,
  change_offset AS witness_offset
FROM reached
ORDER BY subject
