"""Names that Cisco IOS, IOS-XE and ASA use for protocols, ports and ICMP messages.

Sources: Cisco IOS Security Command Reference, `permit (IP)`; Cisco ASA Series General Operations CLI Configuration
Guide, "Addresses, Protocols, and Ports" (TCP and UDP ports, ICMP types); Cisco's own Go client for the ASA
(xanzy/go-ciscoasa, service_type.go), which settles `kerberos` as port 750; RFC 792 and RFC 4443 for codes.
"""

from __future__ import annotations

from keur.observe.firewalls.intervals import Intervals

PROTOCOLS = {
    "hopopt": 0,
    "icmp": 1,
    "igmp": 2,
    "ipinip": 4,
    "st": 5,
    "tcp": 6,
    "egp": 8,
    "igrp": 9,
    "udp": 17,
    "dccp": 33,
    "rsvp": 46,
    "gre": 47,
    "pptp": 47,
    "esp": 50,
    "ipsec": 50,
    "ah": 51,
    "ahp": 51,
    "icmp6": 58,
    "eigrp": 88,
    "ospf": 89,
    "nos": 94,
    "pim": 103,
    "pcp": 108,
    "snp": 109,
    "vrrp": 112,
    "sctp": 132,
}

_BOTH_PORTS = {
    "cifs": 3020,
    "discard": 9,
    "domain": 53,
    "echo": 7,
    "http": 80,
    "kerberos": 750,
    "nfs": 2049,
    "pim-auto-rp": 496,
    "sip": 5060,
    "sunrpc": 111,
    "tacacs": 49,
    "tacacs-ds": 65,
    "talk": 517,
    "time": 37,
    "www": 80,
}

TCP_PORTS = _BOTH_PORTS | {
    "aol": 5190,
    "bgp": 179,
    "chargen": 19,
    "citrix-ica": 1494,
    "cmd": 514,
    "connectedapps-plain": 15001,
    "connectedapps-tls": 15002,
    "ctiqbe": 2748,
    "daytime": 13,
    "drip": 3949,
    "exec": 512,
    "finger": 79,
    "ftp": 21,
    "ftp-data": 20,
    "gopher": 70,
    "h323": 1720,
    "hostname": 101,
    "https": 443,
    "ident": 113,
    "imap4": 143,
    "irc": 194,
    "klogin": 543,
    "kshell": 544,
    "ldap": 389,
    "ldaps": 636,
    "login": 513,
    "lotusnotes": 1352,
    "lpd": 515,
    "msrpc": 135,
    "netbios-ssn": 139,
    "nntp": 119,
    "onep-plain": 15001,
    "onep-tls": 15002,
    "pcanywhere-data": 5631,
    "pop2": 109,
    "pop3": 110,
    "pptp": 1723,
    "rsh": 514,
    "rtsp": 554,
    "smtp": 25,
    "sqlnet": 1521,
    "ssh": 22,
    "syslog": 514,
    "telnet": 23,
    "uucp": 540,
    "whois": 43,
}

UDP_PORTS = _BOTH_PORTS | {
    "biff": 512,
    "bootpc": 68,
    "bootps": 67,
    "dnsix": 195,
    "isakmp": 500,
    "mobile-ip": 434,
    "nameserver": 42,
    "netbios-dgm": 138,
    "netbios-ns": 137,
    "netbios-ss": 139,
    "non500-isakmp": 4500,
    "ntp": 123,
    "pcanywhere-status": 5632,
    "radius": 1645,
    "radius-acct": 1646,
    "rip": 520,
    "ripng": 521,
    "ripv6": 521,
    "secureid-udp": 5510,
    "snmp": 161,
    "snmptrap": 162,
    "syslog": 514,
    "tftp": 69,
    "vxlan": 4789,
    "who": 513,
    "xdmcp": 177,
}


def _every_code(kind: int) -> Intervals:
    return Intervals([(kind << 8, kind << 8 | 255)])


