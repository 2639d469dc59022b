SELECT
  concat(vendor, ' ', account) AS subject, account, vendor_name,
  CASE WHEN account_kind = 'system' THEN 'system' END AS variant,
  count(*) OVER (PARTITION BY vendor, account) AS count, start_us, record_file, record_line
FROM session
WHERE account_kind IN ('shared', 'system') AND vendor IS NOT NULL
ORDER BY vendor, account, start_us DESC, session
