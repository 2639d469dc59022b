-- Every address that sent frames, with the first frame that shows it: of the host table where it has it, else the first
-- of its conversations.
WITH sender AS (
  SELECT
    segment, coalesce(address, mac) AS address, coalesce(mac, '') AS mac, coalesce(vlan, '') AS vlan,
    packets, claims, first_us, last_us, capture, first_frame AS frame, 0 AS preference
  FROM raw_host
  UNION ALL
  SELECT
    segment, client AS address, coalesce(client_mac, '') AS mac, coalesce(vlan, '') AS vlan,
    0 AS packets, 0 AS claims, first_us, last_us, capture, first_frame AS frame, 1 AS preference
  FROM zoned_conversation WHERE packets_to_server > 0
  UNION ALL
  SELECT
    segment, server AS address, coalesce(server_mac, '') AS mac, coalesce(vlan, '') AS vlan,
    0 AS packets, 0 AS claims, first_us, last_us, capture, first_frame AS frame, 1 AS preference
  FROM zoned_conversation WHERE packets_to_client > 0
),
total AS (
  SELECT
    segment, address, mac, vlan, sum(packets) AS packets, sum(claims) AS claims,
    min(first_us) AS first_us, max(last_us) AS last_us, min(preference) AS preference,
    coalesce(min(CASE WHEN preference = 0 THEN first_us END), min(first_us)) AS witness_us
  FROM sender
  GROUP BY segment, address, mac, vlan
),
ranked AS (
  SELECT s.segment, s.address, s.mac, s.vlan, s.capture, s.frame, row_number() OVER (
    PARTITION BY s.segment, s.address, s.mac, s.vlan ORDER BY s.capture, s.frame
  ) AS place
  FROM sender s
  JOIN total t
    ON t.segment = s.segment AND t.address = s.address AND t.mac = s.mac AND t.vlan = s.vlan
    AND t.preference = s.preference AND t.witness_us = s.first_us
)
SELECT
  t.segment, t.address, t.mac, t.vlan, t.packets, t.claims, t.first_us, t.last_us, p.zone, p.asset,
  r.capture AS witness_capture, r.frame AS witness_frame
FROM total t
JOIN ranked r USING (segment, address, mac, vlan)
JOIN place p USING (segment, address, mac, vlan)
WHERE r.place = 1
