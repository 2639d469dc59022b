"""A configuration of IOS or IOS-XE as a whole: which statement means what, and the firewall that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.groups import Group
from keur.observe.firewalls.cisco.ios.access import AccessLists
from keur.observe.firewalls.cisco.ios.dialect import Catalogue
from keur.observe.firewalls.cisco.ios.interfaces import Ports
from keur.observe.firewalls.cisco.ios.management import Management
from keur.observe.firewalls.cisco.ios.route_maps import RouteMaps
from keur.observe.firewalls.cisco.ios.routes import Routes
from keur.observe.firewalls.cisco.ios.syntax import BESIDE, IP_BESIDE
from keur.observe.firewalls.cisco.ios.translation import TranslationReader
from keur.observe.firewalls.cisco.ios.zones import ZoneFirewall
from keur.observe.firewalls.cisco.parsing import Unclear, Words, number
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
from keur.observe.firewalls.cisco.words import vocabulary
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

_NO_END = reasons.cut_short(Text(nl="de configuratie", en="the configuration"))
_FOLLOWS_ROUTES = vocabulary("bgp eigrp isis lisp mobile odr ospf ospfv3 rip")
_NO_LISTS = vocabulary("helper log-update logging match-local-traffic persistent resequence")


class Configuration:
    """Gathers what the statements of a file say."""

    def __init__(self, script: Script) -> None:
        self.script = script
        ledger = self.ledger = script.ledger
        self.name = ""
        self.times = TimeRanges()
        self.catalogue = Catalogue(ledger)
        self.acls = AccessLists(ledger, self.times, self.catalogue)
        self.ports = Ports(ledger)
        self.routes = Routes(ledger)
        self.management = Management(ledger)
        self.zones = ZoneFirewall(ledger, self.acls)
        self.route_maps = RouteMaps(ledger, self.acls, self.ports)
        self.translation = TranslationReader(ledger, self.acls, self.ports, self.route_maps)
        self.crypto: dict[str, list[str]] = {}
        self.dropping_policies: set[str] = set()
        self.vlan_filters: list[Statement] = []
        self.control_plane: list[Statement] = []

    def read(self) -> None:
        self._note_the_end()
        for first in (True, False):
            for statement in self.script.top:
                if _is_first(statement.words) is first:
                    self._statement(statement)
        self.acls.finish()
        self.catalogue.resolve_all()
        self.zones.resolve_all()

    def _note_the_end(self) -> None:
        """A file that ends before its end: a whole configuration closes with `end`."""
        found = unended(self.script)
        if found is not None:
            top, last = found
            if not _doubts_itself(top, last):
                harmless = top.words[0] in BESIDE or last.words[:2] in (["ip", "address"], ["ip", "route"])
                effect = Effect.NONE if harmless else Effect.EVERYTHING
                self.ledger.gap(last.line, last.text, CUT_SHORT, effect)
                unmark(last)
        whole = any(_begins_a_whole(statement.words) for statement in self.script.top[:6])
        if whole and self.script.top[-1].words[0] not in ("end", "exit"):
            last_line = max(one.line for one in self.script.top[-1].everything())
            self.ledger.gap(last_line, "", _NO_END, Effect.EVERYTHING)

    def _statement(self, statement: Statement) -> None:
        first = statement.words[0]
        handler = _HANDLERS.get(first)
        if handler is not None:
            try:
                handler(self, statement)
            except Unclear as unclear:  # where a statement ends before it has a name
                not_understood(self.ledger, statement, Effect.EVERYTHING, unclear.why)
        elif first in BESIDE or _is_prompt(statement.words):
            beside(self.ledger, statement)
        else:
            not_understood(self.ledger, statement, Effect.NONE)

    def _ip(self, statement: Statement) -> None:
        words = statement.words
        family = 4 if words[0] == "ip" else 6
        match words[1:]:
            case ["access-list", *rest]:
                self._access_list_block(statement, rest, family)
            case ["route", *_]:
                self.routes.read(statement, Words(words, 2), family)
            case ["nat", _, *_] if family == 4:
                self.translation.read(statement)
            case ["vrf", _, *_]:
                understood(self.ledger, statement)
                for child in statement.children:
                    beside(self.ledger, child)
            case ["port-map", _, *_]:
                self.zones.read_port_map(statement)
            case ["http", *_]:
                self.management.web(statement)
            case ["default-gateway" | "default-network" | "local" | "policy-list", *_]:
                self.routes.dynamic = True
                understood(self.ledger, statement)
            case ["routing" | "unicast-routing", *_]:
                understood(self.ledger, statement)
            case [second, *_] if second in IP_BESIDE:
                beside(self.ledger, statement)
            case _:
                not_understood(self.ledger, statement, Effect.NONE)

    def _access_list_block(self, statement: Statement, rest: Sequence[str], family: int) -> None:
        """`ip access-list extended NAME`, with entries below it or one behind it."""
        kind = rest[0] if rest[:1] in (["standard"], ["extended"]) else ""
        name = rest[1:2] if kind else rest[:1]
        if rest[:1] == ["role-based"]:
            not_understood(self.ledger, statement, Effect.STRICTER)
            return
        if not name or rest[0] in _NO_LISTS:
            beside(self.ledger, statement)
            return
        understood(self.ledger, statement)
        acl = self.acls.open(name[0], family, statement.line, is_standard=kind == "standard")
        behind = rest[2:] if kind else rest[1:]
        if behind and behind[0] != "role-based":
            self.acls.entry(acl, statement, Words(behind))
        self.acls.block(acl, statement)

    def _access_list(self, statement: Statement) -> None:
        """`access-list NUMBER permit ...`; also `access-list NAME extended ...`."""
        words = Words(statement.words, 1)
        name = words.peek()
        value = number(name, 9_999)
        if name and value is not None and not _is_ip_list(value):
            beside(self.ledger, statement)
            return
        if not name:
            not_understood(self.ledger, statement, Effect.RULE)
            return
        words.take()
        kind = words.accept("standard", "extended")
        is_standard = kind == "standard" or (not kind and value is not None and _is_standard_number(value))
        acl = self.acls.open(name, 4, statement.line, is_standard=is_standard)
        if kind:
            _skip_line_number(words)
        if words:
            self.acls.entry(acl, statement, words)
        else:
            understood(self.ledger, statement)
        self.acls.block(acl, statement)

    def _object_group(self, statement: Statement) -> None:
        """`object-group network NAME`, `object-group ip port NAME`."""
        words = [word for word in statement.words[1:] if word not in ("ip", "ipv4", "ipv6", "v4-mixed")]
        understood(self.ledger, statement)
        if len(words) < 2:
            not_understood(self.ledger, statement, Effect.RULE)
            return
        group = self.catalogue.groups.setdefault(words[1], Group(words[1], words[0], statement.line))
        for child in statement.children:
            if child.words[0] in ("description", "exit"):
                beside(self.ledger, child)
            else:
                group.members.append(child)
        if group.kind not in ("network", "address", "service", "protocol", "port"):
            not_understood(self.ledger, statement, Effect.RULE)

    def _zone(self, statement: Statement) -> None:
        if statement.words[:2] == ["zone", "security"]:
            self.zones.read_zone(statement)
        elif statement.words[:2] == ["zone-pair", "security"]:
            self.zones.read_pair(statement)
        else:
            not_understood(self.ledger, statement, Effect.STRICTER)

    def _policy(self, statement: Statement) -> None:
        """Class maps and policy maps: those of the firewall, and those of quality of service, which may drop."""
        words = statement.words
        if words[1:3] == ["type", "inspect"] and (len(words) == 4 or words[3:4] in (["match-any"], ["match-all"])):
            read = self.zones.read_class if words[0] == "class-map" else self.zones.read_policy
            read(statement)
            return
        beside(self.ledger, statement)
        drops = any(_drops(one.words) for one in statement.everything())
        if words[0] == "policy-map" and drops:
            self.dropping_policies.add(words[-1])

    def _crypto(self, statement: Statement) -> None:
        """`crypto map NAME 10 ipsec-isakmp` with `match address LIST`; the rest of VPN has no bearing here."""
        words = statement.words
        if words[1:2] == ["map"] and len(words) > 3 and number(words[3], 65_535) is not None:
            chosen = [child.words[2] for child in statement.children if child.words[:2] == ["match", "address"]]
            self.crypto.setdefault(words[2], []).append(chosen[0] if chosen else "")
            understood(self.ledger, statement)
            for child in statement.children:
                understood(self.ledger, child)
        else:
            beside(self.ledger, statement)

    def _vlan(self, statement: Statement) -> None:
        if statement.words[1:2] == ["filter"]:
            self.vlan_filters.append(statement)
            understood(self.ledger, statement)
        else:
            beside(self.ledger, statement)

    def _control_plane(self, statement: Statement) -> None:
        beside(self.ledger, statement)
        self.control_plane.extend(one for one in statement.children if one.words[:2] == ["service-policy", "input"])

    def _router(self, statement: Statement) -> None:
        if statement.words[1:2] and statement.words[1] in _FOLLOWS_ROUTES:
            self.routes.dynamic = True
        beside(self.ledger, statement)

    def _vrf(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        for child in statement.children:
            beside(self.ledger, child)

    def _hostname(self, statement: Statement) -> None:
        understood(self.ledger, statement)
        self.name = " ".join(statement.words[1:])

    def _no(self, statement: Statement) -> None:
        match statement.words[1:]:
            case ["access-list", name]:
                self.acls.remove(name, 4)
            case ["ip", "access-list", "standard" | "extended", name]:
                self.acls.remove(name, 4)
            case ["ipv6", "access-list", name]:
                self.acls.remove(name, 6)
            case ["object-group", _, name] | ["object-group", "ip", _, name]:
                self.catalogue.groups.pop(name, None)
            case ["ip", "http", *_]:
                self.management.web(statement, off=True)
                return
            case ["ip" | "ipv6", "route" | "nat" as kind, _, *_]:
                self.routes.dynamic |= kind == "route"
                not_understood(self.ledger, statement, Effect.NONE if kind == "route" else Effect.EVERYTHING)
                return
            case ["access-list" | "zone" | "zone-pair" | "policy-map" | "class-map" | "interface", *_]:
                not_understood(self.ledger, statement, Effect.EVERYTHING)
                return
            case _:
                beside(self.ledger, statement)
                return
        understood(self.ledger, statement)

    def _translates_frames(self, statement: Statement) -> None:
        """`l2nat instance`: addresses are translated between the ports of a switch (Cisco IE, Layer 2 NAT)."""
        not_understood(self.ledger, statement, Effect.EVERYTHING, reasons.not_modelled("l2nat"))

    def _group_tags(self, statement: Statement) -> None:
        """`cts role-based enforcement` drops by group tags, which are not in the file's packets."""
        if statement.words[1:3] == ["role-based", "enforcement"]:
            not_understood(self.ledger, statement, Effect.STRICTER, reasons.not_modelled(statement.text))
        else:
            beside(self.ledger, statement)

    def _lines(self, statement: Statement) -> None:
        self.management.lines(statement)

    def _snmp(self, statement: Statement) -> None:
        self.management.snmp(statement)

    def _netconf(self, statement: Statement) -> None:
        self.management.netconf(statement)

    def _interface(self, statement: Statement) -> None:
        self.ports.read(statement)

    def _time_range(self, statement: Statement) -> None:
        self.times.read(statement, self.ledger)

    def _route_map(self, statement: Statement) -> None:
        self.route_maps.read(statement)


