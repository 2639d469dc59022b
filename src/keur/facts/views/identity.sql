-- What devices said of themselves, with the asset and zone of the address that it is about.
WITH placed AS (
  SELECT segment, address, vlan, min(asset) AS asset, min(zone) AS zone FROM place GROUP BY segment, address, vlan
)
SELECT
  i.segment, i.address, coalesce(i.vlan, '') AS vlan, p.zone, p.asset, i.protocol, i.attribute, i.value, i.count,
  i.first_us, i.capture AS witness_capture, i.first_frame AS witness_frame, i.first_offset AS witness_offset
FROM raw_identity i
JOIN placed p ON p.segment = i.segment AND p.address = i.address AND p.vlan = coalesce(i.vlan, '')
