SELECT
  concat(firewall, ' ', chain) AS subject, CASE WHEN chain = '' THEN 'no-filter' END AS variant,
  firewall, chain, from_zone, to_zone, service, example, more_pairs, change_nl, change_en, 'open door' AS verdict,
  concat(from_zone, ',', to_zone) AS zones, record_file, record_line
FROM open_rule
WHERE is_default
ORDER BY subject
