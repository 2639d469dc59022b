"""nftables as JSON: what `nft -j list ruleset` prints (libnftables-json(5))."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Firewall
from keur.observe.firewalls.nft.meaning import firewall
from keur.observe.firewalls.nft.tree import ChainTree, RuleTree, SetTree, TableTree
from keur.plant.model import Text

TITLE = "nftables (nft -j list ruleset)"

_START = re.compile(r'\s*\{\s*"nftables"\s*:\s*\[')
_BESIDE = {"metainfo", "flowtable", "counter", "quota", "limit", "ct helper", "ct timeout", "ct expectation", "secmark"}
_LIST = Text(nl="de lijst", en="the list")


def recognise(head: str) -> float:
    return 1.0 if _START.match(head) else 0.0


def read(text: str) -> Firewall:
    ledger = Ledger(0)
    tables: dict[tuple[str, str], TableTree] = {}
    parts = 0
    for line, item in _items(text, ledger):
        parts += 1
        kind, body = next(iter(item.items()), ("", None))
        if kind in ("add", "create") and isinstance(body, dict):
            kind, body = next(iter(body.items()), ("", None))
        if kind in _BESIDE:
            ledger.beside(parts)
        elif isinstance(body, dict) and _add(tables, kind, body, line):
            ledger.understood(parts)
        else:
            ledger.gap(line, json.dumps(item), reasons.not_known(kind), Effect.EVERYTHING)
    ledger.lines = parts
    return firewall("nftables-json", list(tables.values()), ledger)


def _items(text: str, ledger: Ledger) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of the list, with its line. What follows a mistake is lost, and said to be."""
    decoder = json.JSONDecoder()
    start = _START.match(text)
    at = start.end() if start else 0
    line, counted = 1, 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        line += text.count("\n", counted, at)
        counted = at
        if text[at : at + 1] == "]":
            return
        try:
            item, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            ledger.gap(line, text[at : at + 200], reasons.cut_short(_LIST), Effect.EVERYTHING)
            return
        if isinstance(item, dict):
            yield line, item
        else:
            ledger.gap(line, str(item), reasons.not_known(str(item)), Effect.EVERYTHING)


def _add(tables: dict[tuple[str, str], TableTree], kind: str, body: dict[str, Any], line: int) -> bool:
    """Adds an object to its table; False when it is not understood."""
    family, name = str(body.get("family", "ip")), str(body.get("name", ""))
    if kind == "table":
        flags = body.get("flags", [])
        tables[family, name] = TableTree(family, name, line, dormant="dormant" in (flags or ()))
        return True
    table = tables.get((family, str(body.get("table", ""))))
    if table is None:
        return False
    if kind == "chain":
        priority = body.get("prio", 0)
        table.chains[name] = ChainTree(
            name,
            line,
            type=str(body.get("type", "")),
            hook=str(body.get("hook", "")),
            priority=priority if isinstance(priority, int) else 0,
            policy=str(body.get("policy", "accept")),
            policy_line=line,
        )
        return isinstance(priority, int)
    if kind in ("set", "map"):
        flags = body.get("flags", [])
        changing = (
            bool({"dynamic", "timeout"} & set(flags if isinstance(flags, list) else [flags])) or "timeout" in body
        )
        table.sets[name] = SetTree(name, line, _listed(body.get("elem")), changing)
        return True
    if kind == "element" and name in table.sets:
        table.sets[name].elements.extend(_listed(body.get("elem")))
        return True
    chain = table.chains.get(str(body.get("chain", "")))
    if kind == "rule" and chain is not None and isinstance(body.get("expr"), list):
        shown = json.dumps(body["expr"])
        handle = str(body.get("handle", ""))
        chain.rules.append(
            RuleTree(line, line, shown, body["expr"], comment=str(body.get("comment", "")), handle=handle)
        )
        return True
    return False


def _listed(elements: Any) -> list[Any]:
    return elements if isinstance(elements, list) else []
