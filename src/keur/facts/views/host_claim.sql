-- Claims "this address is mine" in ARP and neighbour discovery, with the asset that declares the address and the one
-- that declares the MAC.
WITH claim AS (
  SELECT
    segment, coalesce(vlan, '') AS vlan, address, mac, claims, capture, first_claim_frame,
    row_number() OVER (
      PARTITION BY segment, coalesce(vlan, ''), address, mac ORDER BY first_us, capture, first_claim_frame
    ) AS place,
    sum(claims) OVER (PARTITION BY segment, coalesce(vlan, ''), address, mac) AS all_claims
  FROM raw_host
  WHERE claims > 0 AND mac IS NOT NULL AND address IS NOT NULL
)
SELECT
  c.segment, c.vlan, c.address, c.mac, c.all_claims AS claims, p.zone, p.asset,
  o.asset AS mac_asset,
  -- Addresses that move between devices on purpose: VRRP and CARP (RFC 9568), HSRP 1 and 2, HSRP for IPv6, GLBP.
  c.mac LIKE '00:00:5e:00:01:%' OR c.mac LIKE '00:00:5e:00:02:%' OR c.mac LIKE '00:00:0c:07:ac:%'
    OR c.mac LIKE '00:00:0c:9f:f%' OR c.mac LIKE '00:05:73:a0:0%' OR c.mac LIKE '00:07:b4:%' AS shared_by_design,
  c.capture AS witness_capture, c.first_claim_frame AS witness_frame
FROM claim c
JOIN place p ON p.segment = c.segment AND p.address = c.address AND p.mac = c.mac AND p.vlan = c.vlan
LEFT JOIN (SELECT address, min(asset) AS asset FROM address WHERE kind = 'mac' GROUP BY address) o ON o.address = c.mac
WHERE c.place = 1
