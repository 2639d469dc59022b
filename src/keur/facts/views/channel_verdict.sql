-- Declared x permitted x observed for every channel, and for what firewalls permit though nobody declared it.
WITH traffic AS (
  SELECT
    v.verdict_row,
    min(o.from_zone) AS from_zone, min(o.to_zone) AS to_zone,
    CASE WHEN count(DISTINCT o.service) = 1 THEN min(o.service) ELSE min(o.transport) END AS service,
    CASE WHEN count(DISTINCT o.port) = 1 AND min(o.port) > 0 THEN min(o.port) END AS port,
    sum(o.conversations) AS conversations, sum(o.packets) AS packets, sum(o.bytes) AS bytes,
    max(CASE WHEN NOT o.answered AND (o.attempt OR p.permitted = 'no') THEN 0 ELSE 1 END) AS answered,
    max(CASE WHEN p.permitted = 'yes' THEN 1 ELSE 0 END) AS let_through,
    max(CASE WHEN p.permitted = 'no' THEN 1 ELSE 0 END) AS refused,
    max(CASE WHEN p.permitted = 'no' AND o.answered THEN 1 ELSE 0 END) AS around,
    min(CASE WHEN p.permitted = 'yes' THEN p.rule END) AS let_by,
    min(CASE WHEN p.permitted = 'no' THEN p.rule END) AS refused_by
  FROM verdict_source v
  JOIN observed_channel o USING (observed)
  LEFT JOIN observed_permission p USING (observed)
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
    f.covered AND t.covered AS covered, p.permitted, p.rule
  FROM channel c
  JOIN zone_seen f ON f.zone = c.from_zone
  JOIN zone_seen t ON t.zone = c.to_zone
  JOIN channel_permission p ON p.channel = c.channel
),
verdict AS (
  SELECT
    d.verdict_row, d.from_zone, d.to_zone, d.service, d.port, d.conduit, d.channel, d.record_file, d.record_line,
    'yes' AS declared, d.permitted,
    CASE WHEN t.verdict_row IS NOT NULL THEN 'yes' WHEN d.covered THEN 'no' ELSE 'unknown' END AS observed,
    CASE
      WHEN t.around = 1 THEN 'bypass'
      WHEN d.permitted = 'no' THEN 'blocked'
      WHEN t.verdict_row IS NOT NULL THEN 'in order'
      WHEN d.covered THEN 'unused'
      ELSE 'unknown'
    END AS verdict,
    coalesce(t.conversations, 0) AS conversations, coalesce(t.packets, 0) AS packets, coalesce(t.bytes, 0) AS bytes,
    CASE WHEN t.around = 1 THEN coalesce(t.refused_by, d.rule) ELSE d.rule END AS rule, NULL AS cell
  FROM declared d
  LEFT JOIN traffic t USING (verdict_row)
  UNION ALL
  SELECT
    t.verdict_row, t.from_zone, t.to_zone, t.service, t.port,
    coalesce(e.conduit, s.conduit) AS conduit, coalesce(e.channel, s.channel) AS channel,
    c.record_file, c.record_line, 'no' AS declared,
    CASE WHEN t.let_through = 1 THEN 'yes' WHEN t.refused = 1 THEN 'no' ELSE 'unknown' END AS permitted,
    'yes' AS observed,
    -- Tried and never answered: nothing shows that the network lets it through, so the firewalls' rules say it.
    CASE
      WHEN t.answered = 0 THEN
        CASE WHEN t.let_through = 1 THEN 'open door' WHEN t.refused = 1 THEN 'closed' ELSE 'unknown' END
      WHEN t.around = 1 THEN 'bypass'
      ELSE 'breach'
    END AS verdict,
    coalesce(e.conversations, t.conversations) AS conversations,
    -- The packets of an operation in excess are counted with the channel that carries it.
    CASE WHEN e.verdict_row IS NULL THEN t.packets ELSE 0 END AS packets,
    CASE WHEN e.verdict_row IS NULL THEN t.bytes ELSE 0 END AS bytes,
    coalesce(t.let_by, t.refused_by) AS rule, NULL AS cell
  FROM traffic t
  LEFT JOIN excess e USING (verdict_row)
  LEFT JOIN side s USING (verdict_row)
  LEFT JOIN channel c ON c.channel = coalesce(e.channel, s.channel)
  WHERE t.verdict_row NOT LIKE 'channel %'
  UNION ALL
  SELECT
    concat('open ', CAST(c.cell AS STRING)) AS verdict_row, c.from_zone, c.to_zone, c.service, c.port,
    NULL AS conduit, NULL AS channel, NULL AS record_file, NULL AS record_line, 'no' AS declared, c.permitted,
    CASE WHEN coalesce(f.covered, TRUE) AND coalesce(t.covered, TRUE) THEN 'no' ELSE 'unknown' END AS observed,
    CASE WHEN c.permitted = 'yes' THEN 'open door' ELSE 'unknown' END AS verdict,
    0 AS conversations, 0 AS packets, 0 AS bytes, c.rule, c.cell
  FROM permitted_cell c
  LEFT JOIN open_cell k USING (cell)
  LEFT JOIN zone_seen f ON f.zone = c.from_zone
  LEFT JOIN zone_seen t ON t.zone = c.to_zone
  -- An open door through which something undeclared was seen is told by that traffic, when it is all there is to it.
  WHERE NOT c.declared AND NOT coalesce(k.seen, FALSE)
)
SELECT
  v.*, r.firewall, r.record_file AS rule_file, r.record_line AS rule_line,
  w.witness_capture, w.witness_frame, w.witness_offset
FROM verdict v
LEFT JOIN firewall_rule r ON r.rule = v.rule
LEFT JOIN witness w ON w.verdict_row = v.verdict_row AND w.place = 1
