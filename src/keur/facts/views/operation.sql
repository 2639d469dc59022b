-- Every operation with its conversation's zones, assets and corrected direction.
SELECT
  c.capture, c.conversation, c.file, c.segment, c.client, c.server, c.client_port, c.server_port,
  c.from_zone, c.from_asset, c.from_host, c.to_zone, c.to_asset, c.to_host,
  c.transport, c.port, c.service, c.attempt, c.roles_known, c.crosses,
  o.protocol, o.function, o.name, o.class,
  CASE WHEN c.reversed THEN NOT o.to_server ELSE o.to_server END AS to_server,
  o.count, o.errors, o.first_us, o.last_us, o.first_frame, o.first_offset, o.last_frame
FROM raw_operation o
JOIN zoned_conversation c ON c.capture = o.capture AND c.conversation = o.conversation
