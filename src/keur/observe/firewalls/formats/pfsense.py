"""pfSense: the file `config.xml`, as Diagnostics, Backup & Restore gives it."""

from __future__ import annotations

from keur.observe.firewalls.model import Firewall
from keur.observe.firewalls.pf.meaning import firewall
from keur.observe.firewalls.pf.recognising import score

TITLE = "pfSense (config.xml)"


def recognise(head: str) -> float:
    return score(head, "pfsense")


def read(text: str) -> Firewall:
    return firewall("pfsense", text)
