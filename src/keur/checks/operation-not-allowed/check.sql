WITH ranked AS (
  SELECT
    e.*, c.allowed, c.record_file, c.record_line,
    concat(e.from_host, ' > ', e.to_host, ' ', e.protocol, ' ', e.class) AS subject,
    row_number() OVER (
      PARTITION BY e.from_host, e.to_host, e.protocol, e.class
      ORDER BY CASE WHEN e.to_server THEN 0 ELSE 1 END, e.first_us, e.witness_capture, e.witness_frame, e.function
    ) AS place,
    count(*) OVER (PARTITION BY e.from_host, e.to_host, e.protocol, e.class, e.to_server) - 1 AS name_more,
    sum(CASE WHEN e.to_server THEN e.uses ELSE 0 END) OVER (
      PARTITION BY e.from_host, e.to_host, e.protocol, e.class
    ) AS requests,
    sum(e.errors) OVER (PARTITION BY e.from_host, e.to_host, e.protocol, e.class) AS all_refused
  FROM excess_operation e
  JOIN channel c ON c.channel = e.channel
)
SELECT
  subject,
  CASE WHEN allowed = '' THEN 'nothing' END AS variant,
  CASE WHEN class IN ('control', 'program') THEN 'critical' END AS severity,
  from_zone, to_zone, from_host, to_host, protocol, name, name_more, class, first_us, all_refused,
  CASE WHEN requests > 0 THEN requests ELSE uses END AS uses, allowed, conduit,
  'breach' AS verdict, concat(from_zone, ',', to_zone) AS zones,
  witness_capture, witness_frame, witness_offset, record_file, record_line
FROM ranked
WHERE place <= 4
ORDER BY subject, place
