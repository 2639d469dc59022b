"""Makes the rule base of a large firewall, always the same for the same numbers, and the plant around it.

The rules are kept as plain numbers, from which two texts are written: for nftables and for FortiGate. So an evaluator
that knows neither format can judge the same rules.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

TCP, UDP = 6, 17
SERVICES = (
    (TCP, ((502, 502),)),
    (TCP, ((102, 102),)),
    (TCP, ((44818, 44818), (2222, 2222))),
    (UDP, ((2222, 2222),)),
    (TCP, ((4840, 4840), (4843, 4843))),
    (TCP, ((20000, 20000),)),
    (TCP, ((443, 443), (8443, 8443))),
    (TCP, ((3389, 3389),)),
    (TCP, ((135, 135), (445, 445), (49152, 65535))),
    (UDP, ((53, 53),)),
    (UDP, ((123, 123),)),
    (TCP, ((22, 22),)),
    (TCP, ((1433, 1434),)),
    (UDP, ((161, 162),)),
    (TCP, ((5000, 5100),)),
)
"""Transport and port ranges of services as plants use them."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Object:
    """Addresses with a name: a host, a range or a network."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    members: tuple[Object, ...]


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    transport: int
    ports: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    number: int
    sources: Group
    destinations: Group
    service: Service
    accept: bool


@dataclass(frozen=True, slots=True)
class RuleBase:
    networks: tuple[Span, ...]
    """Of each zone: a /22 of which the first address is the firewall's."""
    objects: tuple[Object, ...]
    groups: tuple[Group, ...]
    services: tuple[Service, ...]
    conduits: Mapping[tuple[int, int], tuple[Service, ...]]
    """What is declared from one zone to another, by their places in `networks`."""
    rules: tuple[Rule, ...]
    edges: tuple[tuple[int, ...], ...] = field(init=False)
    """Of each zone: the addresses at which its objects begin and end, and their neighbours."""

    def __post_init__(self) -> None:
        found = []
        for first, last in self.networks:
            mine = [one.span for one in self.objects if first <= one.span[0] <= last]
            near = {
                edge + by for span in mine for edge, by in ((span[0], -1), (span[0], 0), (span[1], 0), (span[1], 1))
            }
            found.append(tuple(sorted(address for address in near if first + 1 < address < last)))
        object.__setattr__(self, "edges", tuple(found))

    def zone_of(self, address: int) -> int:
        """The place of the zone that an address is in."""
        return (address >> 16 & 255) - 1

    def packets_of_rules(self, number: int, choose: random.Random) -> Iterator[tuple[int, int, int, int]]:
        """So many packets for each rule, at the edges of what it names: source, destination, transport, port."""
        for rule in self.rules:
            for _ in range(number):
                yield (
                    choose.choice(choose.choice(rule.sources.members).span),
                    choose.choice(choose.choice(rule.destinations.members).span),
                    rule.service.transport,
                    choose.choice(choose.choice(rule.service.ports)),
                )

    def passes(self, source: int, destination: int, transport: int, port: int) -> bool:
        """What the rules decide about a packet, tried one by one: the first that fits decides, and the end refuses."""
        for rule in self.rules:
            service = rule.service
            if (
                service.transport == transport
                and any(first <= port <= last for first, last in service.ports)
                and any(one.span[0] <= source <= one.span[1] for one in rule.sources.members)
                and any(one.span[0] <= destination <= one.span[1] for one in rule.destinations.members)
            ):
                return rule.accept
        return False


