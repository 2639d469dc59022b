"""What the sets say about ways through firewalls, held against packets that walk them one by one."""

from __future__ import annotations

import os
from ipaddress import ip_address, ip_interface, ip_network

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from keur.checks import case
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import (
    EVERYTHING,
    TCP,
    UDP,
    Action,
    Chain,
    Firewall,
    Hook,
    Interface,
    Names,
    Packets,
    Route,
    Rule,
    Stage,
    Translation,
    Way,
)
from keur.plant.model import Text
from keur.reach.devices import Device, addresses_of
from keur.reach.matrix import Matrix
from keur.reach.packets import Packet
from keur.reach.steps import Decision
from keur.reach.tracing import Ending, journeys

ANSWERS = {Decision.PERMITTED: "yes", Decision.BLOCKED: "no", Decision.UNKNOWN: "unknown"}
PLANT = case.plant(
    {
        "zones": [
            {"id": "plc", "networks": ["10.1.0.0/24"]},
            {"id": "scada", "levels": ["2"], "kind": "supervision", "networks": ["10.2.0.0/24"]},
            {"id": "dmz", "levels": ["3.5"], "kind": "dmz", "networks": ["10.3.0.0/24"]},
            {"id": "office", "levels": ["4"], "kind": "enterprise", "networks": ["10.4.0.0/24"]},
        ],
        "conduits": [
            {"id": "c", "from": "scada", "to": "plc", "channels": [{"protocol": "modbus", "transport": "tcp"}]}
        ],
    }
)
# inner stands between plc, scada and the transit network; outer between the transit network, dmz, office and internet.
INNER = {"plc": "10.1.0.1/24", "scada": "10.2.0.1/24", "up": "10.9.0.1/30"}
OUTER = {"down": "10.9.0.2/30", "dmz": "10.3.0.1/24", "office": "10.4.0.1/24", "wan": "198.51.100.2/24"}
ZONES = {"plc": "10.1.0", "scada": "10.2.0", "dmz": "10.3.0", "office": "10.4.0", "internet": "198.51.100"}
PLACES = [
    *(f"{net}.{host}" for net in ZONES.values() for host in (1, 2, 5, 9)),
    "10.1.0.0/25",
    "10.2.0.0/24",
    "10.0.0.0/8",
    "198.51.100.0/24",
]
DOUBT = Text("twijfel", "doubt")


@st.composite
def box(draw: DrawFn, interfaces: list[str]) -> Packets:
    def side() -> Addresses:
        if draw(st.integers(0, 2)) == 0:
            return EVERYTHING.source
        return Addresses.of(ip_network(draw(st.sampled_from(PLACES))))

    protocols = draw(st.sampled_from([EVERYTHING.protocols, Intervals.of(TCP), Intervals.of(TCP, UDP)]))
    ports = draw(st.sampled_from([EVERYTHING.destination_ports, Intervals.of(502), Intervals([(80, 1000)])]))
    names = draw(st.sampled_from([Names(), Names.among(*interfaces[:1]), Names.but(*interfaces[1:2])]))
    return Packets(side(), side(), protocols, destination_ports=ports, in_interfaces=names)


@st.composite
def rule(draw: DrawFn, line: int, interfaces: list[str]) -> Rule:
    action = draw(st.sampled_from([Action.ACCEPT, Action.ACCEPT, Action.DROP]))
    doubt = DOUBT if draw(st.integers(0, 9)) == 0 else None
    return Rule(line, f"rule {line}", (draw(box(interfaces)),), action, doubt=doubt)


@st.composite
def translation(draw: DrawFn, line: int, interfaces: list[str]) -> Translation:
    if draw(st.booleans()):
        hit = Packets(
            destination=Addresses.of(ip_address(draw(st.sampled_from(["10.4.0.9", "10.3.0.9", "198.51.100.2"])))),
            protocols=Intervals.of(TCP),
            destination_ports=draw(st.sampled_from([EVERYTHING.destination_ports, Intervals.of(80, 502)])),
        )
        to = Addresses.of(ip_address(draw(st.sampled_from(["10.1.0.5", "10.2.0.5", "10.3.0.5"]))))
        ports = draw(st.sampled_from([None, Intervals.of(502)]))
        return Translation(line, f"dnat {line}", Way.DESTINATION, (hit,), to, ports)
    hit = Packets(
        source=Addresses.of(ip_network(draw(st.sampled_from(["10.1.0.0/24", "10.2.0.0/25", "10.4.0.0/24"])))),
        out_interfaces=Names.among(draw(st.sampled_from(interfaces))),
    )
    if draw(st.booleans()):
        return Translation(line, f"masquerade {line}", Way.SOURCE, (hit,), None, interface_address=True)
    net = draw(st.sampled_from(["10.3.0.0/24", "10.2.0.128/25"]))
    one_to_one = hit.source.v4.size() <= ip_network(net).num_addresses
    return Translation(line, f"netmap {line}", Way.SOURCE, (hit,), Addresses.of(ip_network(net)), one_to_one=one_to_one)


