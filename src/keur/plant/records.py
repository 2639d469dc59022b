"""Records of the YAML files to the types of the model, with the rules that hold inside one record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from keur.plant.entity_records import entity
from keur.plant.errors import Mistakes, nearest
from keur.plant.files import OPERATION_PROTOCOLS
from keur.plant.model import (
    LEVELS,
    CaptureNote,
    Channel,
    Conduit,
    Decision,
    FirewallInterface,
    FirewallNote,
    Opener,
    Site,
    Text,
    Verdict,
    Zone,
)
from keur.plant.shapes import Read, bare

Fields = dict[str, Read]

_OTHER_NAMES = {
    "bacnet-ip": "bacnet",
    "cip": "enip",
    "dcp": "profinet-dcp",
    "ethernet-ip": "enip",
    "https": "tls",
    "mbtcp": "modbus",
    "modbus-tcp": "modbus",
    "opc-ua": "opcua",
    "pn-dcp": "profinet-dcp",
    "s7": "s7comm",
    "s7-comm": "s7comm",
}
"""Names that people use for protocols, and the name that keur uses."""


def zone(read: Read) -> Zone:
    value = bare(read)
    return Zone(
        id=value["id"],
        name=_text(value["name"]),
        levels=tuple(sorted(value["levels"], key=LEVELS.index)),
        kind=value["kind"],
        networks=value.get("networks", ()),
        segments=value.get("segments", ()),
        vlans=value.get("vlans", ()),
        sl_t=value.get("sl_t"),
        owner=value.get("owner"),
        consequence=value.get("consequence", {}),
        gxp=value.get("gxp", False),
        place=read.place,
    )


def conduit(read: Read) -> Conduit:
    value = bare(read)
    return Conduit(
        id=value["id"],
        name=_text(value["name"]) if "name" in value else None,
        from_zone=value["from"],
        to_zone=value["to"],
        channels=tuple(_channel(channel) for channel in read.value["channels"].value),
        enforced_by=value.get("enforced_by", ()),
        reason=value["reason"],
        owner=value.get("owner"),
        review=value.get("review"),
        until=value.get("until"),
        place=read.place,
    )


def _channel(read: Read) -> Channel:
    value = bare(read)
    operations = value.get("operations", "any")
    return Channel(
        protocol=value.get("protocol"),
        transport=value.get("transport"),
        port=value.get("port"),
        from_assets=value.get("from_assets", ()),
        to_assets=value.get("to_assets", ()),
        operations=None if operations == "any" else frozenset(operations),
        opened_by=value.get("opened_by", Opener.FROM),
        place=read.place,
    )


def capture(read: Read) -> CaptureNote:
    value = bare(read)
    return CaptureNote(
        file=value["file"],
        segment=value["segment"],
        clock_offset_seconds=value.get("clock_offset_seconds", 0.0),
        taken_by=value.get("taken_by", ""),
        sha256=value.get("sha256"),
        place=read.place,
    )


def firewall(read: Read) -> FirewallNote:
    value = bare(read)
    return FirewallNote(
        id=value["id"],
        files=value.get("files", ()),
        format=value.get("format"),
        interfaces=tuple(
            FirewallInterface(one["name"], one.get("zones", ()), one.get("internet", False))
            for one in value.get("interfaces", ())
        ),
        place=read.place,
    )


def verdict(read: Read) -> Verdict:
    value = bare(read)
    return Verdict(
        finding=value["finding"],
        decision=value["decision"],
        reason=value["reason"],
        who=value["who"],
        date=value["date"],
        expires=value.get("expires"),
        place=read.place,
    )


def site(read: Read) -> Site:
    value = bare(read)
    return Site(
        organisation=value["organisation"]["name"],
        site=value["site"]["id"],
        name=_text(value["site"]["name"]),
        language=value["language"],
        entity=entity(read.value["organisation"]),
    )


def _text(value: dict[str, str]) -> Text:
    return Text(nl=value["nl"], en=value["en"])


def check_conduit(read: Read, protocols: Collection[str] | None, mistakes: Mistakes) -> None:
    """Rules inside one conduit: two different zones, and channels that can be told apart and judged."""
    fields: Fields = read.value
    start, end = fields.get("from"), fields.get("to")
    if start and end and start.value == end.value:
        mistakes.add(
            end.place,
            Text(
                nl=f"`from` en `to` zijn dezelfde zone `{end.value}`; een conduit verbindt twee zones",
                en=f"`from` and `to` are the same zone `{end.value}`; a conduit joins two zones",
            ),
        )
    for channel in fields["channels"].value if "channels" in fields else []:
        _check_channel(channel, protocols, mistakes)


def _check_channel(channel: Read, protocols: Collection[str] | None, mistakes: Mistakes) -> None:
    fields: Fields = channel.value
    protocol = fields.get("protocol")
    if "protocol" not in channel.keys:
        _check_bare_channel(channel, mistakes)
        return
    if protocol is None:
        return
    if bare(fields.get("transport")) == "l2" and "port" in fields:
        mistakes.add(fields["port"].place, Text(nl="`l2` heeft geen poorten", en="`l2` has no ports"))
    if protocol.value in OPERATION_PROTOCOLS:
        if "operations" not in channel.keys:
            mistakes.add(
                channel.place,
                Text(
                    nl=f"sleutel `operations` ontbreekt: zeg welke bewerkingen `{protocol.value}` hier mag, of `any`",
                    en=f"key `operations` is missing: say which operations `{protocol.value}` may do here, or `any`",
                ),
            )
        return
    known = OPERATION_PROTOCOLS if protocols is None else protocols
    if protocol.value in known:
        return
    # Without the whole list only a near certain slip counts: `s7comm-plus` is no slip of `s7comm`.
    likeness = 0.82 if protocols is None else 0.6
    meant = _OTHER_NAMES.get(protocol.value) or nearest(protocol.value, known, likeness)
    elsewise = {"transport", "port"} <= channel.keys
    if (meant if protocols is None else not elsewise) or protocol.value in _OTHER_NAMES:
        mistakes.add(
            protocol.place,
            Text(
                nl=f"keur herkent geen protocol `{protocol.value}`",
                en=f"keur recognises no protocol `{protocol.value}`",
            ),
            meant,
        )


def _check_bare_channel(channel: Read, mistakes: Mistakes) -> None:
    fields: Fields = channel.value
    if not {"transport", "port"} <= channel.keys:
        mistakes.add(
            channel.place,
            Text(
                nl="een kanaal noemt een `protocol`, of `transport` en `port`",
                en="a channel names a `protocol`, or `transport` and `port`",
            ),
        )
    elif bare(fields.get("transport")) == "l2":
        mistakes.add(
            channel.place,
            Text(nl="een kanaal over `l2` noemt een `protocol`", en="a channel over `l2` names a `protocol`"),
        )
    if "operations" in fields:
        mistakes.add(
            fields["operations"].place,
            Text(
                nl="`operations` kan alleen met een `protocol`: zonder protocol zijn bewerkingen niet te onderscheiden",
                en="`operations` needs a `protocol`: without one, operations cannot be told apart",
            ),
        )


def check_verdict(read: Read, mistakes: Mistakes) -> None:
    """Rules inside one verdict: an acceptance or a fix has an end, after its start."""
    fields: Fields = read.value
    decision, date, expires = (bare(fields.get(name)) for name in ("decision", "date", "expires"))
    if decision in (Decision.ACCEPT, Decision.FIX) and "expires" not in read.keys:
        mistakes.add(
            read.place,
            Text(
                nl=f"sleutel `expires` ontbreekt: `{decision}` geldt tot een datum",
                en=f"key `expires` is missing: `{decision}` holds until a date",
            ),
        )
    if date and expires and expires < date:
        mistakes.add(
            fields["expires"].place,
            Text(
                nl=f"`expires` ({expires}) ligt voor `date` ({date})",
                en=f"`expires` ({expires}) is before `date` ({date})",
            ),
        )


def channel_key(channel: Read) -> tuple[Any, ...]:
    """What makes a channel the same channel, whatever operations it allows."""
    value = bare(channel)
    return (
        *(value.get(name) for name in ("protocol", "transport", "port")),
        value.get("opened_by", Opener.FROM),
        frozenset(value.get("from_assets", ())),
        frozenset(value.get("to_assets", ())),
    )
