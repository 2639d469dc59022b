"""Rules over several records and files: unique ids, references, networks and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from keur.plant.addresses import ip_address
from keur.plant.assets import AssetRow
from keur.plant.errors import Mistakes, nearest
from keur.plant.model import Network, Place, Text
from keur.plant.records import Fields, channel_key
from keur.plant.shapes import Read, bare

Item = TypeVar("Item")
Key = tuple[int, int, int]


@dataclass(slots=True)
class BySegment(Generic[Item]):
    """Finds what was declared first for a key on a shared segment; without segments means on all of them."""

    everywhere: dict[object, Item] = field(default_factory=dict)
    anywhere: dict[object, Item] = field(default_factory=dict)
    on: dict[tuple[object, str], Item] = field(default_factory=dict)

    def add(self, key: object, segments: Iterable[str], item: Item) -> None:
        self.anywhere.setdefault(key, item)
        segments = tuple(segments)
        if not segments:
            self.everywhere.setdefault(key, item)
        for segment in segments:
            self.on.setdefault((key, segment), item)

    def find(self, key: object, segments: Sequence[str]) -> Item | None:
        if not segments:
            return self.anywhere.get(key)
        if key in self.everywhere:
            return self.everywhere[key]
        return next((self.on[key, segment] for segment in segments if (key, segment) in self.on), None)


@dataclass(frozen=True, slots=True)
class _ZoneNetwork:
    network: Network
    zone: str
    segments: tuple[str, ...]
    place: Place


def _shared(first: Sequence[str], second: Sequence[str]) -> str | None:
    """A segment on which both are meant; None when both are meant everywhere."""
    if first and second:
        return next((segment for segment in first if segment in second), None)
    return (first or second or (None,))[0]


def _on(segment: str | None) -> Text:
    return Text(nl=f" op segment `{segment}`", en=f" on segment `{segment}`") if segment else Text(nl="", en="")


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def unique(kind: Text, ids: Iterable[tuple[str, Place]], mistakes: Mistakes) -> dict[str, Place]:
    """Reports ids that are used twice; gives the place of the first use of each id."""
    first: dict[str, Place] = {}
    for name, place in ids:
        if name in first:
            at = _at(first[name])
            mistakes.add(
                place,
                Text(
                    nl=f"{kind.nl} `{name}` bestaat al ({at})",
                    en=f"{kind.en} `{name}` exists already ({at})",
                ),
            )
        first.setdefault(name, place)
    return first


def keyed(records: Iterable[Read], key: str) -> Iterable[tuple[str, Place]]:
    """Value and place of one key of each record that has it."""
    return ((record.value[key].value, record.value[key].place) for record in records if key in record.value)


def check_reference(read: Read, kind: Text, known: Iterable[str], mistakes: Mistakes) -> bool:
    """Reports a name that nothing has."""
    names = known if isinstance(known, dict | set) else set(known)
    if read.value in names:
        return True
    mistakes.add(
        read.place,
        Text(nl=f"{kind.nl} `{read.value}` bestaat niet", en=f"{kind.en} `{read.value}` does not exist"),
        nearest(read.value, names),
    )
    return False


ZONE_WORD = Text(nl="zone", en="zone")
CONDUIT_WORD = Text(nl="conduit", en="conduit")
ASSET_WORD = Text(nl="apparaat", en="asset")
CAPTURE_WORD = Text(nl="opname", en="capture")
FIREWALL_WORD = Text(nl="firewall", en="firewall")
FILE_WORD = Text(nl="bestand", en="file")
INTERFACE_WORD = Text(nl="interface", en="interface")


def check_conduits(
    conduits: Sequence[Read], zones: dict[str, Place] | None, assets: dict[str, str] | None, mistakes: Mistakes
) -> None:
    """References of conduits and channels, and channels that are declared twice. `zones` and `assets` (id to zone) are
    None when their file could not be read, so that no reference can be judged."""
    unique(CONDUIT_WORD, keyed(conduits, "id"), mistakes)
    seen: dict[object, Place] = {}
    for conduit in conduits:
        fields: Fields = conduit.value
        for side in ("from", "to"):
            if side in fields and zones is not None:
                check_reference(fields[side], ZONE_WORD, zones, mistakes)
        for device in fields["enforced_by"].value if "enforced_by" in fields and assets is not None else ():
            check_reference(device, ASSET_WORD, assets or {}, mistakes)
        for channel in fields["channels"].value if "channels" in fields else ():
            if assets is not None:
                _check_channel_assets(channel, fields, zones, assets, mistakes)
            key = (bare(fields.get("from")), bare(fields.get("to")), channel_key(channel))
            if key in seen:
                at = _at(seen[key])
                mistakes.add(
                    channel.place,
                    Text(nl=f"hetzelfde kanaal staat al op {at}", en=f"the same channel stands at {at}"),
                )
            seen.setdefault(key, channel.place)


def _check_channel_assets(
    channel: Read, conduit: Fields, zones: dict[str, Place] | None, assets: dict[str, str], mistakes: Mistakes
) -> None:
    for side in ("from", "to"):
        named = channel.value.get(f"{side}_assets")
        for asset in named.value if named else ():
            if not check_reference(asset, ASSET_WORD, assets, mistakes) or side not in conduit:
                continue
            is_in, must_be = assets[asset.value], conduit[side].value
            if is_in != must_be and zones is not None and is_in in zones:
                mistakes.add(
                    asset.place,
                    Text(
                        nl=f"apparaat `{asset.value}` staat in zone `{is_in}`, niet in `{must_be}`",
                        en=f"asset `{asset.value}` is in zone `{is_in}`, not in `{must_be}`",
                    ),
                )


class NetworkIndex:
    """The networks of all zones. Reports networks of two zones that overlap on a segment they share."""

    def __init__(self, zones: Sequence[Read], mistakes: Mistakes) -> None:
        self.holders: BySegment[_ZoneNetwork] = BySegment()
        self.lengths: dict[int, set[int]] = {4: set(), 6: set()}
        self.homes: dict[str, list[_ZoneNetwork]] = {}
        found = [network for zone in zones for network in _networks(zone)]
        # A network can only lie inside one that is as large or larger, so the large ones go first.
        for network in sorted(found, key=lambda n: n.network.prefixlen):
            held = self.find(int(network.network.network_address), network.network, network.segments, network.zone)
            if held is not None:
                _report_overlap(held, network, mistakes)
            self.lengths[network.network.version].add(network.network.prefixlen)
            self.holders.add(_key(int(network.network.network_address), network.network), network.segments, network)
            self.homes.setdefault(network.zone, []).append(network)

    def find(self, address: int, of: Network, segments: Sequence[str], but: str) -> _ZoneNetwork | None:
        """The smallest network of another zone that holds a network or address."""
        version, bits, longest = of.version, of.max_prefixlen, of.prefixlen
        for length in sorted(self.lengths[version], reverse=True):
            if length > longest:
                continue
            held = self.holders.find((version, length, address >> (bits - length)), segments)
            if held is not None and held.zone != but:
                return held
        return None


def _networks(zone: Read) -> list[_ZoneNetwork]:
    fields: Fields = zone.value
    if "networks" not in fields or "id" not in fields:
        return []
    segments = bare(fields.get("segments")) or ()
    return [_ZoneNetwork(read.value, fields["id"].value, segments, read.place) for read in fields["networks"].value]


def _key(address: int, network: Network) -> Key:
    return (network.version, network.prefixlen, address >> (network.max_prefixlen - network.prefixlen))


def _report_overlap(one: _ZoneNetwork, other: _ZoneNetwork, mistakes: Mistakes) -> None:
    first, second = sorted((one, other), key=lambda n: (n.place.line, n.place.column))
    where = _on(_shared(first.segments, second.segments))
    at = _at(first.place)
    mistakes.add(
        second.place,
        Text(
            nl=f"netwerk {second.network} van zone `{second.zone}` overlapt {first.network} van zone `{first.zone}` "
            f"({at}){where.nl}",
            en=f"network {second.network} of zone `{second.zone}` overlaps {first.network} of zone `{first.zone}` "
            f"({at}){where.en}",
        ),
    )


def check_assets(
    rows: Sequence[AssetRow], zones: Sequence[Read] | None, index: NetworkIndex, mistakes: Mistakes
) -> None:
    """Unique ids, zones that exist, addresses that only one asset has and that no other zone's network holds."""
    uses = Counter(row.asset.id for row in rows if row.asset.id)
    # Finding the place of a cell takes long, and only mistakes need it.
    unique(ASSET_WORD, ((row.asset.id, row.place("id")) for row in rows if uses[row.asset.id] > 1), mistakes)
    segments_of: dict[str, tuple[str, ...]] = {}
    for zone in zones or ():
        if "id" in zone.value:
            segments_of.setdefault(zone.value["id"].value, bare(zone.value.get("segments")) or ())
    holders: BySegment[AssetRow] = BySegment()
    for row in rows:
        asset = row.asset
        if zones is not None and asset.zone and asset.zone not in segments_of:
            check_reference(Read(asset.zone, row.place("zone")), ZONE_WORD, segments_of, mistakes)
            continue
        segments = segments_of.get(asset.zone, ())
        for column in ("mac", "ipv4", "ipv6"):
            for address in getattr(asset, column):
                held = holders.find((column, address), segments)
                if held is not None:
                    _report_shared_address(row, column, address, held, segments_of, mistakes)
                holders.add((column, address), segments, row)
        if zones is not None:
            _check_home(row, segments, index, mistakes)


