-- Transfers of programs, and starting, stopping and resetting: declared or not, inside a zone or across.
WITH act AS (
  SELECT
    o.*,
    CASE WHEN class = 'program' THEN 'program' ELSE 'run' END AS deed
  FROM observed_operation o
  WHERE class = 'program'
    OR (class = 'control' AND (
      lower(name) LIKE '%stop%' OR lower(name) LIKE '%start%' OR lower(name) LIKE '%reset%'
      OR lower(name) LIKE '%kill%' OR lower(name) LIKE '%resume%' OR lower(name) LIKE '%reinitialize%'
      OR lower(name) LIKE '%communicationcontrol%' OR lower(name) LIKE '%listen only%'
      OR lower(name) LIKE '%operating state%' OR lower(name) LIKE '%device state%'
    ))
),
ranked AS (
  SELECT
    a.*, concat(from_host, ' > ', to_host, ' ', protocol, ' ', deed) AS subject,
    row_number() OVER (
      PARTITION BY from_host, to_host, protocol, deed
      ORDER BY CASE WHEN to_server THEN 0 ELSE 1 END, first_us, witness_capture, witness_frame, name, function
    ) AS place,
    count(*) OVER (PARTITION BY from_host, to_host, protocol, deed, to_server) - 1 AS name_more,
    sum(errors) OVER (PARTITION BY from_host, to_host, protocol, deed) AS all_refused
  FROM act a
)
SELECT
  subject, CASE WHEN deed = 'run' THEN 'run' END AS variant,
  from_zone, to_zone, from_host, to_host, protocol, name, name_more, uses, all_refused, first_us, last_us,
  CASE WHEN from_zone = to_zone THEN to_zone ELSE concat(from_zone, ',', to_zone) END AS zones,
  witness_capture, witness_frame, witness_offset
FROM ranked
WHERE place <= 6
ORDER BY subject, place
