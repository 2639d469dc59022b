-- Every address that sent frames, with the first frame that shows it.
WITH sender AS (
  SELECT
    segment, coalesce(address, mac) AS address, coalesce(mac, '') AS mac, coalesce(vlan, '') AS vlan, packets, claims,
    first_us, last_us, capture,
    first_frame AS frame, 0 AS preference
  FROM raw_host
  UNION ALL
  SELECT
    segment, client AS address, coalesce(client_mac, '') AS mac, coalesce(vlan, '') AS vlan,
    0 AS packets, 0 AS claims, first_us, last_us, capture, first_frame AS frame, 1 AS preference
  FROM oriented_conversation WHERE packets_to_server > 0
  UNION ALL
  SELECT
    segment, server AS address, coalesce(server_mac, '') AS mac, coalesce(vlan, '') AS vlan,
    0 AS packets, 0 AS claims, first_us, last_us, capture, first_frame AS frame, 1 AS preference
  FROM oriented_conversation WHERE packets_to_client > 0
),
ranked AS (
  SELECT s.*, row_number() OVER (
    PARTITION BY segment, address, mac, vlan ORDER BY preference, first_us, capture, frame
  ) AS place
  FROM sender s
),
total AS (
  SELECT
    segment, address, mac, vlan,
    sum(packets) AS packets, sum(claims) AS claims, min(first_us) AS first_us, max(last_us) AS last_us
  FROM sender
  GROUP BY segment, address, mac, vlan
)
SELECT t.*, p.zone, p.asset, r.capture AS witness_capture, r.frame AS witness_frame
FROM total t
JOIN ranked r USING (segment, address, mac, vlan)
JOIN place p USING (segment, address, mac, vlan)
WHERE r.place = 1
