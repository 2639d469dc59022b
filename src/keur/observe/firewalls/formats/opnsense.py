"""OPNsense: the file `config.xml`, as System, Configuration, Backups gives it."""

from __future__ import annotations

from keur.observe.firewalls.model import Firewall
from keur.observe.firewalls.pf.meaning import firewall
from keur.observe.firewalls.pf.recognising import score

TITLE = "OPNsense (config.xml)"


def recognise(head: str) -> float:
    return score(head, "opnsense")


def read(text: str) -> Firewall:
    return firewall("opnsense", text)
