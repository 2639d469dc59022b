"""The tier of a vendor: how much hangs on it, from what the plant itself declares. Tier 1 is the heaviest.

Each fact gives a reason with a tier; the heaviest reason decides, so more paths or zones never make a tier milder.
What nobody declared counts for nothing, and is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from keur.checks.finding import Citation
from keur.plant.model import CONSEQUENCE_GRADES, Place, Plant, Text, Zone, ZoneKind
from keur.plant.vendors import AccessMode, AccessPath, Holding, Replaceability, Vendor

LIGHTEST = 3
MANY_ZONES = 4
"""A vendor that reaches this many zones is no vendor of one machine."""
MANY_SITES = 3
MANY_PEOPLE = 10
"""More people than the plant knows by face."""
MANY_SUB_SUPPLIERS = 3

_HOLDINGS = {
    Holding.CREDENTIALS: (2, Text(nl="wachtwoorden en sleutels", en="passwords and keys")),
    Holding.PROJECT_FILES: (2, Text(nl="projectbestanden van besturingen", en="project files of controllers")),
    Holding.NETWORK_PLANS: (2, Text(nl="tekeningen van het netwerk", en="plans of the network")),
    Holding.PRODUCTION_DATA: (LIGHTEST, Text(nl="gegevens over de productie", en="data about production")),
    Holding.PERSONAL_DATA: (LIGHTEST, Text(nl="persoonsgegevens", en="personal data")),
}
"""With what somebody can get in or knows where to strike weighs more than what may leak."""

_MODES = {
    AccessMode.ON_DEMAND: Text(nl="op verzoek", en="on demand"),
    AccessMode.SUPERVISED: Text(nl="onder toezicht", en="supervised"),
    AccessMode.STANDING: Text(nl="altijd open", en="standing"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that decides about the tier, or would for a lighter one."""

    tier: int
    text: Text
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    tier: int
    """1, 2 or 3."""
    reasons: tuple[Reason, ...]
    """Heaviest first."""
    not_declared: tuple[Text, ...]
    """What could still make the tier heavier."""


def citation(place: Place) -> Citation:
    """A place of the plant folder as a citation."""
    return Citation("record" if place.file.endswith((".csv", ".xlsx")) else "line", place.file, line=place.line)


def tier(plant: Plant, vendor: Vendor, today: dt.date) -> Tier:
    """The tier of a vendor on a day, with the reasons."""
    paths = [path for path in plant.access if path.vendor == vendor.id]
    reached = targets(plant, paths)
    reasons = [*_reach(paths, reached), *_presence(plant, vendor), *_breadth(paths, reached), *_failure(vendor)]
    reasons += [*_holdings(vendor), *_sites(vendor), *_people(vendor, today), *_sub_suppliers(vendor)]
    if not paths:
        text = Text(nl="geen toegangsweg verklaard", en="no access path declared")
        reasons.append(Reason(LIGHTEST, text, (citation(vendor.place),)))
    reasons.sort(key=lambda reason: reason.tier)
    heaviest = min((reason.tier for reason in reasons), default=LIGHTEST)
    return Tier(heaviest, tuple(reasons), tuple(_not_declared(vendor, paths, reached)))


Targets = Mapping[str, Sequence[Zone]]
"""Zones that paths reach, by the path's id."""


def targets(plant: Plant, paths: Iterable[AccessPath]) -> Targets:
    """Zones that paths reach: those that they name, and those of the assets that they name."""
    zone_of = {asset.id: asset.zone for asset in plant.assets}
    wanted = {path.id: {*path.zones, *(zone_of[asset] for asset in path.assets)} for path in paths}
    return {path: [zone for zone in plant.zones if zone.id in zones] for path, zones in wanted.items()}


def _reach(paths: Iterable[AccessPath], reached: Targets) -> Iterable[Reason]:
    for path in paths:
        mode = _MODES[path.mode]
        for zone in reached[path.id]:
            found = _reached(zone, path.mode)
            text = Text(
                nl=f"weg {path.id} ({mode.nl}) komt uit in zone {zone.name.nl} ({zone.kind})",
                en=f"path {path.id} ({mode.en}) reaches zone {zone.name.en} ({zone.kind})",
            )
            yield Reason(found, text, (citation(path.place), citation(zone.place)))
            if zone.sl_t is not None and max(zone.sl_t) >= 2:
                level = max(zone.sl_t)
                yield Reason(
                    1 if level >= 3 else 2,
                    Text(
                        nl=f"weg {path.id} komt uit in zone {zone.name.nl} met SL-T {level}",
                        en=f"path {path.id} reaches zone {zone.name.en} with SL-T {level}",
                    ),
                    (citation(path.place), citation(zone.place)),
                )


def _reached(zone: Zone, mode: AccessMode) -> int:
    """The tier that reaching a zone gives."""
    standing = mode is AccessMode.STANDING
    if zone.kind is ZoneKind.SAFETY or (zone.kind is ZoneKind.CONTROL and standing):
        return 1
    if zone.kind in (ZoneKind.CONTROL, ZoneKind.SUPERVISION, ZoneKind.WIRELESS):
        return 2
    return 2 if standing and zone.kind not in (ZoneKind.ENTERPRISE, ZoneKind.EXTERNAL) else LIGHTEST


