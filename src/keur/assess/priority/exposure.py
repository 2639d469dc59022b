"""System exposure of assets, computed from zones, conduits, firewalls and captures.

CERT/CC's words are `open` (reached from the internet or another network that anybody is on), `controlled` (a networked
service with some restriction of access) and `small` (local, or a highly controlled network). An asset is open where a
firewall lets something in from the internet, where that was seen, or where nothing enforces a conduit from an external
zone. It is small only where it is known that no other zone comes in: nothing declared, permitted or seen. All else is
controlled; what nobody can tell is so too, and says that it is not demonstrated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from keur.assess.priority.result import Point
from keur.facts.database import Facts
from keur.facts.sightings import Sighting, last_sightings
from keur.plant.model import Asset, Conduit, Opener, Plant, Text, ZoneKind

INTERNET = "internet"


@dataclass(frozen=True, slots=True)
class Way:
    """How one zone comes into another: by a firewall's rule, or seen in a capture."""

    from_zone: str
    to_zone: str
    place: str
    """File with line or frame."""
    destination: str = ""
    """Addresses that a rule lets it reach, as text; empty for all."""
    asset: str | None = None
    """The asset that was reached, where it was seen."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What firewalls permit and captures show between zones, and of the assets in them."""

    permitted: tuple[Way, ...] = ()
    seen: tuple[Way, ...] = ()
    closed: frozenset[str] = frozenset()
    """Zones of which the firewalls tell that no other zone comes in."""
    watched: frozenset[str] = frozenset()
    """Zones in which silence of the captures means something."""
    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    """When each asset last sent something, by its id."""


def ways(facts: Facts) -> Ways:
    """The ways between zones that the facts tell."""
    permitted = facts.rows(
        """
        SELECT
          c.from_zone, c.to_zone, c.destination,
          min(concat(r.record_file, ':', CAST(r.record_line AS VARCHAR))) AS place
        FROM permitted_cell c JOIN firewall_rule r USING (rule)
        WHERE c.permitted = 'yes' AND c.from_zone <> c.to_zone
        GROUP BY c.from_zone, c.to_zone, c.destination ORDER BY c.from_zone, c.to_zone, c.destination
        """
    )
    seen = facts.rows(
        """
        SELECT from_zone, to_zone, to_asset, witness_capture, min(witness_frame) AS frame FROM observed_channel
        WHERE crosses AND answered AND to_asset IS NOT NULL
        GROUP BY from_zone, to_zone, to_asset, witness_capture ORDER BY from_zone, to_asset, frame
        """
    )
    closed = facts.rows(
        "SELECT to_zone FROM zone_pair GROUP BY to_zone HAVING count(*) FILTER (permitted <> 'no') = 0 ORDER BY to_zone"
    )
    watched = facts.rows("SELECT zone FROM zone_seen WHERE covered")
    files = {one.sha256: one.file for one in facts.captures}
    return Ways(
        tuple(Way(row["from_zone"], row["to_zone"], row["place"], row["destination"] or "") for row in permitted),
        tuple(
            Way(
                row["from_zone"],
                row["to_zone"],
                f"{files[row['witness_capture']]} frame {row['frame']}",
                asset=row["to_asset"],
            )
            for row in seen
        ),
        frozenset(row["to_zone"] for row in closed),
        frozenset(row["zone"] for row in watched),
        last_sightings(facts),
    )


