"""Small plants and Linux firewalls for tests: rules as nftables has them, addresses and routes as `ip` prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any

from keur.checks import case
from keur.observe.firewalls.model import ICMP, TCP, UDP
from keur.observe.firewalls.reading import read
from keur.plant.model import Plant
from keur.reach.devices import Device, addresses_of, join
from keur.reach.matrix import Matrix
from keur.reach.packets import Packet

MODBUS = ({"protocol": "modbus", "transport": "tcp"},)


def plant(zones: Mapping[str, str], conduits: Sequence[tuple[str, str]] = (), **parts: Any) -> Plant:
    """Zones with their networks; conduits for Modbus from one zone to another."""
    return case.plant(
        {
            "zones": [{"id": id, "networks": networks.split()} for id, networks in zones.items()],
            "conduits": [
                {"id": f"{one}-{other}", "from": one, "to": other, "channels": list(MODBUS)} for one, other in conduits
            ],
            **parts,
        }
    )


def forward(*rules: str, policy: str = "drop") -> str:
    """A chain for packets that are forwarded."""
    return chain("forward", *rules, policy=policy)


def chain(hook: str, *rules: str, policy: str = "drop") -> str:
    """A table with one chain at a hook."""
    lines = "\n".join(rules)
    text = f"chain {hook} {{\ntype filter hook {hook} priority 0; policy {policy};\n{lines}\n}}"
    return f"table inet {hook} {{\n{text}\n}}\n"


def linux(id: str, rules: str, interfaces: Mapping[str, str], routes: Sequence[str] = ()) -> Device:
    """A Linux machine that forwards, with addresses of its interfaces and routes besides those to its own networks."""
    lines = []
    for number, (name, addresses) in enumerate(interfaces.items(), 1):
        lines.append(f"{number}: {name}: <BROADCAST,UP,LOWER_UP> mtu 1500")
        lines += [f"    inet{6 * (':' in one) or ''} {one} scope global" for one in addresses.split()]
    lines.extend(routes or ["192.0.2.0/24 dev lo proto kernel"])
    found = join(
        [
            ("rules", read(rules.encode(), "rules", "nftables")),
            ("routes", read(("\n".join(lines) + "\n").encode(), "r")),
        ]
    )
    return Device(id, False, (), found, addresses_of(found.interfaces))


def packet(said: str) -> Packet:
    """`SOURCE > DESTINATION PROTOCOL/PORT`."""
    source, _, destination, service = said.split()
    name, _, port = service.partition("/")
    number = {"tcp": TCP, "udp": UDP, "icmp": ICMP}[name]
    return Packet(ip_address(source), ip_address(destination), number, int(port), 50_000)


def answer(matrix: Matrix, source: str, destination: str, said: str) -> str:
    """Whether a packet passes between two zones: `yes`, `no` or `unknown`."""
    return matrix.of_packet(source, destination, packet(said)).answer
