"""Readers against aerleon as ground truth: policies of known meaning, written by its generators, are read back.

What a policy means is worked out here packet by packet, first match, with the standard library alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from random import Random
from typing import Any

import pytest
from absl import logging
from aerleon import api
from aerleon.lib import naming
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.model import Firewall
from keur.observe.firewalls.reading import read
from keur.reach import telling
from keur.reach.book import Book, Comparison
from keur.reach.engine import FORWARDED, applications_of, interfaces_of
from keur.reach.packets import Packet, Universe
from keur.reach.steps import Decision, of_stages

NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17, "esp": 50, "icmpv6": 58}
ICMP_TYPES = {
    "icmp": {"echo-reply": 0, "unreachable": 3, "echo-request": 8, "time-exceeded": 11},
    "icmpv6": {"destination-unreachable": 1, "packet-too-big": 2, "echo-request": 128, "echo-reply": 129},
}
NETWORKS = [
    *("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25", "10.1.2.9/32", "10.1.3.254/31", "172.16.0.0/12"),
    *(
        "192.168.7.0/24",
        "203.0.113.5/32",
        "fd00::/16",
        "fd00:1::/32",
        "fd00:1::8/125",
        "fd00:1::9/128",
        "2001:db8::/48",
    ),
]
PORTS = [(22, 22), (80, 80), (80, 90), (502, 502), (1024, 65_535), (47_808, 47_823), (1, 1), (65_535, 65_535)]
PACKETS = 60
"""For each policy."""

Ports = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Term:
    accept: bool
    sources: tuple[str, ...]
    """Empty: any; likewise the others."""
    destinations: tuple[str, ...]
    protocols: tuple[str, ...]
    source_ports: Ports = ()
    destination_ports: Ports = ()
    icmp_types: tuple[str, ...] = ()

    def fits(self, packet: Packet) -> bool:
        if not (_among(packet.source, self.sources) and _among(packet.destination, self.destinations)):
            return False
        if self.protocols and packet.protocol not in {NUMBERS[name] for name in self.protocols}:
            return False
        if self.icmp_types:
            (name,) = self.protocols
            return packet.destination_port >> 8 in {ICMP_TYPES[name][kind] for kind in self.icmp_types}
        sides = ((packet.source_port, self.source_ports), (packet.destination_port, self.destination_ports))
        return all(not ports or any(first <= port <= last for first, last in ports) for port, ports in sides)


def _among(address: IPv4Address | IPv6Address, networks: Sequence[str]) -> bool:
    return not networks or any(address in ip_network(network) for network in networks)


@dataclass(frozen=True)
class Target:
    """A generator of aerleon, and what it can say."""

    generator: str
    options: str
    format: str
    families: tuple[int, ...] = (4, 6)
    around: str = ""
    """What a whole configuration has beside the rules."""
    interfaces: tuple[str, str] = ("", "")
    protocols: tuple[str, ...] = ("tcp", "udp", "esp", "icmp", "icmpv6")
    icmp_types: bool = True
    ports_needed: bool = False
    """Whether tcp and udp without destination ports come out as something else."""
    last: tuple[Term, ...] = ()
    """What each policy ends with."""


IOS = """version 15.2
hostname rtr
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group ACL in
 ipv6 traffic-filter ipv6-ACL in
interface GigabitEthernet0/1
 ip address 198.51.100.1 255.255.255.0
"""
ASA = """hostname asa
interface GigabitEthernet0/0
 nameif one
 security-level 100
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 nameif other
 security-level 0
 ip address 198.51.100.1 255.255.255.0
access-group ACL in interface one
"""
JUNOS = """system { host-name srx; }
security { forwarding-options { family { inet6 { mode flow-based; } } } zones {
    security-zone one { interfaces { ge-0/0/1.0; } }
    security-zone other { interfaces { ge-0/0/2.0; } }
} }
interfaces {
    ge-0/0/1 { unit 0 { family inet { address 192.0.2.1/24; } family inet6 { address 2001:db8:ffff::1/64; } } }
    ge-0/0/2 { unit 0 { family inet { address 198.51.100.1/24; } family inet6 { address 2001:db8:fffe::1/64; } } }
}
"""
FORTIOS = """#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin
config system interface
    edit "one"
        set vdom "root"
        set ip 192.0.2.1 255.255.255.0
    next
    edit "other"
        set vdom "root"
        set ip 198.51.100.1 255.255.255.0
    next
