-- Every conversation with the zone and asset of both sides.
WITH placed AS (
  SELECT
    c.*,
    p.file AS file,
    f.zone AS from_zone, f.asset AS from_asset, coalesce(f.asset, c.client) AS from_host,
    t.zone AS to_zone, t.asset AS to_asset, coalesce(t.asset, c.server) AS to_host,
    c.roles_by <> 'first' AS roles_known,
    -- TCP that never carried data: never answered, or a connection set-up with nothing after it. The sizes are those
    -- of segments without data: 78 bytes holds a refusal (RST) over IPv6, 102 a SYN with options over IPv6 and VLAN.
    c.transport = 'tcp' AND coalesce(c.recognised_by, 'port') <> 'content'
      AND c.bytes_to_server <= 102 * c.packets_to_server
      AND (c.packets_to_client = 0 OR (c.roles_by = 'syn' AND c.bytes_to_client <= 78 * c.packets_to_client
          -- Refusals are few; many small answers are a protocol of small telegrams.
          AND c.packets_to_client <= 6))
      AS attempt,
    c.packets_to_client > 0 AS answered
  FROM oriented_conversation c
  JOIN capture p ON p.capture = c.capture
  JOIN place f ON f.segment = c.segment AND f.address = c.client
    AND f.mac = coalesce(c.client_mac, '') AND f.vlan = coalesce(c.vlan, '')
  JOIN place t ON t.segment = c.segment AND t.address = c.server
    AND t.mac = coalesce(c.server_mac, '') AND t.vlan = coalesce(c.vlan, '')
)
SELECT
  capture, conversation, file, segment, reversed, client, server, client_mac, server_mac, vlan, transport, ethertype,
  client_port, server_port, protocol, recognised_by, roles_by, roles_known, first_us, last_us,
  packets_to_server, packets_to_client, bytes_to_server, bytes_to_client, first_frame,
  from_zone, from_asset, from_host, to_zone, to_asset, to_host,
  -- Unrecognised traffic whose server is a guess has no port worth naming.
  CASE WHEN protocol IS NULL AND NOT roles_known THEN 0 ELSE server_port END AS port,
  CASE
    WHEN protocol IS NOT NULL THEN protocol
    WHEN transport = 'ip:1' THEN 'icmp'
    WHEN transport = 'ip:58' THEN 'icmpv6'
    WHEN transport = 'l2' THEN concat('l2/', coalesce(ethertype, '?'))
    WHEN transport IN ('tcp', 'udp') AND roles_known THEN concat(transport, '/', CAST(server_port AS STRING))
    ELSE transport
  END AS service,
  attempt, answered,
  from_zone <> to_zone
    AND from_zone <> 'group' AND to_zone <> 'group'
    -- Frames without IP are not routed: a MAC of unknown zone is on the other one's link.
    AND NOT (transport = 'l2' AND (from_zone = 'unknown' OR to_zone = 'unknown'))
    -- Housekeeping of the link: ARP, LLDP, 802.1X, slow protocols, MRP, loop test, LLC (spanning tree).
    AND NOT (transport = 'l2' AND coalesce(ethertype, 'llc') IN
      ('0x0806', '0x88cc', '0x888e', '0x8809', '0x88e3', '0x9000', 'llc'))
    AS crosses
FROM placed
