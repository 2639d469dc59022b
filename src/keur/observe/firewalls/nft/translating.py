"""Chains of type `nat` to translations, with the chains that they call laid out in line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Packets, Translation, Way
from keur.observe.firewalls.nft import matching, values
from keur.observe.firewalls.nft.drafts import Draft, read_statement
from keur.observe.firewalls.nft.tree import ChainTree, RuleTree, TableTree, Tree
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets, all_doubts
from keur.plant.model import Text

DEEPEST = 16
"""Jumps within jumps that nftables itself allows (NFT_JUMP_STACK_SIZE)."""
MOST = 20_000
"""Translations that one chain may come to."""

_LEFT_EARLY = Text(
    nl="een eerdere regel verlaat deze keten voor sommige pakketten", en="an earlier rule leaves this chain for some"
)
_WAYS = {"prerouting": Way.DESTINATION, "postrouting": Way.SOURCE}


class _Layout:
    def __init__(self, table: TableTree, way: Way, ledger: Ledger) -> None:
        self.table = table
        self.way = way
        self.ledger = ledger
        self.made = 0

    def chain(self, chain: ChainTree, guard: VaguePackets, depth: int) -> Iterator[Translation]:
        left = False
        for rule in chain.rules:
            for translation in self._rule(rule, guard, depth):
                self.made += 1
                if self.made > MOST:
                    return
                if left and translation.doubt is None:
                    self.ledger.gap(rule.line, rule.text, _LEFT_EARLY)
                    translation = _doubted(translation, _LEFT_EARLY)
                yield translation
            left |= depth > 0 and any("return" in one for one in rule.statements if isinstance(one, dict))

    def _rule(self, rule: RuleTree, guard: VaguePackets, depth: int) -> Iterator[Translation]:
        if rule.wrong:
            yield self._made(rule, guard, None, {}, reasons.not_known(rule.wrong))
            return
        draft = Draft(guard)
        for statement in rule.statements:
            read_statement(self.table, draft, statement)
        for packets, action, target in draft.entries or [(ANY_PACKETS, draft.action, draft.target)]:
            concerned = draft.packets & packets
            if draft.nat:
                kind, body = draft.nat
                yield from self._translations(rule, concerned, kind, body)
            elif action in (Action.JUMP, Action.GOTO):
                called = self.table.chains.get(target)
                if called is None or depth >= DEEPEST:
                    yield self._made(rule, concerned, None, {}, reasons.no_such(reasons.CHAIN, target))
                else:
                    yield from self.chain(called, concerned, depth + 1)
            elif action is Action.ACCEPT or (action is Action.RETURN and depth == 0):
                yield self._made(rule, concerned, None, {}, None)
            elif action is Action.UNKNOWN:
                yield self._made(rule, concerned, None, {}, reasons.not_modelled(rule.text))

    def _translations(
        self, rule: RuleTree, packets: VaguePackets, kind: str, body: Mapping[str, Tree]
    ) -> Iterator[Translation]:
        match body.get("addr"):
            case {"map": {"key": key, "data": data}}:
                yield from self._mapped(rule, packets, key, data, body)
            case _:
                yield self._made(rule, packets, kind, body, None)

    def _mapped(
        self, rule: RuleTree, packets: VaguePackets, key: Tree, data: Tree, body: Mapping[str, Tree]
    ) -> Iterator[Translation]:
        """`dnat to tcp dport map { 80 : 10.0.0.1 }`: a translation an entry."""
        try:
            pairs = matching.resolved(data, self.table.sets)["set"]
            for value, target in pairs:
                wanted = {"op": "==", "left": key, "right": {"set": [value]}}
                entry = dict(body) | {"addr": target}
                if isinstance(target, dict) and "concat" in target:
                    entry["addr"], entry["port"] = target["concat"]
                concerned = packets & matching.of_match(wanted, self.table.sets)
                yield self._made(rule, concerned, "mapped", entry, None)
        except (matching.Undecided, TypeError, KeyError, ValueError) as error:
            why = error.why if isinstance(error, matching.Undecided) else reasons.wrong(rule.text)
            yield self._made(rule, packets, None, {}, why)

    def _made(
        self,
        rule: RuleTree,
        packets: VaguePackets,
        kind: str | None,
        body: Mapping[str, Tree],
        doubt: Text | None,
    ) -> Translation:
        to, to_ports, own = None, None, False
        if kind is not None and doubt is None:
            try:
                own = kind in ("masquerade", "redirect")
                to = values.addresses(body["addr"]) if "addr" in body else None
                to_ports = values.ports(body["port"]) if "port" in body else None
                if body.get("type_flags"):
                    doubt = reasons.not_modelled(str(body["type_flags"]))
                elif to is None and to_ports is None and not own:
                    doubt = reasons.not_modelled(rule.text)
            except values.NotAValue as error:
                doubt = reasons.wrong(str(error))
        doubts = (*((doubt,) if doubt else ()), *(packets.doubts if packets.sure != packets.possible else ()))
        if doubts:
            self.ledger.gap(rule.line, rule.text, all_doubts(doubts))
        return Translation(
            line=rule.line,
            text=rule.text,
            way=self.way,
            matches=packets.possible if doubts else packets.sure,
            to=to,
            to_ports=to_ports,
            interface_address=own and to is None,
            doubt=all_doubts(doubts) if doubts else None,
            name=rule.handle,
            comment=rule.comment,
        )


def _doubted(translation: Translation, why: Text) -> Translation:
    return replace(translation, doubt=why)


def of_chain(table: TableTree, chain: ChainTree, base: Packets, ledger: Ledger) -> Iterator[Translation]:
    """The translations of a base chain; none for those that only packets of the firewall itself meet."""
    way = _WAYS.get(chain.hook)
    if way is not None:
        yield from _Layout(table, way, ledger).chain(chain, VaguePackets.known(base), 0)