def _report_shared_address(
    row: AssetRow,
    column: str,
    address: str,
    held: AssetRow,
    segments_of: dict[str, tuple[str, ...]],
    mistakes: Mistakes,
) -> None:
    if held is row:
        return
    where = _on(_shared(segments_of.get(held.asset.zone, ()), segments_of.get(row.asset.zone, ())))
    at = _at(held.place(column))
    mistakes.add(
        row.place(column),
        Text(
            nl=f"adres {address} hoort ook bij apparaat `{held.asset.id}` ({at}){where.nl}",
            en=f"address {address} belongs to asset `{held.asset.id}` too ({at}){where.en}",
        ),
    )


def _check_home(row: AssetRow, segments: Sequence[str], index: NetworkIndex, mistakes: Mistakes) -> None:
    """An asset with an address at home may have others elsewhere (a firewall, a station with two network cards); one
    without has the wrong zone or the wrong address."""
    away: list[tuple[str, str, _ZoneNetwork]] = []
    own = index.homes.get(row.asset.zone, [])
    for column, written in [("ipv4", a) for a in row.asset.ipv4] + [("ipv6", a) for a in row.asset.ipv6]:
        address = ip_address(written)
        if any(address in home.network for home in own):
            return
        for length in sorted(index.lengths[address.version], reverse=True):
            key = (address.version, length, int(address) >> (address.max_prefixlen - length))
            held = index.holders.find(key, segments)
            if held is not None and held.zone != row.asset.zone:
                away.append((column, written, held))
                break
    for column, written, held in away:
        where = _on(_shared(segments, held.segments))
        mistakes.add(
            row.place(column),
            Text(
                nl=f"adres {written} ligt in netwerk {held.network} van zone `{held.zone}`{where.nl}, maar apparaat "
                f"`{row.asset.id}` staat in zone `{row.asset.zone}`",
                en=f"address {written} lies in network {held.network} of zone `{held.zone}`{where.en}, but asset "
                f"`{row.asset.id}` is in zone `{row.asset.zone}`",
            ),
        )


