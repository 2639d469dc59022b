-- Operations of each row of `channel_verdict`: what a declared channel does not allow stands in the row of the excess.
SELECT
  v.verdict_row, o.protocol, o.function, o.name, o.class, o.to_server, sum(o.uses) AS uses, sum(o.errors) AS errors
FROM verdict_source v
JOIN observed_operation o USING (observed)
LEFT JOIN excess_operation e
  ON e.observed = o.observed AND e.protocol = o.protocol AND e.function = o.function AND e.name = o.name
  AND e.class = o.class AND e.to_server = o.to_server
WHERE CASE
  WHEN v.verdict_row LIKE 'excess %' THEN e.observed IS NOT NULL
  WHEN v.verdict_row LIKE 'channel %' THEN e.observed IS NULL
  ELSE TRUE
END
GROUP BY v.verdict_row, o.protocol, o.function, o.name, o.class, o.to_server
