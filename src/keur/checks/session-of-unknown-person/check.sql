WITH judged AS (
  SELECT
    s.vendor, coalesce(s.account, '?') AS account, s.vendor_name, s.who, s.start_us, s.record_file, s.record_line,
    s.session,
    CASE
      WHEN s.account_kind IS NULL THEN 'unknown'
      WHEN p.until < s.start_day THEN 'left'
      WHEN a.until < s.start_day THEN 'ended'
    END AS kind,
    CASE WHEN p.until < s.start_day THEN p.until ELSE a.until END AS until
  FROM session s
  LEFT JOIN vendor_account a ON lower(a.account) = lower(s.account) AND a.vendor = s.vendor
  LEFT JOIN vendor_person p ON p.person = s.person AND p.vendor = s.vendor
  WHERE s.vendor IS NOT NULL
)
SELECT
  concat(vendor, ' ', account) AS subject, CASE WHEN kind <> 'unknown' THEN kind END AS variant,
  account, vendor_name, who, start_us, until, record_file, record_line
FROM judged
WHERE kind IS NOT NULL
ORDER BY vendor, account, start_us DESC, session
