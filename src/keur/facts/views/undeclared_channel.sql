-- Observed channels between zones that no conduit declares, whoever opens. `matter` is what one finding is about:
-- the protocol; `tcp` or `udp` for what is not recognised; `tried` where nothing came of it. `permitted` is what the
-- firewalls on the way do with it, by `rule`.
WITH plant_zone AS (
  SELECT zone FROM zone WHERE coalesce(lowest_level, 0) < 4
),
bare AS (
  SELECT o.* FROM observed_channel o
  LEFT JOIN channel_match m USING (observed)
  LEFT JOIN plant_zone f ON f.zone = o.from_zone
  LEFT JOIN plant_zone t ON t.zone = o.to_zone
  -- What enterprise and outside world have to say to each other is not the plant's.
  WHERE o.crosses AND m.observed IS NULL AND (f.zone IS NOT NULL OR t.zone IS NOT NULL)
),
conduit_pair AS (
  SELECT from_zone, to_zone FROM conduit
  UNION
  SELECT to_zone AS from_zone, from_zone AS to_zone FROM conduit
),
talk AS (
  SELECT DISTINCT from_host, to_host FROM observed_channel
  WHERE crosses AND service NOT IN ('icmp', 'icmpv6', 'ip:6', 'ip:17')
  UNION
  SELECT DISTINCT to_host AS from_host, from_host AS to_host FROM observed_channel
  WHERE crosses AND service NOT IN ('icmp', 'icmpv6', 'ip:6', 'ip:17')
),
-- ICMP goes with any traffic; alone, it is a matter of its own. Fragments of TCP and UDP (`ip:6`, `ip:17`) have no ports:
-- the packet that completes them does, and stands with its conversation.
relevant AS (
  SELECT b.* FROM bare b
  LEFT JOIN conduit_pair c ON c.from_zone = b.from_zone AND c.to_zone = b.to_zone
  LEFT JOIN talk t ON t.from_host = b.from_host AND t.to_host = b.to_host
  WHERE CASE
    WHEN b.service IN ('icmp', 'icmpv6') THEN c.from_zone IS NULL AND t.from_host IS NULL
    WHEN b.service IN ('ip:6', 'ip:17') THEN t.from_host IS NULL
    ELSE TRUE
  END
)
SELECT
  r.*,
  coalesce(p.permitted, 'unknown') AS permitted, p.rule,
  CASE
    WHEN min(CASE WHEN attempt THEN 1 ELSE 0 END) OVER (PARTITION BY from_zone, to_zone, service) = 1 THEN 'tried'
    WHEN protocol IS NULL AND transport IN ('tcp', 'udp') THEN transport
    ELSE service
  END AS matter
FROM relevant r
LEFT JOIN observed_permission p USING (observed)
