"""What keur computes against what a real kernel does: generated rulesets, real packets, not one difference."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.model import ACK, ICMP, ICMPV6, SYN, TCP, UDP, Firewall, Names, Packets, Stage, State
from keur.observe.firewalls.reading import read
from keur.reach.book import Book, Comparison
from keur.reach.packets import Packet, Universe
from keur.reach.steps import Decision, of_stages
from keur.reach.trace import trace
from tests.reach import kernel, rulesets

ROUNDS = int(os.environ.get("KEUR_KERNEL_RULESETS", "60"))
PACKETS = 50
"""Packets for each ruleset."""

why_not = kernel.missing()
needs_kernel = pytest.mark.skipif(why_not is not None, reason=f"the kernel cannot be asked: {why_not}")

STAGES = (Stage.BEFORE_TRANSLATION, Stage.FORWARD)
SIDES = {
    4: {f"r{side}": ip_network(net) for side, net in kernel.V4.items()},
    6: {f"r{side}": ip_network(net) for side, net in kernel.V6.items()},
}
NEW_KINDS = {ICMP: {8, 13, 15, 17}, ICMPV6: {128}}
"""ICMP types that open a connection, for connection tracking."""


@pytest.fixture(scope="module")
def router() -> Iterator[kernel.Router]:
    with kernel.router(f"keur-test-{os.getpid()}") as made:
        yield made
    # Each test asks of at least half as many rulesets as there are rounds, whichever worker runs it.
    assert COUNT["rulesets"] >= ROUNDS // 2
    assert COUNT["packets"] > 40 * COUNT["rulesets"]
    assert 0.1 < COUNT["passed"] / COUNT["packets"] < 0.9


SOURCES = Addresses.of(ip_network("10.0.0.0/8"), ip_network("100.64.0.0/10"), ip_network("fd00::/8"))
"""Addresses from which a router takes packets at all."""


def outward(packet: Packet) -> str | None:
    """The interface at which the router sends a packet out; None when it has no route or it goes back."""
    for name, network in SIDES[packet.source.version].items():
        if packet.destination in network:
            return name
    return None


def fit(packet: Packet, rng: random.Random) -> Packet | None:
    """The packet as it can be sent: with a way through the router, and the state that connection tracking gives it."""
    out = outward(packet)
    if out is None or packet.in_interface not in SIDES[4] or packet.source == packet.destination:
        return None
    if int(packet.source) not in SOURCES.family(packet.source.version):
        return None
    if packet.protocol in NEW_KINDS:
        if (packet.protocol == ICMPV6) != (packet.source.version == 6):
            return None
        kind = packet.destination_port >> 8
        if packet.protocol == ICMPV6 and 133 <= kind <= 137:
            return None
        state = State.NEW if kind in NEW_KINDS[packet.protocol] else State.INVALID
    elif packet.protocol in (TCP, UDP):
        state = State.NEW
    elif packet.protocol in (50, 89):
        packet, state = replace(packet, source_port=0, destination_port=0), State.NEW
    else:
        return None
    flags = rng.choice([SYN, SYN, ACK]) if packet.protocol == TCP else SYN
    return replace(packet, out_interface=out, state=state, flags=flags)


def candidates(firewalls: list[Firewall], whole: list[Comparison], rng: random.Random) -> Iterator[Packet]:
    """Packets of every group, packets at the edge of every set, and random ones."""
    for comparison in whole:
        for group in range(len(comparison.groups)):
            for name in rng.sample(sorted(SIDES[4]), 2):
                for other, network in SIDES[comparison.family].items():
                    among = Packets(
                        in_interfaces=Names.among(name),
                        out_interfaces=Names.among(other),
                        source=SOURCES,
                        destination=Addresses.of(network),
                        protocols=Intervals.of(TCP, UDP, ICMP, ICMPV6, 50, 89),
                    )
                    packet = comparison.witness([group], among)
                    if packet:
                        yield packet
    chains = [chain for firewall in firewalls for chain in firewall.chains.values()]
    boxes = [box for chain in chains for one in chain.rules for box in one.matches]
    rng.shuffle(boxes)
    for box in boxes[:40]:
        yield from edges(box, rng)
    while True:
        yield anyone(rng)


def edges(box: Packets, rng: random.Random) -> Iterator[Packet]:
    """Random packets of which each field is at, or just beyond, an end of what the box allows."""
    for _ in range(4):
        packet = anyone(rng)
        version = packet.source.version
        four = version == 4

        def at_edge(numbers: Intervals, now: int, most: int) -> int:
            if not numbers or rng.random() < 0.3:
                return now
            first, last = rng.choice(numbers.spans)
            return min(max(rng.choice([first - 1, first, last, last + 1]), 0), most)

        most = 2**32 - 1 if four else 2**128 - 1
        source = at_edge(box.source.family(version), int(packet.source), most)
        destination = at_edge(box.destination.family(version), int(packet.destination), most)
        yield replace(
            packet,
            source=type(packet.source)(source),
            destination=type(packet.destination)(destination),
            protocol=at_edge(box.protocols, packet.protocol, 255),
            destination_port=at_edge(box.destination_ports, packet.destination_port, 65_535),
            source_port=at_edge(box.source_ports, packet.source_port, 65_535),
        )


def anyone(rng: random.Random) -> Packet:
    version = rng.choice([4, 4, 6])
    hosts = rulesets.HOSTS4 if version == 4 else rulesets.HOSTS6
    source, destination = rng.sample(hosts, 2)
    protocol = rng.choice([TCP, TCP, UDP, ICMP if version == 4 else ICMPV6, 50, 89])
    port = rng.choice([22, 80, 102, 502, 443, 1500, 505, 1, 65_535, rng.randrange(65_536)])
    if protocol in NEW_KINDS:
        port = rng.choice([8, 0, 13, 3] if version == 4 else [128, 129, 2]) << 8
    return Packet(
        ip_address(source),
        ip_address(destination),
        protocol,
        port,
        rng.randrange(1, 65_536),
        rng.choice(sorted(SIDES[4])),
    )


def chosen(firewalls: list[Firewall], whole: list[Comparison], rng: random.Random, sent: set[object]) -> list[Packet]:
    """Packets to send: each a connection of its own, also seen from the other side."""
    found: list[Packet] = []
    for tries, candidate in enumerate(candidates(firewalls, whole, rng)):
        packet = fit(candidate, rng)
        if packet is not None and not sent & connection(packet):
            sent |= connection(packet)
            found.append(packet)
        if len(found) == PACKETS or tries > 5_000:
            break
    return found


def connection(packet: Packet) -> set[object]:
    ends = [(packet.source, packet.source_port), (packet.destination, packet.destination_port)]
    if packet.protocol in NEW_KINDS:
        ends = [(packet.source, packet.source_port), (packet.destination, packet.source_port)]
    return {(packet.protocol, *ends), (packet.protocol, *reversed(ends))}


def answer(packet: Packet) -> Packet | None:
    """What the other side would answer, so that it belongs to an open connection."""
    if packet.state is not State.NEW or (packet.protocol == TCP and packet.flags != SYN):
        return None
    port, back = packet.source_port, packet.destination_port
    if packet.protocol in NEW_KINDS:
        port, back = ((0 if packet.protocol == ICMP else 129) << 8), packet.source_port
        if packet.destination_port >> 8 not in (8, 128):
            return None
    back_home = replace(
        packet,
        source=packet.destination,
        destination=packet.source,
        destination_port=port,
        source_port=back,
        in_interface=packet.out_interface,
        state=State.ESTABLISHED,
        flags=SYN | ACK,
    )
    # The packet may have come in at a side where its source is not: the answer goes where the source is.
    out = outward(back_home)
    return None if out is None else replace(back_home, out_interface=out)


def differences(
    firewalls: list[Firewall], whole: list[Comparison], packets: list[Packet], passed: list[bool]
) -> list[str]:
    found = []
    for packet, through in zip(packets, passed, strict=True):
        (comparison,) = (one for one in whole if one.family == packet.source.version)
        (firewall,) = (one for one in firewalls if packet.source.version in one.families)
        group = comparison.group_of(packet)
        assert group is not None
        said = comparison.groups[group][0].decision
        hooks = [hook for hook in firewall.hooks if hook.stage in STAGES]
        traced = trace(firewall, hooks, packet).decision
        if not said == traced == (Decision.PERMITTED if through else Decision.BLOCKED):
            found.append(f"{packet}: computed {said.name}, traced {traced.name}, passed {through}")
    return found


def same_in_every_form(router: kernel.Router, book: Book, number: int) -> None:
    """The ruleset as the kernel gives it back, as text and as JSON, decides the same about every packet."""
    for words in (("nft", "list", "ruleset"), ("nft", "-j", "list", "ruleset")):
        back = read(router.inside(*words).encode(), " ".join(words))
        assert not back.gaps, back.gaps
        for comparison in book.compare([number, book.add(of_stages(back, *STAGES))]):
            for one, other in comparison.groups:
                assert one.decision == other.decision, (words, one, other)


COUNT = {"packets": 0, "rulesets": 0, "passed": 0}


def hold_against(router: kernel.Router, firewalls: list[Firewall], text: str) -> None:
    """Sends packets through the ruleset that is loaded, and their answers, and compares with what keur says of each."""
    rng = random.Random(text)
    book = Book(Universe(SIDES[4]))
    whole = []
    for firewall in firewalls:
        number = book.add(of_stages(firewall, *STAGES))
        whole += [one for one in book.compare([number]) if one.family in firewall.families]
    sent: set[object] = set()
    packets = chosen(firewalls, whole, rng, sent)
    passed = router.passed(packets)
    wrong = differences(firewalls, whole, packets, passed)
    assert not wrong, "\n".join([text, *wrong])
    answers = [one for packet, through in zip(packets, passed, strict=True) if through and (one := answer(packet))]
    wrong = differences(firewalls, whole, answers, router.passed(answers))
    assert not wrong, "\n".join([text, *wrong])
    COUNT["packets"] += len(packets) + len(answers)
    COUNT["passed"] += sum(passed)
    COUNT["rulesets"] += 1


@needs_kernel
@settings(max_examples=ROUNDS, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
@given(text=rulesets.ruleset())
def test_the_kernel_and_keur_agree_on_every_packet_of_nftables(router: kernel.Router, text: str) -> None:
    router.load(text)
    firewall = read(text.encode(), "ruleset.nft")
    assert not firewall.gaps, firewall.gaps
    book = Book(Universe(SIDES[4]))
    same_in_every_form(router, book, book.add(of_stages(firewall, *STAGES)))
    hold_against(router, [firewall], text)


@needs_kernel
@settings(max_examples=ROUNDS // 2, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
@given(text4=rulesets.iptables(six=False), text6=rulesets.iptables(six=True))
def test_the_kernel_and_keur_agree_on_every_packet_of_iptables(router: kernel.Router, text4: str, text6: str) -> None:
    router.load_iptables(text4, text6)
    text6 = "# Generated by ip6tables-save v1.8.9\n" + text6
    firewalls = [read(text4.encode(), "rules.v4"), read(text6.encode(), "rules.v6")]
    for firewall, saved in zip(firewalls, ("iptables-save", "ip6tables-save"), strict=True):
        assert not firewall.gaps, firewall.gaps
        back = read(router.inside(saved).encode(), saved)
        book = Book(Universe(SIDES[4]))
        for comparison in book.compare([book.add(of_stages(one, *STAGES)) for one in (firewall, back)]):
            assert all(one.decision == other.decision for one, other in comparison.groups), saved
    hold_against(router, firewalls, text4 + text6)
