-- Rules that let through what nobody declared: the gravest pair of zones, an example, and how many pairs more.
-- `opens_other`: not only what the checks about internet, safety zones, vendors and IT tell. `serves`: declared channels
-- that the rule lets through as well.
WITH ranked AS (
  SELECT c.*, row_number() OVER (
    PARTITION BY rule
    ORDER BY CASE WHEN matter = 'other' AND NOT seen THEN 0 ELSE 1 END, to_level, from_zone, to_zone, cell
  ) AS place
  FROM open_cell c
),
total AS (
  SELECT
    rule, count(*) - 1 AS more_pairs,
    max(CASE WHEN matter = 'other' AND NOT seen THEN 1 ELSE 0 END) AS opens_other
  FROM open_cell
  GROUP BY rule
),
served AS (
  SELECT rule, count(*) AS serves FROM rule_channel GROUP BY rule
)
SELECT
  f.rule, f.firewall, f.chain, f.label, f.is_default, f.any_any, f.record_file, f.record_line,
  concat(f.firewall, ' ', f.chain, ' ', f.label) AS subject,
  r.from_zone, r.to_zone, r.service, r.example, r.to_level, t.more_pairs, t.opens_other, coalesce(s.serves, 0) AS serves,
  coalesce(r.change_nl, '') AS change_nl, coalesce(r.change_en, '') AS change_en
FROM ranked r
JOIN total t USING (rule)
JOIN firewall_rule f USING (rule)
LEFT JOIN served s USING (rule)
WHERE r.place = 1
