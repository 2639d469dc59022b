"""What a firewall decides, asked in one line: `10.0.0.1 > 10.0.0.2 tcp/502 in=inside out=outside`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

from keur.observe.firewalls.model import ICMP, ICMPV6, SYN, TCP, UDP, Firewall, Stage, State
from keur.observe.firewalls.reading import read
from keur.reach.book import Book
from keur.reach.packets import Packet, Universe
from keur.reach.steps import of_stages
from keur.reach.trace import trace

SAMPLES = Path(__file__).parent / "samples"
FORWARDED = (Stage.BEFORE_TRANSLATION, Stage.FORWARD, Stage.AFTER_TRANSLATION)
_PROTOCOLS = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "icmpv6": ICMPV6}


def firewall(text: str, format: str | None = None) -> Firewall:
    """The firewall of a text."""
    return read(text.encode(), "sample", format)


def sample(name: str) -> Firewall:
    """The firewall of a file of ours below `samples/`."""
    return read((SAMPLES / name).read_bytes(), name)


def packet(said: str) -> Packet:
    """`SOURCE > DESTINATION PROTOCOL[/PORT[:SOURCE PORT]] [in=NAME] [out=NAME] [state=STATE] [flags=NUMBER] [app=NAME]
    [translated=yes]`. For `icmp` the port is the type, or type.code; other protocols are numbers."""
    source, sign, destination, service, *rest = said.split()
    assert sign == ">", said
    name, _, port = service.partition("/")
    port, _, source_port = port.partition(":")
    protocol = _PROTOCOLS.get(name) or int(name)
    number = 0 if name.startswith("icmp") else int(port or 0)
    if name.startswith("icmp"):
        kind, _, code = port.partition(".")
        number = int(kind or (8 if name == "icmp" else 128)) << 8 | int(code or 0)
    extra = dict(word.split("=", 1) for word in rest)
    return Packet(
        ip_address(source),
        ip_address(destination),
        protocol,
        number,
        int(source_port or 40_000),
        extra.get("in", ""),
        extra.get("out", ""),
        State(extra.get("state", "new")),
        int(extra.get("flags", SYN)),
        extra.get("app", ""),
        extra.get("translated") == "yes",
    )


def decision(found: Firewall, said: str, stages: Iterable[Stage] = FORWARDED, today: dt.date | None = None) -> str:
    """`permitted`, `blocked` or `unknown`: as the diagram has it and as the trace has it, which must agree."""
    asked = packet(said)
    wanted = tuple(stages)
    hooks = [hook for stage in wanted for hook in found.hooks if hook.stage is stage]
    names = {name for hook in hooks for name in mentioned(found)} | {asked.in_interface, asked.out_interface}
    applications = {
        name
        for chain in found.chains.values()
        for rule in chain.rules
        for box in rule.matches
        for name in box.applications or ()
    }
    book = Book(Universe(names, applications))
    (comparison,) = (
        one
        for one in book.compare([book.add(of_stages(found, *wanted, today=today))])
        if one.family == asked.source.version
    )
    group = comparison.group_of(asked)
    assert group is not None
    said_by_diagram = comparison.groups[group][0].decision
    assert trace(found, hooks, asked, today).decision == said_by_diagram
    return said_by_diagram.name.lower()


def mentioned(found: Firewall) -> set[str]:
    """All names of interfaces that a firewall's rules know."""
    boxes = [box for chain in found.chains.values() for rule in chain.rules for box in rule.matches]
    boxes += [hook.packets for hook in found.hooks]
    boxes += [box for translation in found.translations for box in translation.matches]
    names = {name for box in boxes for side in (box.in_interfaces, box.out_interfaces) for name in side.mentioned()}
    return names | {interface.name for interface in found.interfaces}
