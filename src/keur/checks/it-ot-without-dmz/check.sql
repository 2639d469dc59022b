-- Declared or not. One row a rule that opens the way; the first says it, all prove it.
SELECT
  subject, CASE WHEN declared THEN 'declared' END AS variant, CASE WHEN declared THEN 'high' END AS severity,
  from_zone, to_zone, service, example, firewall, label, conduit, rule_more, change_nl, change_en,
  CASE WHEN NOT declared THEN 'open door' END AS verdict, concat(from_zone, ',', to_zone) AS zones, record_file,
  record_line
FROM direct_path
WHERE matter = 'it-ot'
ORDER BY subject, place
