"""Which firewalls let answers pass of themselves."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.model import TCP, UDP, Packets
from keur.reach.answers import covers, remembered
from tests.observe.firewalls.deciding import firewall
from tests.reach.plants import chain, forward

MODBUS = Packets(protocols=Intervals.of(TCP), source_ports=Intervals.of(502))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (forward("ct state established accept"), True),
        (forward("ct state established,related accept"), True),
        (forward("meta l4proto tcp ct state established accept"), True),
        (forward("meta l4proto udp ct state established accept"), False),
        (forward("ct state established,new accept"), False),
        (forward("ct state established drop"), False),
        (forward("ct state established meta mark 7 accept"), False),
        # Packets of open connections by their flags, as filters do that look at each packet alone.
        (forward("tcp flags & (ack | rst) != 0 accept"), True),
        (forward("tcp flags & (syn | ack) != syn accept"), True),
        (forward("tcp flags & syn == syn accept"), False),
        (chain("input", "ct state established accept"), False),  # of packets to the firewall itself
    ],
)
def test_a_firewall_remembers_when_it_permits_packets_of_open_connections(text: str, known: bool) -> None:
    assert covers(remembered(firewall(text, "nftables")), [MODBUS]) is known


def test_a_chain_that_is_called_counts() -> None:
    text = forward("jump more").replace("chain forward", "chain more {\nct state established accept\n}\nchain forward")
    assert covers(remembered(firewall(text, "nftables")), [MODBUS])


def test_each_box_must_be_covered() -> None:
    known = remembered(firewall(forward("tcp sport 502 ct state established accept"), "nftables"))
    assert covers(known, [MODBUS])
    assert not covers(known, [MODBUS, Packets(protocols=Intervals.of(UDP))])
