SELECT
  concat(p.from_zone, ' - ', p.to_zone) AS subject, p.from_zone, p.to_zone, p.forth, p.back,
  concat(p.from_zone, ',', p.to_zone) AS zones,
  coalesce(a.record_file, f.record_file) AS record_file, coalesce(a.record_line, f.record_line) AS record_line
FROM asymmetric_pair p
JOIN firewall f ON f.firewall = p.firewall
LEFT JOIN zone_attachment a ON a.firewall = p.firewall AND a.zone = p.from_zone
ORDER BY subject
