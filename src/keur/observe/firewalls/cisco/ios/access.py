"""Access lists of IOS: numbered and named, standard and extended, IPv4 and IPv6.

Decided from documents:

* The first entry that matches decides; after the last one stands an implicit `deny`. A list that does not exist, or has
  no entry, permits everything (IOS Command Reference, `ip access-group`: "If the specified access list does not exist,
  all packets are passed"; Security Configuration Guide: Access Control Lists, "IP Access List Overview": an interface
  with an empty list applied to it permits all traffic; Catalyst 3560 Command Reference, `ipv6 access-list`: the
  implicit entries need at least one entry to take effect).
* IPv6 lists end with `permit icmp any any nd-na`, `permit icmp any any nd-ns`, `deny ipv6 any any` (same reference).
* `established` is TCP with ACK or RST (`permit (IP)`); `fragments` matches later fragments only, so no whole packet.
* Entries without a sequence number come 10 after the last one ("IP Access List Entry Sequence Numbering").
* Reflexive entries (`reflect`, `evaluate`) permit what answers a packet that matched; it is in doubt to which packets
  they apply at some moment ("Configuring IP Session Filtering").
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists, services
from keur.observe.firewalls.cisco.entries import ALWAYS, Draft, Entry, extended, standard
from keur.observe.firewalls.cisco.ios.dialect import Catalogue, IosDialect
from keur.observe.firewalls.cisco.lists import AccessList
from keur.observe.firewalls.cisco.parsing import Words, number
from keur.observe.firewalls.cisco.statements import (
    CUT,
    CUT_SHORT,
    Statement,
    beside,
    not_understood,
    understood,
)
from keur.observe.firewalls.cisco.times import TimeRanges
from keur.observe.firewalls.cisco.words import ICMPV6_MESSAGES
from keur.observe.firewalls.intervals import EVERY_V6
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Chain, Effect, Packets, Rule, State
from keur.observe.firewalls.vague import VaguePackets
from keur.plant.model import Text

_TEMPORARY = Text(
    nl="tijdelijke regels die het apparaat zelf toevoegt", en="temporary entries that the device adds by itself"
)
_SAME_NUMBER = Text(nl="dit volgnummer komt twee keer voor", en="this sequence number is there twice")
_STEP = 10
MOST_REFLECTED = 256
"""Entries of which the answers are told apart; for more, any answer may pass."""

_NEIGHBOURS = tuple(
    Rule(
        0,
        f"permit icmp any any {name}",
        (
            Packets(
                source=EVERY_V6,
                destination=EVERY_V6,
                protocols=services.ONLY_ICMPV6,
                destination_ports=ICMPV6_MESSAGES[name],
            ),
        ),
        Action.ACCEPT,
        stateless=True,
    )
    for name in ("nd-na", "nd-ns")
)


@dataclass(slots=True)
class AccessLists:
    """The lists of a file."""

    ledger: Ledger
    times: TimeRanges
    catalogue: Catalogue
    by_name: dict[tuple[int, str], AccessList] = field(default_factory=dict)
    _dialects: dict[int, IosDialect] = field(default_factory=dict)
    _last_numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    _standard: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._dialects = {family: IosDialect(family, self.catalogue) for family in (4, 6)}

    def find(self, name: str, family: int) -> AccessList | None:
        """A list that has entries."""
        found = self.by_name.get((family, name))
        return found if found is not None and (found.entries or found.doubt) else None

    def is_known(self, name: str) -> bool:
        """Whether there is a list of the name, even an empty one."""
        return (4, name) in self.by_name or (6, name) in self.by_name

    def is_standard(self, name: str) -> bool:
        return (4, name) in self._standard

    def open(self, name: str, family: int, line: int, *, is_standard: bool) -> AccessList:
        key = (family, name)
        if is_standard:
            self._standard.add(key)
        found = self.by_name.get(key)
        if found is None:
            found = self.by_name[key] = AccessList(name, family, line)
        return found

    def remove(self, name: str, family: int) -> None:
        self.by_name.pop((family, name), None)
        self._last_numbers.pop((family, name), None)

    def block(self, acl: AccessList, statement: Statement) -> None:
        """The entries below `ip access-list ...`."""
        for child in statement.children:
            self.entry(acl, child, Words(child.words))

    def entry(self, acl: AccessList, statement: Statement, words: Words) -> None:
        """One entry, from its sequence number or action on."""
        numbered = number(words.peek(1), 2**31) if words.peek() == "sequence" else number(words.peek(), 2**31)
        if numbered is not None:
            words.accept("sequence")
            words.take()
        action = words.accept("permit", "deny", "remark", "evaluate", "dynamic", "no", "exit", "statistics")
        if action == "remark":
            acl.remarks.append(" ".join(words.rest()).removesuffix(CUT))
            understood(self.ledger, statement)
        elif action in ("exit", "statistics"):
            beside(self.ledger, statement)
        elif action == "no":
            self._take_out(acl, statement, words)
        elif action == "evaluate" and words:
            made = Entry(statement.line, _text(statement), True, VaguePackets(), evaluate=words.peek())
            self._put(acl, statement, made, numbered)
        elif action in ("permit", "deny"):
            self._put(acl, statement, self._entry(acl, statement, words, action == "permit"), numbered)
        elif action == "dynamic":
            words.take()
            if words.accept("timeout"):
                words.take()
            made = self._entry(acl, statement, words, words.accept("permit", "deny") != "deny")
            made.packets = VaguePackets((), made.packets.possible, (*made.packets.doubts, _TEMPORARY))
            self._put(acl, statement, made, numbered)
        else:
            why = CUT_SHORT if statement.words[-1] == CUT else reasons.not_known(statement.text)
            packets = VaguePackets.unknown(why, Packets())
            self._put(acl, statement, Entry(statement.line, statement.text, True, packets, unknown=True), numbered)

    def _entry(self, acl: AccessList, statement: Statement, words: Words, permits: bool) -> Entry:
        dialect = self._dialects[acl.family]
        is_standard = (acl.family, acl.name) in self._standard
        draft: Draft = standard(words, dialect) if is_standard else extended(words, dialect)
        hours = self.times.hours(draft.time_range, permits=permits) if draft.time_range else ALWAYS
        return Entry(
            statement.line,
            _text(statement),
            permits,
            draft.packets(),
            log=draft.log,
            hours=hours,
            hits=draft.hits,
            reflect=draft.reflect,
        )

    def _put(self, acl: AccessList, statement: Statement, entry: Entry, numbered: int | None) -> None:
        key = (acl.family, acl.name)
        last = self._last_numbers.get(key, 0)
        entry.number = last + _STEP if numbered is None else numbered
        entry.name = str(entry.number)
        self._last_numbers[key] = max(last, entry.number)
        understood(self.ledger, statement)
        acl.add(entry)

    def _take_out(self, acl: AccessList, statement: Statement, words: Words) -> None:
        """`no 20`, or `no permit ...` as the entry was written."""
        gone = number(words.peek(), 2**31)
        said = words.rest()
        if gone is None and said[:1] == ["remark"]:
            beside(self.ledger, statement)
            return
        left = [one for one in acl.entries if (one.number != gone if gone is not None else one.text.split() != said)]
        if len(left) == len(acl.entries) and said[:1] not in (["permit"], ["deny"]) and gone is None:
            not_understood(self.ledger, statement, Effect.RULE)
            acl.doubt = reasons.not_known(statement.text)
            return
        acl.entries = left
        understood(self.ledger, statement)

    def finish(self) -> None:
        """Puts entries in order of their numbers, and finds what answers reflexive entries."""
        opened: dict[str, list[VaguePackets]] = {}
        for acl in self.by_name.values():
            acl.entries.sort(key=lambda entry: entry.number)
            for one, other in zip(acl.entries, acl.entries[1:], strict=False):
                if one.number == other.number:
                    other.packets = replace(other.packets, sure=(), doubts=(*other.packets.doubts, _SAME_NUMBER))
            for entry in acl.entries:
                if entry.reflect:
                    opened.setdefault(entry.reflect, []).append(entry.packets)
        answers: dict[str, VaguePackets] = {}
        for acl in self.by_name.values():
            for entry in acl.entries:
                if entry.evaluate and entry.evaluate not in answers:
                    found = [box for packets in opened.get(entry.evaluate, ()) for box in packets.possible]
                    boxes = _answers(found) if len(found) <= MOST_REFLECTED else _ANY_ANSWER
                    answers[entry.evaluate] = VaguePackets((), boxes, (_TEMPORARY,))
                if entry.evaluate:
                    entry.packets = answers[entry.evaluate]

    def chains(self) -> dict[str, Chain]:
        found = {}
        for (family, _), acl in self.by_name.items():
            name = chain_name(acl.name, family)
            filled = bool(acl.entries)
            found[name] = lists.chain(
                acl,
                self.ledger,
                name=name,
                default=Action.DROP if filled else Action.ACCEPT,
                stateless=True,
                last=_NEIGHBOURS if family == 6 and filled else (),
            )
        return found


def chain_name(name: str, family: int) -> str:
    return name if family == 4 else f"ipv6 {name}"


def _text(statement: Statement) -> str:
    words = statement.words
    at = next((at for at, word in enumerate(words) if word in ("permit", "deny", "evaluate", "dynamic")), 0)
    return " ".join(words[at:])


_ANY_ANSWER = (Packets(states=frozenset({State.ESTABLISHED})),)


def _answers(boxes: list[Packets]) -> tuple[Packets, ...]:
    """What comes back: addresses and ports the other way round, of an ICMP message whatever answers it."""
    established = frozenset({State.ESTABLISHED})
    open_messages = [
        replace(box, destination_ports=Packets().destination_ports, source_ports=Packets().source_ports)
        if services.messages(box.protocols) is not None
        else box
        for box in boxes
    ]
    return tuple(replace(one, states=established, flags=Packets().flags) for one in lists.mirrored(open_messages))
