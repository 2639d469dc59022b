-- What each capture holds; a reading that did not count by file is counted by its conversations.
WITH counted AS (
  SELECT capture, sum(packets) AS packets, sum(bytes) AS bytes, min(first_us) AS first_us, max(last_us) AS last_us
  FROM raw_file
  GROUP BY capture
),
conversed AS (
  SELECT
    capture, sum(packets_to_server + packets_to_client) AS packets, sum(bytes_to_server + bytes_to_client) AS bytes,
    min(first_us) AS first_us, max(last_us) AS last_us
  FROM raw_conversation
  GROUP BY capture
)
SELECT
  c.capture, c.file, c.segment,
  coalesce(f.packets, v.packets, 0) AS packets, coalesce(f.bytes, v.bytes, 0) AS bytes,
  coalesce(f.first_us, v.first_us) AS first_us, coalesce(f.last_us, v.last_us) AS last_us
FROM capture c
LEFT JOIN counted f USING (capture)
LEFT JOIN conversed v USING (capture)
