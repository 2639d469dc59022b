WITH old AS (
  SELECT DISTINCT p.vendor, p.product, p.asset, p.supported_until, p.record_file, p.record_line, a.zone
  FROM vendor_product p
  JOIN asset a ON a.asset = p.asset
  CROSS JOIN today d
  WHERE p.supported_until < d.today
),
through AS (
  SELECT o.vendor, o.product, o.asset, min(w.path) AS path
  FROM old o
  JOIN access_path w ON w.gateway = o.asset
  GROUP BY o.vendor, o.product, o.asset
),
told AS (
  SELECT
    o.*, t.path,
    row_number() OVER (
      PARTITION BY o.vendor, o.product ORDER BY CASE WHEN t.path IS NULL THEN 1 ELSE 0 END, o.asset
    ) AS place,
    count(*) OVER (PARTITION BY o.vendor, o.product) - 1 AS assets_more
  FROM old o
  LEFT JOIN through t ON t.vendor = o.vendor AND t.product = o.product AND t.asset = o.asset
)
SELECT
  concat(t.vendor, ' ', t.product) AS subject, CASE WHEN t.path IS NOT NULL THEN 'gateway' END AS variant,
  CASE WHEN t.path IS NOT NULL THEN 'high' END AS severity, t.product, v.name AS vendor, t.supported_until, t.asset,
  t.assets_more, t.path, t.zone AS zones, t.record_file, t.record_line
FROM told t
JOIN vendor v ON v.vendor = t.vendor
ORDER BY t.vendor, t.product, t.place
