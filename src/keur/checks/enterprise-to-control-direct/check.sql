-- Declared or not: the way from level 4 or 5 to level 0, 1 or 2 must end in the industrial DMZ.
WITH direct AS (
  SELECT
    o.*,
    CASE
      WHEN min(CASE WHEN o.attempt THEN 1 ELSE 0 END) OVER (PARTITION BY o.from_zone, o.to_zone, o.service) = 1
        THEN 'tried'
      WHEN o.protocol IS NULL AND o.transport IN ('tcp', 'udp') THEN o.transport
      ELSE o.service
    END AS matter
  FROM observed_channel o
  JOIN zone f ON f.zone = o.from_zone
  JOIN zone t ON t.zone = o.to_zone
  WHERE o.crosses AND f.lowest_level >= 4 AND t.lowest_level <= 2 AND o.service NOT IN ('icmp', 'icmpv6')
),
ranked AS (
  SELECT d.*, row_number() OVER (
    PARTITION BY from_zone, to_zone, matter ORDER BY first_us, witness_capture, witness_frame, observed
  ) AS place
  FROM direct d
),
total AS (
  SELECT
    from_zone, to_zone, matter,
    count(DISTINCT from_host) - 1 AS from_more, count(DISTINCT to_host) - 1 AS to_more,
    count(DISTINCT service) - 1 AS service_more, sum(conversations) AS conversations
  FROM direct
  GROUP BY from_zone, to_zone, matter
)
SELECT
  concat(from_zone, ' > ', to_zone, ' ', matter) AS subject,
  CASE WHEN matter = 'tried' THEN 'tried' END AS variant,
  CASE WHEN matter = 'tried' THEN 'medium' END AS severity,
  from_zone, to_zone, r.from_host, t.from_more, r.to_host, t.to_more, r.service, t.service_more, t.conversations,
  r.first_us, concat(from_zone, ',', to_zone) AS zones, r.witness_capture, r.witness_frame
FROM ranked r
JOIN total t USING (from_zone, to_zone, matter)
WHERE r.place = 1
ORDER BY subject