def make(zones: int, rules: int, objects: int, seed: int = 62443) -> RuleBase:
    """A rule base between so many zones (at most 250).

    Nine rules in ten are between zones that talk to each other, as conduits have it: each zone with a tenth of the
    others. The rest is between any two groups."""
    choose = random.Random(seed)
    networks = tuple(((10 << 24) + (zone << 16), (10 << 24) + (zone << 16) + 1023) for zone in range(1, zones + 1))
    made = [_object(choose, number, networks[number % zones]) for number in range(objects)]
    by_zone = [[one for one in made if first <= one.span[0] <= last] for first, last in networks]
    groups = [_group(choose, number, number % zones, by_zone) for number in range(max(objects // 4, zones))]
    services = _services(choose, 120)
    pairs = [
        (one, other)
        for one in range(zones)
        for other in choose.sample(range(zones), max(1, zones // 10))
        if one != other
    ]
    conduits = {pair: tuple(choose.sample(services[: len(SERVICES)], 3)) for pair in pairs}
    found = []
    for number in range(1, rules + 1):
        pair = choose.choice(pairs)
        sources, destinations = choose.choice(groups[pair[0] :: zones]), choose.choice(groups[pair[1] :: zones])
        service = choose.choice(conduits[pair] if choose.random() < 0.8 else services)
        if choose.random() < 0.1:
            sources, destinations = choose.choice(groups), choose.choice(groups)
        found.append(Rule(number, sources, destinations, service, accept=choose.random() < 0.85))
    return RuleBase(networks, tuple(made), tuple(groups), tuple(services), conduits, tuple(found))


def _object(choose: random.Random, number: int, network: Span) -> Object:
    """A host (seven in ten), a range or a network within a zone."""
    kind = choose.randrange(10)
    if kind < 7:
        first = network[0] + choose.randrange(2, 1022)
        return Object(f"host-{number}", (first, first))
    if kind < 9:
        first = network[0] + choose.randrange(2, 900)
        return Object(f"range-{number}", (first, first + choose.randrange(3, 100)))
    first = network[0] + choose.randrange(32) * 32
    return Object(f"net-{number}", (first, first + 31))


def _group(choose: random.Random, number: int, zone: int, by_zone: Sequence[Sequence[Object]]) -> Group:
    """Objects of one zone; one group of twenty has some of other zones as well."""
    several = choose.random() < 0.05
    members = [choose.choice(by_zone[zone])]
    for _ in range(choose.randrange(1, 8)):
        members.append(choose.choice(by_zone[choose.randrange(len(by_zone)) if several else zone]))
    return Group(f"group-{number}", tuple(dict.fromkeys(members)))


def _services(choose: random.Random, number: int) -> tuple[Service, ...]:
    """The usual services, and others with ports of their own."""
    found = [Service(f"service-{at}", *one) for at, one in enumerate(SERVICES)]
    for at in range(len(found), number):
        first = choose.randrange(1024, 60_000)
        last = first + choose.choice((0, 0, 1, 10, 500))
        found.append(Service(f"service-{at}", choose.choice((TCP, TCP, UDP)), ((first, last),)))
    return tuple(found)


def plant(base: RuleBase) -> dict[str, Any]:
    """The zones and conduits, for `keur.checks.case.plant`."""
    conduits = []
    for (one, other), services in base.conduits.items():
        channels = [
            {"transport": "tcp" if service.transport == TCP else "udp", "port": port}
            for service in services
            for first, last in service.ports
            for port in range(first, min(last, first + 9) + 1)
        ]
        conduits.append(
            {"id": f"{zone(one)}-{zone(other)}", "from": zone(one), "to": zone(other), "channels": channels}
        )
    zones = [
        {"id": zone(number), "networks": [f"{IPv4Address(first)}/22"]}
        for number, (first, _) in enumerate(base.networks)
    ]
    return {"zones": zones, "conduits": conduits}


def zone(number: int) -> str:
    """The name of a zone, by its place in `networks`."""
    return f"zone-{number + 1}"


def interface(zone: int) -> str:
    """The name of the interface of a zone, from 0."""
    return f"vlan{101 + zone}"


def nftables(base: RuleBase) -> str:
    """The rules as `nft list ruleset` has them: a set for each group."""
    return "\n".join([*_nftables(base), ""])


def _nftables(base: RuleBase) -> Iterator[str]:
    yield "table ip filter {"
    for group in base.groups:
        yield f"\tset {group.name} {{"
        yield "\t\ttype ipv4_addr"
        yield "\t\tflags interval"
        yield "\t\tauto-merge"
        yield f"\t\telements = {{ {', '.join(_words(_merged(one.span for one in group.members)))} }}"
        yield "\t}"
    yield "\tchain forward {"
    yield "\t\ttype filter hook forward priority filter; policy drop;"
    yield "\t\tct state established,related accept"
    for rule in base.rules:
        transport = "tcp" if rule.service.transport == TCP else "udp"
        ports = ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in rule.service.ports)
        verdict = "accept" if rule.accept else "drop"
        yield (
            f"\t\tip saddr @{rule.sources.name} ip daddr @{rule.destinations.name} {transport} dport {{ {ports} }} "
            f'counter {verdict} comment "rule {rule.number}"'
        )
    yield "\t}"
    yield "}"


def _merged(spans: Iterator[Span]) -> list[Span]:
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _words(spans: Sequence[Span]) -> Iterator[str]:
    for first, last in spans:
        yield f"{IPv4Address(first)}-{IPv4Address(last)}" if last > first else f"{IPv4Address(first)}"


def addresses(base: RuleBase) -> str:
    """What `ip addr` prints on the machine of the nftables rules."""
    lines = []
    for zone, (first, _) in enumerate(base.networks):
        lines.append(f"{zone + 2}: {interface(zone)}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP")
        lines.append(f"    inet {IPv4Address(first + 1)}/22 scope global {interface(zone)}")
    return "\n".join([*lines, ""])


def fortigate(base: RuleBase) -> str:
    """The rules as a backup of a FortiGate: address objects, address groups, services and policies."""
    return "\n".join([*_fortigate(base), ""])


def _fortigate(base: RuleBase) -> Iterator[str]:
    yield "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin"
    yield "config system interface"
    for zone, (first, _) in enumerate(base.networks):
        yield f'    edit "{interface(zone)}"'
        yield '        set vdom "root"'
        yield f"        set ip {IPv4Address(first + 1)} 255.255.252.0"
        yield "    next"
    yield "end"
    yield "config firewall address"
    for one in base.objects:
        first, last = map(IPv4Address, one.span)
        yield f'    edit "{one.name}"'
        if first == last:
            yield f"        set subnet {first} 255.255.255.255"
        else:
            yield "        set type iprange"
            yield f"        set start-ip {first}"
            yield f"        set end-ip {last}"
        yield "    next"
    yield "end"
    yield "config firewall addrgrp"
    for group in base.groups:
        yield f'    edit "{group.name}"'
        yield f"        set member {' '.join(_quoted(one.name for one in group.members))}"
        yield "    next"
    yield "end"
    yield "config firewall service custom"
    for service in base.services:
        ports = " ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in service.ports)
        yield f'    edit "{service.name}"'
        yield f"        set {'tcp' if service.transport == TCP else 'udp'}-portrange {ports}"
        yield "    next"
    yield "end"
    yield "config firewall policy"
    for rule in base.rules:
        yield f"    edit {rule.number}"
        yield f'        set name "rule {rule.number}"'
        yield '        set srcintf "any"'
        yield '        set dstintf "any"'
        yield f'        set srcaddr "{rule.sources.name}"'
        yield f'        set dstaddr "{rule.destinations.name}"'
        yield f"        set action {'accept' if rule.accept else 'deny'}"
        yield '        set schedule "always"'
        yield f'        set service "{rule.service.name}"'
        yield "        set logtraffic all"
        yield "    next"
    yield "end"


def _quoted(names: Iterator[str]) -> Iterator[str]:
    for name in names:
        yield f'"{name}"'
