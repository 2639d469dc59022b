-- Declared with addresses in networks of several zones, or claiming one there, with the MAC that is declared for it.
WITH claimed AS (
  SELECT
    s.mac, s.zone, s.address, a.asset, min(s.witness_capture) AS witness_capture, min(s.witness_frame) AS witness_frame
  FROM seen_address s
  JOIN address a ON a.kind = 'mac' AND a.address = s.mac
  JOIN zone z ON z.zone = s.zone
  WHERE s.claims > 0
  GROUP BY s.mac, s.zone, s.address, a.asset
),
home AS (
  SELECT asset, zone, address, NULL AS witness_capture, NULL AS witness_frame FROM asset_home
  UNION ALL
  SELECT c.asset, c.zone, c.address, c.witness_capture, c.witness_frame
  FROM claimed c
  LEFT JOIN asset_home h ON h.asset = c.asset AND h.address = c.address
  WHERE h.asset IS NULL
),
boundary AS (
  SELECT firewall AS asset FROM firewall
  UNION
  SELECT asset FROM enforcer
),
several AS (
  SELECT
    h.asset, min(h.zone) AS one, max(h.zone) AS other, count(DISTINCT h.zone) - 2 AS zone_more,
    max(h.witness_capture) AS witness_capture, max(h.witness_frame) AS witness_frame
  FROM home h
  LEFT JOIN boundary b ON b.asset = h.asset
  WHERE b.asset IS NULL
  GROUP BY h.asset
  HAVING count(DISTINCT h.zone) > 1
)
SELECT
  a.asset AS subject, CASE WHEN s.witness_capture IS NOT NULL THEN 'claimed' END AS variant,
  a.asset, s.one AS from_zone, s.other AS to_zone, s.zone_more, concat(s.one, ',', s.other) AS zones,
  a.record_file, a.record_line, s.witness_capture, s.witness_frame
FROM several s
JOIN asset a ON a.asset = s.asset
ORDER BY subject
