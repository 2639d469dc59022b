"""What a rule makes of addresses and ports: pools, the address of the interface, or nothing.

Source: Junos OS NAT User Guide, "Source NAT Pools", "Destination NAT Pools", "Persistent NAT", port ranges of pools.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.intervals import NOWHERE, Addresses, Intervals
from keur.observe.firewalls.juniper import values
from keur.observe.firewalls.juniper.tree import Node
from keur.observe.firewalls.juniper.values import NotAValue
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Way
from keur.plant.model import Text

_PAT = Intervals([(1_024, 65_535)])
"""Ports that Junos takes for sources that it translates, unless a pool says otherwise."""
_POOL = Text(nl="pool", en="pool")


@dataclass(slots=True)
class Target:
    """New addresses and ports."""

    to: Addresses | None = None
    to_ports: Intervals | None = None
    one_to_one: bool = False
    interface_address: bool = False
    doubt: Text | None = None


@dataclass(slots=True)
class Pools:
    root: Node
    ledger: Ledger

    def target(self, rule: Node, then: Node | None, way: Way) -> Target:
        chosen = then.last("off", "pool", "interface") if then is not None else None
        if then is None or chosen is None:
            why = reasons.wrong(rule.text())
            self.ledger.gap(rule.line, rule.text(), why)
            return Target(doubt=why)
        for node in chosen.walk():
            if node.word == "persistent-nat":
                why = reasons.not_modelled("persistent-nat")
                self.ledger.gap(node.line, node.text(), why)
                return Target(doubt=why)
        if chosen.word == "off":
            return Target()
        if chosen.word == "interface":
            return Target(to_ports=_PAT, interface_address=True)
        name = "" if (last := chosen.last()) is None else last.word
        return self._pool(chosen, name, way)

    def _pool(self, node: Node, name: str, way: Way) -> Target:
        kind = "source" if way is Way.SOURCE else "destination"
        pool = self.root.at("security", "nat", kind, "pool", name)
        doubt: Text | None = None
        if pool is None:
            doubt = reasons.no_such(_POOL, name)
            self.ledger.gap(node.line, node.text(), doubt)
            return Target(doubt=doubt)
        try:
            to, ports = _pool_addresses(pool)
            if way is Way.SOURCE:
                ports = self._source_ports(pool)
        except NotAValue as error:
            doubt = reasons.wrong(str(error))
            self.ledger.gap(pool.line, pool.text(), doubt)
            return Target(doubt=doubt)
        for part in pool.active():
            if part.word in ("routing-instance", "host-address-base", "address-shared", "ingress-interface"):
                doubt = reasons.not_modelled(part.word)
            elif part.word not in _POOL_WORDS:
                doubt = reasons.not_known(part.word)
            else:
                continue
            self.ledger.gap(part.line, part.text(), doubt)
        return Target(to, ports, doubt=doubt)

    def _source_ports(self, pool: Node) -> Intervals | None:
        port = pool.at("port")
        if port is not None and "no-translation" in port:
            return None
        common = self.root.at("security", "nat", "source", "pool-default-port-range")
        found = Intervals()
        for node in (port.at("range") if port is not None else None, common):
            if node is not None and not found:
                for path in node.statements():
                    found |= values.port_spans([one.word for one in path if one.word != "twin-port"])
        return found or _PAT


def _pool_addresses(pool: Node) -> tuple[Addresses, Intervals | None]:
    """The addresses of a pool, and the port of one for destinations. Raises `NotAValue`."""
    found = NOWHERE
    ports: Intervals | None = None
    for path in [path for node in pool.below("address") for path in _with(node)]:
        words = [node.word for node in path]
        match words:
            case [first, "to", last]:
                found |= values.between(first, last)
            case [prefix, "port", port]:
                found |= Addresses.of(values.network(prefix))
                ports = values.port_spans([port])
            case [prefix]:
                found |= Addresses.of(values.network(prefix))
            case _:
                raise NotAValue(" ".join(words))
    if not found:
        raise NotAValue(pool.text())
    return found, ports


def _with(node: Node) -> Iterator[list[Node]]:
    """The statements that begin with a node."""
    rest = list(node.statements())
    if not rest:
        yield [node]
    for path in rest:
        yield [node, *path]


_POOL_WORDS = {
    "address",
    "port",
    "overflow-pool",
    "address-persistent",
    "address-pooling",
    "pool-utilization-alarm",
    "limit-flat-ports",
    "description",
    "apply-macro",
}
