"""Addresses of PAN-OS rules: objects, groups, lists from elsewhere, regions and literal addresses.

Sources: PAN-OS Administrator's Guide, "Objects > Addresses" and "Use Dynamic Address Groups in Policy" (members may be
registered while the firewall runs); PAN-OS Web Interface Help, "Objects > Address Groups", "Objects > Regions";
PAN-OS New Features Guide 10.2, "Security Policy Rule Top-Down Order When Wildcard Masks Overlap": a wildcard's mask has
zeros where an address must be the same, and of rules whose wildcards overlap not the first one holds, by default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import ANYWHERE, EVERY_V4, Addresses, wildcard
from keur.observe.firewalls.palo_alto.reading import Notes, literal
from keur.observe.firewalls.palo_alto.scopes import Level
from keur.observe.firewalls.palo_alto.tags import tagged
from keur.observe.firewalls.palo_alto.tree import Node
from keur.observe.firewalls.vague import VagueAddresses, any_of
from keur.plant.model import Text

DEEPEST = 32
"""Groups within groups that are followed."""
_TOO_DEEP = Text(nl="groepen zijn te diep genest", en="groups are nested too deep")
_EMPTY = Text(nl="het object heeft geen inhoud", en="the object holds nothing")
_TWICE = Text(nl="een adres en een adresgroep hebben deze naam", en="an address and an address group have this name")
_WILDCARDS = Text(
    nl="van regels met jokeradressen die overlappen, geldt niet altijd de eerste",
    en="of rules whose wildcard addresses overlap, not always the first one holds",
)


@dataclass(slots=True)
class AddressBook:
    """The addresses that the rules of one level can name."""

    notes: Notes
    level: Level
    wildcards_in_order: bool = True
    """Whether rules with wildcards are asked in order as all others."""
    _known: dict[str, VagueAddresses] = field(default_factory=dict)
    _lists: dict[tuple[str, ...], VagueAddresses] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def of_rule(self, rule: Node, key: str) -> VagueAddresses:
        """The addresses of one side of a rule. `any` is all of them, and not beside others."""
        node = rule.at(key)
        names = tuple(node.children)
        found = self._lists.get(names)
        if found is None:
            found = any_of([self.of_name(child, key) for child in node.children.values()])
            if all(name in self._known for name in names):
                self._lists[names] = found
        if not names:
            return VagueAddresses.unknown(self.notes.doubt(rule, rule.text(), reasons.missing(key)))
        if "any" in names and len(names) > 1:
            why = self.notes.doubt(node, f"{key} {' '.join(names)}", reasons.wrong("any"))
            others = any_of([self.of_name(child, key) for child in node.children.values() if child.name != "any"])
            found = VagueAddresses(others.sure, ANYWHERE, (*others.doubts, why))
        if rule.is_yes(f"negate-{key}"):
            return found.complement()
        return found

    def of_name(self, named: Node, key: str) -> VagueAddresses:
        """The addresses that a word stands for."""
        name = named.name
        known = self._known.get(name)
        if known is not None:
            return known
        if name == "any":
            return VagueAddresses.known(ANYWHERE)
        if name in self._open or len(self._open) > DEEPEST:
            why = reasons.circular(reasons.ADDRESS_GROUP, name) if name in self._open else _TOO_DEEP
            return VagueAddresses.unknown(self.notes.doubt(named, f"{key} {name}", why))
        address, doubt = self.level.find("address", name)
        group, other = self.level.find("address-group", name)
        node = address or group
        if node is None:
            return self._elsewhere(named, key)
        self._open.add(name)
        found = self._single(node) if address is not None else self._group(node)
        self._open.discard(name)
        doubts = [*node.odd, *(one for one in (doubt or other,) if one)]
        if address is not None and group is not None:
            doubts.append(_TWICE)
        for why in doubts:
            if why not in node.odd:
                self.notes.doubt(node, node.text(), why)
            found = VagueAddresses(Addresses(), ANYWHERE, (*found.doubts, why))
        self._known[name] = found
        return found

    def _elsewhere(self, named: Node, key: str) -> VagueAddresses:
        """Names that are no address objects."""
        name = named.name
        listed, _ = self.level.find("external-list", name)
        region, _ = self.level.find("region", name)
        if listed is not None:
            why = self.notes.doubt(listed, listed.text(), reasons.by_name(name))
            found = VagueAddresses.unknown(why)
        elif region is not None and region.has("address"):
            found = any_of([self.of_name(child, "address") for child in region.at("address").children.values()])
        else:
            try:
                known = literal(name)
                why = reasons.no_such(reasons.ADDRESS, name)
            except ValueError:
                known, why = None, reasons.wrong(name)
            if known is not None:
                found = VagueAddresses.known(known)
            else:
                if len(name) == 2 and name.isupper():
                    why = reasons.by_name(name)
                return VagueAddresses.unknown(self.notes.doubt(named, f"{key} {name}", why))
        self._known[name] = found
        return found

    def _single(self, node: Node) -> VagueAddresses:
        kinds = [kind for kind in ("ip-netmask", "ip-range", "ip-wildcard", "fqdn") if node.has(kind)]
        if not kinds:
            return VagueAddresses.unknown(self.notes.doubt(node, node.text(), _EMPTY))
        kind = kinds[-1]
        text = node.value(kind)
        if kind == "fqdn":
            return VagueAddresses.unknown(self.notes.doubt(node.at(kind), node.text(), reasons.by_name(text)))
        if kind == "ip-wildcard":
            return self._wildcard(node, text)
        if text.startswith("$"):
            return VagueAddresses.unknown(self.notes.doubt(node.at(kind), node.text(), reasons.by_name(text)))
        try:
            found = literal(text)
        except ValueError:
            found = None
        if found is None or (kind == "ip-range") != ("-" in text):
            return VagueAddresses.unknown(self.notes.doubt(node.at(kind), node.text(), reasons.wrong(text)))
        return VagueAddresses.known(found)

    def _wildcard(self, node: Node, text: str) -> VagueAddresses:
        address, _, mask = text.partition("/")
        try:
            found = Addresses(v4=wildcard(int(IPv4Address(address)), int(IPv4Address(mask))))
        except ValueError:
            why = self.notes.doubt(node.at("ip-wildcard"), node.text(), reasons.wrong(text))
            return VagueAddresses.unknown(why, EVERY_V4)
        if self.wildcards_in_order:
            return VagueAddresses.known(found)
        return VagueAddresses.unknown(self.notes.doubt(node.at("ip-wildcard"), node.text(), _WILDCARDS), found)

    def _group(self, node: Node) -> VagueAddresses:
        if node.has("dynamic"):
            return self._dynamic(node)
        members = list(node.at("static").children.values())
        if not members:
            return VagueAddresses.unknown(self.notes.doubt(node, node.text(), _EMPTY))
        return any_of([self.of_name(member, "static") for member in members])

    def _dynamic(self, node: Node) -> VagueAddresses:
        """Objects of the file that have the tags are in it; what is registered while the firewall runs may be."""
        why = self.notes.doubt(node.at("dynamic"), node.text(), reasons.not_modelled("dynamic"))
        sure = Addresses()
        wanted = node.value("dynamic", "filter")
        for scope in self.level.own:
            for address in scope.at("address").children.values():
                if tagged(wanted, frozenset(address.values("tag"))):
                    sure |= self.of_name(address, "dynamic").sure
        return VagueAddresses(sure, ANYWHERE, (why,))
