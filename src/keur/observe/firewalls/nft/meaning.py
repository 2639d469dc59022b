"""What tables of `nft` mean: hooks, chains of rules, and translations in the normal form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    Action,
    Chain,
    Effect,
    Firewall,
    Hook,
    Packets,
    Rule,
    Stage,
    Translation,
)
from keur.observe.firewalls.nft import translating
from keur.observe.firewalls.nft.drafts import Draft, read_statement
from keur.observe.firewalls.nft.matching import ONLY_V4, ONLY_V6
from keur.observe.firewalls.nft.tree import ChainTree, RuleTree, TableTree
from keur.observe.firewalls.vague import ANY_PACKETS, rules
from keur.plant.model import Text

_BASES = {"ip": ONLY_V4, "ip6": ONLY_V6, "inet": Packets()}


def firewall(format: str, tables: list[TableTree], ledger: Ledger) -> Firewall:
    """The normal form of all tables."""
    chains: dict[str, Chain] = {}
    hooks: list[tuple[int, int, Hook]] = []
    translations: list[tuple[int, int, list[Translation]]] = []
    for table in tables:
        if table.dormant:
            continue
        if table.family not in _BASES:
            _not_followed(table, ledger)
            continue
        for chain in table.chains.values():
            name = f"{table.family} {table.name} {chain.name}"
            if chain.type == "nat":
                found = list(translating.of_chain(table, chain, _BASES[table.family], ledger))
                translations.append((chain.priority, len(translations), found))
                continue
            chains[name] = _chain(table, chain, name, ledger)
            if chain.hook:
                stage = _stage(chain)
                if stage is not None:
                    hook = Hook(name, stage, _BASES[table.family])
                    hooks.append((chain.priority, len(hooks), hook))
    return Firewall(
        format=format,
        name="",
        chains=chains,
        hooks=tuple(hook for _, _, hook in sorted(hooks, key=lambda one: one[:2])),
        translations=tuple(one for _, _, found in sorted(translations, key=lambda one: one[:2]) for one in found),
        gaps=ledger.all_gaps(),
        coverage=ledger.coverage(),
    )


def _not_followed(table: TableTree, ledger: Ledger) -> None:
    """Filters of bridges and devices may drop what passes the router's chains; ARP is no traffic between zones."""
    if table.family == "arp":
        return
    for chain in table.chains.values():
        statements = [statement for rule in chain.rules for statement in rule.statements]
        drops = any(isinstance(one, dict) and {"drop", "reject", "queue", "fwd"} & one.keys() for one in statements)
        if chain.hook and chain.hook != "egress" and (drops or chain.policy == "drop"):
            why = Text(
                nl=f"een keten van de familie `{table.family}` volgt keur niet",
                en=f"keur does not follow a chain of family `{table.family}`",
            )
            ledger.gap(chain.line, f"table {table.family} {table.name} chain {chain.name}", why, Effect.STRICTER)


def _stage(chain: ChainTree) -> Stage | None:
    """Where packets that are forwarded, or are for the firewall, meet a chain; None when they do not."""
    if chain.hook == "prerouting":
        return Stage.BEFORE_TRANSLATION if chain.priority <= -100 else Stage.FORWARD
    if chain.hook == "postrouting":
        return Stage.FORWARD if chain.priority < 100 else Stage.AFTER_TRANSLATION
    return {"forward": Stage.FORWARD, "input": Stage.LOCAL}.get(chain.hook)


def _chain(table: TableTree, chain: ChainTree, name: str, ledger: Ledger) -> Chain:
    found: list[Rule] = []
    for tree in chain.rules:
        found.extend(_rules(table, tree, ledger))
    if chain.cut:
        why = "..."
        found.append(Rule(chain.line, why, (Packets(),), Action.UNKNOWN))
    default = None
    if chain.hook:
        default = Action.DROP if chain.policy == "drop" else Action.ACCEPT
    return Chain(name, tuple(found), default, chain.policy_line or chain.line)


def _rules(table: TableTree, tree: RuleTree, ledger: Ledger) -> Iterator[Rule]:
    text = tree.text or json.dumps(tree.statements)
    if tree.wrong:
        why = reasons.not_known(tree.wrong)
        yield Rule(tree.line, text, (Packets(),), Action.UNKNOWN, name=tree.handle, doubt=why, comment=tree.comment)
        return
    draft = Draft(ANY_PACKETS)
    for statement in tree.statements:
        read_statement(table, draft, statement)
    base = Rule(
        tree.line,
        text,
        (),
        draft.action,
        name=tree.handle,
        target=_qualified(table, draft.target),
        log=draft.log,
        comment=tree.comment,
        schedule="; ".join(draft.schedule),
        hits=draft.hits,
        stateless=draft.stateless,
    )
    for packets, action, target in draft.entries or [(ANY_PACKETS, draft.action, draft.target)]:
        one = replace(base, action=action, target=_qualified(table, target))
        for rule in rules(one, draft.packets & packets):
            if rule.doubt and rule.action is not Action.CONTINUE:
                ledger.gap(tree.line, text, rule.doubt)
            yield rule


def _qualified(table: TableTree, chain: str) -> str:
    return f"{table.family} {table.name} {chain}" if chain else ""
