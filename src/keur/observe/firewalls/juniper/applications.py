"""Applications and sets of them: protocols and ports. Source: Junos OS Security Policies User Guide, "Security Policy
Applications and Application Sets", "Custom Policy Applications"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import PORTS, PROTOCOLS, Intervals
from keur.observe.firewalls.juniper import predefined, values
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import EVERYTHING, ICMP, ICMPV6, WITH_PORTS, Packets
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets
from keur.plant.model import Text

DEEPEST = 16
"""Sets within sets."""
_BESIDE = {
    "application-protocol",
    "alg",
    "description",
    "inactivity-timeout",
    "do-not-translate-AAAA-query",
}
_ICMP_WORDS = {"icmp-type": 4, "icmp-code": 4, "icmp6-type": 6, "icmp6-code": 6}
_TAKING = {"protocol", "source-port", "destination-port", *_ICMP_WORDS, "rpc-program-number", "uuid", "ether-type"}
_TAKING |= _BESIDE
_GROUP = Text(nl="groep van toepassingen", en="application set")
_ONE = Text(nl="toepassing", en="application")


class _Unclear(Exception):
    """A part of an application that cannot be told in protocols and ports."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(slots=True)
class Applications:
    root: Node
    ledger: Ledger
    _found: dict[str, VaguePackets] = field(default_factory=dict)

    def read_all(self) -> None:
        """Looks at every definition, so that the ledger knows of what is not understood."""
        for kind in ("application", "application-set"):
            for entry in self.root.below("applications", kind):
                self.named(entry.word)

    def resolve(self, names: list[str]) -> VaguePackets:
        """The packets of any of some applications."""
        if "any" in names:
            return ANY_PACKETS
        found = VaguePackets()
        for name in names:
            found |= self.named(name)
        return found

    def defined(self, name: str) -> bool:
        """Whether the configuration or Junos itself defines a name."""
        ours = any(self.root.at("applications", kind, name) is not None for kind in ("application", "application-set"))
        return ours or name == "any" or name in predefined.APPLICATIONS or name in predefined.SETS

    def named(self, name: str, within: tuple[str, ...] = ()) -> VaguePackets:
        found = self._found.get(name)
        if found is None:
            found = self._read(name, within)
            if name not in within:
                self._found[name] = found
        return found

    def _read(self, name: str, within: tuple[str, ...]) -> VaguePackets:
        if name == "any":
            return ANY_PACKETS
        if name in within or len(within) >= DEEPEST:
            return VaguePackets.unknown(reasons.circular(_GROUP, name))
        entry = self.root.at("applications", "application", name)
        if entry is not None:
            return self._application(entry)
        several = self.root.at("applications", "application-set", name)
        if several is not None:
            return self._set(several, (*within, name))
        if name in predefined.SETS:
            return self.resolve(list(predefined.SETS[name]))
        if name in predefined.APPLICATIONS:
            return VaguePackets.known(*predefined.APPLICATIONS[name])
        if name in predefined.PARTLY:
            return VaguePackets(*predefined.PARTLY[name], (reasons.not_known(name),))
        if name.startswith("junos-"):
            return VaguePackets.unknown(reasons.not_known(name))
        return VaguePackets.unknown(reasons.no_such(_ONE, name))

    def _set(self, entry: Node, within: tuple[str, ...]) -> VaguePackets:
        found = VaguePackets()
        for part in entry.active():
            if part.word in ("application", "application-set"):
                for member in part.active():
                    one = self.named(member.word, within)
                    if one.sure != one.possible and self.root.at("applications", part.word, member.word) is None:
                        self.ledger.gap(member.line, f"{part.word} {member.word}", one.doubts[0])
                    found |= one
            elif part.word not in _BESIDE:
                found |= self._doubt(part, reasons.not_known(part.word))
        return ANY_PACKETS if EVERYTHING in found.sure else found

    def _application(self, entry: Node) -> VaguePackets:
        """Flat statements make one box; each `term` makes one of its own."""
        found = VaguePackets()
        flat: list[list[Node]] = []
        for path in entry.statements():
            if path[0].word != "term":
                flat.append(path)
        for term in entry.below("term"):
            found |= self._box(term, _pairs(term.statements()))
        pairs = _pairs(flat)
        if any(key.word not in _BESIDE for key, _ in pairs):
            found |= self._box(entry, pairs)
        elif not entry.at("term"):
            found |= self._doubt(entry, reasons.wrong(entry.text()))
        return found

    def _box(self, node: Node, pairs: list[tuple[Node, list[str]]]) -> VaguePackets:
        box, kinds, codes = EVERYTHING, Intervals([(0, 255)]), Intervals([(0, 255)])
        doubt: Text | None = None
        for key, words in pairs:
            try:
                box, kinds, codes = _limited(box, kinds, codes, key.word, words)
            except NotAValue as error:
                doubt = reasons.wrong(str(error))
            except _Unclear as unclear:
                doubt = unclear.why
            if doubt is not None:
                self.ledger.gap(key.line, key.text(), doubt)
                return VaguePackets.unknown(doubt, box)
        if kinds.size() < 256 or codes.size() < 256:
            spans = Intervals(
                (kind << 8 | a, kind << 8 | b) for lo, hi in kinds for kind in range(lo, hi + 1) for a, b in codes
            )
            box &= Packets(destination_ports=spans)
        if box.protocols == PROTOCOLS and (box.source_ports != PORTS or box.destination_ports != PORTS):
            # Without a protocol, ports are not complete: which protocols are meant is not said.
            doubt = reasons.wrong(node.text())
            self.ledger.gap(node.line, node.text(), doubt)
            return VaguePackets.unknown(doubt, box & Packets(protocols=WITH_PORTS))
        return VaguePackets.known(box)

    def _doubt(self, node: Node, why: Text) -> VaguePackets:
        self.ledger.gap(node.line, node.text(), why)
        return VaguePackets.unknown(why)


