-- Operations of each observed channel, counted over all captures.
WITH numbered AS (
  SELECT
    c.observed, o.protocol, o.function, o.name, o.class, o.to_server, o.segment, o.client, o.client_port, o.server,
    o.count, o.errors, o.first_us, o.last_us, o.capture, o.first_frame, o.first_offset
  FROM operation o
  JOIN observed_channel c
    USING (from_zone, from_host, to_zone, to_host, transport, port, service, attempt, roles_known, crosses)
),
pair AS (
  SELECT
    observed, protocol, function, name, class, to_server, segment, client, client_port, server,
    sum(count) AS uses, sum(errors) AS errors, min(first_us) AS first_us, max(last_us) AS last_us
  FROM numbered
  GROUP BY observed, protocol, function, name, class, to_server, segment, client, client_port, server
),
by_segment AS (
  SELECT
    observed, protocol, function, name, class, to_server, segment,
    count(*) AS conversations, sum(uses) AS uses, sum(errors) AS errors,
    min(first_us) AS first_us, max(last_us) AS last_us
  FROM pair
  GROUP BY observed, protocol, function, name, class, to_server, segment
),
total AS (
  SELECT
    observed, protocol, function, name, class, to_server,
    max(uses) AS uses, max(errors) AS errors, max(conversations) AS conversations,
    min(first_us) AS first_us, max(last_us) AS last_us
  FROM by_segment
  GROUP BY observed, protocol, function, name, class, to_server
),
earliest AS (
  SELECT
    n.observed, n.protocol, n.function, n.name, n.class, n.to_server,
    n.capture AS witness_capture, n.first_frame AS witness_frame, n.first_offset AS witness_offset,
    row_number() OVER (
      PARTITION BY n.observed, n.protocol, n.function, n.name, n.class, n.to_server
      ORDER BY n.capture, n.first_frame, n.first_offset
    ) AS place
  FROM numbered n
  JOIN total t USING (observed, protocol, function, name, class, to_server, first_us)
)
SELECT
  t.*, c.from_zone, c.from_host, c.from_asset, c.to_zone, c.to_host, c.to_asset, c.service, c.port, c.crosses,
  e.witness_capture, e.witness_frame, e.witness_offset
FROM total t
JOIN earliest e USING (observed, protocol, function, name, class, to_server)
JOIN observed_channel c USING (observed)
WHERE e.place = 1
