"""PAN-OS: the XML of an export, nested braces, or `set` commands; of a firewall, or of a Panorama with one."""

from __future__ import annotations

import re

from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Firewall
from keur.observe.firewalls.palo_alto import braces, meaning, set_commands, xml_export
from keur.observe.firewalls.palo_alto.tree import Node

TITLE = "Palo Alto Networks (PAN-OS)"

_XML = re.compile(
    r"<config\b[^>]{0,400}(?:urldb|detail-version)="
    r"|<entry name=\"(?:localhost\.localdomain|vsys\d+)\"|<(?:deviceconfig|mgt-config)>"
)
_SET = re.compile(
    r"^[ \t]*set (?:(?:config|template \S+|device-group \S+|shared|vsys \S+) )*"
    r"(?:deviceconfig |network (?:interface (?:ethernet|aggregate-ethernet|vlan|loopback|tunnel) |virtual-router )"
    r"|(?:pre-|post-)?rulebase (?:security|nat|pbf|application-override|decryption|qos|dos|default-security-rules) "
    r"|zone \S+ network |network profiles "
    r"|address(?:-group)? (?:\"[^\"\n]+\"|\S+) (?:ip-netmask|ip-range|fqdn|ip-wildcard|static|dynamic) "
    r"|policy panorama |mgt-config |readonly devices )",
    re.M,
)
_BRACES = re.compile(
    r"^[ \t]*(?:deviceconfig|mgt-config|localhost\.localdomain|panorama|rulebase|virtual-router) \{", re.M
)


def recognise(head: str) -> float:
    start = head.lstrip()
    if start.startswith("<"):
        return 0.95 if _XML.search(head) else 0.0
    if _SET.search(head):
        return 0.9
    return 0.8 if _BRACES.search(head) else 0.0


def read(text: str) -> Firewall:
    return meaning.firewall(text, _parse)


def _parse(text: str, ledger: Ledger) -> Node:
    """The tree of a text, by how it is written."""
    if text.lstrip()[:1] == "<":
        return xml_export.read(text, ledger)
    if re.search(r"^[ \t]*[\w.-]+ \{[ \t]*$", text[:65_536], re.M) and not _SET.search(text[:65_536]):
        return braces.read(text, ledger)
    return set_commands.SetReader(text, ledger).read()
