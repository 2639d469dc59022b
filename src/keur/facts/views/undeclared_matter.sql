-- Undeclared channels as one matter a zone pair and answer of the firewalls: the first hosts, how many more, and the
-- worst that was done.
WITH ranked AS (
  SELECT u.*, row_number() OVER (
    PARTITION BY from_zone, to_zone, matter, permitted
    ORDER BY CASE WHEN attempt THEN 1 ELSE 0 END, first_us, witness_capture, witness_frame, observed
  ) AS place
  FROM undeclared_channel u
),
total AS (
  SELECT
    from_zone, to_zone, matter, permitted,
    count(DISTINCT from_host) - 1 AS from_more, count(DISTINCT to_host) - 1 AS to_more,
    count(DISTINCT service) - 1 AS service_more, sum(conversations) AS conversations, sum(packets) AS packets,
    min(first_us) AS first_us, max(last_us) AS last_us,
    max(CASE WHEN answered THEN 1 ELSE 0 END) AS answered
  FROM undeclared_channel
  GROUP BY from_zone, to_zone, matter, permitted
),
change AS (
  SELECT
    u.from_zone, u.to_zone, u.matter, u.permitted, o.class, o.name, o.uses, o.witness_capture, o.witness_frame, o.witness_offset,
    o.from_host, o.to_host,
    row_number() OVER (
      PARTITION BY u.from_zone, u.to_zone, u.matter, u.permitted
      ORDER BY
        CASE o.class WHEN 'program' THEN 0 WHEN 'control' THEN 1 ELSE 2 END, CASE WHEN o.to_server THEN 0 ELSE 1 END,
        o.first_us, o.witness_capture, o.witness_frame
    ) AS place
  FROM undeclared_channel u
  JOIN observed_operation o USING (observed)
  WHERE o.class IN ('write', 'control', 'program')
)
SELECT
  t.*, t.matter = 'tried' AS tried,
  -- Tried and never answered: nothing shows that the network lets it through, so the firewalls' rules say it.
  CASE
    WHEN t.matter = 'tried' AND t.answered = 0 THEN
      CASE t.permitted WHEN 'no' THEN 'closed' WHEN 'yes' THEN 'open door' ELSE 'unknown' END
    WHEN t.permitted = 'no' THEN CASE WHEN t.answered = 1 THEN 'bypass' ELSE 'closed' END
    ELSE 'breach'
  END AS verdict,
  r.from_host, r.to_host, r.service, r.rule, r.witness_capture, r.witness_frame,
  c.class AS change_class, c.name AS change_name, c.uses AS change_uses,
  c.from_host AS change_from, c.to_host AS change_to,
  c.witness_capture AS change_capture, c.witness_frame AS change_frame, c.witness_offset AS change_offset
FROM total t
JOIN ranked r USING (from_zone, to_zone, matter, permitted)
LEFT JOIN change c
  ON c.from_zone = t.from_zone AND c.to_zone = t.to_zone AND c.matter = t.matter AND c.permitted = t.permitted
  AND c.place = 1
WHERE r.place = 1
