"""Cisco ASA: what `show running-config` prints, and files of such statements; also of PIX, FWSM and Firepower."""

from __future__ import annotations

import re

from keur.observe.firewalls.cisco.asa.configuration import Configuration, version_of
from keur.observe.firewalls.cisco.asa.meaning import firewall
from keur.observe.firewalls.cisco.asa.syntax import SYNTAX
from keur.observe.firewalls.cisco.statements import parse
from keur.observe.firewalls.model import Firewall

TITLE = "Cisco ASA"
WATCHES_ITS_END = True

_SIGNS = (
    (1.0, r"^:? *(?:ASA|PIX|FWSM|NGFW) Version +\d"),
    (0.6, r"^: Saved"),
    (0.6, r"^\s+nameif \S"),
    (0.4, r"^\s+security-level \d"),
    (0.6, r"^access-group \S+ (?:(?:in|out) interface \S|global)"),
    (0.5, r"^access-list \S+ (?:line \d+ )?(?:extended|advanced) (?:permit|deny|trust) "),
    (0.5, r"^object (?:network|service) \S"),
    (0.4, r"^(?:\s+)?nat \(\S+, ?\S+\) "),
    (0.3, r"^object-group (?:network|service|protocol|icmp-type) \S"),
    (0.4, r"^same-security-traffic permit "),
    (0.3, r"^names\s*$|^name \d+\.\d+\.\d+\.\d+ \S"),
    (0.3, r"^route \S+ [\d.]+ [\d.]+ [\d.]+"),
)
_SIGNS_OF_OTHERS = (
    (1.0, r"^Building configuration\.\.\."),
    (0.7, r"^\s+ip access-group \S+ (?:in|out)\b|^ip access-list (?:standard|extended) "),
    (0.6, r"^access-list \S+ extended (?:permit|deny) .* 0\.\d+\.\d+\.\d+"),
    (0.6, r"^line (?:con|vty|aux) \d|^version 1\d\.\d"),
    (0.6, r"^zone security \S|^class-map type inspect match-"),
    (0.8, r"^feature \S|^vdc \S+ id|^vrf context |^!! IOS XR|^frr version"),
)


def recognise(head: str) -> float:
    score = sum(weight for weight, sign in _SIGNS if re.search(sign, head, re.MULTILINE))
    against = sum(weight for weight, sign in _SIGNS_OF_OTHERS if re.search(sign, head, re.MULTILINE))
    return max(0.0, min(1.0, score) - against)


def read(text: str) -> Firewall:
    found = Configuration(parse(text, SYNTAX), version_of(text))
    if re.match(r"\s*: Saved", text) and not re.search(r"^(?:: end|Cryptochecksum:)", text, re.MULTILINE):
        found.note_missing_end()
    found.read()
    return firewall(found)
