"""Protocols that inspection knows by name, with their ports: what `match protocol` of a firewall class means.

The ports are those of Port-to-Application Mapping, to which `ip port-map` adds others (Cisco IOS Security
Configuration Guide: Zone-Based Policy Firewall, "Port to Application Mapping"; Security Command Reference, `match
protocol (zone)`). Protocols that are told by their content are not here.
"""

from __future__ import annotations

from keur.observe.firewalls.cisco.services import ONLY_ICMP, ONLY_ICMPV6, ONLY_TCP, ONLY_UDP, TCP_OR_UDP
from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.model import Packets

_TCP = {
    "bgp": (179,),
    "cifs": (139, 445),
    "exec": (512,),
    "finger": (79,),
    "ftp": (21,),
    "ftps": (990,),
    "gopher": (70,),
    "http": (80,),
    "https": (443,),
    "imap": (143,),
    "imap3": (220,),
    "imaps": (993,),
    "ldap": (389,),
    "ldaps": (636,),
    "login": (513,),
    "lotusnote": (1352,),
    "microsoft-ds": (445,),
    "ms-sql": (1433,),
    "mysql": (3306,),
    "netbios-ssn": (139,),
    "nntp": (119,),
    "pop3": (110,),
    "pop3s": (995,),
    "pptp": (1723,),
    "rtsp": (554,),
    "shell": (514,),
    "smtp": (25,),
    "sqlnet": (1521,),
    "ssh": (22,),
    "telnet": (23,),
    "telnets": (992,),
}
_UDP = {
    "bootpc": (68,),
    "bootps": (67,),
    "ipsec-msft": (4500,),
    "isakmp": (500,),
    "netbios-dgm": (138,),
    "netbios-ns": (137,),
    "ntp": (123,),
    "snmp": (161,),
    "snmptrap": (162,),
    "syslog": (514,),
    "tftp": (69,),
}
_BOTH = {"dns": (53,), "echo": (7,), "time": (37,), "tacacs": (49,)}

INSPECTED: dict[str, tuple[Packets, ...]] = {
    "tcp": (Packets(protocols=ONLY_TCP),),
    "udp": (Packets(protocols=ONLY_UDP),),
    "icmp": (Packets(protocols=Intervals([*ONLY_ICMP.spans, *ONLY_ICMPV6.spans])),),
}
for _protocols, _names in ((ONLY_TCP, _TCP), (ONLY_UDP, _UDP), (TCP_OR_UDP, _BOTH)):
    for _name, _ports in _names.items():
        INSPECTED[_name] = (Packets(protocols=_protocols, destination_ports=Intervals.of(*_ports)),)
