-- Which observed channels stand behind each row of `channel_verdict`.
SELECT concat('channel ', CAST(channel AS STRING)) AS verdict_row, observed
FROM channel_match WHERE fits_opener
UNION
SELECT concat('excess ', conduit, ' ', from_zone, ' ', to_zone, ' ', service) AS verdict_row, observed
FROM excess_operation
UNION
SELECT concat('undeclared ', from_zone, ' ', to_zone, ' ', matter, ' ', permitted) AS verdict_row, observed
FROM undeclared_channel
UNION
SELECT concat('side ', conduit, ' ', from_zone, ' ', to_zone, ' ', service) AS verdict_row, observed
FROM wrong_side_channel
