"""What the configuration of a FortiGate means: hooks, chains and translations in the normal form.

Besides policies: traffic that leaves at the interface where it came in passes without one, by `allow-traffic-redirect`
(Technical Tip "Traffic handled by FortiGate for packets with ingress & egress as same interface": when its source is in
the network of the interface, and was neither translated nor in a tunnel; the default is `disable` from 7.4.10, 7.6.5
and 8.0); traffic between members of a zone passes by `intrazone allow` when no policy decides (Technical Tip
"Information about policy matching order when the intrazone setting is used"; of a zone with one member only from 7.4.4,
Technical Tip "Block or allow intra-zone traffic"); and multicast has policies of its own (FortiOS Administration Guide,
"Configuring multicast forwarding").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet import own_services, policies, source_translations
from keur.observe.firewalls.fortinet.addresses import AddressBook
from keur.observe.firewalls.fortinet.device import Device, Domain, device
from keur.observe.firewalls.fortinet.interfaces import TUNNEL, Interfaces, interfaces
from keur.observe.firewalls.fortinet.matching import Matcher
from keur.observe.firewalls.fortinet.routes import routes
from keur.observe.firewalls.fortinet.services import ServiceBook
from keur.observe.firewalls.fortinet.virtual_ips import VirtualBook
from keur.observe.firewalls.intervals import EVERY_V4, EVERY_V6, Addresses, Intervals
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import (
    EVERYTHING,
    SCTP,
    Action,
    Chain,
    Firewall,
    Hook,
    Names,
    Packets,
    Route,
    Rule,
    Stage,
    Translation,
    Way,
)
from keur.observe.firewalls.vague import product
from keur.plant.model import Text

MULTICAST = Addresses.of(IPv4Network("224.0.0.0/4"), IPv6Network("ff00::/8"))
_EVERY = {4: EVERY_V4, 6: EVERY_V6}
_REDIRECT = {4: "allow-traffic-redirect", 6: "ipv6-allow-traffic-redirect"}
_NO_POLICIES = "no section with policies in the file"

_SAME_INTERFACE = Text(
    nl="of dit zonder regel mag, hangt af van de versie, de bron en de tunnel",
    en="whether this passes without a policy depends on the version, the source and the tunnel",
)
_ONE_MEMBER = Text(
    nl="voor een zone met een enkel lid hangt dit af van de versie",
    en="of a zone with a single member this depends on the version",
)


def firewall(text: str) -> Firewall:
    """The normal form of a whole configuration."""
    ledger = Ledger(0)
    found = device(text, ledger)
    ports = interfaces(found)
    several = len(found.domains) > 1
    parts = [_domain(found, ports, domain, several) for domain in found.domains]
    chains = [chain for part in parts for chain in part.chains]
    hooks = [hook for part in parts for hook in part.hooks]
    if several:
        owned = [name for domain in found.domains for name in ports.of_domain(domain.name)]
        chains.append(
            Chain("no virtual domain", (Rule(0, "interface of no virtual domain", (EVERYTHING,), Action.UNKNOWN),))
        )
        hooks.append(Hook("no virtual domain", Stage.FORWARD, Packets(in_interfaces=Names.but(*owned))))
    return Firewall(
        format="fortigate",
        name=found.name,
        chains={chain.name: chain for chain in chains},
        hooks=tuple(hooks),
        interfaces=tuple(ports.found.values()),
        routes=tuple(route for part in parts for route in part.routes),
        translations=tuple(one for part in parts for one in part.translations),
        gaps=ledger.all_gaps(),
        coverage=ledger.coverage(),
        routes_known=all(part.routes_known for part in parts),
    )


@dataclass(slots=True)
class _Part:
    """What one virtual domain comes to."""

    chains: list[Chain] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    routes_known: bool = False


def _domain(found: Device, ports: Interfaces, domain: Domain, several: bool) -> _Part:
    services = ServiceBook(found, domain)
    virtual = VirtualBook(found, domain, ports, services)
    virtual.read()
    matcher = Matcher(found, domain, ports, AddressBook(found, domain, ports), services, virtual)
    suffix = f" {domain.name}" if several else ""
    own = ports.of_domain(domain.name if several else "")
    packets = Packets(in_interfaces=Names.among(*own)) if several else EVERYTHING
    part = _Part()
    for path in ("firewall acl", "firewall acl6"):
        dropped = policies.local(matcher, path)
        if dropped:
            name = path.removeprefix("firewall ") + suffix
            part.chains.append(Chain(name, tuple(dropped)))
            part.hooks.append(Hook(name, Stage.BEFORE_TRANSLATION, packets))
    before = [*_across(ports, own, several), *_multicast(domain), *_redirected(found, ports, own)]
    forwarded = policies.forwarding(matcher)
    lists: list[tuple[str, tuple[str, ...], list[policies.Policy]]] = [("policy", policies.FORWARDED, forwarded)]
    if domain.by_application:
        lists.append(("security-policy", ("firewall security-policy",), policies.by_application(matcher)))
    for name, paths, made in lists:
        rules = [*before, *(rule for one in made for rule in one.rules), *_within_zones(found, ports, domain)]
        present = any(domain.has(path) for path in paths)
        part.chains.append(Chain(name + suffix, (*rules, _last(domain, present)), Action.DROP))
        part.hooks.append(Hook(name + suffix, Stage.FORWARD, packets))
    part.chains.append(own_services.chain("local-in" + suffix, matcher, own))
    part.hooks.append(Hook("local-in" + suffix, Stage.LOCAL, packets))
    part.translations = _translations(matcher, forwarded, packets)
    part.routes, part.routes_known = routes(found, domain, ports)
    return part


def _translations(matcher: Matcher, forwarded: Sequence[policies.Policy], packets: Packets) -> list[Translation]:
    sources = source_translations.central if matcher.domain.central else source_translations.of_policies
    made = [*_not_followed(matcher), *matcher.virtual.translations(), *sources(matcher, forwarded)]
    if packets == EVERYTHING:
        return made
    return [replace(one, matches=product(one.matches, (packets,))) for one in made]


def _not_followed(matcher: Matcher) -> list[Translation]:
    """Translations that are not modelled, for the packets that they may concern."""
    made = []
    for path in ("firewall vip46", "firewall vip64", "firewall ip-translation"):
        for block in matcher.domain.section(path).entries.values():
            why = matcher.device.doubt(block.line, block.text("uuid"), reasons.not_modelled(path))
            box = Packets(protocols=Intervals.of(SCTP)) if path.endswith("translation") else EVERYTHING
            for way in Way:
                made.append(Translation(block.line, block.text("uuid"), way, (box,), None, doubt=why, name=block.name))
    return made


def _across(ports: Interfaces, own: Sequence[str], several: bool) -> list[Rule]:
    """From one virtual domain to another there is no way, but over links between them, each of which is a passage of
    its own."""
    others = [name for name in ports.found if name not in set(own)]
    if not several or not others:
        return []
    linked = any(kind == "vdom-link" or "vlink" in name for name, kind in ports.kinds.items())
    action = Action.UNKNOWN if linked else Action.DROP
    return [Rule(0, "another virtual domain", (Packets(out_interfaces=Names.among(*others)),), action)]


def _multicast(domain: Domain) -> list[Rule]:
    off = domain.section("system settings").value("multicast-forward") == "disable"
    action = Action.DROP if off else Action.UNKNOWN
    return [Rule(0, "multicast", (Packets(destination=MULTICAST),), action)]


def _redirected(found: Device, ports: Interfaces, own: Sequence[str]) -> list[Rule]:
    """Traffic that leaves where it came in."""
    made: list[Rule] = []
    for family, key in _REDIRECT.items():
        allowed = _allows_redirect(found, key)
        globals_ = (block.section("system global").settings.get(key) for block in found.shared)
        line = next((setting.line for setting in globals_ if setting is not None), 0)
        here = [
            Packets(destination=_EVERY[family], in_interfaces=Names.among(name), out_interfaces=Names.among(name))
            for name in own
        ]
        if allowed is False or not here:
            continue
        near = [
            replace(box, source=networks, translated=False)
            for name, box in zip(own, here, strict=True)
            if ports.kinds[name] != TUNNEL and (networks := _networks(ports, name, family))
        ]
        if allowed and near:
            made.append(Rule(line, key, tuple(near), Action.ACCEPT))
        made.append(Rule(line, key, tuple(here), Action.ACCEPT, doubt=_SAME_INTERFACE))
    return made


def _networks(ports: Interfaces, name: str, family: int) -> Addresses:
    addresses = ports.found[name].addresses
    return Addresses.of(*(one.network for one in addresses if one.version == family))


def _allows_redirect(found: Device, key: str) -> bool | None:
    """Whether same-interface traffic passes without a policy; None when that depends on an unknown version."""
    value = found.shared_value("system global", key)
    version = found.version
    if value:
        return value == "enable"
    if version is None:
        return None
    newer = version >= (7, 6, 5) or (7, 4, 10) <= version < (7, 5, 0)
    return not newer


def _within_zones(found: Device, ports: Interfaces, domain: Domain) -> list[Rule]:
    made = []
    version = found.version
    for (owner, name), zone in ports.zones.items():
        if owner != domain.name or not zone.intrazone:
            continue
        members = Names.among(*zone.members, *zone.perhaps)
        box = Packets(in_interfaces=members, out_interfaces=members)
        doubt = zone.doubts[0] if zone.doubts else None
        if len(zone.members) + len(zone.perhaps) == 1:
            if version is not None and version < (7, 4, 4):
                continue
            doubt = _ONE_MEMBER if version is None else doubt
        made.append(Rule(zone.line, f"zone {name} intrazone allow", (box,), Action.ACCEPT, doubt=doubt))
    return made


def _last(domain: Domain, present: bool) -> Rule:
    """What no policy fits is denied. A file without policies is an excerpt: a device writes the section, even empty."""
    if not present:
        return Rule(0, _NO_POLICIES, (EVERYTHING,), Action.UNKNOWN)
    setting = domain.section("log setting")
    log = setting.is_on("fwpolicy-implicit-log")
    line = setting.settings["fwpolicy-implicit-log"].line if "fwpolicy-implicit-log" in setting.settings else 0
    return Rule(line, "implicit deny", (EVERYTHING,), Action.DROP, log=log)
