"""Packets in words."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from keur.observe.firewalls.intervals import PORTS, PROTOCOLS, Addresses, Intervals
from keur.observe.firewalls.model import EVERYTHING, ICMP, TCP, UDP, Packets
from keur.reach import telling
from tests.reach.plants import packet


def box(protocols: Intervals, ports: Intervals = PORTS) -> Packets:
    return Packets(protocols=protocols, destination_ports=ports)


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ([EVERYTHING], "any"),
        ([box(Intervals.of(TCP), Intervals.of(502))], "tcp/502"),
        ([box(Intervals.of(TCP), Intervals([(1, 80), (502, 502)])), box(Intervals.of(UDP))], "tcp/1-80,502 udp"),
        ([box(Intervals.of(TCP), Intervals.of(1)), box(Intervals.of(TCP), Intervals.of(3))], "tcp/1,3"),
        ([box(Intervals.of(ICMP), Intervals([(8 << 8, 8 << 8 | 255)]))], "icmp/8"),
        ([box(Intervals.of(ICMP))], "icmp"),
        ([box(Intervals.of(89))], "ip:89"),
        ([box(Intervals([(0, 99)]))], "ip:0-99"),
        # Many ports of many protocols are not said to be everything.
        ([box(PROTOCOLS, Intervals.of(502))], ""),
    ],
)
def test_services(boxes: list[Packets], said: str) -> None:
    assert telling.services(boxes) == said


def test_a_box_and_a_packet() -> None:
    networks = [Addresses.of(ip_network(f"10.{number}.0.0/24")) for number in (1, 2)]
    one = Packets(*networks, protocols=Intervals.of(TCP), destination_ports=Intervals.of(502))
    assert telling.box(one) == "10.1.0.0/24 > 10.2.0.0/24 tcp/502"
    assert telling.packet(packet("10.1.0.5 > 10.2.0.5 tcp/502")) == "10.1.0.5 > 10.2.0.5 tcp/502"
    assert telling.packet(packet("10.1.0.5 > 10.2.0.5 icmp/2048")) == "10.1.0.5 > 10.2.0.5 icmp/8"
    assert telling.sources([one, Packets(source=networks[1])]) == networks[0] | networks[1]
    assert telling.destinations([one]) == networks[1]
