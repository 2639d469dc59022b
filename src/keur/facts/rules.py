"""Rules of firewalls as table rows: what one line of a configuration says is one rule, also when the normal form has
several."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from keur.observe.firewalls.ledger import shown
from keur.observe.firewalls.model import Action, Rule
from keur.reach.devices import Device
from keur.reach.lint import Flaw, date_in, flaws, is_any, key_of, wide
from keur.reach.steps import Origin
from keur.reach.zones import Decider

COLUMNS: dict[str, dict[str, str]] = {
    "firewall_rule": {
        "rule": "INTEGER",
        "firewall": "VARCHAR",
        "chain": "VARCHAR",
        "label": "VARCHAR",
        "text": "VARCHAR",
        "action": "VARCHAR",
        "is_default": "BOOLEAN",
        "enabled": "BOOLEAN",
        "log": "BOOLEAN",
        "comment": "VARCHAR",
        "until": "DATE",
        "hits": "BIGINT",
        "any_source": "BOOLEAN",
        "any_destination": "BOOLEAN",
        "any_service": "BOOLEAN",
        "any_any": "BOOLEAN",
        "doubt": "BOOLEAN",
        "record_file": "VARCHAR",
        "record_line": "INTEGER",
    },
    "rule_flaw": {"rule": "INTEGER", "problem": "VARCHAR", "other": "INTEGER", "others": "INTEGER"},
}

LONGEST_LABEL = 90

_COUNTED = re.compile(r"^\[\d+:\d+\] | packets \d+ bytes \d+")
"""Counts that tools print with a rule: they are no part of what the rule says."""


class Rules:
    """Rules by number, in the order in which they were met."""

    def __init__(self, devices: Iterable[Device]) -> None:
        self._devices = {device.id: device for device in devices}
        self._numbers: dict[tuple[object, ...], int] = {}
        self.rows: list[dict[str, Any]] = []

    def number(self, decider: Decider) -> int:
        return self.of(self._devices[decider.device], decider.origin)

    def of(self, device: Device, origin: Origin) -> int:
        key = (device.id, *key_of(origin))
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(_row(device, origin, len(self.rows)))
        return self._numbers[key]

    def add_all(self, device: Device) -> None:
        """All rules and defaults of a firewall, but those that decide nothing."""
        for chain in device.firewall.chains.values():
            for rule in chain.rules:
                if rule.action is not Action.CONTINUE:
                    self.of(device, Origin(chain.name, rule, rule.line))
            if chain.default is not None:
                self.of(device, Origin(chain.name, None, chain.line))

    def flaws(self, device: Device, today: dt.date | None) -> Iterator[dict[str, Any]]:
        """Rows of `rule_flaw`: what is wrong with rules, and the first other rule that it has to do with."""
        for flaw in flaws(device.firewall, today):
            yield self._flaw(device, flaw)

    def _flaw(self, device: Device, flaw: Flaw) -> dict[str, Any]:
        others = [self.of(device, origin) for origin in flaw.others]
        return {
            "rule": self.of(device, flaw.origin),
            "problem": flaw.problem.value,
            "other": others[0] if others else None,
            "others": len(others),
        }


def _row(device: Device, origin: Origin, number: int) -> dict[str, Any]:
    chain = device.firewall.chains.get(origin.chain)
    rule = origin.rule
    row = {
        "rule": number,
        "firewall": device.id,
        "chain": origin.chain,
        "is_default": rule is None,
        "record_file": (chain.file if chain else "") or device.files[0].file,
        "record_line": max(origin.line, 1),
    }
    if rule is not None:
        return row | _about(rule)
    action = chain.default if chain and chain.default else Action.ACCEPT
    return row | {"label": origin.chain, "text": "", "action": action.value, "enabled": True, "comment": ""}


def _about(rule: Rule) -> dict[str, Any]:
    boxes = rule.matches
    text = shown(_COUNTED.sub("", rule.text))
    label = rule.name or rule.comment or text
    return {
        "label": label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…",
        "text": text,
        "action": rule.action.value,
        "enabled": rule.enabled,
        "log": rule.log,
        "comment": rule.comment,
        "until": rule.until or date_in(rule.comment),
        "hits": rule.hits,
        "any_source": any(wide(box.source.v4.size(), box.source.v6.size()) for box in boxes),
        "any_destination": any(wide(box.destination.v4.size(), box.destination.v6.size()) for box in boxes),
        "any_service": any(box.protocols.size() > 250 and box.applications is None for box in boxes),
        "any_any": is_any(boxes),
        "doubt": rule.doubt is not None,
    }