def check_captures(captures: Sequence[Read], zones: Sequence[Read] | None, mistakes: Mistakes) -> None:
    """Each file once, and a segment that some zone can be on."""
    unique(CAPTURE_WORD, keyed(captures, "file"), mistakes)
    segments = [bare(zone.value.get("segments")) or () for zone in zones or ()]
    if not segments or not all(segments):
        return
    known = {segment for named in segments for segment in named}
    for capture in captures:
        if "segment" in capture.value and capture.value["segment"].value not in known:
            read = capture.value["segment"]
            mistakes.add(
                read.place,
                Text(nl=f"geen zone noemt segment `{read.value}`", en=f"no zone names segment `{read.value}`"),
                nearest(read.value, known),
            )


def check_firewalls(
    firewalls: Sequence[Read], zones: dict[str, Place] | None, assets: dict[str, str] | None, mistakes: Mistakes
) -> None:
    """Each asset, file and interface once; zones and assets that exist; an interface that leads somewhere."""
    unique(FIREWALL_WORD, keyed(firewalls, "id"), mistakes)
    files = (read for one in firewalls if "files" in one.value for read in one.value["files"].value)
    unique(FILE_WORD, ((read.value, read.place) for read in files), mistakes)
    for firewall in firewalls:
        fields: Fields = firewall.value
        if "id" in fields and assets is not None:
            check_reference(fields["id"], ASSET_WORD, assets, mistakes)
        interfaces = fields["interfaces"].value if "interfaces" in fields else []
        unique(INTERFACE_WORD, keyed(interfaces, "name"), mistakes)
        for interface in interfaces:
            named = interface.value.get("zones")
            for zone in named.value if named and zones is not None else ():
                check_reference(zone, ZONE_WORD, zones or {}, mistakes)
            if not {"zones", "internet"} & interface.keys:
                mistakes.add(
                    interface.place,
                    Text(
                        nl="zeg wat achter deze interface ligt: `zones`, of `internet: true`",
                        en="say what lies behind this interface: `zones`, or `internet: true`",
                    ),
                )


def check_verdicts(verdicts: Sequence[Read], mistakes: Mistakes) -> None:
    """A finding may be decided on again later, but not twice on one day: nobody could tell which holds."""
    first: dict[object, Place] = {}
    for verdict in verdicts:
        if "finding" not in verdict.value or "date" not in verdict.value:
            continue
        finding, date = verdict.value["finding"], verdict.value["date"].value
        key = (finding.value, date)
        if key in first:
            at = _at(first[key])
            mistakes.add(
                finding.place,
                Text(
                    nl=f"over bevinding `{finding.value}` is op {date} al besloten ({at})",
                    en=f"finding `{finding.value}` has a decision of {date} already ({at})",
                ),
            )
        first.setdefault(key, finding.place)
