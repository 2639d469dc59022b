"""What the page about firewalls that keur does not read tells people to do works."""

from __future__ import annotations

import re
from pathlib import Path

from keur.observe.firewalls.model import Action
from keur.observe.firewalls.reading import read

PAGE = Path(__file__).parents[2] / "docs/firewalls-not-read.md"


def test_a_rule_table_written_down_as_nftables_is_read_in_full() -> None:
    (example,) = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    firewall = read(example.encode(), "transcript")
    assert firewall.gaps == ()
    (chain,) = firewall.chains.values()
    assert [rule.action for rule in chain.rules] == [Action.ACCEPT]
    assert chain.default is Action.DROP
