"""Advisories in words: what an import did, what one says, and why it concerns an asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from keur.assess.priority.order import Priorities
from keur.assess.priority.result import Action, Point, Priority
from keur.cli.language import pick, say
from keur.cli.terminal import printable
from keur.observe.advisories.model import Problem, Threat
from keur.observe.advisories.threats import threats_of
from keur.plant.model import Asset, Text
from keur.products.adding import Imported
from keur.products.answers import Matching
from keur.products.inventory import item
from keur.products.tables import makers
from keur.products.verdict import Basis, State, Verdict

MOST_PROBLEMS = 20
"""Problems that are listed one by one."""
MOST_PRODUCTS = 20


def state(verdict: Verdict) -> str:
    return {
        State.AFFECTED: say(nl="getroffen", en="affected"),
        State.NEEDS_CHECK: say(nl="na te gaan", en="needs check"),
        State.NOT_AFFECTED: say(nl="niet getroffen", en="not affected"),
    }[verdict.state]


def action(one: Action) -> str:
    return {
        Action.NOW: say(nl="nu", en="now"),
        Action.NEXT: say(nl="straks", en="next"),
        Action.NEVER: say(nl="nooit", en="never"),
    }[one]


def basis(verdict: Verdict) -> str:
    return {
        Basis.ORDER_NUMBER: say(nl="bestelnummer", en="order number"),
        Basis.NAME: say(nl="naam", en="name"),
        Basis.VAGUE_NAME: say(nl="algemene naam", en="broad name"),
        Basis.PURL: "purl",
        Basis.CPE: "CPE",
    }[verdict.basis]


def reason(verdict: Verdict) -> str:
    """Why, after the part that it is about."""
    if verdict.part is None:
        return pick(verdict.reason)
    one = f"{verdict.part.name} {verdict.part.version}".strip()
    return say(nl=f"onderdeel {one}: {verdict.reason.nl}", en=f"part {one}: {verdict.reason.en}")


def imported(done: Imported) -> Iterator[str]:
    """What came of an import."""
    new, revised, known = len(done.new), len(done.revised), done.known
    yield say(
        nl=f"{done.files} bestanden gelezen: {new} nieuwe adviezen, {revised} nieuwe revisies, {known} waren er al",
        en=f"{done.files} files read: {new} new advisories, {revised} new revisions, {known} were there already",
    )
    for advisory in done.revised:
        yield "  " + say(
            nl=f"{advisory.id}: revisie {advisory.version} komt in de plaats van een eerdere",
            en=f"{advisory.id}: revision {advisory.version} takes the place of an earlier one",
        )
    for advisory in (*done.new, *done.revised):
        if advisory.withdrawn:
            yield "  " + say(
                nl=f"{advisory.id} is ingetrokken: {advisory.withdrawn}",
                en=f"{advisory.id} was withdrawn: {advisory.withdrawn}",
            )
        elif advisory.status == "draft":
            yield "  " + say(nl=f"{advisory.id} is nog een ontwerp", en=f"{advisory.id} is still a draft")
    for name in done.feeds:
        yield "  " + say(nl=f"lijst: {name}", en=f"list: {name}")


def problems(found: Sequence[Problem]) -> Iterator[str]:
    """What was wrong in files, the first of it."""
    for one in found[:MOST_PROBLEMS]:
        where = f", {one.where}" if one.where else ""
        yield printable(f"{one.file}{where}: {pick(one.text)}")
    if len(found) > MOST_PROBLEMS:
        more = len(found) - MOST_PROBLEMS
        yield say(nl=f"en nog {more} problemen", en=f"and {more} more problems")


def advisory(matching: Matching, id: str) -> Iterator[str]:
    """One advisory, and the assets that it concerns."""
    found = matching.advisories[id]
    yield f"{found.id}  {found.title}"
    released, file = found.current_release[:10], f"CSAF {found.csaf_version}, SHA-256 {found.sha256[:12]}…"
    yield say(
        nl=f"{found.publisher}, revisie {found.version} van {released}, {file}",
        en=f"{found.publisher}, revision {found.version} of {released}, {file}",
    )
    if found.withdrawn:
        yield say(nl=f"Ingetrokken: {found.withdrawn}", en=f"Withdrawn: {found.withdrawn}")
    yield ""
    for one in found.vulnerabilities:
        score = "" if one.score is None else f"  CVSS {one.score}"
        counts = Counter({name: len(ids) for name, ids in one.status.items()})
        yield f"  {one.cve}{score}  {one.title}  " + ", ".join(f"{name}: {count}" for name, count in counts.items())
        yield from _threats((one.cve, threat) for threat in threats_of(one, found.products.keys()))
    yield ""
    yield say(nl="Producten:", en="Products:")
    for product in list(found.products.values())[:MOST_PRODUCTS]:
        yield f"  {product.full_name}"
    if len(found.products) > MOST_PRODUCTS:
        more = len(found.products) - MOST_PRODUCTS
        yield "  " + say(nl=f"en nog {more} producten", en=f"and {more} more products")
    yield ""
    concerned = [one for one in matching.verdicts if one.advisory == id]
    yield (
        say(nl="Assets van de fabriek:", en="Assets of the plant:")
        if concerned
        else say(
            nl="Geen asset van de fabriek is een van deze producten.",
            en="No asset of the plant is one of these products.",
        )
    )
    for verdict in concerned:
        yield f"  {verdict.asset}: {state(verdict)}; {reason(verdict)}"


def explained(matching: Matching, priorities: Priorities, asset: Asset, id: str) -> Iterator[str]:
    """How the verdict on an asset and an advisory came about."""
    yield from _asset(asset)
    yield ""
    found = matching.advisories[id]
    yield f"{found.id}  {found.title}"
    for observation in matching.observations:
        yield say(nl=f"Let op: {observation.text.nl}", en=f"Note: {observation.text.en}")
    verdicts = [one for one in matching.verdicts if one.advisory == id]
    if not verdicts:
        yield from _nothing(matching, id)
    for verdict in verdicts:
        yield from _explained(matching, verdict)
        if (first := priorities.of(verdict)) is not None:
            yield from _priority(first)


_POINTS = {
    "exploitation": Text(nl="misbruik", en="exploitation"),
    "exposure": Text(nl="bereikbaarheid", en="exposure"),
    "automatable": Text(nl="te automatiseren", en="automatable"),
    "human impact": Text(nl="gevolgen voor mensen en werk", en="human impact"),
    "technical impact": Text(nl="technische gevolgen", en="technical impact"),
}
_VALUES = {
    "none": Text(nl="geen", en="none"),
    "public poc": Text(nl="voorbeeld is openbaar", en="public PoC"),
    "active": Text(nl="in gebruik", en="active"),
    "small": Text(nl="klein", en="small"),
    "controlled": Text(nl="afgeschermd", en="controlled"),
    "open": Text(nl="open", en="open"),
    "no": Text(nl="nee", en="no"),
    "yes": Text(nl="ja", en="yes"),
    "low": Text(nl="laag", en="low"),
    "medium": Text(nl="midden", en="medium"),
    "high": Text(nl="hoog", en="high"),
    "very high": Text(nl="zeer hoog", en="very high"),
    "partial": Text(nl="gedeeltelijk", en="partial"),
    "total": Text(nl="volledig", en="total"),
    "immediate": Text(nl="onmiddellijk", en="immediate"),
    "out-of-cycle": Text(nl="buiten het onderhoud om", en="out of cycle"),
    "scheduled": Text(nl="bij gepland onderhoud", en="scheduled"),
    "defer": Text(nl="uitstellen", en="defer"),
    "fix on system upgrade": Text(nl="bij de volgende upgrade", en="fix on system upgrade"),
    "60 days": Text(nl="60 dagen", en="60 days"),
    "14 days": Text(nl="14 dagen", en="14 days"),
    "3 days": Text(nl="3 dagen", en="3 days"),
    "3 days & forensic investigation": Text(nl="3 dagen en forensisch onderzoek", en="3 days & forensic investigation"),
}


def _priority(first: Priority) -> Iterator[str]:
    """The way through the table of CERT/CC, and what CISA's table says beside it."""
    outcome, shown = pick(_VALUES[first.outcome]), action(first.action)
    yield say(
        nl=f"Prioriteit: {shown} (SSVC: {outcome}), door {first.cve}",
        en=f"Priority: {shown} (SSVC: {outcome}), because of {first.cve}",
    )
    for point in first.points:
        yield _point(point)
    yield say(
        nl=f"  CISA BOD 26-04 zegt: {pick(_VALUES[first.timeline])}",
        en=f"  CISA BOD 26-04 says: {pick(_VALUES[first.timeline])}",
    )
    exposed = pick(_VALUES["yes" if first.publicly_exposed else "no"])
    yield "  " + say(nl=f"  vanaf internet te bereiken: {exposed}", en=f"  reached from the internet: {exposed}")
    yield "  " + _point(first.technical_impact)
    if first.epss:
        yield f"  EPSS: {first.epss}"


