"""Names are compared as whole words, whatever their case and blanks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keur.facts.database import Facts

Row = dict[str, Any]

_NAMED = """
SELECT 'party' AS kind, concat('asset ', asset) AS thing, vendor AS called, zone, asset AS nl, asset AS en,
  record_file, record_line FROM asset
UNION ALL
SELECT 'product', concat('asset ', asset), product, zone, asset, asset, record_file, record_line FROM asset
UNION ALL
SELECT 'party', concat('vendor ', vendor), name, NULL, concat('leverancier ', name), concat('vendor ', name),
  record_file, record_line FROM vendor
UNION ALL
SELECT 'party', concat('sub-supplier ', vendor, ' ', name), name, NULL, concat('onderaannemer ', name),
  concat('sub-supplier ', name), record_file, record_line FROM sub_supplier
UNION ALL
SELECT 'product', concat('product ', p.vendor, ' ', p.product), p.product, a.zone, concat('product ', p.product),
  concat('product ', p.product), p.record_file, p.record_line
FROM vendor_product p LEFT JOIN asset a USING (asset)
UNION ALL
SELECT 'component', concat('component ', p.vendor, ' ', p.product, ' ', p.component), p.component, a.zone,
  concat('onderdeel ', p.component, ' van ', p.product), concat('component ', p.component, ' of ', p.product),
  p.record_file, p.record_line
FROM vendor_product p LEFT JOIN asset a USING (asset) WHERE p.component IS NOT NULL
UNION ALL
SELECT 'component', concat('part ', s.asset, ' ', s.name), s.name, a.zone,
  concat('onderdeel ', s.name, ' van ', s.asset, ' (', s.file, ')'),
  concat('component ', s.name, ' of ', s.asset, ' (', s.file, ')'), a.record_file, a.record_line
FROM sbom_part s JOIN asset a USING (asset)
UNION ALL
SELECT 'party', concat('maker ', s.asset, ' ', s.supplier), s.supplier, a.zone,
  concat('maker ', s.supplier, ' van een onderdeel van ', s.asset, ' (', s.file, ')'),
  concat('maker ', s.supplier, ' of a component of ', s.asset, ' (', s.file, ')'), a.record_file, a.record_line
FROM (SELECT DISTINCT asset, supplier, file FROM sbom_part WHERE supplier <> '') s JOIN asset a USING (asset)
UNION ALL
SELECT 'product', concat('path ', p.path), p.product, t.zone, concat('toegangsweg ', p.path),
  concat('access path ', p.path), p.record_file, p.record_line
FROM access_path p LEFT JOIN access_target t USING (path)
"""

_BANS = """
SELECT b.*, n.name, b.phase_out IS NOT NULL AND b.phase_out >= d.today AS later
FROM ban b JOIN ban_name n USING (ban) CROSS JOIN today d
ORDER BY b.ban, n.name
"""


def check(facts: Facts) -> Iterable[Row]:
    """What is in use and falls under a ban, each with the line that names it and the line of the ban."""
    bans = facts.rows(_BANS)
    if not bans:
        return
    zones: dict[str, set[str]] = {}
    for row in facts.rows("SELECT ban, zone FROM ban_zone"):
        zones.setdefault(row["ban"], set()).add(row["zone"])
    named = facts.rows(f"SELECT * FROM ({_NAMED}) ORDER BY thing, zone, record_line, nl")
    called = [_folded(thing["called"]) for thing in named]
    for ban in bans:
        name = _folded(ban["name"])
        for thing, other in zip(named, called, strict=True):
            fits = thing["kind"] == ban["kind"] and name in other
            # What stands in no zone may be anywhere, so a ban for some zones holds for it as well.
            if fits and (ban["any_zone"] or thing["zone"] is None or thing["zone"] in zones[ban["ban"]]):
                yield from _rows(ban, thing)


def _folded(name: str) -> str:
    return f" {' '.join(name.casefold().split())} "


def _rows(ban: Row, thing: Row) -> Iterable[Row]:
    said = {
        "subject": f"{ban['ban']} {thing['thing']}",
        "variant": "later" if ban["later"] else None,
        "severity": "medium" if ban["later"] else None,
        "what_nl": thing["nl"][:1].upper() + thing["nl"][1:],
        "what_en": thing["en"][:1].upper() + thing["en"][1:],
        "ban": ban["ban"],
        "source": ban["source"],
        "phase_out": ban["phase_out"],
        "zones": thing["zone"],
    }
    for witness in (thing, ban):
        yield said | {"record_file": witness["record_file"], "record_line": witness["record_line"]}
