-- Observed channels that a conduit declares, opened by the side that may not.
SELECT o.*, m.conduit, m.channel
FROM observed_channel o
JOIN (
  SELECT observed, min(conduit) AS conduit, min(channel) AS channel
  FROM channel_match
  GROUP BY observed
  HAVING max(CASE WHEN fits_opener THEN 1 ELSE 0 END) = 0
) m USING (observed)
