-- Rules that let packets through between zones and serve no declared channel.
SELECT
  subject, CASE WHEN to_level <= 2 THEN 'high' END AS severity,
  firewall, label, from_zone, to_zone, service, example, more_pairs, change_nl, change_en, 'open door' AS verdict,
  concat(from_zone, ',', to_zone) AS zones, record_file, record_line
FROM open_rule
WHERE opens_other = 1 AND serves = 0 AND NOT is_default AND NOT any_any
ORDER BY subject
