SELECT
  concat(c.vendor, ' ', c.standard, ' ', c.number) AS subject, v.name AS vendor, c.standard, c.number, c.valid_until,
  c.record_file, c.record_line
FROM vendor_certificate c
JOIN vendor v ON v.vendor = c.vendor
CROSS JOIN today d
WHERE c.valid_until < d.today
  AND NOT EXISTS (
    SELECT 1
    FROM vendor_certificate o
    WHERE o.vendor = c.vendor AND o.standard = c.standard AND o.valid_from <= d.today AND o.valid_until >= d.today
  )
ORDER BY c.vendor, c.standard, c.number
