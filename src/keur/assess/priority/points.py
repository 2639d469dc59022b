"""The other decision points of a vulnerability and an asset: from lists, from the CVSS vector, from the zone."""

from __future__ import annotations

from keur.assess.priority import tables
from keur.assess.priority.result import Point
from keur.observe.advisories.feeds import FeedKind, Feeds
from keur.plant.model import CONSEQUENCE_GRADES, Text, Zone, ZoneKind

_SAFETY_AXES = ("human_safety", "environment")
_MISSION_AXES = ("equipment", "production", "product_quality")
_SAFETY = dict(
    zip(CONSEQUENCE_GRADES, ("negligible", "negligible", "marginal", "critical", "catastrophic"), strict=True)
)
_MISSION = dict(
    zip(
        CONSEQUENCE_GRADES,
        ("degraded", "degraded", "mef support crippled", "mef failure", "mission failure"),
        strict=True,
    )
)

_DUTCH = {
    "negligible": "verwaarloosbaar",
    "marginal": "gering",
    "critical": "ernstig",
    "catastrophic": "rampzalig",
    "degraded": "verminderd",
    "mef support crippled": "ondersteuning van een hoofdtaak verlamd",
    "mef failure": "een hoofdtaak valt uit",
    "mission failure": "alle hoofdtaken vallen uit",
}


def exploitation(cve: str, feeds: Feeds, told: str = "", file: str = "") -> Point:
    """Whether attackers use it: KEV, then what the advisory says plainly (`told`, in `file`), then Vulnrichment, then a
    high EPSS."""
    if (entry := feeds.of(FeedKind.KEV, cve)) is not None:
        day = entry.get("date_added") or "?"
        return _point("exploitation", "active", f"staat in KEV sinds {day}", f"in KEV since {day}")
    if told:
        nl, en = f"het advies zegt het ({file}): «{told}»", f"the advisory says so ({file}): «{told}»"
        return _point("exploitation", "active", nl, en)
    said = (feeds.of(FeedKind.SSVC, cve) or {}).get("exploitation", "")
    if said == "active":
        return _point("exploitation", "active", "volgens de SSVC-lijst", "by the SSVC list")
    if said in ("poc", "public poc"):
        return _point("exploitation", "public poc", "volgens de SSVC-lijst", "by the SSVC list")
    chance = epss(cve, feeds)
    if chance and float(chance) >= tables.epss_as_poc():
        return _point("exploitation", "public poc", f"EPSS is {chance}", f"EPSS is {chance}")
    if FeedKind.KEV not in feeds.newest:
        why = Text(nl="er is geen KEV-lijst; niet aangetoond", en="there is no KEV list; not demonstrated")
        return Point("exploitation", "none", why, known=False)
    made = feeds.newest[FeedKind.KEV].date
    return _point(
        "exploitation",
        "none",
        f"geen lijst noemt misbruik (KEV van {made or 'onbekende datum'})",
        f"no list tells of exploitation (KEV of {made or 'unknown date'})",
    )


def epss(cve: str, feeds: Feeds) -> str:
    """The chance of exploitation as the EPSS list has it; empty where it has none or no number."""
    written = (feeds.of(FeedKind.EPSS, cve) or {}).get("epss", "")
    try:
        return written if 0 <= float(written) <= 1 else ""
    except ValueError:
        return ""


def automatable(cve: str, vector: str, feeds: Feeds) -> Point:
    """Whether attacks can be automated: by the SSVC list, else derived from the CVSS vector."""
    said = (feeds.of(FeedKind.SSVC, cve) or {}).get("automatable", "")
    if said in ("yes", "no"):
        return _point("automatable", said, "volgens de SSVC-lijst", "by the SSVC list")
    metrics = _metrics(vector)
    if not metrics:
        why = Text(nl="niets zegt het; gerekend als ja", en="nothing tells; counted as yes")
        return Point("automatable", "yes", why, known=False)
    easy = metrics.get("AV") == "N" and metrics.get("AC") == "L" and metrics.get("AT", "N") == "N"
    alone = metrics.get("PR", metrics.get("Au")) == "N" and metrics.get("UI", "N") == "N"
    why = Text(nl=f"afgeleid uit CVSS ({vector})", en=f"derived from CVSS ({vector})")
    return Point("automatable", "yes" if easy and alone else "no", why, known=False)


def technical_impact(cve: str, vector: str, feeds: Feeds) -> Point:
    """How much an attacker gets: by the SSVC list, else derived from the CVSS vector."""
    said = (feeds.of(FeedKind.SSVC, cve) or {}).get("technical_impact", "")
    if said in ("partial", "total"):
        return _point("technical impact", said, "volgens de SSVC-lijst", "by the SSVC list")
    metrics = _metrics(vector)
    if not metrics:
        why = Text(nl="niets zegt het; gerekend als volledig", en="nothing tells; counted as total")
        return Point("technical impact", "total", why, known=False)
    total = all(metrics.get(one, metrics.get(f"V{one}")) in ("H", "C") for one in ("C", "I", "A"))
    why = Text(nl=f"afgeleid uit CVSS ({vector})", en=f"derived from CVSS ({vector})")
    return Point("technical impact", "total" if total else "partial", why, known=False)


def _metrics(vector: str) -> dict[str, str]:
    return {name: value for piece in vector.split("/") for name, _, value in [piece.partition(":")] if value}


def human_impact(zone: Zone | None) -> Point:
    """What it may do to people and to the work, from the consequences that the plant graded for the zone."""
    if zone is None or not zone.consequence:
        value = "very high" if zone is not None and zone.kind is ZoneKind.SAFETY else "high"
        place = zone.id if zone is not None else "?"
        why = Text(
            nl=f"niemand heeft de gevolgen van zone {place} ingeschaald; gerekend als hoog",
            en=f"nobody graded the consequences of zone {place}; counted as high",
        )
        return Point("human impact", value, why, known=False)
    safety = _SAFETY[_worst(zone, _SAFETY_AXES)]
    mission = _MISSION[_worst(zone, _MISSION_AXES)]
    place = f"{zone.place.file}:{zone.place.line}"
    return _point(
        "human impact",
        tables.human_impact(safety, mission),
        f"gevolgen van zone {zone.id} ({place}): veiligheid: {_DUTCH[safety]}; bedrijf: {_DUTCH[mission]}",
        f"consequences of zone {zone.id} ({place}): safety: {safety}; mission: {mission}",
    )


def _worst(zone: Zone, axes: tuple[str, ...]) -> str:
    return max((zone.consequence.get(axis, "none") for axis in axes), key=CONSEQUENCE_GRADES.index)


def _point(name: str, value: str, nl: str, en: str) -> Point:
    return Point(name, value, Text(nl=nl, en=en))
