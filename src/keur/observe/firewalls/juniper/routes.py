"""Static routes, of the main table and of routing instances.

Source: Junos OS Protocol-Independent Routing Properties User Guide, "Static Routes" (`next-hop`, `qualified-next-hop`,
`discard`, `reject`, `next-table`, preference 5 unless said otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import Network
from keur.observe.firewalls.juniper import values
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect, Route

_PREFERENCE = 5
_DYNAMIC = {"bgp", "isis", "ospf", "ospf3", "rip", "ripng", "evpn", "l2vpn"}


@dataclass(slots=True)
class Routes:
    root: Node
    ledger: Ledger
    found: list[Route] = field(default_factory=list)
    known: bool = True
    """Whether all routes are here: none comes from neighbours, from leases, or out of another table."""

    def read(self) -> None:
        self._of_tables(self.root, "")
        for instance in self.root.below("routing-instances"):
            self._of_tables(instance, instance.word)
        for node in [self.root, *self.root.below("routing-instances")]:
            options = node.at("routing-options")
            self.known &= not any(word in _DYNAMIC for word in node.values("protocols"))
            for word in ("rib-groups", "instance-import", "interface-routes", "auto-export", "dynamic-tunnels"):
                self.known &= options is None or word not in options

    def _of_tables(self, node: Node, table: str) -> None:
        options = node.at("routing-options")
        if options is None:
            return
        self._static(options, table)
        for rib in options.below("rib"):
            name, _, kind = rib.word.partition(".inet")
            inner = "" if kind == "" else name
            self._static(rib, table or inner)

    def _static(self, node: Node, table: str) -> None:
        for entry in node.below("static", "route"):
            try:
                destination = values.network("0.0.0.0/0" if entry.word == "default" else entry.word)
            except NotAValue:
                self._gap(entry, reasons.wrong(entry.word).nl)
                continue
            if "no-install" not in entry:
                self.found.extend(self._hops(entry, destination, table))

    def _gap(self, node: Node, word: str) -> None:
        self.known = False
        self.ledger.gap(node.line, node.text(), reasons.not_known(word), Effect.NONE)

    def _hops(self, entry: Node, destination: Network, table: str) -> Iterator[Route]:
        preference = _number(entry.value("preference"), _PREFERENCE)
        if "discard" in entry or "reject" in entry:
            yield Route(destination, entry.line, discard=True, table=table, distance=preference)
        if "next-table" in entry:
            self.known = False
        for node in entry.below("next-hop"):
            yield self._hop(node, destination, table, preference)
        for node in entry.below("qualified-next-hop"):
            yield self._hop(node, destination, table, _number(node.value("preference"), preference))

    def _hop(self, node: Node, destination: Network, table: str, preference: int) -> Route:
        try:
            gateway = values.address(node.word)
        except NotAValue:
            return Route(destination, node.line, interface=node.word, table=table, distance=preference)
        interface = node.value("interface")
        return Route(destination, node.line, gateway, interface, table=table, distance=preference)


def _number(word: str, otherwise: int) -> int:
    return int(word) if word.isdecimal() and len(word) < 11 else otherwise
