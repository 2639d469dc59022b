-- Per session whose path names conduits: what the firewalls do with each channel of them.
SELECT s.session, s.path, a.conduit, c.channel, m.permitted, m.rule
FROM session s
JOIN access_conduit a ON a.path = s.path
JOIN channel c ON c.conduit = a.conduit
JOIN channel_permission m ON m.channel = c.channel
