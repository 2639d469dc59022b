"""Chains of type `nat` of `nft` to translations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Packets, Translation, Way
from keur.observe.firewalls.nft import matching, values
from keur.observe.firewalls.nft.drafts import Draft, read_statement
from keur.observe.firewalls.nft.tree import ChainTree, RuleTree, TableTree, Tree
from keur.observe.firewalls.translating import NatRule, Rewrite, lay_out
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets

_WAYS = {"prerouting": Way.DESTINATION, "postrouting": Way.SOURCE}


def of_chain(table: TableTree, chain: ChainTree, base: Packets, ledger: Ledger) -> Iterator[Translation]:
    """The translations of a base chain; none for those that only packets of the firewall itself meet."""
    way = _WAYS.get(chain.hook)
    if way is not None:
        chains = {
            name: [one for rule in found.rules for one in _rules(table, rule)] for name, found in table.chains.items()
        }
        yield from lay_out(chains, chain.name, base, way, ledger)


def _rules(table: TableTree, tree: RuleTree) -> Iterator[NatRule]:
    if tree.wrong:
        why = VaguePackets.unknown(reasons.not_known(tree.wrong))
        yield NatRule(tree.line, tree.text, why, Action.UNKNOWN, name=tree.handle, comment=tree.comment)
        return
    draft = Draft(ANY_PACKETS)
    for statement in tree.statements:
        read_statement(table, draft, statement)
    for packets, action, target in draft.entries or [(ANY_PACKETS, draft.action, draft.target)]:
        concerned = draft.packets & packets
        for more, rewrite in _rewrites(table, draft.nat):
            yield NatRule(
                tree.line, tree.text, concerned & more, action, target, rewrite, name=tree.handle, comment=tree.comment
            )


def _rewrites(
    table: TableTree, nat: tuple[str, Mapping[str, Tree]] | None
) -> Iterator[tuple[VaguePackets, Rewrite | None]]:
    """What a statement rewrites, for which packets; with a map, one for each of its entries."""
    if nat is None:
        yield ANY_PACKETS, None
        return
    kind, body = nat
    match body.get("addr"):
        case {"map": {"key": key, "data": data}}:
            yield from _mapped(table, key, data, body)
        case _:
            yield ANY_PACKETS, _rewrite(kind, body)


def _mapped(
    table: TableTree, key: Tree, data: Tree, body: Mapping[str, Tree]
) -> Iterator[tuple[VaguePackets, Rewrite | None]]:
    """`dnat to tcp dport map { 80 : 10.0.0.1 }`."""
    try:
        for value, target in matching.resolved(data, table.sets)["set"]:
            entry = dict(body) | {"addr": target}
            if isinstance(target, dict) and "concat" in target:
                entry["addr"], entry["port"] = target["concat"]
            wanted = {"op": "==", "left": key, "right": {"set": [value]}}
            yield matching.of_match(wanted, table.sets), _rewrite("mapped", entry)
    except (matching.Undecided, TypeError, KeyError, ValueError) as error:
        why = error.why if isinstance(error, matching.Undecided) else reasons.wrong(str(data))
        yield ANY_PACKETS, Rewrite(doubt=why)


def _rewrite(kind: str, body: Mapping[str, Tree]) -> Rewrite:
    try:
        to = values.addresses(body["addr"]) if "addr" in body else None
        to_ports = values.ports(body["port"]) if "port" in body else None
    except values.NotAValue as error:
        return Rewrite(doubt=reasons.wrong(str(error)))
    if body.get("type_flags"):
        return Rewrite(doubt=reasons.not_modelled(str(body["type_flags"])))
    own = kind in ("masquerade", "redirect")
    if to is None and to_ports is None and not own:
        return Rewrite(doubt=reasons.not_known(kind))
    return Rewrite(to, to_ports, interface_address=own and to is None)