class Exposures:
    """The exposure of each asset of a plant."""

    def __init__(self, plant: Plant, known: Ways) -> None:
        self._external = {zone.id for zone in plant.zones if zone.kind is ZoneKind.EXTERNAL}
        self._known = known
        self._permitted = _by_zone(known.permitted)
        self._seen = _by_zone(known.seen)
        self._declared: dict[str, list[Conduit]] = defaultdict(list)
        for conduit in plant.conduits:
            for zone in _entered(conduit):
                self._declared[zone].append(conduit)

    def of(self, asset: Asset) -> Point:
        """Its exposure, with what that rests on."""
        open_ = self.from_internet(asset) or self._from_outside(asset)
        return open_ or self._controlled(asset) or self._without_ways(asset)

    def from_internet(self, asset: Asset) -> Point | None:
        """That the internet reaches it, with what shows it; None where nothing does."""
        for way in self._permitted.get(asset.zone, ()):
            if way.from_zone == INTERNET and _reaches(way.destination, asset):
                return _point(
                    "open",
                    f"een firewall laat verkeer van het internet door ({way.place})",
                    f"a firewall lets traffic from the internet through ({way.place})",
                )
        for way in self._seen.get(asset.zone, ()):
            if way.from_zone == INTERNET and way.asset == asset.id:
                return _point(
                    "open",
                    f"er is verkeer van het internet gezien ({way.place})",
                    f"traffic from the internet was seen ({way.place})",
                )
        return None

    def _from_outside(self, asset: Asset) -> Point | None:
        for conduit in self._declared.get(asset.zone, ()):
            other = conduit.from_zone if conduit.to_zone == asset.zone else conduit.to_zone
            if other in self._external and not conduit.enforced_by:
                place = f"{conduit.place.file}:{conduit.place.line}"
                return _point(
                    "open",
                    f"conduit {conduit.id} komt van buiten en niets dwingt hem af ({place})",
                    f"conduit {conduit.id} comes from outside and nothing enforces it ({place})",
                )
        return None

    def _controlled(self, asset: Asset) -> Point | None:
        for way in self._permitted.get(asset.zone, ()):
            if _reaches(way.destination, asset):
                return _point(
                    "controlled",
                    f"firewalls laten {way.from_zone} door, niet het internet ({way.place})",
                    f"firewalls let {way.from_zone} through, not the internet ({way.place})",
                )
        for way in self._seen.get(asset.zone, ()):
            if way.asset == asset.id:
                return _point(
                    "controlled",
                    f"er is verkeer van {way.from_zone} gezien, niet van het internet ({way.place})",
                    f"traffic from {way.from_zone} was seen, none from the internet ({way.place})",
                )
        for conduit in self._declared.get(asset.zone, ()):
            place = f"{conduit.place.file}:{conduit.place.line}"
            return _point(
                "controlled",
                f"conduit {conduit.id} komt in de zone ({place})",
                f"conduit {conduit.id} comes into the zone ({place})",
            )
        return None

    def _without_ways(self, asset: Asset) -> Point:
        if asset.zone in self._known.closed and asset.zone in self._known.watched:
            return _point(
                "small",
                f"geen andere zone komt in {asset.zone}: niets verklaard, toegestaan of gezien",
                f"no other zone comes into {asset.zone}: nothing declared, permitted or seen",
            )
        why = Text(
            nl=f"niet aangetoond wie in {asset.zone} komt; gerekend als afgeschermd",
            en=f"not demonstrated who comes into {asset.zone}; counted as controlled",
        )
        return Point("exposure", "controlled", why, known=False)


def _point(value: str, nl: str, en: str) -> Point:
    return Point("exposure", value, Text(nl=nl, en=en))


def _by_zone(found: Iterable[Way]) -> dict[str, list[Way]]:
    by_zone: dict[str, list[Way]] = defaultdict(list)
    for way in found:
        by_zone[way.to_zone].append(way)
    return by_zone


def _entered(conduit: Conduit) -> set[str]:
    """The zones into which something may open a connection through a conduit."""
    openers = {channel.opened_by for channel in conduit.channels} or {Opener.EITHER}
    entered = set()
    if openers & {Opener.FROM, Opener.EITHER}:
        entered.add(conduit.to_zone)
    if openers & {Opener.TO, Opener.EITHER}:
        entered.add(conduit.from_zone)
    return entered


def _reaches(destination: str, asset: Asset) -> bool:
    """Whether addresses as a rule's text has them hold one of the asset's; yes where that cannot be told."""
    own = [ip_address(one) for one in (*asset.ipv4, *asset.ipv6)]
    if not destination or not own:
        return True
    for piece in destination.split():
        low, dash, high = piece.partition("-")
        try:
            if dash:
                first, last = ip_address(low), ip_address(high)
                if any(one.version == first.version and int(first) <= int(one) <= int(last) for one in own):
                    return True
            elif any(one in ip_network(piece, strict=False) for one in own):
                return True
        except ValueError:
            return True
    return False
