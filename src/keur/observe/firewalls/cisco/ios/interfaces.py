"""Interfaces of IOS, with what is applied to them.

Sources: Cisco IOS Interface and Hardware Component Command Reference, `interface`, `interface range`; IP Addressing
Services Command Reference, `ip address`; Security Command Reference, `ip access-group` (without `in` or `out` it is
`out`), `zone-member security`, `ip inspect`, `ip verify unicast source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco.parsing import number, prefix_length, v4, v4_prefix
from keur.observe.firewalls.cisco.statements import Statement, beside, not_understood, understood
from keur.observe.firewalls.cisco.words import vocabulary
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Interface

MOST_IN_RANGE = 1_024
_BESIDE = vocabulary(
    "alarm analysis-module arp authentication auto autodetect bandwidth bfd carrier-delay cdp channel-group "
    "channel-protocol clock cts default delay device-tracking dialer dot1x duplex encapsulation errdisable exit "
    "fair-queue fhrp flowcontrol full-duplex glbp h323-gateway half-duplex history hold-queue hw-module isis "
    "keepalive lacp link lisp lldp load-interval logging mab macro max-reserved-bandwidth mdix media-type mls mop "
    "mpls mtu negotiation nmsp no ntp ospfv3 peer physical-layer platform power ppp pppoe priority-queue profinet "
    "ptp queue-set random-detect rcv-queue rep ring routing-protocol smart-port snmp source spanning-tree speed "
    "srr-queue stackwise standby storm-control switchport template track transceiver trust tunnel tx-ring-limit "
    "udld vlan-id vrrp vtp wrr-queue"
)
_IP_BESIDE = vocabulary(
    "accounting arp authentication bandwidth-percent bgp broadcast-address cef cgmp dampening-change device dhcp "
    "directed-broadcast domain eigrp flow flow-cache flow-export hello-interval helper-address hold-time icmp igmp "
    "information-reply irdp isis load-sharing local-proxy-arp mask-reply mfib mobile mrm mroute-cache mtu multicast "
    "nbar next-hop-self nhrp options ospf pgm pim policy-list probe proxy-arp rarp-server redirects rgmp rip "
    "route-cache router rsvp rtp sap sdr security source-interface split-horizon summary-address tcp tos tracking "
    "unreachables urd virtual-reassembly vrrp wccp"
)
_IPV6_BESIDE = vocabulary(
    "cef destination-guard dhcp eigrp enable flow mfib mld mtu multicast nd next-hop-self nhrp ospf pim policy-list "
    "redirects rip router snooping source-guard summary-address tcp unnumbered unreachables virtual-reassembly"
)


@dataclass(slots=True)
class Applied:
    """An access list on an interface."""

    name: str
    family: int
    inward: bool
    statement: Statement


@dataclass(slots=True)
class Port:
    """An interface while it is read."""

    name: str
    line: int
    v4: IPv4Interface | None = None
    secondary: list[IPv4Interface] = field(default_factory=list)
    v6: list[IPv6Interface] = field(default_factory=list)
    enabled: bool = True
    table: str = ""
    zone: str = ""
    description: str = ""
    lists: list[Applied] = field(default_factory=list)
    nat: str = ""
    """`inside`, `outside` or `enable`."""
    inspects: list[bool] = field(default_factory=list)
    """For each `ip inspect`: whether it is inward."""
    crypto_maps: list[str] = field(default_factory=list)
    policies: list[tuple[str, bool, Statement]] = field(default_factory=list)
    """`service-policy`: name and whether it is inward."""
    checks_source: Statement | None = None
    """`ip verify unicast`: packets whose source is not reached through this interface are dropped."""
    admission: Statement | None = None
    """`ip admission`: entries for users who have logged in."""
    guard: Statement | None = None
    """Something on a switch port that drops packets and is not followed."""
    policy_routing: bool = False
    dynamic_address: bool = False
    unnumbered: str = ""
    switchport: bool = False
    routed: bool = False
    """`no switchport`."""
    access_vlan: int = 1
    trunk: bool = False

    def addresses(self) -> tuple[IPv4Interface | IPv6Interface, ...]:
        return (*((self.v4,) if self.v4 else ()), *self.secondary, *self.v6)

    def is_switchport(self, on_a_switch: bool) -> bool:
        """Ports of a switch are so by themselves, unless it says `no switchport`."""
        itself = on_a_switch and not self.routed and "." not in self.name and "ethernet" in self.name.lower()
        addressed = self.addresses() or self.unnumbered or self.dynamic_address
        return (self.switchport or itself) and not addressed

    def interface(self) -> Interface:
        return Interface(
            self.name,
            self.line,
            self.addresses(),
            zone=self.zone,
            enabled=self.enabled,
            table=self.table,
            description=self.description,
        )


@dataclass(slots=True)
class Ports:
    ledger: Ledger
    by_key: dict[str, Port] = field(default_factory=dict)
    _by_place: dict[str, list[tuple[str, Port]]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Port]:
        return iter(self.by_key.values())

    def find(self, *words: str) -> Port | None:
        """An interface by name, which may be shortened (`Gi0/1`)."""
        key = _key("".join(words))
        found = self.by_key.get(key)
        if found is not None or not key:
            return found
        kind, place = _parts(key)
        fitting = [port for full, port in self._by_place.get(place, ()) if full.startswith(kind)]
        return fitting[0] if len(fitting) == 1 else None

    def read(self, statement: Statement) -> None:
        """`interface ...` and what is below it."""
        words = [word for word in statement.words[1:] if word not in ("point-to-point", "multipoint")]
        names = _range(words[1:]) if words[:1] == ["range"] else ["".join(words)]
        if not names or not all(names):
            not_understood(self.ledger, statement, Effect.EVERYTHING)
            return
        understood(self.ledger, statement)
        for name in names:
            port = self._open(name, statement.line)
            for child in statement.children:
                self._line(port, child)

    def _open(self, name: str, line: int) -> Port:
        key = _key(name)
        port = self.by_key.get(key)
        if port is None:
            port = self.by_key[key] = Port(name, line)
            kind, place = _parts(key)
            self._by_place.setdefault(place, []).append((kind, port))
        return port

    def _line(self, port: Port, statement: Statement) -> None:
        words = statement.words
        if words[0] == "no":
            self._negated(port, statement)
        elif self._own(port, statement, words) or self._ip(port, statement, words):
            understood(self.ledger, statement)
            for child in statement.children:
                beside(self.ledger, child)
        elif words[0] in _BESIDE or (words[0] in ("ip", "ipv6") and _known_beside(words)):
            beside(self.ledger, statement)
        else:
            not_understood(self.ledger, statement, effect_of(words))

    def _negated(self, port: Port, statement: Statement) -> None:
        words = statement.words[1:]
        understood(self.ledger, statement)
        match words:
            case ["shutdown", *_]:
                port.enabled = True
            case ["ip", "address", *_]:
                port.v4 = None
                port.secondary.clear()
            case ["switchport"]:
                port.switchport, port.routed = False, True
            case ["ip", "access-group", *_] | ["ipv6", "traffic-filter", *_]:
                port.lists = [one for one in port.lists if one.statement.words != words]
            case ["ip", "nat", *_]:
                port.nat = ""
            case ["zone-member", *_]:
                port.zone = ""
            case _:
                beside(self.ledger, statement)

    def _own(self, port: Port, statement: Statement, words: Sequence[str]) -> bool:
        match words:
            case ["shutdown", *_]:
                port.enabled = False
            case ["description", *_]:
                port.description = statement.text.split(None, 1)[1] if len(words) > 1 else ""
            case ["zone-member", "security", zone]:
                port.zone = zone
            case ["vrf", "forwarding", table, *_] | ["ip", "vrf", "forwarding", table, *_] | ["vrf", "member", table]:
                port.table = table
            case ["crypto", "map", name, *_]:
                port.crypto_maps.append(name)
            case ["crypto", "ipsec", "client", "ezvpn", name, *_]:
                port.crypto_maps.append(f"ezvpn {name}")
            case ["crypto", "ipsec", *_] | ["crypto", "engine", *_] | ["service-module", *_] | ["service", *_]:
                pass
            case ["service-policy", "input" | "output" as way, name, *_]:
                port.policies.append((name, way == "input", statement))
            case ["mac", "access-group", *_] | ["mac", "address", *_] | ["mac-address", *_]:
                pass  # filters frames that hold no IP packet (Catalyst 3560 Software Configuration Guide, MAC ACLs)
            case ["switchport", *rest]:
                _switchport(port, rest)
            case _:
                return False
        return True

    def _ip(self, port: Port, statement: Statement, words: Sequence[str]) -> bool:
        match words:
            case ["ip", "address", *rest]:
                return self._v4(port, statement, rest)
            case ["ipv6", "address", *rest]:
                return _v6(port, rest)
            case ["ip", "unnumbered", *rest]:
                port.unnumbered = "".join(rest)
            case ["ip", "access-group", name, *way] if way in ([], ["in"], ["out"]):
                port.lists.append(Applied(name, 4, way == ["in"], statement))
            case ["ipv6", "traffic-filter", name, "in" | "out" as way]:
                port.lists.append(Applied(name, 6, way == "in", statement))
            case ["ip", "nat", "inside" | "outside" | "enable" as side]:
                port.nat = side
            case ["ip", "inspect", _, "in" | "out" as way] | ["ipv6", "inspect", _, "in" | "out" as way]:
                port.inspects.append(way == "in")
            case ["ip" | "ipv6", "verify", "unicast", *_]:
                port.checks_source = statement
            case ["ip", "verify", "source", *_]:
                port.guard = statement
            case ["ip", "admission" | "auth-proxy", _, *_]:
                port.admission = statement
            case ["ip" | "ipv6", "policy", "route-map", _, *_]:
                port.policy_routing = True
            case _:
                return False
        return True

    def _v4(self, port: Port, statement: Statement, words: Sequence[str]) -> bool:
        """`A MASK`, `A MASK secondary`, `A/24`, `dhcp`, `negotiated`, `pool ...`."""
        if words and words[0] in ("dhcp", "negotiated", "pool", "slarp"):
            port.dynamic_address = True
            return True
        prefix = v4_prefix(words[0]) if words else None
        address = v4(words[0]) if words else None
        mask = v4(words[1]) if len(words) > 1 else None
        length = None if mask is None else prefix_length(mask)
        rest = list(words[1:]) if prefix else list(words[2:])
        if prefix is not None:
            address, length = prefix[0], 32 - prefix[1].bit_length()
        if address is None or length is None or rest not in ([], ["secondary"]):
            self.ledger.gap(statement.line, statement.text, reasons.not_known(statement.text), Effect.NONE)
            return True
        found = IPv4Interface((address, length))
        if rest:
            port.secondary.append(found)
        else:
            port.v4 = found
        return True


def _v6(port: Port, words: Sequence[str]) -> bool:
    """`2001:db8::1/64`, `fe80::1 link-local`, `autoconfig`. An address that the device makes itself (`eui-64`) is not
    in the file."""
    if not words or words[0] in ("autoconfig", "dhcp") or "eui-64" in words:
        port.dynamic_address = True
        return True
    text = words[0] if "/" in words[0] else f"{words[0]}/64"
    try:
        port.v6.append(IPv6Interface(text))
    except ValueError:
        return False
    return True


def _switchport(port: Port, words: Sequence[str]) -> None:
    port.switchport = True
    match words:
        case ["access", "vlan", vlan, *_]:
            port.access_vlan = number(vlan, 4_094) or 1
        case ["mode", mode, *_]:
            port.trunk = mode == "trunk"


def _known_beside(words: Sequence[str]) -> bool:
    known = _IP_BESIDE if words[0] == "ip" else _IPV6_BESIDE
    return len(words) > 1 and words[1] in known


_DECIDING = vocabulary(
    "access-group access-list acl filter firewall inspect ips l2nat nat policy traffic-filter zone-member"
)


def effect_of(words: Sequence[str]) -> Effect:
    """What an unknown line does: it may drop packets when one of its words has to do with filters."""
    return Effect.STRICTER if any(word in _DECIDING for word in words) else Effect.NONE


def _key(name: str) -> str:
    return name.lower()


def _parts(key: str) -> tuple[str, str]:
    """`gigabitethernet0/1` to kind and place."""
    kind = key.rstrip("0123456789/.:")
    return kind, key[len(kind) :]


_RANGE = re.compile(r"([A-Za-z-]+)((?:\d+[/.])*)(\d+)(?:-(\d+))?$")


def _range(words: Sequence[str]) -> list[str]:
    """`GigabitEthernet0/1 - 4 , Vlan10` to names; nothing when it is something else."""
    names: list[str] = []
    for part in "".join(words).split(","):
        found = _RANGE.match(part)
        if found is None:
            return []
        kind, place, first, last = found.groups()
        if len(first) > 5 or (last and len(last) > 5):
            return []
        numbers = range(int(first), int(last or first) + 1)
        if len(names) + len(numbers) > MOST_IN_RANGE:
            return []
        names.extend(f"{kind}{place}{one}" for one in numbers)
    return names
