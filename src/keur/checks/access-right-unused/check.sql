WITH kept AS (
  SELECT v.vendor, min(l.first_us) AS first_us, max(l.last_us) AS last_us
  FROM (SELECT DISTINCT vendor, source FROM session WHERE vendor IS NOT NULL) v
  JOIN log_span l ON l.source = v.source
  GROUP BY v.vendor
),
used AS (
  SELECT vendor, lower(account) AS account, max(until_us) AS last_us
  FROM session
  GROUP BY vendor, lower(account)
)
SELECT
  concat(a.vendor, ' ', a.account) AS subject, a.account, v.name AS vendor_name, k.last_us,
  CAST(floor((k.last_us - coalesce(u.last_us, k.first_us)) / 86400000000) AS BIGINT) AS days, a.record_file,
  a.record_line
FROM vendor_account a
JOIN vendor v ON v.vendor = a.vendor
JOIN kept k ON k.vendor = a.vendor
LEFT JOIN used u ON u.vendor = a.vendor AND u.account = lower(a.account)
CROSS JOIN today d
WHERE k.last_us - k.first_us >= 7776000000000
  AND (u.last_us IS NULL OR k.last_us - u.last_us > 7776000000000)
  AND (a.until IS NULL OR a.until >= d.today) AND a.kind <> 'system'
ORDER BY a.account
