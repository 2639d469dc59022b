"""Values of `config.xml`: addresses, ports, protocols, types of ICMP, TCP flags.

Names as the products' pages offer them (pfSense `filter.inc`, `$icmptypes`; OPNsense `Filter.xml`, `icmptype`); numbers
by IANA and pf.conf(5).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from keur.observe.firewalls.intervals import NOTHING, PORTS, Addresses, Intervals, wildcard
from keur.observe.firewalls.model import ACK, CWR, ECE, FIN, PSH, RST, SYN, URG
from keur.observe.firewalls.names import PORT_NUMBERS, PROTOCOL_NUMBERS
from keur.plant.model import Text

_PROTOCOLS = {
    "a/n": 107,
    "icmp": 1,
    "ipv6-frag": 44,
    "ipv6-nonxt": 59,
    "ipv6-opts": 60,
    "ipv6-route": 43,
    "pfsync": 240,
    "scps": 105,
    "sps": 130,
    "tlsp": 56,
    "trunk-1": 23,
    "xns-idp": 22,
}
_ICMP = {
    "althost": 6,
    "dataconv": 31,
    "echorep": 0,
    "echoreq": 8,
    "inforep": 16,
    "inforeq": 15,
    "ipv6-here": 34,
    "ipv6-where": 33,
    "maskrep": 18,
    "maskreq": 17,
    "mobredir": 32,
    "mobregrep": 36,
    "mobregreq": 35,
    "paramprob": 12,
    "photuris": 40,
    "redir": 5,
    "routeradv": 9,
    "routersol": 10,
    "skip": 39,
    "squench": 4,
    "timerep": 14,
    "timereq": 13,
    "timex": 11,
    "trace": 30,
    "unreach": 3,
}
_ICMPV6 = {
    "echorep": 129,
    "echoreq": 128,
    "fqdnrep": 140,
    "fqdnreq": 139,
    "groupqry": 130,
    "grouprep": 131,
    "groupterm": 132,
    "listendone": 132,
    "listenrep": 131,
    "listqry": 130,
    "mtrace": 201,
    "mtraceresp": 200,
    "neighbradv": 136,
    "neighbrsol": 135,
    "nirep": 140,
    "niqry": 139,
    "paramprob": 4,
    "redir": 137,
    "routeradv": 134,
    "routersol": 133,
    "routrrenum": 138,
    "timex": 3,
    "toobig": 2,
    "unreach": 1,
    "wrurep": 140,
    "wrureq": 139,
}
_FLAGS = {"fin": FIN, "syn": SYN, "rst": RST, "psh": PSH, "ack": ACK, "urg": URG, "ece": ECE, "cwr": CWR}

OPENING = Intervals.of(*(value for value in range(256) if value & (SYN | ACK) == SYN))
"""`flags S/SA`, which pf takes for rules that keep state unless they say otherwise."""


class NotAValue(ValueError):
    """A word that is none of the values that may stand there."""


@dataclass(frozen=True, slots=True)
class VaguePorts:
    sure: Intervals = NOTHING
    possible: Intervals = NOTHING
    doubts: tuple[Text, ...] = ()

    @classmethod
    def known(cls, ports: Intervals) -> VaguePorts:
        return cls(ports, ports)

    @classmethod
    def unknown(cls, why: Text) -> VaguePorts:
        return cls(NOTHING, PORTS, (why,))

    def __or__(self, other: VaguePorts) -> VaguePorts:
        doubts = tuple(dict.fromkeys((*self.doubts, *other.doubts)))
        return VaguePorts(self.sure | other.sure, self.possible | other.possible, doubts)


def addresses(word: str) -> Addresses:
    """`10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, `10.0.0.0/0.0.255.255`."""
    try:
        if "-" in word and "/" not in word:
            first, last = (ip_address(part.strip()) for part in word.split("-", 1))
            if first.version == last.version and int(first) <= int(last):
                return Addresses.between(first, last)
            raise NotAValue(word)
        base, sign, mask = word.partition("/")
        if sign and "." in mask:
            return Addresses(v4=wildcard(int(ip_address(base)), int(ip_address(mask))))
        return Addresses.of(ip_network(word, strict=False))
    except ValueError as error:
        raise NotAValue(word) from error


def ports(word: str) -> Intervals:
    """`443`, `1000-2000`, `1000:2000`, `https`, `1024:any`."""
    first, sign, last = word.replace("-", ":").partition(":") if word not in PORT_NUMBERS else (word, "", "")
    low = 1 if first == "any" else _port(first)
    high = (65_535 if last == "any" else _port(last)) if sign else low
    if low > high:
        raise NotAValue(word)
    return Intervals([(low, high)])


def _port(word: str) -> int:
    if word in PORT_NUMBERS:
        return PORT_NUMBERS[word]
    if word.isascii() and word.isdecimal() and len(word) < 6 and int(word) < 65_536:
        return int(word)
    raise NotAValue(word)


def protocol(word: str, version: int) -> Intervals:
    """Protocols of a rule; empty for all of them. `icmp` of a rule for IPv6 is ICMPv6."""
    name = word.lower()
    if name in ("", "any"):
        return NOTHING
    if name == "tcp/udp":
        return Intervals.of(6, 17)
    if name == "icmp":
        return Intervals.of(1 if version == 4 else 58)
    known = _PROTOCOLS | PROTOCOL_NUMBERS
    if name in known:
        return Intervals.of(known[name])
    if name.isascii() and name.isdecimal() and len(name) < 4 and int(name) < 256:
        return Intervals.of(int(name))
    raise NotAValue(word)


def icmp_types(word: str, version: int) -> Intervals:
    """Types of ICMP, as spans of type x 256 + code."""
    found = NOTHING
    names = _ICMP if version == 4 else _ICMPV6
    for part in word.split(","):
        name = part.strip().lower()
        number = names.get(name, int(name) if name.isascii() and name.isdecimal() and len(name) < 4 else 256)
        if number > 255:
            raise NotAValue(part)
        found |= Intervals([(number << 8, number << 8 | 255)])
    return found


def flags(wanted: str, among: str) -> Intervals:
    """Values of the flags of which, among some, just those wanted are set."""
    bits, mask = _bits(wanted), _bits(among)
    return Intervals.of(*(value for value in range(256) if value & mask == bits))


def _bits(words: str) -> int:
    found = 0
    for word in words.split(","):
        name = word.strip().lower()
        if name and name not in _FLAGS:
            raise NotAValue(word)
        found |= _FLAGS.get(name, 0)
    return found
