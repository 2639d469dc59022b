-- Two MACs that claim one address (one row a pair of MACs), and declared assets that turn up in another zone.
WITH pair AS (
  SELECT
    a.segment, a.vlan, a.address, a.zone, a.asset, a.mac AS first_mac, b.mac AS second_mac,
    a.witness_capture AS first_capture, a.witness_frame AS first_frame,
    b.witness_capture AS second_capture, b.witness_frame AS second_frame
  FROM host_claim a
  JOIN host_claim b ON b.segment = a.segment AND b.vlan = a.vlan AND b.address = a.address AND b.mac > a.mac
  LEFT JOIN address m ON m.kind = 'mac' AND m.address = a.mac AND m.asset = coalesce(a.asset, a.mac_asset)
  LEFT JOIN address n ON n.kind = 'mac' AND n.address = b.mac AND n.asset = coalesce(a.asset, a.mac_asset)
  WHERE NOT a.shared_by_design AND NOT b.shared_by_design AND a.address NOT IN ('0.0.0.0', '::')
    -- A device that is declared with both MACs holds its address on two ports.
    AND (m.asset IS NULL OR n.asset IS NULL)
),
ranked AS (
  SELECT
    p.*,
    count(*) OVER (PARTITION BY segment, first_mac, second_mac) - 1 AS address_more,
    row_number() OVER (PARTITION BY segment, first_mac, second_mac ORDER BY address, vlan) AS place
  FROM pair p
),
conflict AS (
  SELECT
    concat(segment, ' ', first_mac, ' ', second_mac) AS subject, NULL AS variant, r.*, 0 AS step,
    first_capture AS witness_capture, first_frame AS witness_frame
  FROM ranked r WHERE place = 1
  UNION ALL
  SELECT
    concat(segment, ' ', first_mac, ' ', second_mac) AS subject, NULL AS variant, r.*, 1 AS step,
    second_capture AS witness_capture, second_frame AS witness_frame
  FROM ranked r WHERE place = 1
),
own_segment AS (
  SELECT a.asset, s.segment FROM asset a JOIN zone_segment s USING (zone)
),
elsewhere AS (
  SELECT segment, min(zone) AS zone, count(DISTINCT zone) AS zones FROM zone_segment GROUP BY segment
),
moved AS (
  SELECT
    s.segment, s.address, s.mac, d.asset, t.zone AS home_zone, t.record_file, t.record_line,
    s.witness_capture, s.witness_frame, s.first_us,
    CASE
      WHEN s.claims > 0 AND s.asset IS NULL AND z.zone IS NOT NULL AND z.zone <> t.zone THEN z.zone
      WHEN o.asset IS NOT NULL AND mine.asset IS NULL AND e.zones = 1 AND e.zone <> t.zone THEN e.zone
    END AS found_zone
  FROM seen_address s
  JOIN address d ON d.kind = 'mac' AND d.address = s.mac
  JOIN asset t ON t.asset = d.asset
  LEFT JOIN zone z ON z.zone = s.zone
  LEFT JOIN (SELECT DISTINCT asset FROM own_segment) o ON o.asset = t.asset
  LEFT JOIN own_segment mine ON mine.asset = t.asset AND mine.segment = s.segment
  LEFT JOIN elsewhere e ON e.segment = s.segment
  -- What joins zones stands in several of them.
  WHERE lower(t.kind) NOT LIKE '%router%' AND lower(t.kind) NOT LIKE '%firewall%' AND lower(t.kind) NOT LIKE '%switch%'
    AND lower(t.kind) NOT LIKE '%gateway%'
),
first_move AS (
  SELECT m.*, row_number() OVER (
    PARTITION BY asset, found_zone ORDER BY first_us, witness_capture, witness_frame, address
  ) AS place
  FROM moved m WHERE found_zone IS NOT NULL
)
SELECT
  subject, variant, segment,
  CASE WHEN asset IS NULL THEN address ELSE concat(address, ' (', asset, ')') END AS address, address_more, first_mac, second_mac, NULL AS asset, NULL AS home_zone,
  NULL AS found_zone, CASE WHEN zone IN ('unknown', 'internet', 'group') THEN NULL ELSE zone END AS zones,
  witness_capture, witness_frame, NULL AS record_file, NULL AS record_line, step
FROM conflict
UNION ALL
SELECT
  concat(asset, ' in ', found_zone) AS subject, 'moved' AS variant, segment, address, 0 AS address_more,
  mac AS first_mac, mac AS second_mac, asset, home_zone, found_zone, concat(home_zone, ',', found_zone) AS zones,
  witness_capture, witness_frame, record_file, record_line, 0 AS step
FROM first_move WHERE place = 1
ORDER BY subject, step
