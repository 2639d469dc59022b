-- Assets that sent frames: under an address of theirs, or as a router does, with their MAC under others' addresses.
SELECT asset FROM seen_address WHERE asset IS NOT NULL
UNION
SELECT a.asset FROM address a JOIN seen_address s ON s.mac = a.address WHERE a.kind = 'mac'
