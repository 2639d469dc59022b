-- What firewalls permit though nobody declared it: a row for each pair of zones and rule that lets it through. `matter`
-- says what it is, the gravest first, so that one way is told once: a way in from the `internet`, into a `safety` zone,
-- of a `vendor` past the DMZ, from `it-ot` past the DMZ, or `other`. `seen`: traffic through it is all there is to it.
WITH seen AS (
  SELECT DISTINCT c.cell
  FROM permitted_cell c
  JOIN observed_permission p ON p.rule = c.rule AND p.permitted = 'yes'
  JOIN observed_channel o ON o.observed = p.observed
    AND o.from_zone = c.from_zone AND o.to_zone = c.to_zone AND o.port = c.port AND o.crosses
  WHERE NOT c.declared
)
SELECT
  c.cell, c.from_zone, c.to_zone, c.service, c.port, c.source, c.destination, c.example, c.sent, c.rule,
  CASE
    WHEN c.from_zone = 'internet' AND t.lowest_level <= 3 THEN 'internet'
    WHEN t.kind = 'safety' THEN 'safety'
    WHEN f.kind = 'external' AND t.lowest_level <= 3 THEN 'vendor'
    WHEN f.lowest_level >= 4 AND t.lowest_level <= 2 THEN 'it-ot'
    ELSE 'other'
  END AS matter,
  s.cell IS NOT NULL AS seen,
  coalesce(t.lowest_level, 9) AS to_level,
  h.change_nl, h.change_en
FROM permitted_cell c
LEFT JOIN seen s USING (cell)
LEFT JOIN zone f ON f.zone = c.from_zone
LEFT JOIN zone t ON t.zone = c.to_zone
LEFT JOIN rule_change h ON h.rule = c.rule
WHERE NOT c.declared AND c.permitted = 'yes'
