SELECT a.account AS subject, a.account, v.name AS vendor, a.record_file, a.record_line
FROM vendor_account a
JOIN vendor v ON v.vendor = a.vendor
CROSS JOIN today d
WHERE a.kind = 'shared' AND (a.until IS NULL OR a.until >= d.today)
ORDER BY a.account
