"""Cisco IOS and IOS-XE: what `show running-config` prints, and files of such statements."""

from __future__ import annotations

import re

from keur.observe.firewalls.cisco.ios.configuration import Configuration
from keur.observe.firewalls.cisco.ios.meaning import firewall
from keur.observe.firewalls.cisco.ios.syntax import SYNTAX
from keur.observe.firewalls.cisco.statements import parse
from keur.observe.firewalls.model import Firewall

TITLE = "Cisco IOS / IOS-XE"
WATCHES_ITS_END = True

_SIGNS = (
    (0.9, r"^Building configuration\.\.\.|^Current configuration *: *\d+ bytes"),
    (0.5, r"^ *ip access-list (?:standard|extended) \S"),
    (0.5, r"^access-list \d{1,4} (?:permit|deny|remark) "),
    (0.5, r"^access-list \S+ extended (?:permit|deny) .* 0\.\d+\.\d+\.\d+"),
    (0.4, r"^\s+ip access-group \S+ (?:in|out)\b"),
    (0.4, r"^\s+ip nat (?:inside|outside)\s*$|^ip nat (?:inside|outside) (?:source|destination) "),
    (0.5, r"^zone-pair security \S|^class-map type inspect \S"),
    (0.5, r"^\s+zone-member security \S"),
    (0.4, r"^line (?:con|vty|aux) \d"),
    (0.3, r"^version 1\d\.\d"),
    (0.3, r"^ip route (?:vrf \S+ )?\d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+ "),
    (0.5, r"^interface \S+ ?\S*\n(?:[ \xa0]+\S.*\n){0,20}?[ \xa0]+(?:ip address \d|standby \d|cts |ip ospf )"),
    (0.5, r"^interface (?:(?:Two|Twenty|Ten|Forty|Hundred)?\w*Ethernet|Loopback|Vlan|Tunnel)\d"),
    (0.5, r"^object-group (?:ip )?(?:network|service|port|address|protocol) *\S"),
    (0.3, r"^ipv6 access-list \S"),
)
_SIGNS_OF_OTHERS = (
    (1.0, r"^(?::? *ASA Version|:? *PIX Version|FWSM Version|NGFW Version)|^: Saved"),
    (0.8, r"^\s+nameif \S|^\s+security-level \d"),
    (0.8, r"^feature \S|^vdc \S+ id|^vrf context |^!Command: show"),  # NX-OS
    (0.8, r"^!! IOS XR|^\s+ipv4 address |^ipv4 access-list "),
    (0.8, r"^! Command: show running-config|^! device: .*EOS"),
    (0.8, r"^frr version|^frr defaults|^! *Zebra|^! *Quagga|^zebra version"),
    (0.8, r"^; J\d|^; hp|^set |^config |^[\w-]+ \{"),
)


def recognise(head: str) -> float:
    text = head.replace("\0", "")
    score = sum(weight for weight, sign in _SIGNS if re.search(sign, text, re.MULTILINE))
    against = sum(weight for weight, sign in _SIGNS_OF_OTHERS if re.search(sign, text, re.MULTILINE))
    return max(0.0, min(1.0, score) - against)


def read(text: str) -> Firewall:
    found = Configuration(parse(text, SYNTAX))
    found.read()
    return firewall(found)