end
"""
VSYS = '<entry name="vsys1">'
ZONES = "".join(
    f'<zone><entry name="{name}"><network><layer3><member>{interface}</member></layer3></network></entry></zone>'
    for name, interface in (("one", "ethernet1/1"), ("other", "ethernet1/2"))
).replace("</zone><zone>", "")
GIGABIT = ("GigabitEthernet0/0", "GigabitEthernet0/1")
BETWEEN = "from-zone one to-zone other mixed"
TARGETS = {
    # One ICMP type alone ends aerleon's nftables with a TypeError; `_terms` always draws two.
    "nftables": Target("nftables", "mixed forward 0 DROP", "nftables"),
    "nftables-4": Target("nftables", "inet forward 0 DROP", "nftables", families=(4,)),
    "nftables-6": Target("nftables", "inet6 forward 0 DROP", "nftables", families=(6,)),
    "iptables": Target("speedway", "FORWARD DROP inet", "iptables", families=(4,)),
    "ip6tables": Target(
        "speedway", "FORWARD DROP inet6", "iptables", families=(6,), around="# Generated by ip6tables-save\n"
    ),
    # A list of which no entry is left (all are of the other family) permits everything, in IOS and in keur.
    "cisco": Target("cisco", "ACL mixed", "cisco-ios", around=IOS, interfaces=GIGABIT, last=(Term(False, (), (), ()),)),
    # The generator leaves IPv6 out.
    "ciscoasa": Target("ciscoasa", "ACL", "cisco-asa", families=(4,), around=ASA, interfaces=GIGABIT),
    "srx": Target("srx", BETWEEN, "juniper-srx", around=JUNOS, interfaces=("ge-0/0/1.0", "ge-0/0/2.0")),
    # ICMP is an application there, not a protocol.
    "paloalto": Target(
        "paloalto", BETWEEN, "palo-alto", protocols=("tcp", "udp"), interfaces=("ethernet1/1", "ethernet1/2")
    ),
    # A protocol without ports comes out as the service ALL, one with ports of the source alone as a service of
    # nothing; types of ICMP beside ports end in a TypeError.
    "fortigate": Target(
        "fortigate",
        BETWEEN,
        "fortigate",
        around=FORTIOS,
        interfaces=("one", "other"),
        protocols=("tcp", "udp"),
        ports_needed=True,
    ),
}


_ICMP = {"icmp": (4,), "icmpv6": (6,)}


def _protocols(target: Target, versions: Sequence[int]) -> list[str]:
    """Protocols that a generator can say and that IP of these versions carries."""
    return [name for name in target.protocols if set(_ICMP.get(name, versions)) & set(versions)]


@st.composite
def terms(draw: st.DrawFn, target: Target) -> Term:
    mine = [network for network in NETWORKS if ip_network(network).version in target.families]
    networks = st.lists(st.sampled_from(mine), max_size=3, unique=True).map(tuple)
    ports = [st.lists(st.sampled_from(PORTS), min_size=n, max_size=2, unique=True).map(tuple) for n in (0, 1)]
    portless = [(), *((name,) for name in _protocols(target, target.families) if name not in ("tcp", "udp"))]
    protocols = draw(st.sampled_from([*portless, ("tcp",), ("udp",), ("tcp", "udp")]))
    found: dict[str, Any] = {}
    if "tcp" in protocols or "udp" in protocols:
        found["source_ports"] = draw(ports[0])
        found["destination_ports"] = draw(ports[target.ports_needed])
    elif protocols and protocols[0] in ICMP_TYPES and draw(st.booleans()):
        kinds = st.lists(st.sampled_from(list(ICMP_TYPES[protocols[0]])), min_size=2, max_size=3, unique=True)
        found["icmp_types"] = tuple(draw(kinds))
    return Term(draw(st.booleans()), draw(networks), draw(networks), protocols, **found)


def possible(term: Term) -> bool:
    """Whether any packet fits. Of terms from one IP version to the other, aerleon leaves out the addresses: its
    nftables accepts everything then."""
    return any(
        not term.protocols or any(version in _ICMP.get(name, (4, 6)) for name in term.protocols)
        for version in (4, 6)
        if all(not side or any(ip_network(net).version == version for net in side) for side in _sides(term))
    )


def _sides(term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return term.sources, term.destinations


def written(target: Target, policy: Sequence[Term]) -> str:
    """The text of aerleon for a policy."""
    logging.set_verbosity(logging.FATAL)
    networks: dict[str, Any] = {}
    services: dict[str, Any] = {}
    made = []
    for number, term in enumerate(policy):
        one: dict[str, Any] = {"name": f"t{number}", "action": "accept" if term.accept else "deny"}
        for key, side in (("source", term.sources), ("destination", term.destinations)):
            if side:
                networks[f"n{number}{key[0]}"] = {"values": [{"address": network} for network in side]}
                one[f"{key}-address"] = f"n{number}{key[0]}"
        if term.protocols:
            one["protocol"] = list(term.protocols)
        for key, ports in (("source", term.source_ports), ("destination", term.destination_ports)):
            if ports:
                services[f"s{number}{key[0]}"] = [
                    {"protocol": name, "port": f"{a}" if a == b else f"{a}-{b}"}
                    for name in term.protocols
                    for a, b in ports
                ]
                one[f"{key}-port"] = f"s{number}{key[0]}"
        if term.icmp_types:
            one["icmp-type"] = list(term.icmp_types)
        made.append(one)
    definitions = naming.Naming()
    definitions.ParseDefinitionsObject({"networks": networks, "services": services}, "")
    header = {"targets": {target.generator: target.options}}
    texts = api.Generate([{"filename": "rules", "filters": [{"header": header, "terms": made}]}], definitions)
    (text,) = (texts or {}).values()
    return target.around + str(text).replace(VSYS, VSYS + ZONES) + "\n"


def packets(policy: Sequence[Term], target: Target, random: Random) -> Iterator[Packet]:
    """Packets at the borders of what a policy names."""
    named = {network for term in policy for network in (*term.sources, *term.destinations)}
    ranges = {span for term in policy for span in (*term.source_ports, *term.destination_ports)}
    ports = sorted({33_000, *(port for span in ranges for port in span)})
    for _ in range(PACKETS):
        version = random.choice(target.families)
        places = [network for network in map(ip_network, sorted(named)) if network.version == version]
        places.append(ip_network("198.18.0.0/15" if version == 4 else "2001:db8:aa::/48"))
        name = random.choice([name for name in NUMBERS if name not in _ICMP or version in _ICMP[name]])
        source_port, destination_port = (_near(random.choice(ports), random) for _ in range(2))
        if name in ICMP_TYPES:
            source_port, destination_port = 0, random.choice([*ICMP_TYPES[name].values(), 200]) << 8
        elif name == "esp":
            source_port = destination_port = 0
        yield Packet(
            _edge(random.choice(places), random),
            _edge(random.choice(places), random),
            NUMBERS[name],
            destination_port,
            source_port,
            *target.interfaces,
        )


def _near(port: int, random: Random) -> int:
    return min(max(port + random.choice((-1, 0, 0, 1)), 1), 65_535)


def _edge(network: IPv4Network | IPv6Network, random: Random) -> IPv4Address | IPv6Address:
    """The first or last address of a network, or the one beside it."""
    first, last = network.network_address, network.broadcast_address
    return random.choice((first, last, first - 1, last + 1))


def asked(firewall: Firewall, target: Target) -> list[Comparison]:
    book = Book(Universe({*interfaces_of(firewall), *target.interfaces}, applications_of(firewall)))
    return book.compare([book.add(of_stages(firewall, *FORWARDED))])


@pytest.mark.parametrize("name", TARGETS)
@settings(
    max_examples=int(os.environ.get("KEUR_AERLEON_POLICIES", "12")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_a_policy_of_known_meaning_is_read_as_it_is_meant(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    policy = [*data.draw(st.lists(terms(target).filter(possible), min_size=1, max_size=6)), *target.last]
    text = written(target, policy)
    firewall = read(text.encode(), name, target.format)
    comparisons = {one.family: one for one in asked(firewall, target)}
    for packet in packets(policy, target, Random(data.draw(st.integers(0, 1_000)))):
        meant = next((term.accept for term in policy if term.fits(packet)), False)
        comparison = comparisons[packet.source.version]
        group = comparison.group_of(packet)
        assert group is not None
        said = comparison.groups[group][0].decision
        assert said is (Decision.PERMITTED if meant else Decision.BLOCKED), (
            f"{said.name}: {telling.packet(packet)}\n{firewall.gaps}\n{policy}\n{text}"
        )
