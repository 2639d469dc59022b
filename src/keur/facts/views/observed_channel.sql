-- Who talks with whom about what, over all captures: one row per pair of hosts and service. Traffic that two capture
-- points both saw counts once: the segment that saw most is taken.
WITH pair AS (
  -- One row a 5-tuple and segment, however many captures the connection lasted.
  SELECT
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses, segment, client, client_port, server,
    sum(packets_to_server + packets_to_client) AS packets,
    sum(bytes_to_server + bytes_to_client) AS bytes,
    max(CASE WHEN answered THEN 1 ELSE 0 END) AS answered,
    min(first_us) AS first_us, max(last_us) AS last_us
  FROM zoned_conversation
  GROUP BY
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses, segment, client, client_port, server
),
by_segment AS (
  SELECT
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses, segment,
    count(*) AS conversations, sum(packets) AS packets, sum(bytes) AS bytes, max(answered) AS answered,
    min(first_us) AS first_us, max(last_us) AS last_us
  FROM pair
  GROUP BY
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses, segment
),
total AS (
  SELECT
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses,
    max(conversations) AS conversations, max(packets) AS packets, max(bytes) AS bytes,
    max(answered) = 1 AS answered, min(first_us) AS first_us, max(last_us) AS last_us
  FROM by_segment
  GROUP BY
    from_zone, from_host, from_asset, to_zone, to_host, to_asset, transport, port, protocol, service, attempt,
    roles_known, crosses
),
numbered AS (
  SELECT
    row_number() OVER (
      ORDER BY from_zone, from_host, to_zone, to_host, service, transport, port, attempt, roles_known, crosses
    ) AS observed,
    t.*
  FROM total t
),
-- The first conversation of each; only conversations that share the first moment need comparing.
earliest AS (
  SELECT n.observed, c.capture AS witness_capture, c.first_frame AS witness_frame, row_number() OVER (
    PARTITION BY n.observed ORDER BY c.capture, c.first_frame
  ) AS place
  FROM zoned_conversation c
  JOIN numbered n
    USING (from_zone, from_host, to_zone, to_host, transport, port, service, attempt, roles_known, crosses, first_us)
)
SELECT n.*, e.witness_capture, e.witness_frame
FROM numbered n
JOIN earliest e USING (observed)
WHERE e.place = 1