def _one(kind: int, code: int) -> Intervals:
    return Intervals.of(kind << 8 | code)


ICMP_MESSAGES = {
    "administratively-prohibited": _one(3, 13),
    "alternate-address": _every_code(6),
    "conversion-error": _every_code(31),
    "dod-host-prohibited": _one(3, 10),
    "dod-net-prohibited": _one(3, 9),
    "echo": _every_code(8),
    "echo-reply": _every_code(0),
    "general-parameter-problem": _one(12, 0),
    "host-isolated": _one(3, 8),
    "host-precedence-unreachable": _one(3, 14),
    "host-redirect": _one(5, 1),
    "host-tos-redirect": _one(5, 3),
    "host-tos-unreachable": _one(3, 12),
    "host-unknown": _one(3, 7),
    "host-unreachable": _one(3, 1),
    "information-reply": _every_code(16),
    "information-request": _every_code(15),
    "mask-reply": _every_code(18),
    "mask-request": _every_code(17),
    "mobile-redirect": _every_code(32),
    "net-redirect": _one(5, 0),
    "net-tos-redirect": _one(5, 2),
    "net-tos-unreachable": _one(3, 11),
    "net-unreachable": _one(3, 0),
    "network-unknown": _one(3, 6),
    "no-room-for-option": _one(12, 2),
    "option-missing": _one(12, 1),
    "packet-too-big": _one(3, 4),
    "parameter-problem": _every_code(12),
    "port-unreachable": _one(3, 3),
    "precedence-unreachable": _one(3, 15),
    "protocol-unreachable": _one(3, 2),
    "reassembly-timeout": _one(11, 1),
    "redirect": _every_code(5),
    "router-advertisement": _every_code(9),
    "router-solicitation": _every_code(10),
    "source-quench": _every_code(4),
    "source-route-failed": _one(3, 5),
    "time-exceeded": _every_code(11),
    "timestamp-reply": _every_code(14),
    "timestamp-request": _every_code(13),
    "traceroute": _every_code(30),
    "ttl-exceeded": _one(11, 0),
    "unreachable": _every_code(3),
}
"""ICMP messages to type x 256 + code."""

ICMPV6_MESSAGES = {
    "unreachable": _every_code(1),
    "no-route": _one(1, 0),
    "no-admin": _one(1, 1),
    "beyond-scope": _one(1, 2),
    "destination-unreachable": _one(1, 3),
    "port-unreachable": _one(1, 4),
    "packet-too-big": _every_code(2),
    "time-exceeded": _every_code(3),
    "hop-limit": _one(3, 0),
    "reassembly-timeout": _one(3, 1),
    "parameter-problem": _every_code(4),
    "header": _one(4, 0),
    "next-header": _one(4, 1),
    "parameter-option": _one(4, 2),
    "echo": _every_code(128),
    "echo-request": _every_code(128),
    "echo-reply": _every_code(129),
    "mld-query": _every_code(130),
    "membership-query": _every_code(130),
    "mld-report": _every_code(131),
    "membership-report": _every_code(131),
    "mld-reduction": _every_code(132),
    "membership-reduction": _every_code(132),
    "mldv2": _every_code(143),
    "router-solicitation": _every_code(133),
    "router-advertisement": _every_code(134),
    "nd-ns": _every_code(135),
    "neighbor-solicitation": _every_code(135),
    "nd-na": _every_code(136),
    "neighbor-advertisement": _every_code(136),
    "redirect": _every_code(137),
    "neighbor-redirect": _every_code(137),
    "router-renumbering": _every_code(138),
}
"""ICMPv6 messages to type x 256 + code."""

LOG_LEVELS = frozenset(
    (*"01234567", "emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational")
) | {"debugging"}

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


def vocabulary(words: str) -> frozenset[str]:
    """A set of words, written as a text."""
    return frozenset(words.split())
