"""Route maps, where translation uses them to choose packets.

A clause matches what any list of one `match` line permits and what all its `match` lines match; a clause without
`match` matches everything (Cisco IOS IP Routing: Protocol-Independent Command Reference, `route-map`, `match ip
address`). Translation looks at nothing that a clause sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.cisco import lists
from keur.observe.firewalls.cisco.boxes import Permitted
from keur.observe.firewalls.cisco.ios.access import AccessLists
from keur.observe.firewalls.cisco.ios.interfaces import Ports
from keur.observe.firewalls.cisco.parsing import number
from keur.observe.firewalls.cisco.statements import Statement, understood
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import EVERYTHING, Names, Packets
from keur.observe.firewalls.vague import ANY_PACKETS, VaguePackets
from keur.plant.model import Text

ROUTE_MAP = Text(nl="route-map", en="route map")


@dataclass(slots=True)
class Clause:
    number: int
    permits: bool
    matches: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class RouteMaps:
    ledger: Ledger
    acls: AccessLists
    ports: Ports
    by_name: dict[str, list[Clause]] = field(default_factory=dict)
    discarding: set[str] = field(default_factory=set)
    """Maps that send packets to `Null0`."""
    _sets: dict[str, VaguePackets] = field(default_factory=dict)

    def read(self, statement: Statement) -> None:
        """`route-map NAME [permit | deny] [NUMBER]` and what is below it."""
        words = statement.words
        understood(self.ledger, statement)
        name = words[1] if len(words) > 1 else ""
        permits = words[2:3] != ["deny"]
        given = number(words[3], 65_535) if len(words) > 3 else None
        clauses = self.by_name.setdefault(name, [])
        clause = next((one for one in clauses if one.number == (given or 10)), None)
        if clause is None:
            clause = Clause(given or 10, permits)
            clauses.append(clause)
        for child in statement.children:
            understood(self.ledger, child)
            if child.words[0] == "match":
                clause.matches.append(child)
            elif child.words[:2] == ["set", "interface"] and "Null0" in child.words:
                self.discarding.add(name)

    def packets(self, name: str) -> VaguePackets:
        """What a map permits."""
        known = self._sets.get(name)
        if known is not None:
            return known
        clauses = self.by_name.get(name)
        if clauses is None:
            return VaguePackets.unknown(reasons.no_such(ROUTE_MAP, name))
        gathered = Permitted()
        for clause in sorted(clauses, key=lambda one: one.number):
            found = ANY_PACKETS
            for statement in clause.matches:
                one = self._match(statement.words[1:])
                if one.sure != one.possible and one.doubts:
                    self.ledger.gap(statement.line, statement.text, one.doubts[0])
                found = found & one
            gathered.add(found, permits=clause.permits)
        result = self._sets[name] = gathered.result()
        return result

    def _match(self, words: Sequence[str]) -> VaguePackets:
        match words:
            case ["ip", "address", "prefix-list", *_]:
                return VaguePackets.unknown(reasons.not_modelled("prefix-list"))
            case ["ip", "address", *names] if names:
                found = VaguePackets()
                for name in names:
                    acl = self.acls.find(name, 4)
                    if acl is None:
                        return VaguePackets.unknown(reasons.no_such(reasons.ACCESS_LIST, name))
                    found = found | lists.permitted(acl)
                return found
            case ["interface", *names] if names:
                ports = [self.ports.find(name) for name in names]
                known = [port.name for port in ports if port is not None]
                if len(known) == len(ports):
                    return VaguePackets.known(Packets(out_interfaces=Names.among(*known)))
        return VaguePackets.unknown(reasons.not_modelled(" ".join(words)), EVERYTHING)
