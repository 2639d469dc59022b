WITH asked AS (
  SELECT o.*
  FROM observed_channel o
  JOIN zone f ON f.zone = o.from_zone
  LEFT JOIN zone t ON t.zone = o.to_zone
  WHERE o.service IN ('dns', 'ntp') AND f.highest_level <= 3
    AND (o.to_zone = 'internet' OR t.kind = 'external' OR t.lowest_level >= 5)
),
ranked AS (
  SELECT
    a.*,
    row_number() OVER (
      PARTITION BY from_host, service ORDER BY first_us, witness_capture, witness_frame, observed
    ) AS place,
    max(CASE WHEN answered THEN 1 ELSE 0 END) OVER (PARTITION BY from_host, service) AS any_answer
  FROM asked a
),
total AS (
  SELECT from_host, service, count(DISTINCT to_host) - 1 AS to_more, sum(conversations) AS conversations
  FROM asked
  GROUP BY from_host, service
)
SELECT
  concat(from_host, ' ', service) AS subject,
  CASE
    WHEN service = 'ntp' AND any_answer = 1 THEN 'time'
    WHEN service = 'ntp' THEN 'time_unanswered'
    WHEN any_answer = 0 THEN 'unanswered'
  END AS variant,
  from_zone, to_zone, from_host, r.to_host, t.to_more, t.conversations, r.first_us,
  concat(from_zone, ',', to_zone) AS zones, r.witness_capture, r.witness_frame
FROM ranked r
JOIN total t USING (from_host, service)
WHERE r.place = 1
ORDER BY subject
