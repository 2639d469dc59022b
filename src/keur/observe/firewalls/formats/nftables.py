"""nftables as text: files for `nft -f`, and what `nft list ruleset` prints."""

from __future__ import annotations

import re

from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Firewall
from keur.observe.firewalls.nft.meaning import firewall
from keur.observe.firewalls.nft.ruleset import RulesetReader

TITLE = "nftables (nft list ruleset)"

_TABLE = re.compile(r"^\s*(add\s+|create\s+)?table\s+((ip|ip6|inet|arp|bridge|netdev)\s+)?[\w.-]+\s*[{;\n]", re.M)
_HOOK = re.compile(r"\btype\s+(filter|nat|route)\s+hook\s+\w+", re.M)


def recognise(head: str) -> float:
    score = 0.6 * bool(_TABLE.search(head)) + 0.4 * bool(_HOOK.search(head))
    if re.match(r"#!\s*/usr/sbin/nft", head):
        score = 1.0
    return score


def read(text: str) -> Firewall:
    ledger = Ledger(lines_of(text))
    tables = RulesetReader(text, ledger).read()
    return firewall("nftables", tables, ledger)


def lines_of(text: str) -> int:
    """Lines that are not blank or comment."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text.split("\n"))