def _point(point: Point) -> str:
    unsure = "" if point.known else say(nl="; niet zeker", en="; not certain")
    return f"  {pick(_POINTS[point.name])}: {pick(_VALUES[point.value])} ({pick(point.why)}{unsure})"


def _explained(matching: Matching, verdict: Verdict) -> Iterator[str]:
    if verdict.part is not None:
        name, path = f"{verdict.part.name} {verdict.part.version}".strip(), " > ".join(verdict.part.path)
        where = f"{verdict.part.file}, {verdict.part.position}"
        yield say(nl=f"Onderdeel: {name} ({where})", en=f"Part: {name} ({where})")
        if path:
            yield say(nl=f"  zit in: {path}", en=f"  is in: {path}")
    yield say(nl=f"Oordeel: {state(verdict)}", en=f"Verdict: {state(verdict)}")
    yield say(nl=f"Reden: {pick(verdict.reason)}", en=f"Reason: {pick(verdict.reason)}")
    yield say(nl=f"Herkend aan: {basis(verdict)}", en=f"Recognised by: {basis(verdict)}")
    yield say(nl=f"Het advies zegt: «{verdict.quote}»", en=f"The advisory says: «{verdict.quote}»")
    if verdict.installed or verdict.expression:
        installed = verdict.installed or say(nl="onbekend", en="unknown")
        source = say(nl="assetlijst", en="asset list") if verdict.part is None else "SBOM"
        yield say(
            nl=f"Versies: {installed} in de {source}, `{verdict.expression}` in het advies",
            en=f"Versions: {installed} in the {source}, `{verdict.expression}` in the advisory",
        )
    yield say(nl=f"Kwetsbaarheden: {', '.join(verdict.cves)}", en=f"Vulnerabilities: {', '.join(verdict.cves)}")
    if used := matching.exploited(verdict):
        yield say(
            nl=f"In gebruik bij aanvallers (KEV): {', '.join(used)}", en=f"Used by attackers (KEV): {', '.join(used)}"
        )
    yield from _threats(matching.threats(verdict))
    for remedy in matching.remedies(verdict):
        yield f"  {remedy.category}: «{' '.join(remedy.details.split())}»"


