"""Access lists of the ASA.

Sources: ASA Series Command Reference, `access-list extended`, `access-list standard`, `ipv6 access-list`; General
Operations CLI Configuration Guide, "Access Control Lists". Lists of other kinds do not stand on interfaces: standard
ones name routes, webtype ones clientless VPN; ethertype ones are for frames in transparent mode. `advanced` lists are
those of Firepower (`show running-config` of FTD), which judges what they permit once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists
from keur.observe.firewalls.cisco.asa.dialect import AsaDialect
from keur.observe.firewalls.cisco.asa.objects import Objects
from keur.observe.firewalls.cisco.entries import ALWAYS, Entry, extended
from keur.observe.firewalls.cisco.lists import AccessList
from keur.observe.firewalls.cisco.parsing import Words, number
from keur.observe.firewalls.cisco.statements import CUT, CUT_SHORT, Statement, beside, not_understood, understood
from keur.observe.firewalls.cisco.times import TimeRanges
from keur.observe.firewalls.intervals import Addresses
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Chain, Effect, Packets
from keur.observe.firewalls.vague import VaguePackets
from keur.plant.model import Text

_JUDGED_AGAIN = Text(
    nl="wat deze regel doorlaat, beoordeelt de inspectie nog eens",
    en="what this rule lets through is judged once more by inspection",
)
_OTHER_KINDS = ("standard", "webtype")


@dataclass(slots=True)
class AccessLists:
    ledger: Ledger
    times: TimeRanges
    objects: Objects
    unified: bool
    """Lists hold IPv4 and IPv6 entries (9.0 and later)."""
    own_address: Callable[[str], Addresses | None]
    hardware_name: Callable[[str], str | None]
    by_name: dict[tuple[int, str], AccessList] = field(default_factory=dict)
    denying_frames: set[str] = field(default_factory=set)
    """Ethertype lists that deny IP."""
    frames: set[str] = field(default_factory=set)
    """Ethertype lists."""
    _dialects: dict[int, AsaDialect] = field(default_factory=dict)

    def family(self, sixth: bool) -> int:
        return 6 if sixth else 0 if self.unified else 4

    def find(self, name: str) -> AccessList | None:
        """A list that has entries."""
        for family in (0, 4, 6):
            found = self.by_name.get((family, name))
            if found is not None and found.entries:
                return found
        return None

    def read(self, statement: Statement, words: Words, *, sixth: bool) -> None:
        """The words after `access-list` or `ipv6 access-list`."""
        for child in statement.children:
            beside(self.ledger, child)  # `show access-list` lays groups out below their entry
        name = words.take() if words and words.peek() != CUT else ""
        if not name:
            not_understood(self.ledger, statement, Effect.RULE)
            return
        if name.endswith(";") or name in ("cached", "alert-interval", "deny-flow-max"):
            beside(self.ledger, statement)
            return
        if words.peek() == "line" and number(words.peek(1), 2**31) is not None:
            words.take()
            words.take()
        kind = words.accept("extended", "advanced", "remark", "ethertype", *_OTHER_KINDS)
        if kind in _OTHER_KINDS:
            beside(self.ledger, statement)
        elif kind == "ethertype":
            self._ethertype(statement, name, words)
        else:
            self._extended(statement, name, words, kind, self.family(sixth))

    def _ethertype(self, statement: Statement, name: str, words: Words) -> None:
        self.frames.add(name)
        if words.accept("deny") and words.peek() not in ("bpdu", "ipx", "mpls-unicast", "mpls-multicast", "isis"):
            self.denying_frames.add(name)
        beside(self.ledger, statement)

    def _extended(self, statement: Statement, name: str, words: Words, kind: str, family: int) -> None:
        key = (family, name)
        acl = self.by_name.get(key)
        if acl is None:
            acl = self.by_name[key] = AccessList(name, family, statement.line)
        understood(self.ledger, statement)
        if kind == "remark" or words.accept("remark"):
            acl.remarks.append(" ".join(words.rest()).removesuffix(CUT))
            return
        place = str(len(acl.entries) + 1)
        action = words.accept("permit", "deny", "trust")
        said = " ".join(words.rest())
        if not action:
            why = CUT_SHORT if statement.words[-1] == CUT else reasons.not_known(said)
            packets = VaguePackets.unknown(why, Packets())
            acl.add(Entry(statement.line, said, True, packets, name=place, unknown=True))
            return
        draft = extended(words, self._dialect(family))
        permits = action != "deny"
        if kind == "advanced" and action == "permit":
            draft.doubts.append(_JUDGED_AGAIN)
        hours = self.times.hours(draft.time_range, permits=permits) if draft.time_range else ALWAYS
        acl.add(
            Entry(
                statement.line,
                f"{action} {said}",
                permits,
                draft.packets(),
                name=place,
                log=draft.log,
                enabled=draft.enabled,
                hours=hours,
                hits=draft.hits,
            )
        )

    def _dialect(self, family: int) -> AsaDialect:
        found = self._dialects.get(family)
        if found is None:
            found = AsaDialect(family, self.objects, self.own_address, self.hardware_name)
            self._dialects[family] = found
        return found

    def chains(self) -> dict[str, Chain]:
        """All lists; a list leaves what it does not decide to whatever called it."""
        return {
            chain_name(name, family): lists.chain(
                acl, self.ledger, name=chain_name(name, family), default=None, stateless=False
            )
            for (family, name), acl in self.by_name.items()
        }


def chain_name(name: str, family: int) -> str:
    return f"ipv6 {name}" if family == 6 else name
