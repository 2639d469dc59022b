-- One row a device, not an address: a MAC with several addresses is one. Behind a router only the address tells.
WITH carried AS (
  SELECT
    segment, mac,
    count(DISTINCT CASE WHEN address LIKE '%.%' AND claims = 0 AND address NOT LIKE '169.254.%' AND address <> '0.0.0.0'
      THEN address END) AS unclaimed,
    count(DISTINCT CASE WHEN address <> mac AND zone NOT IN ('group', 'unknown') THEN zone END) AS zones
  FROM seen_address
  WHERE mac <> ''
  GROUP BY segment, mac
),
judged AS (
  SELECT
    s.*,
    s.mac <> '' AND (
      s.claims > 0 OR s.address = s.mac OR s.address LIKE 'fe80:%' OR s.address LIKE '169.254.%'
      OR (c.unclaimed <= 1 AND c.zones <= 1)
    ) AS on_link,
    CASE
      WHEN s.address LIKE '__:__:__:__:__:__' OR s.address LIKE 'fe80:%' OR s.address LIKE '169.254.%' THEN 2
      WHEN s.address LIKE '%:%' THEN 1
      ELSE 0
    END AS preference
  FROM seen_address s
  LEFT JOIN carried c USING (segment, mac)
  WHERE s.zone NOT IN ('group', 'internet') AND s.address NOT IN ('0.0.0.0', '::')
),
-- MACs of declared assets, by their own declaration or by a declared address that they hold.
known AS (
  SELECT DISTINCT segment, mac FROM judged WHERE on_link AND asset IS NOT NULL
  UNION
  SELECT DISTINCT j.segment, j.mac FROM judged j JOIN address a ON a.kind = 'mac' AND a.address = j.mac
),
-- MACs that said more than switches' ports do among themselves.
speaking AS (
  SELECT DISTINCT segment, client AS mac FROM zoned_conversation
  WHERE transport = 'l2' AND coalesce(ethertype, 'llc') NOT IN ('0x88cc', '0x8809', '0x88e3', '0x9000', '0x888e', 'llc')
  UNION
  SELECT DISTINCT segment, server AS mac FROM zoned_conversation
  WHERE transport = 'l2' AND answered
    AND coalesce(ethertype, 'llc') NOT IN ('0x88cc', '0x8809', '0x88e3', '0x9000', '0x888e', 'llc')
),
strange AS (
  SELECT j.*, row_number() OVER (
    PARTITION BY j.segment, CASE WHEN j.on_link THEN j.mac ELSE j.address END, j.on_link
    ORDER BY j.preference, j.address, j.vlan
  ) AS place
  FROM judged j
  LEFT JOIN known k ON k.segment = j.segment AND k.mac = j.mac AND j.on_link
  LEFT JOIN speaking p ON p.segment = j.segment AND p.mac = j.mac
  WHERE j.asset IS NULL AND k.mac IS NULL AND (j.preference < 2 OR p.mac IS NOT NULL)
),
device AS (
  SELECT
    s.*, s.zone = 'unknown' AND NOT s.on_link AS elsewhere, z.kind, z.highest_level,
    count(*) OVER (PARTITION BY s.segment, s.zone = 'unknown' AND NOT s.on_link) - 1 AS device_more,
    row_number() OVER (
      PARTITION BY s.segment, s.zone = 'unknown' AND NOT s.on_link ORDER BY s.first_us, s.address
    ) AS rank_elsewhere
  FROM strange s
  LEFT JOIN zone z USING (zone)
  WHERE s.place = 1 AND coalesce(z.kind, 'none') NOT IN ('enterprise', 'external')
)
SELECT
  CASE WHEN elsewhere THEN concat('addresses in no zone on ', segment) ELSE concat(zone, ' ', address) END AS subject,
  CASE
    WHEN elsewhere THEN 'elsewhere'
    WHEN zone = 'unknown' THEN 'nowhere'
    WHEN NOT on_link OR mac = address THEN 'address'
  END AS variant,
  CASE WHEN elsewhere THEN 'low' WHEN highest_level <= 2 THEN 'high' END AS severity,
  zone, address, mac, segment, first_us, device_more,
  CASE WHEN zone <> 'unknown' THEN zone END AS zones, witness_capture, witness_frame
FROM device
WHERE NOT elsewhere OR rank_elsewhere = 1
ORDER BY subject, segment
