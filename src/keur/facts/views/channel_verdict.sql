-- Declared x permitted x observed for every channel. No firewall configuration is read yet, so `permitted` is unknown.
WITH traffic AS (
  SELECT
    v.verdict_row,
    min(o.from_zone) AS from_zone, min(o.to_zone) AS to_zone,
    CASE WHEN count(DISTINCT o.service) = 1 THEN min(o.service) ELSE min(o.transport) END AS service,
    CASE WHEN count(DISTINCT o.port) = 1 AND min(o.port) > 0 THEN min(o.port) END AS port,
    sum(o.conversations) AS conversations, sum(o.packets) AS packets, sum(o.bytes) AS bytes,
    max(CASE WHEN o.attempt AND NOT o.answered THEN 0 ELSE 1 END) AS answered
  FROM verdict_source v
  JOIN observed_channel o USING (observed)
  GROUP BY v.verdict_row
),
excess AS (
  SELECT
    concat('excess ', conduit, ' ', from_zone, ' ', to_zone, ' ', service) AS verdict_row,
    min(conduit) AS conduit, min(channel) AS channel, max(conversations) AS conversations
  FROM excess_operation
  GROUP BY concat('excess ', conduit, ' ', from_zone, ' ', to_zone, ' ', service)
),
side AS (
  SELECT
    concat('side ', conduit, ' ', from_zone, ' ', to_zone, ' ', service) AS verdict_row,
    min(conduit) AS conduit, min(channel) AS channel
  FROM wrong_side_channel
  GROUP BY concat('side ', conduit, ' ', from_zone, ' ', to_zone, ' ', service)
),
witness AS (
  SELECT
    v.verdict_row, o.witness_capture, o.witness_frame, NULL AS witness_offset,
    row_number() OVER (
      PARTITION BY v.verdict_row ORDER BY o.first_us, o.witness_capture, o.witness_frame, o.observed
    ) AS place
  FROM verdict_source v
  JOIN observed_channel o USING (observed)
  WHERE v.verdict_row NOT LIKE 'excess %'
  UNION ALL
  SELECT
    concat('excess ', conduit, ' ', from_zone, ' ', to_zone, ' ', service) AS verdict_row,
    witness_capture, witness_frame, witness_offset,
    row_number() OVER (
      PARTITION BY conduit, from_zone, to_zone, service
      ORDER BY CASE WHEN to_server THEN 0 ELSE 1 END, first_us, witness_capture, witness_frame, witness_offset
    ) AS place
  FROM excess_operation
),
declared AS (
  SELECT
    concat('channel ', CAST(c.channel AS STRING)) AS verdict_row,
    CASE WHEN c.opened_by = 'to' THEN c.to_zone ELSE c.from_zone END AS from_zone,
    CASE WHEN c.opened_by = 'to' THEN c.from_zone ELSE c.to_zone END AS to_zone,
    c.service, c.port, c.conduit, c.channel, c.record_file, c.record_line,
    f.covered AND t.covered AS covered
  FROM channel c
  JOIN zone_seen f ON f.zone = c.from_zone
  JOIN zone_seen t ON t.zone = c.to_zone
),
verdict AS (
  SELECT
    d.verdict_row, d.from_zone, d.to_zone, d.service, d.port, d.conduit, d.channel, d.record_file, d.record_line,
    'yes' AS declared,
    CASE WHEN t.verdict_row IS NOT NULL THEN 'yes' WHEN d.covered THEN 'no' ELSE 'unknown' END AS observed,
    CASE WHEN t.verdict_row IS NOT NULL THEN 'in order' WHEN d.covered THEN 'unused' ELSE 'unknown' END AS verdict,
    coalesce(t.conversations, 0) AS conversations, coalesce(t.packets, 0) AS packets, coalesce(t.bytes, 0) AS bytes
  FROM declared d
  LEFT JOIN traffic t USING (verdict_row)
  UNION ALL
  SELECT
    t.verdict_row, t.from_zone, t.to_zone, t.service, t.port,
    coalesce(e.conduit, s.conduit) AS conduit, coalesce(e.channel, s.channel) AS channel,
    c.record_file, c.record_line, 'no' AS declared, 'yes' AS observed,
    -- Tried and never answered: nothing shows that the network lets it through.
    CASE WHEN t.answered = 1 THEN 'breach' ELSE 'unknown' END AS verdict,
    coalesce(e.conversations, t.conversations) AS conversations,
    -- The packets of an operation in excess are counted with the channel that carries it.
    CASE WHEN e.verdict_row IS NULL THEN t.packets ELSE 0 END AS packets,
    CASE WHEN e.verdict_row IS NULL THEN t.bytes ELSE 0 END AS bytes
  FROM traffic t
  LEFT JOIN excess e USING (verdict_row)
  LEFT JOIN side s USING (verdict_row)
  LEFT JOIN channel c ON c.channel = coalesce(e.channel, s.channel)
  WHERE t.verdict_row NOT LIKE 'channel %'
)
SELECT v.*, 'unknown' AS permitted, w.witness_capture, w.witness_frame, w.witness_offset
FROM verdict v
LEFT JOIN witness w ON w.verdict_row = v.verdict_row AND w.place = 1