def _is_first(words: Sequence[str]) -> bool:
    """Statements that entries of lists refer to, read before them."""
    return words[0] in ("object-group", "time-range") or list(words[:2]) == ["no", "object-group"]


def _skip_line_number(words: Words) -> None:
    if words.peek() == "line" and number(words.peek(1), 2**31) is not None:
        words.take()
        words.take()


def _drops(words: Sequence[str]) -> bool:
    """An action of a class that drops all of it, not only what goes over a rate."""
    return words == ["drop"] or any(one == "conform-action" and other == "drop" for one, other in pairwise(words))


def _is_ip_list(value: int) -> bool:
    """Numbers of IP lists; others are of other protocols (`access-list` command reference)."""
    return _is_standard_number(value) or 100 <= value <= 199 or 2000 <= value <= 2699


def _is_standard_number(value: int) -> bool:
    return 1 <= value <= 99 or 1300 <= value <= 1999


def _begins_a_whole(words: Sequence[str]) -> bool:
    """What `show running-config` and a stored configuration begin with."""
    return (
        words[:2] in (["Building", "configuration..."], ["Current", "configuration"])
        or (words[0] == "version" and words[1:2] != [] and words[1][0].isdigit())
        or (words[0] == "Using" and "bytes" in words)
    )


def _doubts_itself(top: Statement, last: Statement) -> bool:
    """Whether the reader of a statement notices by itself that its last word may go on."""
    if top.words[0] == "access-list":
        return True
    return last is not top and (top.words[0] in ("object-group", "time-range") or top.words[1:2] == ["access-list"])


