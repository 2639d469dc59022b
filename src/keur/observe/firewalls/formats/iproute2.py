"""Addresses and routes of a Linux machine: what `ip addr` and `ip route` print, also with `-j` and `-6` (iproute2).

They say nothing of what passes. Beside a ruleset of the same machine they say what lies behind its interfaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface, ip_network
from typing import Any

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Firewall, Interface, Route

TITLE = "Linux addresses and routes (ip addr, ip route)"

_LINK = re.compile(r"^\d+:\s+([\w.@-]+):\s+<([A-Z0-9_,-]*)>", re.M)
_ADDRESS = re.compile(r"^\s+inet6?\s+(\S+)")
_ROUTE = re.compile(
    r"^(default|[\da-fA-F.:]+(?:/\d+)?|(?:unicast|blackhole|unreachable|prohibit|throw|local|broadcast)\s+\S+)\s+"
    r"(?:via\s+\S+\s+)?(?:dev\s+\S+|proto|metric|scope|table|onlink)",
    re.M,
)
_DISCARDS = {"blackhole", "unreachable", "prohibit"}
_OWN = {"local", "broadcast", "multicast", "anycast"}
"""Routes that the kernel makes for addresses of its own."""


@dataclass(slots=True)
class _Found:
    ledger: Ledger
    addresses: dict[str, list[IPv4Interface | IPv6Interface]] = field(default_factory=dict)
    up: dict[str, bool] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    has_routes: bool = False


def recognise(head: str) -> float:
    if re.match(r"\s*\[", head):
        return 1.0 if re.search(r'"(ifindex|addr_info)"|"dst"\s*:.*"(dev|gateway|type)"', head, re.S) else 0.0
    return max(0.9 * bool(_LINK.search(head)), 0.8 * bool(_ROUTE.match(head.lstrip())))


def read(text: str) -> Firewall:
    found = _Found(Ledger(sum(bool(line.strip()) for line in text.split("\n"))))
    if text.lstrip().startswith("["):
        _read_json(text, found)
    else:
        _read_text(text, found)
    return Firewall(
        format="iproute2",
        name="",
        chains={},
        hooks=(),
        interfaces=tuple(
            Interface(name, found.lines.get(name, 0), tuple(addresses), enabled=found.up.get(name, True))
            for name, addresses in found.addresses.items()
        ),
        routes=tuple(found.routes),
        gaps=found.ledger.all_gaps(),
        coverage=found.ledger.coverage(),
        families=frozenset(),
        routes_known=found.has_routes,
    )


def _read_text(text: str, found: _Found) -> None:
    device = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        link, address = _LINK.match(line), _ADDRESS.match(line)
        if link:
            device = link[1].partition("@")[0]
            found.addresses.setdefault(device, [])
            found.up[device] = "UP" in link[2].split(",")
            found.lines[device] = number
            found.ledger.understood(number)
        elif address and device:
            _add_address(found, device, address[1], number, line)
        elif line.split()[0] == "nexthop":
            # One of several next routers. The route before it has none of its own, so where it leads is not known.
            found.ledger.gap(number, line, reasons.not_modelled("nexthop"), Effect.RULE)
        elif line[0].isspace():
            found.ledger.beside(number)
        else:
            _text_route(found, line.split(), number, line)


def _add_address(found: _Found, device: str, written: str, number: int, line: str) -> None:
    try:
        found.addresses[device].append(ip_interface(written))
        found.ledger.understood(number)
    except ValueError:
        found.ledger.gap(number, line, reasons.wrong(written), Effect.EVERYTHING)


def _text_route(found: _Found, words: list[str], number: int, line: str) -> None:
    kind = ""
    if words[0] in _DISCARDS | _OWN | {"unicast", "throw"}:
        kind, words = words[0], words[1:]
    after = {word: words[at + 1] for at, word in enumerate(words[:-1]) if at > 0}
    six = ":" in line
    _add_route(found, kind, words[0] if words else "", after, six, number, line)


def _add_route(
    found: _Found, kind: str, destination: str, about: dict[str, Any], six: bool, number: int, line: str
) -> None:
    found.has_routes = True
    if kind in _OWN or about.get("table") == "local":
        found.ledger.beside(number)
        return
    try:
        network = ip_network(("::/0" if six else "0.0.0.0/0") if destination == "default" else destination)
        gateway = about.get("via") or about.get("gateway")
        route = Route(
            network,
            number,
            ip_address(gateway) if gateway else None,
            str(about.get("dev", "")),
            discard=kind in _DISCARDS,
            table=str(about.get("table", "")),
            distance=int(about.get("metric", 0)),
        )
    except (TypeError, ValueError):
        # Without it, its packets would be taken to go where another route leads.
        found.ledger.gap(number, line, reasons.not_known(line), Effect.EVERYTHING)
        return
    if kind == "throw":
        route = Route(network, number, table=route.table, distance=route.distance)
        found.ledger.gap(number, line, reasons.not_modelled("throw"), Effect.RULE)
    else:
        found.ledger.understood(number)
    found.routes.append(route)


def _read_json(text: str, found: _Found) -> None:
    items = list(_items(text, found))
    found.ledger.lines = len(items)
    for number, item in enumerate(items, 1):
        if "ifname" in item:
            _json_interface(found, item, number)
        elif "dst" in item:
            destination = str(item["dst"])
            six = ":" in destination or ":" in str(item.get("gateway", ""))
            _add_route(found, str(item.get("type", "")), destination, item, six, number, json.dumps(item))
            if "nexthops" in item:
                found.ledger.gap(number, json.dumps(item), reasons.not_modelled("nexthops"), Effect.RULE)
        elif item:
            found.ledger.gap(number, json.dumps(item), reasons.not_known(next(iter(item))), Effect.EVERYTHING)


def _json_interface(found: _Found, item: dict[str, Any], number: int) -> None:
    name, flags, addresses = str(item["ifname"]), item.get("flags", ["UP"]), item.get("addr_info", [])
    if not isinstance(flags, list) or not isinstance(addresses, list):
        found.ledger.gap(number, json.dumps(item), reasons.wrong(name), Effect.EVERYTHING)
        return
    found.addresses.setdefault(name, [])
    found.up[name] = "UP" in flags
    found.lines[name] = number
    found.ledger.understood(number)
    for one in addresses:
        if isinstance(one, dict) and "local" in one:
            _add_address(found, name, f"{one['local']}/{one.get('prefixlen', '')}", number, json.dumps(one))


def _items(text: str, found: _Found) -> Iterator[dict[str, Any]]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        found.ledger.gap(1, text[:200], reasons.cut_short(reasons.FILE), Effect.EVERYTHING)
        return
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, dict):
            yield item
        else:
            found.ledger.gap(1, json.dumps(item), reasons.not_known(json.dumps(item)), Effect.EVERYTHING)
