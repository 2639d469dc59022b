WITH logon AS (
  -- Sessions that are administration by their nature; FTP that asked for encryption (RFC 4217) is left out.
  SELECT
    c.from_zone, c.to_zone, c.from_host, c.to_host, c.service AS protocol, c.service AS what, c.first_us,
    c.witness_capture, c.witness_frame, NULL AS witness_offset, FALSE AS polled
  FROM observed_channel c
  LEFT JOIN (SELECT DISTINCT observed FROM observed_operation WHERE protocol = 'ftp' AND name = 'AUTH') a USING (observed)
  WHERE c.service IN ('telnet', 'ftp', 'vnc') AND c.answered AND NOT c.attempt AND a.observed IS NULL
  UNION ALL
  SELECT
    from_zone, to_zone, from_host, to_host, protocol,
    CASE WHEN protocol = 'snmp' THEN concat('snmp ', substring(name, 1, position(':' IN name) - 1)) ELSE protocol END
      AS what,
    first_us, witness_capture, witness_frame, witness_offset, protocol = 'snmp' AS polled
  FROM observed_operation
  WHERE (protocol = 'http' AND name IN ('basic-auth', 'form-logon'))
    OR (protocol = 'snmp' AND to_server AND (name LIKE 'v1:%' OR name LIKE 'v2c:%')
      AND name NOT LIKE '%:trap' AND name NOT LIKE '%:inform' AND name NOT LIKE '%:community-%')
),
subject AS (
  SELECT
    l.*,
    CASE
      WHEN polled THEN concat(from_host, ' > ', to_zone, ' snmp')
      ELSE concat(from_host, ' > ', to_host, ' ', protocol)
    END AS subject
  FROM logon l
  JOIN zone z ON z.zone = l.to_zone
  WHERE z.highest_level <= 3
),
ranked AS (
  SELECT s.*, row_number() OVER (
    PARTITION BY subject ORDER BY first_us, witness_capture, witness_frame, to_host
  ) AS place
  FROM subject s
),
total AS (
  SELECT subject, count(DISTINCT to_host) - 1 AS to_more FROM subject GROUP BY subject
)
SELECT
  subject, CASE WHEN polled THEN 'polled' WHEN protocol = 'http' THEN 'web' END AS variant,
  CASE WHEN polled THEN 'medium' END AS severity,
  from_zone, to_zone, from_host, to_host, t.to_more, what, first_us,
  CASE WHEN from_zone = to_zone THEN to_zone ELSE concat(from_zone, ',', to_zone) END AS zones,
  witness_capture, witness_frame, witness_offset
FROM ranked
JOIN total t USING (subject)
WHERE place = 1
ORDER BY subject
