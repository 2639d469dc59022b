"""Values as Junos writes them: addresses, ports, protocols, types of ICMP.

Names of ports and protocols: Junos OS Routing Policies, Firewall Filters, and Traffic Policers User Guide, "Firewall
Filter Match Conditions for IPv4 Traffic" (`destination-port`, `protocol`, `icmp-type`) and for IPv6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from keur.observe.firewalls.intervals import PORTS, PROTOCOLS, Address, Addresses, Intervals, Network, wildcard
from keur.observe.firewalls.names import ICMP_TYPES, ICMPV6_TYPES, PROTOCOL_NUMBERS

_PORTS = {
    "afs": 1483,
    "bgp": 179,
    "biff": 512,
    "bootpc": 68,
    "bootps": 67,
    "cmd": 514,
    "cvspserver": 2401,
    "dhcp": 67,
    "domain": 53,
    "eklogin": 2105,
    "ekshell": 2106,
    "exec": 512,
    "finger": 79,
    "ftp": 21,
    "ftp-data": 20,
    "http": 80,
    "https": 443,
    "ident": 113,
    "imap": 143,
    "kerberos-sec": 88,
    "klogin": 543,
    "kpasswd": 761,
    "krb-prop": 754,
    "krbupdate": 760,
    "kshell": 544,
    "ldap": 389,
    "ldp": 646,
    "login": 513,
    "mobileip-agent": 434,
    "mobilip-mn": 435,
    "msdp": 639,
    "netbios-dgm": 138,
    "netbios-ns": 137,
    "netbios-ssn": 139,
    "nfsd": 2049,
    "nntp": 119,
    "ntalk": 518,
    "ntp": 123,
    "pop3": 110,
    "pptp": 1723,
    "printer": 515,
    "radacct": 1813,
    "radius": 1812,
    "rip": 520,
    "rkinit": 2108,
    "smtp": 25,
    "snmp": 161,
    "snmptrap": 162,
    "snpp": 444,
    "socks": 1080,
    "ssh": 22,
    "sunrpc": 111,
    "syslog": 514,
    "tacacs": 49,
    "tacacs-ds": 65,
    "talk": 517,
    "telnet": 23,
    "tftp": 69,
    "timed": 525,
    "who": 513,
    "xdmcp": 177,
    "zephyr-clt": 2103,
    "zephyr-hm": 2104,
    "zephyr-srv": 2102,
}
_PROTOCOLS = {
    "dstopts": 60,
    "egp": 8,
    "esp": 50,
    "fragment": 44,
    "hop-by-hop": 0,
    "ipip": 4,
    "no-next-header": 59,
    "routing": 43,
}
_ICMP = {
    "mask-reply": 18,
    "mask-request": 17,
    "router-advertisement": 9,
    "router-solicit": 10,
    "timestamp": 13,
    "timestamp-reply": 14,
    "unreachable": 3,
}
_ICMPV6 = {
    "membership-query": 130,
    "membership-report": 131,
    "membership-termination": 132,
    "neighbor-advertisement": 136,
    "neighbor-solicit": 135,
    "node-information-reply": 140,
    "node-information-request": 139,
    "redirect": 137,
    "router-advertisement": 134,
    "router-solicit": 133,
}


class NotAValue(ValueError):
    """A word that is none of the values that may stand there."""


def network(word: str) -> Network:
    """`10.0.0.0/8`, `10.0.0.1`; of a prefix, the bits behind its length do not count."""
    try:
        return ip_network(word, strict=False)
    except ValueError as error:
        raise NotAValue(word) from error


def address(word: str) -> Address:
    try:
        return ip_address(word)
    except ValueError as error:
        raise NotAValue(word) from error


def masked(word: str) -> Addresses:
    """An address with a mask that need not be a prefix: `10.0.1.0/255.0.255.0`; also a prefix or an address."""
    base, sign, mask = word.partition("/")
    if not sign or mask.isdecimal():
        return Addresses.of(network(word))
    start, bits = address(base), address(mask)
    try:
        if isinstance(start, IPv4Address) and isinstance(bits, IPv4Address):
            return Addresses(v4=wildcard(int(start), int(bits) ^ (2**32 - 1)))
        if isinstance(start, IPv6Address) and isinstance(bits, IPv6Address):
            return Addresses(v6=wildcard(int(start), int(bits) ^ (2**128 - 1), 128))
    except ValueError as error:
        raise NotAValue(word) from error
    raise NotAValue(word)


def between(first: str, last: str) -> Addresses:
    """From one address to another."""
    low, high = address(first.partition("/")[0]), address(last.partition("/")[0])
    if low.version != high.version or int(low) > int(high):
        raise NotAValue(f"{first} to {last}")
    return Addresses.between(low, high)


def port_spans(words: list[str]) -> Intervals:
    """Ports of a statement: `80`, `http`, `1000-2000`, `1000 to 2000`, `1000 - 2000`."""
    if len(words) == 3 and words[1] in ("to", "-"):
        return _span(words[0], words[2], _PORTS, PORTS)
    if len(words) != 1:
        raise NotAValue(" ".join(words))
    return numbers(words[0], _PORTS, PORTS)


def numbers(word: str, names: dict[str, int], every: Intervals) -> Intervals:
    """A number, a name, or a range of them."""
    if word in names:
        return Intervals.of(names[word])
    first, sign, last = word.partition("-")
    return _span(first, last if sign else first, names, every)


def _span(first: str, last: str, names: dict[str, int], every: Intervals) -> Intervals:
    low, high = _number(first, names), _number(last, names)
    found = Intervals([(low, high)])
    if low > high or not found <= every:
        raise NotAValue(f"{first}-{last}")
    return found


def _number(word: str, names: dict[str, int]) -> int:
    if word in names:
        return names[word]
    if word.isascii() and word.isdecimal() and len(word) < 7:
        return int(word)
    raise NotAValue(word)


def protocols(word: str) -> Intervals:
    return numbers(word, PROTOCOL_NUMBERS | _PROTOCOLS, PROTOCOLS)


def icmp_types(word: str, version: int) -> Intervals:
    return numbers(word, ICMP_TYPES | _ICMP if version == 4 else ICMPV6_TYPES | _ICMPV6, Intervals([(0, 255)]))
