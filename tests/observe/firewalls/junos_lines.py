"""Lines of Junos for tests: two zones, a policy between them."""

from __future__ import annotations

from keur.observe.firewalls.model import Firewall
from tests.observe.firewalls.deciding import firewall

ZONES = """\
set security zones security-zone inside interfaces ge-0/0/1.0
set security zones security-zone outside interfaces ge-0/0/2.0
set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.254/24
set interfaces ge-0/0/2 unit 0 family inet address 10.2.0.254/24
"""
BETWEEN = "in=ge-0/0/1.0 out=ge-0/0/2.0"


def policy(name: str, *said: str, source: str = "any") -> list[str]:
    """The lines of a policy from `inside` to `outside`: conditions, and as the last one what becomes of the packets."""
    start = f"set security policies from-zone inside to-zone outside policy {name}"
    *conditions, then = said
    matches = [f"{start} match {one}" for one in (f"source-address {source}", *conditions)]
    return [*matches, f"{start} then {then}"]


def zoned(*lines: str) -> Firewall:
    """The firewall of two zones and some lines."""
    return firewall(ZONES + "\n".join(lines) + "\n")
