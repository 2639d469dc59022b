"""Chains of translations that call each other, as Linux has them, laid out in one list; the first match holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Packets, Translation, Way
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets, all_doubts
from keur.plant.model import Text

DEEPEST = 16
"""Calls within calls: what nftables itself allows (NFT_JUMP_STACK_SIZE)."""
MOST = 20_000
"""Translations that one chain may come to."""

_LEFT_EARLY = Text(
    nl="een eerdere regel verlaat deze keten voor sommige pakketten",
    en="an earlier rule leaves this chain for some packets",
)
_TOO_MANY = Text(nl="de ketens roepen elkaar te vaak aan", en="the chains call each other too often")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New addresses and ports, as `Translation` has them."""

    to: Addresses | None = None
    to_ports: Intervals | None = None
    interface_address: bool = False
    one_to_one: bool = False
    doubt: Text | None = None


@dataclass(frozen=True, slots=True)
class NatRule:
    """One rule of a chain of translations."""

    line: int
    text: str
    packets: VaguePackets
    action: Action
    """Of a rule that rewrites nothing."""
    target: str = ""
    rewrite: Rewrite | None = None
    name: str = ""
    comment: str = ""


def lay_out(
    chains: Mapping[str, Sequence[NatRule]], start: str, base: Packets, way: Way, ledger: Ledger
) -> Iterator[Translation]:
    """The translations of the chain `start`, with those of the chains that it calls in their place."""
    yield from _Layout(chains, way, ledger).chain(start, VaguePackets.known(base), 0)


class _Layout:
    def __init__(self, chains: Mapping[str, Sequence[NatRule]], way: Way, ledger: Ledger) -> None:
        self.chains = chains
        self.way = way
        self.ledger = ledger
        self.made = 0

    def chain(self, name: str, guard: VaguePackets, depth: int) -> Iterator[Translation]:
        left = False
        for rule in self.chains[name]:
            for translation in self._rule(rule, guard & rule.packets, depth):
                if left and translation.doubt is None:
                    self.ledger.gap(rule.line, rule.text, _LEFT_EARLY)
                    translation = replace(translation, doubt=_LEFT_EARLY)
                yield translation
            left |= depth > 0 and rule.action in (Action.RETURN, Action.GOTO)

    def _rule(self, rule: NatRule, packets: VaguePackets, depth: int) -> Iterator[Translation]:
        self.made += 1
        if self.made > MOST:
            if self.made == MOST + 1:
                yield self._made(rule, VaguePackets.known(*ANY_PACKETS.sure), Rewrite(doubt=_TOO_MANY))
        elif rule.rewrite is not None:
            yield self._made(rule, packets, rule.rewrite)
        elif rule.action in (Action.JUMP, Action.GOTO):
            if rule.target not in self.chains or depth >= DEEPEST:
                yield self._made(rule, packets, Rewrite(doubt=reasons.no_such(reasons.CHAIN, rule.target)))
            else:
                yield from self.chain(rule.target, packets, depth + 1)
        elif rule.action is Action.ACCEPT or (rule.action is Action.RETURN and depth == 0):
            yield self._made(rule, packets, Rewrite())
        elif rule.action is Action.UNKNOWN:
            yield self._made(rule, packets, Rewrite(doubt=reasons.not_modelled(rule.text)))

    def _made(self, rule: NatRule, packets: VaguePackets, rewrite: Rewrite) -> Translation:
        doubts = packets.doubts if packets.sure != packets.possible else ()
        if rewrite.doubt:
            doubts = (rewrite.doubt, *doubts)
        if doubts:
            self.ledger.gap(rule.line, rule.text, all_doubts(doubts))
        return Translation(
            line=rule.line,
            text=rule.text,
            way=self.way,
            matches=packets.possible if doubts else packets.sure,
            to=rewrite.to,
            to_ports=rewrite.to_ports,
            one_to_one=rewrite.one_to_one,
            interface_address=rewrite.interface_address,
            doubt=all_doubts(doubts) if doubts else None,
            name=rule.name,
            comment=rule.comment,
        )
