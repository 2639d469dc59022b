-- Conversations of all captures, times corrected by the capture's clock offset, with one answer to "who is the client?"
-- for a 5-tuple that several captures saw: the strongest evidence of all of them.
WITH declared_port AS (
  SELECT DISTINCT transport, port FROM channel WHERE port IS NOT NULL AND transport IS NOT NULL
),
guessed AS (
  -- Only the first sender is known: a declared port, else a system port (RFC 6335), says which side serves.
  SELECT
    r.*,
    CASE
      WHEN r.roles_by <> 'first' OR r.client_port = r.server_port THEN FALSE
      WHEN c.port IS NOT NULL AND s.port IS NULL THEN TRUE
      WHEN s.port IS NOT NULL THEN FALSE
      ELSE r.client_port BETWEEN 1 AND 1023 AND r.server_port > 1023
    END AS turned,
    CASE
      WHEN r.roles_by = 'first' AND r.client_port <> r.server_port AND (
        c.port IS NOT NULL OR s.port IS NOT NULL
        OR r.client_port BETWEEN 1 AND 1023 OR r.server_port BETWEEN 1 AND 1023
      ) THEN 'port'
      ELSE r.roles_by
    END AS evidence
  FROM raw_conversation r
  LEFT JOIN declared_port c ON c.transport = r.transport AND c.port = r.client_port
  LEFT JOIN declared_port s ON s.transport = r.transport AND s.port = r.server_port
),
ranked AS (
  SELECT
    g.*,
    CASE evidence WHEN 'syn' THEN 4 WHEN 'content' THEN 3 WHEN 'port' THEN 2 ELSE 1 END AS strength,
    -- With equal ports nothing but the segment tells two pairs of hosts with the same addresses apart.
    CASE WHEN client_port = server_port THEN segment ELSE '' END AS scope,
    CASE WHEN turned THEN server ELSE client END AS a,
    CASE WHEN turned THEN client ELSE server END AS b,
    CASE WHEN turned THEN server_port ELSE client_port END AS a_port,
    CASE WHEN turned THEN client_port ELSE server_port END AS b_port
  FROM guessed g
),
keyed AS (
  SELECT
    r.*,
    (a < b OR (a = b AND a_port <= b_port)) AS forward,
    CASE WHEN a < b OR (a = b AND a_port <= b_port) THEN a ELSE b END AS low,
    CASE WHEN a < b OR (a = b AND a_port <= b_port) THEN b ELSE a END AS high,
    CASE WHEN a < b OR (a = b AND a_port <= b_port) THEN a_port ELSE b_port END AS low_port,
    CASE WHEN a < b OR (a = b AND a_port <= b_port) THEN b_port ELSE a_port END AS high_port
  FROM ranked r
),
disputed AS (
  SELECT
    scope, transport, low, high, low_port, high_port,
    max(CASE WHEN forward THEN strength END) AS forward_strength,
    max(CASE WHEN NOT forward THEN strength END) AS backward_strength,
    min(CASE WHEN forward THEN first_us END) AS forward_us,
    min(CASE WHEN NOT forward THEN first_us END) AS backward_us
  FROM keyed
  GROUP BY scope, transport, low, high, low_port, high_port
  HAVING count(CASE WHEN forward THEN 1 END) > 0 AND count(CASE WHEN NOT forward THEN 1 END) > 0
),
settled AS (
  SELECT
    k.*,
    CASE
      WHEN d.low IS NULL THEN k.turned
      WHEN k.forward <> (
        d.forward_strength > d.backward_strength
        OR (d.forward_strength = d.backward_strength AND d.forward_us <= d.backward_us)
      ) THEN NOT k.turned
      ELSE k.turned
    END AS reversed,
    CASE
      WHEN d.low IS NULL THEN k.evidence
      WHEN d.forward_strength >= 4 OR d.backward_strength >= 4 THEN 'syn'
      WHEN d.forward_strength >= 3 OR d.backward_strength >= 3 THEN 'content'
      WHEN d.forward_strength >= 2 OR d.backward_strength >= 2 THEN 'port'
      ELSE 'first'
    END AS roles
  FROM keyed k
  LEFT JOIN disputed d
    ON d.scope = k.scope AND d.transport = k.transport AND d.low = k.low AND d.high = k.high
    AND d.low_port = k.low_port AND d.high_port = k.high_port
)
SELECT
  capture, id AS conversation, segment, reversed,
  CASE WHEN reversed THEN server ELSE client END AS client,
  CASE WHEN reversed THEN client ELSE server END AS server,
  CASE WHEN reversed THEN server_mac ELSE client_mac END AS client_mac,
  CASE WHEN reversed THEN client_mac ELSE server_mac END AS server_mac,
  vlan, transport, ethertype,
  CASE WHEN reversed THEN server_port ELSE client_port END AS client_port,
  CASE WHEN reversed THEN client_port ELSE server_port END AS server_port,
  protocol, recognised_by, roles AS roles_by, first_us, last_us,
  CASE WHEN reversed THEN packets_to_client ELSE packets_to_server END AS packets_to_server,
  CASE WHEN reversed THEN packets_to_server ELSE packets_to_client END AS packets_to_client,
  CASE WHEN reversed THEN bytes_to_client ELSE bytes_to_server END AS bytes_to_server,
  CASE WHEN reversed THEN bytes_to_server ELSE bytes_to_client END AS bytes_to_client,
  first_frame
FROM settled