def _pairs(statements: Iterable[list[Node]]) -> list[tuple[Node, list[str]]]:
    """Statements that may stand behind one another on a line: `protocol tcp destination-port 502`. Each has one value,
    the last one written."""
    found: dict[str, tuple[int, Node, list[str]]] = {}
    for path in statements:
        at = 0
        while at < len(path):
            end = at + 1
            while end < len(path) and path[end].word not in _TAKING:
                end += 1
            key, words = path[at], [node.word for node in path[at + 1 : end]]
            rank = path[end - 1].rank
            if key.word not in found or rank >= found[key.word][0]:
                found[key.word] = (rank, key, words)
            at = end
    return [(key, words) for _, key, words in found.values()]


def _limited(
    box: Packets, kinds: Intervals, codes: Intervals, key: str, words: list[str]
) -> tuple[Packets, Intervals, Intervals]:
    """The box with one more statement taken into account."""
    if key in _BESIDE:
        return box, kinds, codes
    if key == "protocol":
        return box & Packets(protocols=values.protocols(" ".join(words))), kinds, codes
    if key == "source-port":
        return box & Packets(source_ports=values.port_spans(words)), kinds, codes
    if key == "destination-port":
        return box & Packets(destination_ports=values.port_spans(words)), kinds, codes
    if key in _ICMP_WORDS:
        version = _ICMP_WORDS[key]
        box &= Packets(protocols=Intervals.of(ICMP if version == 4 else ICMPV6))
        if key.endswith("type"):
            return box, kinds & values.icmp_types(" ".join(words), version), codes
        return box, kinds, codes & values.numbers(" ".join(words), {}, Intervals([(0, 255)]))
    if key in ("rpc-program-number", "uuid", "ether-type"):
        raise _Unclear(reasons.not_modelled(key))
    raise _Unclear(reasons.not_known(key))
