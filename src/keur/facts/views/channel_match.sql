-- Which declared channels an observed channel fits; `fits_opener` is false when only the opening side is wrong.
WITH side AS (
  SELECT c.*, from_zone AS client_zone, to_zone AS server_zone, 'from' AS client_side, 'to' AS server_side FROM channel c
  UNION ALL
  SELECT c.*, to_zone AS client_zone, from_zone AS server_zone, 'to' AS client_side, 'from' AS server_side FROM channel c
)
SELECT
  o.observed, s.channel, s.conduit,
  s.opened_by = 'either' OR s.opened_by = s.client_side OR NOT o.roles_known AS fits_opener
FROM observed_channel o
JOIN side s ON s.client_zone = o.from_zone AND s.server_zone = o.to_zone
LEFT JOIN channel_end c ON c.channel = s.channel AND c.side = s.client_side AND c.asset = o.from_asset
LEFT JOIN channel_end e ON e.channel = s.channel AND e.side = s.server_side AND e.asset = o.to_asset
WHERE o.crosses
  -- On a declared port, traffic that content does not name is taken for what was declared only where the channel allows
  -- any operation, or where nothing came of it: what cannot be read may be anything but the reads that were allowed.
  AND (s.protocol IS NULL OR s.protocol = o.service
    OR (o.protocol IS NULL AND s.port = o.port AND (s.any_operation OR o.attempt)))
  AND (s.transport IS NULL OR s.transport = o.transport)
  AND (s.port IS NULL OR s.port = o.port)
  AND (c.asset IS NOT NULL OR (s.client_side = 'from' AND s.from_any) OR (s.client_side = 'to' AND s.to_any))
  AND (e.asset IS NOT NULL OR (s.server_side = 'from' AND s.from_any) OR (s.server_side = 'to' AND s.to_any))
