"""Short FortiOS configurations for tests: sections around what a test is about."""

from __future__ import annotations

from keur.observe.firewalls.model import Firewall
from tests.observe.firewalls.deciding import firewall

VERSION = "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin"
INTERFACES = """
config system interface
edit "a"
set vdom "root"
set ip 10.1.0.1 255.255.255.0
next
edit "b"
set vdom "root"
set ip 10.2.0.1 255.255.255.0
next
edit "c"
set vdom "root"
set ip 10.3.0.1 255.255.255.0
next
end
"""


def section(path: str, **entries: str) -> str:
    """A section; each entry is what its `set` lines say, with `;` between them."""
    lines = [f"config {path}"]
    for name, settings in entries.items():
        lines.append(f'edit "{name}"')
        lines += [f"set {setting.strip()}" for setting in settings.split(";") if setting.strip()]
        lines.append("next")
    return "\n".join([*lines, "end", ""])


def policy(settings: str = "", **others: str) -> str:
    """The section of policies, with one that accepts everything from a to b but for what is said."""
    plain = {
        "srcintf": "a",
        "dstintf": "b",
        "srcaddr": "all",
        "dstaddr": "all",
        "service": "ALL",
        "schedule": "always",
        "action": "accept",
    }
    for setting in settings.split(";"):
        key, _, value = setting.strip().partition(" ")
        if key.startswith("no-"):
            plain.pop(key[3:])
        elif key:
            plain[key] = value
    first = ";".join(f"{key} {value}" for key, value in plain.items())
    return section("firewall policy", **{"1": first}, **others)


def fortigate(*sections: str, version: str = VERSION, interfaces: str = INTERFACES) -> Firewall:
    """The firewall of some sections, after those of the version and three interfaces."""
    return firewall("\n".join([version, interfaces, *sections]), "fortigate")
