-- Ways from outside or from IT into OT that no stop in the DMZ breaks, declared or not: a row for each pair of zones and
-- rule. `matter`: `vendor` from a zone of kind external to level 3 or below, `it-ot` from level 4 or 5 to level 0, 1 or 2.
WITH direct AS (
  SELECT
    c.cell, c.from_zone, c.to_zone, c.service, c.example, c.rule, c.declared,
    CASE WHEN f.kind = 'external' THEN 'vendor' ELSE 'it-ot' END AS matter,
    row_number() OVER (
      PARTITION BY c.from_zone, c.to_zone, c.rule ORDER BY CASE WHEN c.declared THEN 1 ELSE 0 END, c.cell
    ) AS of_rule
  FROM permitted_cell c
  JOIN zone f ON f.zone = c.from_zone
  JOIN zone t ON t.zone = c.to_zone
  WHERE c.permitted = 'yes' AND t.kind <> 'safety' AND f.lowest_level >= 4
    AND t.lowest_level <= CASE WHEN f.kind = 'external' THEN 3 ELSE 2 END
),
path AS (
  SELECT from_zone, to_zone, min(conduit) AS conduit
  FROM (
    SELECT from_zone, to_zone, conduit FROM channel WHERE opened_by <> 'to'
    UNION ALL
    SELECT to_zone AS from_zone, from_zone AS to_zone, conduit FROM channel WHERE opened_by <> 'from'
  ) c
  GROUP BY from_zone, to_zone
)
SELECT
  d.*, concat(d.from_zone, ' > ', d.to_zone) AS subject, p.conduit,
  r.firewall, r.label, r.record_file, r.record_line,
  coalesce(h.change_nl, '') AS change_nl, coalesce(h.change_en, '') AS change_en,
  row_number() OVER (
    PARTITION BY d.from_zone, d.to_zone ORDER BY CASE WHEN d.declared THEN 1 ELSE 0 END, d.cell
  ) AS place,
  count(*) OVER (PARTITION BY d.from_zone, d.to_zone) - 1 AS rule_more
FROM direct d
JOIN firewall_rule r USING (rule)
LEFT JOIN rule_change h USING (rule)
LEFT JOIN path p ON p.from_zone = d.from_zone AND p.to_zone = d.to_zone
WHERE d.of_rule = 1