@st.composite
def firewall(draw: DrawFn, addresses: dict[str, str], routes: tuple[Route, ...]) -> Firewall:
    names = list(addresses)
    chains = {}
    hooks = []
    for stage in (Stage.BEFORE_TRANSLATION, Stage.FORWARD, Stage.AFTER_TRANSLATION):
        if stage is not Stage.FORWARD and draw(st.integers(0, 2)):
            continue
        rules = tuple(draw(rule(line, names)) for line in range(1, 1 + draw(st.integers(0, 5))))
        default = draw(st.sampled_from([Action.DROP, Action.ACCEPT, Action.ACCEPT]))
        chains[stage.value] = Chain(stage.value, rules, default)
        hooks.append(Hook(stage.value, stage, original=stage is Stage.FORWARD and draw(st.integers(0, 3)) == 0))
    translations = tuple(draw(translation(line, names)) for line in range(50, 50 + draw(st.integers(0, 3))))
    return Firewall(
        "model",
        "",
        chains,
        tuple(hooks),
        tuple(Interface(name, 1, (ip_interface(address),)) for name, address in addresses.items()),
        routes,
        translations,
        routes_known=True,
    )


def route(to: str, gateway: str) -> Route:
    return Route(ip_network(to), 1, ip_address(gateway))


def device(id: str, found: Firewall) -> Device:
    return Device(id, False, (), found, addresses_of(found.interfaces))


@st.composite
def devices(draw: DrawFn) -> list[Device]:
    inner = draw(firewall(INNER, (route("0.0.0.0/0", "10.9.0.2"),)))
    back = (route("10.1.0.0/24", "10.9.0.1"), route("10.2.0.0/24", "10.9.0.1"), route("0.0.0.0/0", "198.51.100.1"))
    return [device("inner", inner), device("outer", draw(firewall(OUTER, back)))]


PACKETS = st.builds(
    Packet,
    st.sampled_from([ip_address(f"{net}.{host}") for net in ZONES.values() for host in (5, 9, 200)]),
    st.sampled_from([ip_address(f"{net}.{host}") for net in ZONES.values() for host in (2, 5, 9, 200)]),
    st.sampled_from([TCP, UDP]),
    st.sampled_from([80, 502, 4000]),
    st.just(50_000),
)


def zone_of(packet_side: object) -> str:
    return next(zone for zone, net in ZONES.items() if str(packet_side).startswith(net + "."))


@settings(max_examples=int(os.environ.get("KEUR_WAYS", "150")), deadline=None, suppress_health_check=list(HealthCheck))
@given(devices(), st.lists(PACKETS, min_size=1, max_size=12))
def test_a_packet_that_walks_meets_the_fate_that_the_sets_say(found: list[Device], packets: list[Packet]) -> None:
    matrix = Matrix(PLANT, found)
    for packet in packets:
        start = zone_of(packet.source)
        (journey,) = journeys(matrix.reach.topology, packet)
        # The sets tell a packet by the destination that receives it: that is the zone where its way ends.
        end = zone_of(journey.last.destination)
        # Which address of a pool a walking packet gets is not known; the sets follow all of them.
        from_a_pool = any(one.doubtful for one in journey.stations)
        if end == start or journey.ending is not Ending.ARRIVED or from_a_pool:
            continue
        received = Packet(
            packet.source, journey.last.destination, packet.protocol, journey.last.destination_port, 50_000
        )
        # Several packets that were sent differently can be received the same: one that passes says yes.
        alike = [packet, *same_received(matrix, packet, journey.last)]
        answers = {journeys(matrix.reach.topology, one)[0].decision for one in alike}
        best = min(answers, key=[Decision.PERMITTED, Decision.UNKNOWN, Decision.BLOCKED].index)
        said = matrix.of_packet(start, end, received)
        shown = [(one.device, one.destination, one.source, [h.decision for h in one.hooks]) for one in journey.stations]
        assert said.answer == ANSWERS[best], (said.fate, str(packet.source), str(packet.destination), shown)


def same_received(matrix: Matrix, packet: Packet, last: Packet) -> list[Packet]:
    """Other packets from the same host that are received as this one is."""
    found = []
    for address in {ip_address(f"{net}.{host}") for net in ZONES.values() for host in (2, 5, 9, 200)}:
        for port in (80, 502, 4000):
            other = Packet(packet.source, address, packet.protocol, port, packet.source_port)
            for journey in journeys(matrix.reach.topology, other):
                if (journey.last.destination, journey.last.destination_port) == (
                    last.destination,
                    last.destination_port,
                ):
                    found.append(other)
    return found
