WITH ranked AS (
  SELECT
    w.*, c.record_file, c.record_line,
    row_number() OVER (
      PARTITION BY w.from_host, w.to_host, w.service
      ORDER BY CASE WHEN w.attempt THEN 1 ELSE 0 END, w.first_us, w.witness_capture, w.witness_frame, w.observed
    ) AS place,
    sum(w.conversations) OVER (PARTITION BY w.from_host, w.to_host, w.service) AS total
  FROM wrong_side_channel w
  JOIN channel c ON c.channel = w.channel
)
SELECT
  concat(from_host, ' > ', to_host, ' ', service) AS subject,
  CASE WHEN attempt THEN 'tried' END AS variant,
  CASE WHEN attempt THEN 'medium' END AS severity,
  from_zone, to_zone, from_host, to_host, service, conduit, total, first_us,
  CASE WHEN attempt AND NOT answered THEN 'unknown' ELSE 'breach' END AS verdict,
  concat(from_zone, ',', to_zone) AS zones, witness_capture, witness_frame, record_file, record_line
FROM ranked
WHERE place = 1
ORDER BY subject
