-- One finding a firewall. Administrators work at level 3, in the DMZ, and in the zone that the firewall itself is in.
WITH wrong AS (
  SELECT
    m.firewall, m.zone, m.service, m.rule, coalesce(z.lowest_level, 9) AS level,
    row_number() OVER (
      PARTITION BY m.firewall, m.zone
      ORDER BY CASE m.service WHEN 'telnet' THEN 0 WHEN 'http' THEN 1 WHEN 'ssh' THEN 2 WHEN 'https' THEN 3 ELSE 4 END
    ) AS place,
    count(*) OVER (PARTITION BY m.firewall, m.zone) - 1 AS service_more
  FROM firewall_management m
  LEFT JOIN zone z ON z.zone = m.zone
  LEFT JOIN asset a ON a.asset = m.firewall AND a.zone = m.zone
  WHERE m.permitted = 'yes' AND a.asset IS NULL AND m.zone <> 'unknown'
    AND coalesce(z.kind, 'external') NOT IN ('operations', 'dmz')
)
SELECT
  w.firewall AS subject,
  CASE WHEN r.rule IS NULL THEN 'setting' END AS variant, CASE WHEN w.level >= 4 THEN 'critical' END AS severity,
  w.firewall, w.zone AS from_zone, count(*) OVER (PARTITION BY w.firewall) - 1 AS zone_more,
  w.service, w.service_more, r.label, w.zone AS zones,
  coalesce(r.record_file, f.record_file) AS record_file, coalesce(r.record_line, f.record_line) AS record_line
FROM wrong w
JOIN firewall f ON f.firewall = w.firewall
LEFT JOIN firewall_rule r ON r.rule = w.rule
WHERE w.place = 1
ORDER BY w.firewall, w.level DESC, w.zone
