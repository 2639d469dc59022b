"""FortiOS: a backup of a FortiGate, what `show` prints, or a script of commands."""

from __future__ import annotations

import re

from keur.observe.firewalls.fortinet import meaning
from keur.observe.firewalls.model import Firewall

TITLE = "FortiGate (FortiOS)"

_VERSION = re.compile(r"^#config-version=(?!FSW|FAC|FAZ|FMG)\w+-", re.M)
_SECTION = re.compile(
    r"^[ \t]*config (?:system (?:global|interface|zone|settings)|firewall (?:policy|address|addrgrp|service|vip)\b"
    r"|router static|vdom|global)",
    re.M,
)
_ENTRY = re.compile(r"^[ \t]*edit \S", re.M)
_VALUE = re.compile(r"^[ \t]*set \S+ \S", re.M)


def recognise(head: str) -> float:
    if _VERSION.search(head):
        return 1.0
    if not _SECTION.search(head):
        return 0.0
    return 0.5 + 0.2 * bool(_ENTRY.search(head)) + 0.2 * bool(_VALUE.search(head))


def read(text: str) -> Firewall:
    return meaning.firewall(text)
