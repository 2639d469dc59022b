"""Translations of sources in FortiOS: by policy, or in the central table.

Sources: FortiOS Administration Guide, "Static SNAT", "Dynamic SNAT" and "Central SNAT"; Technical Tip "Mapping VIP
outbound connections": a policy with `nat` takes, in this order, the outer address of a virtual IP with
`nat-source-vip`, an address of its pool, the outer address of a virtual IP whose inner address the source has (when the
packet leaves at the interface of that virtual IP), and the address of the interface where it leaves. With central NAT
only `nat-source-vip` does so (Technical Tip "How to use VIP's External IP Address for Source NAT"), the first entry of
the table that fits holds, and packets that fit none keep their source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.matching import Matcher
from keur.observe.firewalls.fortinet.policies import Policy, text_of
from keur.observe.firewalls.fortinet.services import port_range
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.fortinet.virtual_ips import VirtualAddress, reasons_together
from keur.observe.firewalls.intervals import PORTS, Addresses, Intervals
from keur.observe.firewalls.model import Action, Packets, Translation, Way
from keur.observe.firewalls.vague import VaguePackets, product
from keur.plant.model import Text

_POOL = Text(nl="adrespool", en="address pool")
_ALL_PORTS = ("0", "0-0", "1-65535")
_HOURS = Text(nl="de regel geldt niet altijd", en="the policy does not always hold")
_PORTS_ONLY = Text(
    nl="verkeer dat een virtueel adres met poorten terugvertaalt, volgt keur niet",
    en="keur does not follow what a virtual address with ports translates back",
)


def of_policies(matcher: Matcher, policies: Sequence[Policy]) -> Iterator[Translation]:
    """What policies do to sources. The first policy that fits a packet has the word, so that one without translation
    stands before those with."""
    accepting = [one for one in policies if one.enabled and one.action is Action.ACCEPT]
    last = max((number for number, one in enumerate(accepting) if one.block.is_on("nat")), default=-1)
    for policy in accepting[: last + 1]:
        limit = policy.when.hours or policy.when.since or policy.when.until
        packets = policy.packets
        if limit:
            packets = VaguePackets((), packets.possible, (*packets.doubts, _HOURS))
        if policy.block.is_on("nat"):
            yield from _of_policy(matcher, policy.block, packets)
        elif packets.possible:
            yield _made(policy.block, packets, None)


def _made(block: Block, packets: VaguePackets, to: Addresses | None, *, own: bool = False) -> Translation:
    doubts = packets.doubts if packets.sure != packets.possible else ()
    return Translation(
        block.line,
        text_of(block),
        Way.SOURCE,
        packets.possible if doubts else packets.sure,
        None if doubts else to,
        interface_address=own and not doubts,
        doubt=reasons_together(doubts),
        name=block.name,
    )


def _of_policy(matcher: Matcher, block: Block, packets: VaguePackets) -> Iterator[Translation]:
    pooled = block.is_on("ippool") or bool(block.values("natip"))
    virtual = [one for one in matcher.virtual.found.values() if one.used and one.enabled]
    yield from _back(block, packets, [one for one in virtual if one.reverse_always], anywhere=True)
    if not pooled:
        yield from _back(block, packets, [one for one in virtual if not one.reverse_always], anywhere=False)
        yield _made(block, packets, None, own=True)
        return
    four = pool(matcher, block, "poolname", "firewall ippool")
    six = pool(matcher, block, "poolname6", "firewall ippool6")
    yield from _pooled(matcher, block, packets, four | six if four and six else four or six)


def _pooled(matcher: Matcher, block: Block, packets: VaguePackets, to: Addresses | None) -> Iterator[Translation]:
    if to is None:
        key = "poolname" if block.values("poolname") else "natip"
        why = reasons.no_such(_POOL, " ".join(block.values(key)))
        matcher.device.doubt(block.line_of(key), block.text("uuid"), why)
        packets = VaguePackets((), packets.possible, (*packets.doubts, why))
    yield _made(block, packets, to)


def pool(matcher: Matcher, block: Block, key: str, path: str) -> Addresses | None:
    """The addresses of the pools that a policy names; None when one of them is not known, or it names none."""
    found = Addresses()
    for name in block.values(key):
        entry = matcher.domain.section(path).entries.get(name)
        if entry is None or entry.odd:
            return None
        try:
            found |= Addresses.between(ip_address(entry.value("startip")), ip_address(entry.value("endip")))
        except ValueError:
            return None
    return found or None


def _back(
    block: Block, packets: VaguePackets, virtual: Sequence[VirtualAddress], *, anywhere: bool
) -> Iterator[Translation]:
    """Connections that the inner side of a virtual IP begins."""
    for one in virtual:
        box = Packets(source=one.mapped, out_interfaces=Packets().out_interfaces if anywhere else one.interfaces)
        doubts = packets.doubts
        if one.forwards:
            ports = one.ports or PORTS
            box = replace(box, protocols=one.inside.protocols, source_ports=ports)
            doubts = (*doubts, _PORTS_ONLY)
        doubts = (*doubts, *one.doubts)
        possible = product(packets.possible, (box,))
        if not any(possible):
            continue
        sure = () if one.forwards or one.doubts else product(packets.sure, (box,))
        concerned = VaguePackets(tuple(filter(None, sure)), tuple(filter(None, possible)), doubts)
        made = _made(block, concerned, one.external)
        yield replace(made, one_to_one=made.doubt is None and one.one_to_one)


def central(matcher: Matcher, policies: Sequence[Policy]) -> Iterator[Translation]:
    """The central table. Packets that no policy accepts never get there."""
    entries = [
        block
        for block in matcher.domain.section("firewall central-snat-map").entries.values()
        if block.value("status") != "disable"
    ]
    virtual = [one for one in matcher.virtual.found.values() if one.reverse_always and one.enabled]
    for block in entries:
        packets = _of_entry(matcher, block)
        if block.value("nat", "enable") == "disable":
            yield _made(block, packets, None)
            continue
        yield from _back(block, packets, virtual, anywhere=True)
        names = "nat-ippool6" if block.value("type") == "ipv6" else "nat-ippool"
        if not block.values(names):
            yield _made(block, packets, None, own=True)
            continue
        path = "firewall ippool6" if names.endswith("6") else "firewall ippool"
        yield from _pooled(matcher, block, packets, pool(matcher, block, names, path))
    old = [one for one in policies if one.enabled and one.block.is_on("nat") and not matcher.domain.by_application]
    for policy in old:
        # From 6.0 the device passes over this; before, it takes the address of the interface.
        why = matcher.device.doubt(policy.block.line_of("nat"), "set nat enable", reasons.not_modelled("nat"))
        yield _made(policy.block, VaguePackets((), policy.packets.possible, (why,)), None)


def _of_entry(matcher: Matcher, block: Block) -> VaguePackets:
    family = 6 if block.value("type") == "ipv6" else 4
    suffix = "6" if family == 6 else ""
    device = matcher.device
    ins, outs = (matcher.interfaces.named(device, matcher.domain.name, key, block) for key in ("srcintf", "dstintf"))
    source, destination = (
        matcher.addresses.of_names(family, block.values(key), block.line_of(key), key)
        for key in (f"orig-addr{suffix}", f"dst-addr{suffix}")
    )
    doubts = [*device.odd(block), *source.doubts, *destination.doubts, *ins.doubts, *outs.doubts]
    box, more = _ports(matcher, block)
    doubts.extend(more)
    made = [
        replace(
            box,
            source=sources,
            destination=destinations,
            in_interfaces=into,
            out_interfaces=out,
        )
        for sources, destinations, into, out in (
            (source.sure, destination.sure, ins.sure, outs.sure),
            (source.possible, destination.possible, ins.possible, outs.possible),
        )
    ]
    surely = () if more or device.odd(block) else (made[0],)
    return VaguePackets(tuple(filter(None, surely)), tuple(filter(None, made[1:])), tuple(dict.fromkeys(doubts)))


def _ports(matcher: Matcher, block: Block) -> tuple[Packets, list[Text]]:
    """The protocol and ports that an entry is for."""
    unknown = [key for key in ("nat-port", "nat46", "nat64") if block.value(key, "0") not in ("0", "disable", "0-0")]
    try:
        number = int(block.value("protocol", "0"))
        box = Packets(protocols=Intervals.of(number)) if number else Packets()
        source, destination = (block.value(key, "0") for key in ("orig-port", "dst-port"))
        if source not in _ALL_PORTS:
            box = replace(box, source_ports=port_range(source))
        if destination not in _ALL_PORTS:
            box = replace(box, destination_ports=port_range(destination))
    except ValueError:
        unknown.append("orig-port")
        box = Packets()
    doubts = [
        matcher.device.doubt(block.line_of(key), block.text("uuid"), reasons.not_modelled(key)) for key in unknown
    ]
    return box, doubts
