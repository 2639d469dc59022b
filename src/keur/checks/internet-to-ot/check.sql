-- One row a rule that opens the way; the first says it, all prove it.
WITH way AS (
  SELECT
    c.*, concat(c.from_zone, ' > ', c.to_zone) AS subject, r.firewall, r.label, r.record_file, r.record_line,
    row_number() OVER (PARTITION BY c.from_zone, c.to_zone ORDER BY c.cell) AS place,
    count(*) OVER (PARTITION BY c.from_zone, c.to_zone) - 1 AS rule_more
  FROM open_cell c
  JOIN firewall_rule r USING (rule)
  WHERE c.matter = 'internet'
)
SELECT
  subject, from_zone, to_zone, service, example, firewall, label, rule_more, coalesce(change_nl, '') AS change_nl,
  coalesce(change_en, '') AS change_en, 'open door' AS verdict, concat(from_zone, ',', to_zone) AS zones, record_file,
  record_line
FROM way
ORDER BY subject, place
