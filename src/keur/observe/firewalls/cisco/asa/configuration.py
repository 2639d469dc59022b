"""A configuration of the ASA as a whole: which statement means what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.asa.access import AccessLists
from keur.observe.firewalls.cisco.asa.interfaces import Ports
from keur.observe.firewalls.cisco.asa.management import Management
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.asa.policy import Binding, Policy
from keur.observe.firewalls.cisco.asa.syntax import BESIDE
from keur.observe.firewalls.cisco.asa.translation import TranslationReader
from keur.observe.firewalls.cisco.parsing import Unclear, Words, number, prefix_length
from keur.observe.firewalls.cisco.statements import (
    CUT_SHORT,
    Script,
    Statement,
    beside,
    not_understood,
    understood,
    unended,
    unmark,
)
from keur.observe.firewalls.cisco.times import TimeRanges
from keur.observe.firewalls.model import Effect, Route
from keur.plant.model import Text

_NO_END = reasons.cut_short(Text(nl="de configuratie", en="the configuration"))
_CONTEXTS = Text(
    nl="elke context heeft zijn eigen configuratie; lees die bestanden",
    en="each context has a configuration of its own; read those files",
)
_FIRST = frozenset(("name", "object", "object-group", "interface", "time-range", "ASA", "PIX", "FWSM", "NGFW"))
"""Statements that others refer to, read before them."""
_DYNAMIC_ROUTING = frozenset(("bgp", "eigrp", "isis", "ospf", "ospfv3", "rip"))
_REDIRECTS = frozenset(("sfr", "ips", "cxsc", "csc"))
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


class Configuration:
    """Gathers what the statements of a file say."""

    def __init__(self, script: Script, version: tuple[int, int] | None) -> None:
        self.script = script
        ledger = self.ledger = script.ledger
        self.name = ""
        self.times = TimeRanges()
        self.objects = Objects(ledger)
        self.ports = Ports(ledger, self.objects)
        unified = version is None or version >= (9, 0)
        self.acls = AccessLists(
            ledger, self.times, self.objects, unified, self.ports.own_address, self.ports.hardware_name
        )
        self.policy = Policy(ledger, self.acls, self.ports)
        self.policy.real_addresses = version is None or version >= (8, 3)
        self.translation = TranslationReader(ledger, self.objects, self.ports)
        self.management = Management(ledger, self.objects, self.ports)
        self.routes: list[tuple[str, Route]] = []
        self.dynamic_routes = False
        self.transparent = False
        self.source_checks: list[Statement] = []
        self.crypto: dict[str, list[tuple[Statement, str]]] = {}
        """Lists of each crypto map; an empty name for peers that are not in the file."""
        self.dynamic_maps: dict[str, list[str]] = {}
        self.crypto_interfaces: list[tuple[str, str, Statement]] = []
        """Crypto map (empty: VPN of users) and `nameif`."""
        self.vpn_passes_by = True

    def read(self) -> None:
        self._note_the_end()
        for first in (True, False):
            for statement in self.script.top:
                if (statement.words[0] in _FIRST) is first:
                    self._statement(statement)
        self.objects.resolve_all()

    def _note_the_end(self) -> None:
        """A file that ends before its end: a whole configuration closes with a checksum and `: end`."""
        found = unended(self.script)
        if found is None:
            return
        top, last = found
        if top.words[0] == "access-list" or (last is not top and top.words[0] in ("object-group", "time-range")):
            return
        harmless = top.words[0] in BESIDE or top.words[0] == "route" or last.words[:2] == ["ip", "address"]
        effect = Effect.NONE if harmless else Effect.EVERYTHING
        self.ledger.gap(last.line, last.text, CUT_SHORT, effect)
        unmark(last)

    def note_missing_end(self) -> None:
        last = max((one.last_line for one in self.script.top[-1].everything()), default=0) if self.script.top else 0
        self.ledger.gap(last, "", _NO_END, Effect.EVERYTHING)

    def _statement(self, statement: Statement) -> None:
        first = statement.words[0]
        handler = _HANDLERS.get(first)
        if handler is not None:
            try:
                handler(self, statement)
            except Unclear as unclear:  # where a statement ends before it has a name
                not_understood(self.ledger, statement, Effect.EVERYTHING, unclear.why)
        elif first in BESIDE or "#" in first or first.startswith("Cryptochecksum:"):
            beside(self.ledger, statement)
        else:
            not_understood(self.ledger, statement, Effect.NONE)

    def _access_list(self, statement: Statement) -> None:
        self.acls.read(statement, Words(statement.words, 1), sixth=False)

    def _access_group(self, statement: Statement) -> None:
        """`access-group LIST in interface NAME [per-user-override | control-plane]`, `access-group LIST global`."""
        match statement.words[1:]:
            case [name, "in" | "out" as way, "interface", nameif, *rest] if not rest or rest in _GROUP_OPTIONS:
                binding = Binding(name, nameif, way == "in", statement)
                binding.per_user = "per-user-override" in rest
                binding.control_plane = "control-plane" in rest
            case [name, "global"]:
                binding = Binding(name, "", True, statement)
            case _:
                not_understood(self.ledger, statement, Effect.EVERYTHING)
                return
        understood(self.ledger, statement)
        self.policy.bindings.append(binding)

    def _nat(self, statement: Statement) -> None:
        """Twice NAT, or `nat (inside) 1 ...` of before 8.3."""
        if "source" in statement.words:
            self.translation.twices.append(statement)
        else:
            self.translation.old.append(statement)

    def _old_nat(self, statement: Statement) -> None:
        self.translation.old.append(statement)

    def _ip(self, statement: Statement) -> None:
        if statement.words[1:4] == ["verify", "reverse-path", "interface"]:
            self.source_checks.append(statement)
            understood(self.ledger, statement)
        elif statement.words[1:2] in (["local"], ["audit"], ["verify"], ["prefix-list"]):
            beside(self.ledger, statement)
        else:
            not_understood(self.ledger, statement, Effect.NONE)

    def _ipv6(self, statement: Statement) -> None:
        match statement.words[1:]:
            case ["access-list", *_]:
                self.acls.read(statement, Words(statement.words, 2), sixth=True)
            case ["route", nameif, prefix, gateway, *rest]:
                self._route_v6(statement, nameif, prefix, gateway, rest)
            case _:
                beside(self.ledger, statement)

    def _route(self, statement: Statement) -> None:
        """`route NAME A MASK GATEWAY [METRIC] [track N | tunneled]`; gateway 0.0.0.0 is the wire itself."""
        words = statement.words
        address = self.objects.address(words[2]) if len(words) > 3 else None
        mask = self.objects.address(words[3]) if len(words) > 3 else None
        length = None if mask is None else prefix_length(mask)
        if address is None or length is None:
            self.dynamic_routes = True
            not_understood(self.ledger, statement, Effect.NONE)
            return
        understood(self.ledger, statement)
        if "tunneled" in words[4:]:
            return  # for what comes out of VPN tunnels
        gateway = self.objects.address(words[4]) if len(words) > 4 else None
        metric = number(words[5], 255) if len(words) > 5 else None
        self.dynamic_routes |= "track" in words[4:]
        null = words[1].lower() == "null0"
        route = Route(
            IPv4Network((address, length), strict=False),
            statement.line,
            IPv4Address(gateway) if gateway else None,
            discard=null,
            distance=1 if metric is None else metric,
        )
        self.routes.append(("" if null else words[1], route))

    def _route_v6(self, statement: Statement, nameif: str, prefix: str, gateway: str, rest: Sequence[str]) -> None:
        metric = number(rest[0], 255) if rest else None
        try:
            route = Route(
                IPv6Network(prefix, strict=False),
                statement.line,
                IPv6Address(gateway),
                distance=1 if metric is None else metric,
            )
        except ValueError:
            self.dynamic_routes = True
            not_understood(self.ledger, statement, Effect.NONE)
            return
        understood(self.ledger, statement)
        self.routes.append((nameif, replace(route, discard=nameif.lower() == "null0")))

    def _same_security(self, statement: Statement) -> None:
        match statement.words[1:]:
            case ["permit", "inter-interface"]:
                self.policy.between_same_level = True
            case ["permit", "intra-interface"]:
                self.policy.same_interface = True
            case _:
                not_understood(self.ledger, statement, Effect.EVERYTHING)
                return
        understood(self.ledger, statement)

    def _crypto(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        match statement.words[1:]:
            case ["map", name, "interface", nameif]:
                self.crypto_interfaces.append((name, nameif, statement))
            case ["map", name, _, "match", "address", acl]:
                self.crypto.setdefault(name, []).append((statement, acl))
            case ["map", name, _, "ipsec-isakmp", "dynamic", dynamic]:
                self.crypto.setdefault(name, []).append((statement, f"\0{dynamic}"))
            case ["dynamic-map", name, _, "match", "address", acl]:
                self.dynamic_maps.setdefault(name, []).append(acl)
            case _:
                beside(self.ledger, statement)

    def _webvpn(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        for child in statement.children:
            if child.words[0] == "enable" and len(child.words) > 1:
                self.crypto_interfaces.append(("", child.words[1], child))
                understood(self.ledger, child)
            else:
                beside(self.ledger, child)

    def _sysopt(self, statement: Statement) -> None:
        beside(self.ledger, statement)

    def _policy_map(self, statement: Statement) -> None:
        """Inspection has no bearing on which connections may open, but a module that packets are sent to has."""
        beside(self.ledger, statement)
        for one in statement.everything():
            if one.words[0] in _REDIRECTS and "monitor-only" not in one.words and statement.words[1:2] != ["type"]:
                why = reasons.not_modelled(one.text)
                self.ledger.gap(one.line, one.text, why, Effect.STRICTER)
            self.policy.tcp_bypass |= "tcp-state-bypass" in one.words

    def _aaa(self, statement: Statement) -> None:
        """Cut-through proxy holds connections until the user has logged in, and may add lists of users."""
        words = statement.words
        if words[1:2] == ["authentication"] and words[2:3] in (["match"], ["include"]):
            self.policy.users = True
            not_understood(self.ledger, statement, Effect.STRICTER, reasons.not_modelled(statement.text))
        else:
            beside(self.ledger, statement)

    def _may_drop(self, statement: Statement) -> None:
        """Statements that drop by what packets hold, or by lists from elsewhere."""
        if statement.words[0] == "dynamic-filter" and statement.words[1:2] != ["drop"]:
            beside(self.ledger, statement)
            return
        not_understood(self.ledger, statement, Effect.STRICTER, reasons.not_modelled(statement.text))

    def _may_open(self, statement: Statement) -> None:
        not_understood(self.ledger, statement, Effect.EVERYTHING, reasons.not_modelled(statement.text))

    def _contexts(self, statement: Statement) -> None:
        if statement.words == ["mode", "single"]:
            beside(self.ledger, statement)
        else:
            not_understood(self.ledger, statement, Effect.EVERYTHING, _CONTEXTS)

    def _hostname(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        self.name = " ".join(statement.words[1:])

    def _firewall(self, statement: Statement) -> None:
        self.transparent = statement.words[1:2] == ["transparent"]
        understood(self.ledger, statement)

    def _router(self, statement: Statement) -> None:
        self.dynamic_routes |= statement.words[1:2] != [] and statement.words[1] in _DYNAMIC_ROUTING
        beside(self.ledger, statement)

    def _no(self, statement: Statement) -> None:
        match statement.words[1:]:
            case ["sysopt", "connection", "permit-vpn" | "permit-ipsec"]:
                self.vpn_passes_by = False
                understood(self.ledger, statement)
            case ["access-list" | "access-group" | "nat" | "object" | "object-group" | "static" | "global", *_]:
                not_understood(self.ledger, statement, Effect.EVERYTHING)
            case _:
                beside(self.ledger, statement)

    def _name(self, statement: Statement) -> None:
        self.objects.read_name(statement)

    def _object(self, statement: Statement) -> None:
        self.objects.read_object(statement)

    def _object_group(self, statement: Statement) -> None:
        self.objects.read_group(statement)

    def _interface(self, statement: Statement) -> None:
        self.ports.read(statement)

    def _time_range(self, statement: Statement) -> None:
        self.times.read(statement, self.ledger)

    def _administration(self, statement: Statement) -> None:
        self.management.read(statement)

    def _snmp(self, statement: Statement) -> None:
        self.management.snmp(statement)

    def _known(self, statement: Statement) -> None:
        understood(self.ledger, statement)


_GROUP_OPTIONS = (["per-user-override"], ["control-plane"])


def version_of(text: str) -> tuple[int, int] | None:
    """Of the software, from a line such as `ASA Version 9.16(4)`. Firepower counts from 6 on, and is newer than 9.0."""
    found = re.search(r"^:? *(ASA|PIX|FWSM|NGFW) Version +(\S{1,40})", text, re.MULTILINE)
    numbers = _VERSION.match(found.group(2)) if found else None
    if found is None or numbers is None:
        return None
    major, minor = int(numbers.group(1)), int(numbers.group(2))
    return (major + 9, minor) if found.group(1) == "NGFW" else (major, minor)


_HANDLERS: dict[str, Callable[[Configuration, Statement], None]] = {
    "ASA": Configuration._known,
    "FWSM": Configuration._known,
    "NGFW": Configuration._known,
    "PIX": Configuration._known,
    "aaa": Configuration._aaa,
    "access-group": Configuration._access_group,
    "access-list": Configuration._access_list,
    "admin-context": Configuration._contexts,
    "alias": Configuration._old_nat,
    "context": Configuration._contexts,
    "crypto": Configuration._crypto,
    "dynamic-filter": Configuration._may_drop,
    "established": Configuration._may_open,
    "filter": Configuration._may_drop,
    "firewall": Configuration._firewall,
    "global": Configuration._old_nat,
    "hostname": Configuration._hostname,
    "http": Configuration._administration,
    "interface": Configuration._interface,
    "ip": Configuration._ip,
    "ipv6": Configuration._ipv6,
    "mode": Configuration._contexts,
    "name": Configuration._name,
    "names": Configuration._known,
    "nat": Configuration._nat,
    "nat-control": Configuration._old_nat,
    "no": Configuration._no,
    "object": Configuration._object,
    "object-group": Configuration._object_group,
    "policy-map": Configuration._policy_map,
    "route": Configuration._route,
    "router": Configuration._router,
    "same-security-traffic": Configuration._same_security,
    "snmp-server": Configuration._snmp,
    "ssh": Configuration._administration,
    "static": Configuration._old_nat,
    "sysopt": Configuration._sysopt,
    "telnet": Configuration._administration,
    "time-range": Configuration._time_range,
    "webvpn": Configuration._webvpn,
}
