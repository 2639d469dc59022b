-- Conversations that were going on during a session, from its gateway or from its own address. Two minutes on either
-- side are forgiven: clocks of logs differ.
WITH origin AS (
  SELECT session, capture, conversation
  FROM session s
  JOIN access_path p ON p.path = s.path
  JOIN zoned_conversation c ON c.from_asset = p.gateway
  WHERE c.first_us <= s.until_us + 120000000 AND c.last_us >= s.start_us - 120000000
  UNION
  SELECT session, capture, conversation
  FROM session s
  JOIN zoned_conversation c ON c.client = s.address
  WHERE c.first_us <= s.until_us + 120000000 AND c.last_us >= s.start_us - 120000000
)
SELECT
  o.session, c.capture, c.conversation, c.segment, c.from_host, c.from_asset, c.from_zone, c.to_host, c.to_asset,
  c.to_zone, c.service, c.attempt, c.first_us, c.last_us, c.first_frame
FROM origin o
JOIN zoned_conversation c ON c.capture = o.capture AND c.conversation = o.conversation