def _is_prompt(words: Sequence[str]) -> bool:
    """`router#show running-config`, at the beginning or end of a capture of a terminal."""
    head, sign, tail = words[0].partition("#")
    return bool(sign and head) and (tail or "".join(words[1:2]))[:2] in ("", "sh", "te", "ex", "wr", "mo", "co")


_HANDLERS: dict[str, Callable[[Configuration, Statement], None]] = {
    "access-list": Configuration._access_list,
    "class-map": Configuration._policy,
    "control-plane": Configuration._control_plane,
    "crypto": Configuration._crypto,
    "cts": Configuration._group_tags,
    "hostname": Configuration._hostname,
    "interface": Configuration._interface,
    "ip": Configuration._ip,
    "ipv6": Configuration._ip,
    "l2nat": Configuration._translates_frames,
    "line": Configuration._lines,
    "netconf-yang": Configuration._netconf,
    "no": Configuration._no,
    "object-group": Configuration._object_group,
    "policy-map": Configuration._policy,
    "route-map": Configuration._route_map,
    "router": Configuration._router,
    "snmp-server": Configuration._snmp,
    "time-range": Configuration._time_range,
    "vlan": Configuration._vlan,
    "vrf": Configuration._vrf,
    "zone": Configuration._zone,
    "zone-pair": Configuration._zone,
}