_THREATS = {
    "exploit_status": Text(nl="gebruik door aanvallers", en="use by attackers"),
    "target_set": Text(nl="doelen van aanvallers", en="targets of attackers"),
}


def _threats(found: Iterable[tuple[str, Threat]]) -> Iterator[str]:
    """What an advisory says of attacks, in its own words."""
    for cve, threat in dict.fromkeys(found):
        yield f"    {cve}, {pick(_THREATS[threat.category])}: «{' '.join(threat.details.split())}»"


def _asset(asset: Asset) -> Iterator[str]:
    one = item(asset)
    parts = [asset.vendor, asset.product, asset.order_number, asset.firmware, asset.hardware_version]
    yield f"{asset.id}: " + ", ".join(part for part in parts if part)
    names = [makers()[id].names[0] if id in makers() else id for id in sorted(one.makers)]
    if names:
        yield say(nl=f"  leverancier: {', '.join(names)}", en=f"  vendor: {', '.join(names)}")
    if one.families:
        yield say(nl=f"  familie: {', '.join(one.families)}", en=f"  family: {', '.join(one.families)}")


def _nothing(matching: Matching, id: str) -> Iterator[str]:
    found = matching.advisories[id]
    if found.withdrawn:
        yield say(
            nl=f"Geen oordeel: het advies is ingetrokken («{found.withdrawn}»)",
            en=f"No verdict: the advisory was withdrawn («{found.withdrawn}»)",
        )
        return
    yield say(
        nl="Geen oordeel: het advies noemt dit product niet.", en="No verdict: the advisory does not name this product."
    )
    for coverage in matching.coverage:
        yield "  " + pick(coverage.reason)
