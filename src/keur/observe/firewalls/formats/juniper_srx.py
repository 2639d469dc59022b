"""Juniper Junos, as SRX firewalls run it: `show configuration` in braces, or as `set` commands."""

from __future__ import annotations

import re

from keur.observe.firewalls.juniper.meaning import firewall
from keur.observe.firewalls.model import Firewall

TITLE = "Juniper SRX (Junos)"

_TOP = (
    r"(?:applications|firewall|groups|interfaces|policy-options|protocols|routing-instances|routing-options|security"
    r"|snmp|system|chassis|apply-groups|version)"
)
_SET = re.compile(rf"^[ \t]*(?:set|deactivate|delete|insert) {_TOP} \S", re.MULTILINE)
_BRACES = re.compile(rf"^(?:inactive: |replace: )?{_TOP}[ \t]*\{{[ \t]*$", re.MULTILINE)
_STRONG = re.compile(
    r"\b(?:security-zone \S+|from-zone \S+ to-zone|family inet6? |host-inbound-traffic|junos-[a-z]+|host-name \S+;?$"
    r"|address-book \S+|policy-options prefix-list|apply-groups|family inet6? \{|firewall filter|unit \d+ (?:family|\{)"
    r"|applications application(?:-set)? |security (?:nat|key-chain|policies) )",
    re.MULTILINE,
)
_OTHERS = re.compile(
    r"^[ \t]*set (?:interfaces (?:ethernet|bonding|bridge|loopback|wireguard|openvpn|pppoe) |firewall (?:name|ipv[46]|"
    r"group|all-ping|state-policy|global-options) |deviceconfig |rulebase |network |shared )"
    r"|^config (?:system|firewall|router) |^(?:hostname|ASA Version) ",
    re.MULTILINE,
)


def recognise(head: str) -> float:
    if _OTHERS.search(head):
        return 0.1 if _SET.search(head) else 0.0
    shape = bool(_SET.search(head)) or bool(_BRACES.search(head))
    return 0.5 * shape + 0.45 * bool(shape and _STRONG.search(head))


def read(text: str) -> Firewall:
    return firewall("juniper-srx", text)