def _presence(plant: Plant, vendor: Vendor) -> Iterable[Reason]:
    """Who works on a control or safety zone can change it, with or without a path."""
    for zone in plant.zones:
        if zone.id in vendor.zones:
            yield Reason(
                2 if zone.kind in (ZoneKind.SAFETY, ZoneKind.CONTROL) else LIGHTEST,
                Text(
                    nl=f"werkt voor zone {zone.name.nl} ({zone.kind})",
                    en=f"works for zone {zone.name.en} ({zone.kind})",
                ),
                (citation(vendor.place), citation(zone.place)),
            )


def _breadth(paths: Iterable[AccessPath], reached: Targets) -> Iterable[Reason]:
    zones = {zone.id: path for path in paths for zone in reached[path.id]}
    if len(zones) >= MANY_ZONES:
        places = {path.id: citation(path.place) for path in zones.values()}
        text = Text(nl=f"bereikt {len(zones)} zones", en=f"reaches {len(zones)} zones")
        yield Reason(2, text, tuple(places.values()))


def _failure(vendor: Vendor) -> Iterable[Reason]:
    place = (citation(vendor.place),)
    grave = CONSEQUENCE_GRADES.index(vendor.consequence) if vendor.consequence else None
    if vendor.consequence and grave is not None:
        words = ("geen", "klein", "gemiddeld", "groot", "zeer groot")
        yield Reason(
            {4: 1, 3: 2}.get(grave, LIGHTEST),
            Text(
                nl=f"valt het uit, dan stopt: {vendor.stops} (gevolg {words[grave]})",
                en=f"if it fails, this stops: {vendor.stops} (consequence {vendor.consequence})",
            ),
            place,
        )
    if vendor.replaceability is Replaceability.NONE:
        heavy = grave is not None and grave >= CONSEQUENCE_GRADES.index("high")
        text = Text(nl="niemand anders kan het overnemen", en="nobody else could take over")
        yield Reason(1 if heavy else 2, text, place)
    elif vendor.replaceability is Replaceability.HARD:
        text = Text(nl="een ander kan het moeilijk overnemen", en="another could hardly take over")
        yield Reason(LIGHTEST, text, place)


def _holdings(vendor: Vendor) -> Iterable[Reason]:
    for holding in vendor.holds or ():
        found, what = _HOLDINGS[holding]
        text = Text(nl=f"bewaart van de fabriek: {what.nl}", en=f"keeps of the plant: {what.en}")
        yield Reason(found, text, (citation(vendor.place),))


def _sites(vendor: Vendor) -> Iterable[Reason]:
    if (count := len(vendor.sites)) >= MANY_SITES:
        text = Text(nl=f"werkt op {count} locaties", en=f"works at {count} sites")
        yield Reason(2, text, (citation(vendor.place),))


def _people(vendor: Vendor, today: dt.date) -> Iterable[Reason]:
    """The people of today: who has left counts no more."""
    people = [one for one in vendor.persons if one.last is None or today <= one.last]
    if people:
        count = len(people)
        words = ("persoon", "person") if count == 1 else ("personen", "people")
        text = Text(nl=f"{count} {words[0]} op naam", en=f"{count} {words[1]} by name")
        yield Reason(2 if count >= MANY_PEOPLE else LIGHTEST, text, (citation(people[0].place),))


def _sub_suppliers(vendor: Vendor) -> Iterable[Reason]:
    if vendor.sub_suppliers:
        count, names = len(vendor.sub_suppliers), ", ".join(one.name for one in vendor.sub_suppliers)
        text = Text(nl=f"onderaannemers: {names}", en=f"sub-suppliers: {names}")
        yield Reason(2 if count >= MANY_SUB_SUPPLIERS else LIGHTEST, text, (citation(vendor.place),))


def _not_declared(vendor: Vendor, paths: Sequence[AccessPath], reached: Targets) -> Iterable[Text]:
    if vendor.consequence is None:
        yield Text(nl="wat er stopt als het uitvalt", en="what stops if it fails")
    if vendor.replaceability is None:
        yield Text(nl="hoe goed een ander het kan overnemen", en="how well another could take over")
    if vendor.holds is None:
        yield Text(nl="wat het van de fabriek bij zich bewaart", en="what of the plant it keeps")
    if vendor.sub_suppliers is None:
        yield Text(nl="welke onderaannemers er zijn", en="which sub-suppliers there are")
    if paths and not vendor.persons:
        yield Text(nl="welke mensen er komen", en="which people come")
    open_targets = {zone.id: zone for zones in reached.values() for zone in zones if zone.sl_t is None}
    for zone in open_targets.values():
        yield Text(nl=f"de SL-T van zone {zone.name.nl}", en=f"the SL-T of zone {zone.name.en}")
