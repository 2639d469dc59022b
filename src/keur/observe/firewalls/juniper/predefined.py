"""Applications that Junos defines itself (`junos-...`).

Source: Junos OS Security Policies User Guide, "Predefined Policy Applications", and `show configuration groups
junos-defaults applications`. What is not here, or only holds together with an application layer gateway, is in doubt.
"""

from __future__ import annotations

from keur.observe.firewalls.intervals import PORTS, Intervals
from keur.observe.firewalls.model import ICMP, ICMPV6, SCTP, TCP, UDP, Packets


def _ports(protocol: int, *spans: tuple[int, int] | int) -> Packets:
    found = Intervals((span, span) if isinstance(span, int) else span for span in spans)
    return Packets(protocols=Intervals.of(protocol), destination_ports=found if spans else PORTS)


def _icmp(protocol: int, kind: int, code: int | None = None) -> Packets:
    span = (kind << 8, kind << 8 | 255) if code is None else (kind << 8 | code, kind << 8 | code)
    return _ports(protocol, span)


_TCP: dict[str, int | tuple[int, int]] = {
    "aol": (5190, 5193),
    "bgp": 179,
    "cvspserver": 2401,
    "dns-tcp": 53,
    "finger": 79,
    "ftp": 21,
    "ftp-data": 20,
    "gopher": 70,
    "http": 80,
    "http-ext": 7001,
    "https": 443,
    "ident": 113,
    "imap": 143,
    "imaps": 993,
    "internet-locator-service": 389,
    "irc": (6660, 6669),
    "ldap": 389,
    "ldp-tcp": 646,
    "lpr": 515,
    "mail": 25,
    "ms-rpc-tcp": 135,
    "ms-sql": 1433,
    "msn": 1863,
    "netbios-session": 139,
    "nfsd-tcp": 2049,
    "nntp": 119,
    "pop3": 110,
    "pptp": 1723,
    "printer": 515,
    "rsh": 514,
    "rtsp": 554,
    "sccp": 2000,
    "smb-session": 445,
    "smtp": 25,
    "smtps": 465,
    "snmp-agentx": 705,
    "snpp": 444,
    "sqlnet-v1": 1525,
    "sqlnet-v2": 1521,
    "ssh": 22,
    "sun-rpc-tcp": 111,
    "sun-rpc-portmap-tcp": 111,
    "tacacs": 49,
    "tacacs-ds": 65,
    "telnet": 23,
    "wais": 210,
    "whois": 43,
    "winframe": 1494,
    "wxcontrol": 3578,
    "x-windows": (6000, 6063),
    "xnm-clear-text": 3221,
    "xnm-ssl": 3220,
}
_UDP: dict[str, int | tuple[int, int]] = {
    "biff": 512,
    "bootpc": 68,
    "bootps": 67,
    "chargen": 19,
    "dhcp-client": 68,
    "dhcp-relay": 67,
    "dhcp-server": 67,
    "discard": 9,
    "dns-udp": 53,
    "echo": 7,
    "gprs-gtp-c": 2123,
    "gprs-gtp-u": 2152,
    "gprs-gtp-v0": 3386,
    "ike": 500,
    "ike-nat": 4500,
    "l2tp": 1701,
    "ldp-udp": 646,
    "mgcp-ca": 2727,
    "mgcp-ua": 2427,
    "ms-rpc-udp": 135,
    "nbds": 138,
    "nbname": 137,
    "nfsd-udp": 2049,
    "ntalk": 518,
    "ntp": 123,
    "pc-anywhere": 5632,
    "r2cp": 28672,
    "radacct": 1813,
    "radius": 1812,
    "rip": 520,
    "sql-monitor": 1434,
    "sun-rpc-udp": 111,
    "sun-rpc-portmap-udp": 111,
    "syslog": 514,
    "talk": 517,
    "tftp": 69,
    "who": 513,
}
_OTHERS: dict[str, tuple[Packets, ...]] = {
    "gre": (_ports(47),),
    "h323": (_ports(TCP, 389, 522, 1503, 1720, 1731), _ports(UDP, 1719)),
    "icmp-all": (_ports(ICMP),),
    "icmp-ping": (_icmp(ICMP, 8),),
    "icmp6-all": (_ports(ICMPV6),),
    "icmp6-dst-unreach-addr": (_icmp(ICMPV6, 1, 3),),
    "icmp6-dst-unreach-admin": (_icmp(ICMPV6, 1, 1),),
    "icmp6-dst-unreach-beyond": (_icmp(ICMPV6, 1, 2),),
    "icmp6-dst-unreach-port": (_icmp(ICMPV6, 1, 4),),
    "icmp6-dst-unreach-route": (_icmp(ICMPV6, 1, 0),),
    "icmp6-echo-reply": (_icmp(ICMPV6, 129),),
    "icmp6-echo-request": (_icmp(ICMPV6, 128),),
    "icmp6-packet-too-big": (_icmp(ICMPV6, 2),),
    "icmp6-param-prob-header": (_icmp(ICMPV6, 4, 0),),
    "icmp6-param-prob-nexthdr": (_icmp(ICMPV6, 4, 1),),
    "icmp6-param-prob-option": (_icmp(ICMPV6, 4, 2),),
    "icmp6-time-exceed-reassembly": (_icmp(ICMPV6, 3, 1),),
    "icmp6-time-exceed-transit": (_icmp(ICMPV6, 3, 0),),
    "ospf": (_ports(89),),
    "sctp-any": (_ports(SCTP),),
    "sip": (_ports(UDP, 5060), _ports(TCP, 5060)),
    "smb": (_ports(TCP, 139, 445),),
    "tcp-any": (_ports(TCP),),
    "udp-any": (_ports(UDP),),
}

APPLICATIONS: dict[str, tuple[Packets, ...]] = {
    **{f"junos-{name}": (_ports(TCP, span),) for name, span in _TCP.items()},
    **{f"junos-{name}": (_ports(UDP, span),) for name, span in _UDP.items()},
    **{f"junos-{name}": packets for name, packets in _OTHERS.items()},
}
"""Applications whose protocols and ports are certain."""

PARTLY: dict[str, tuple[tuple[Packets, ...], tuple[Packets, ...]]] = {
    "junos-ping": ((_icmp(ICMP, 8),), (_ports(ICMP),)),
    "junos-pingv6": ((_icmp(ICMPV6, 128),), (_ports(ICMPV6),)),
    "junos-stun": ((_ports(UDP, 3478), _ports(TCP, 3478)), (_ports(UDP, (3478, 3479)), _ports(TCP, (3478, 3479)))),
}
"""Applications of which documents do not agree: what is surely in them, and what may be."""

SETS: dict[str, tuple[str, ...]] = {
    "junos-cifs": ("junos-netbios-session", "junos-smb-session"),
    "junos-mgcp": ("junos-mgcp-ua", "junos-mgcp-ca"),
    "junos-ms-rpc": ("junos-ms-rpc-tcp", "junos-ms-rpc-udp"),
    "junos-routing-inbound": ("junos-bgp", "junos-rip", "junos-ldp-tcp", "junos-ldp-udp"),
    "junos-sun-rpc": ("junos-sun-rpc-tcp", "junos-sun-rpc-udp"),
    "junos-sun-rpc-portmap": ("junos-sun-rpc-portmap-tcp", "junos-sun-rpc-portmap-udp"),
}
