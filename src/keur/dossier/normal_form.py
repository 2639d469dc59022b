"""The normal form of a firewall's configuration as plain data (see docs/firewalls.md)."""

from __future__ import annotations

from typing import Any

from keur.observe.firewalls.intervals import FLAGS, PORTS, PROTOCOLS, Addresses, Intervals, show_addresses
from keur.observe.firewalls.model import (
    EVERY_STATE,
    Chain,
    Coverage,
    Gap,
    Interface,
    Names,
    Packets,
    Route,
    Rule,
    Translation,
)
from keur.plant.model import Text
from keur.reach.devices import Device

FORMAT = "keur-firewall"
VERSION = 1
_ALL = 10**9


def document(device: Device) -> dict[str, Any]:
    """One firewall. Fields that say nothing (any address, all ports) are left out."""
    firewall = device.firewall
    return {
        "format": FORMAT,
        "version": VERSION,
        "firewall": device.id,
        "configuration": firewall.format,
        "files": [
            {"file": one.file, "sha256": one.sha256, "format": one.format, **_coverage(one.coverage)}
            for one in device.files
        ],
        "interfaces": [_interface(one) for one in firewall.interfaces],
        "routes": [_route(one) for one in firewall.routes],
        "routes_known": firewall.routes_known,
        "hooks": [
            {
                "chain": hook.chain,
                "stage": hook.stage.value,
                "packets": box_document(hook.packets),
                "before_translation": hook.original,
            }
            for hook in firewall.hooks
        ],
        "chains": [_chain(chain) for chain in firewall.chains.values()],
        "translations": [_translation(one) for one in firewall.translations],
        "not_understood": [_gap(gap) for gap in firewall.gaps],
    }


def _coverage(coverage: Coverage) -> dict[str, int]:
    return {
        "lines": coverage.lines,
        "understood": coverage.understood,
        "beside": coverage.beside,
        "not_understood": coverage.not_understood,
    }


def _interface(one: Interface) -> dict[str, Any]:
    return _said(
        name=one.name,
        line=one.line,
        file=one.file,
        addresses=[str(address) for address in one.addresses],
        zone=one.zone,
        enabled=one.enabled,
        table=one.table,
        description=one.description,
        administration={service: _addresses(sources) for service, sources in one.management.items()},
    )


def _route(one: Route) -> dict[str, Any]:
    return _said(
        destination=str(one.destination),
        line=one.line,
        file=one.file,
        gateway=str(one.gateway) if one.gateway else "",
        interface=one.interface,
        discard=one.discard,
        table=one.table,
        distance=one.distance,
    )


def _chain(chain: Chain) -> dict[str, Any]:
    return _said(
        name=chain.name,
        line=chain.line,
        file=chain.file,
        default=chain.default.value if chain.default else "",
    ) | {"rules": [rule_document(rule) for rule in chain.rules]}


def rule_document(rule: Rule) -> dict[str, Any]:
    """One rule. `match` is a list of boxes: the rule matches packets that are in any of them."""
    return _said(
        line=rule.line,
        name=rule.name,
        text=rule.text,
        target=rule.target,
        doubt=_text(rule.doubt),
        comment=rule.comment,
        since=rule.since.isoformat() if rule.since else "",
        until=rule.until.isoformat() if rule.until else "",
        schedule=rule.schedule,
        stateless=rule.stateless,
    ) | {
        "action": rule.action.value,
        "enabled": rule.enabled,
        "log": rule.log,
        "hits": rule.hits,
        "match": [box_document(box) for box in rule.matches],
    }


def _translation(one: Translation) -> dict[str, Any]:
    return _said(
        line=one.line,
        file=one.file,
        name=one.name,
        text=one.text,
        to=_addresses(one.to) if one.to is not None else [],
        to_ports=_numbers(one.to_ports) if one.to_ports is not None else [],
        one_to_one=one.one_to_one,
        interface_address=one.interface_address,
        doubt=_text(one.doubt),
        comment=one.comment,
    ) | {"way": one.way.value, "enabled": one.enabled, "match": [box_document(box) for box in one.matches]}


def _gap(gap: Gap) -> dict[str, Any]:
    return _said(line=gap.line, file=gap.file, text=gap.text) | {
        "reason": _text(gap.reason),
        "effect": gap.effect.value,
    }


def box_document(box: Packets) -> dict[str, Any]:
    """The fields that a box limits. Addresses as networks and ranges, numbers as numbers and ranges."""
    found: dict[str, Any] = {}
    whole = Packets()
    for name in ("source", "destination"):
        addresses: Addresses = getattr(box, name)
        if addresses != getattr(whole, name):
            found[name] = _addresses(addresses)
    for name, every in (
        ("protocols", PROTOCOLS),
        ("source_ports", PORTS),
        ("destination_ports", PORTS),
        ("flags", FLAGS),
    ):
        numbers: Intervals = getattr(box, name)
        if numbers != every:
            found[name] = _numbers(numbers)
    for name in ("in_interfaces", "out_interfaces"):
        names: Names = getattr(box, name)
        if names.tests:
            found[name] = [{"names" if wanted else "not": sorted(among)} for among, wanted in names.tests]
    if box.states != EVERY_STATE:
        found["states"] = sorted(state.value for state in box.states)
    if box.applications is not None:
        found["applications"] = sorted(box.applications)
    if box.translated is not None:
        found["translated"] = box.translated
    if box.impossible:
        found["impossible"] = True
    return found


def _addresses(addresses: Addresses) -> list[str]:
    return show_addresses(addresses, _ALL).split() if addresses else []


def _numbers(numbers: Intervals) -> list[Any]:
    return [first if first == last else [first, last] for first, last in numbers]


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"nl": text.nl, "en": text.en}


def _said(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in ("", None, (), [], {}, False)}
