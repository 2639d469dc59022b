"""Where things stand in a PAN-OS configuration: the device, its virtual systems, and what Panorama gives them.

Sources: Panorama Administrator's Guide, "Device Group Policies" (shared pre-rules, pre-rules of device groups from the
top of their hierarchy, rules of the firewall, post-rules from the bottom up, shared post-rules) and "Device Group
Objects" (the nearest object of a name holds). A configuration of Panorama itself is for many firewalls: it is read when
it is for one only, and else it takes the export of the firewall.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from keur.observe.firewalls import reasons
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.palo_alto.kinds import KINDS
from keur.observe.firewalls.palo_alto.tree import Node, merge, same
from keur.plant.model import Text

FIRST_VSYS = "vsys1"
"""The virtual system of a device that has no others; `set` leaves its name out."""

_SEVERAL = Text(
    nl="het bestand is van een Panorama met meer dan een firewall; exporteer de configuratie van de firewall zelf",
    en="the file is of a Panorama with more than one firewall; export the configuration of the firewall itself",
)
_TEMPLATES = Text(
    nl="meer dan een sjabloon geldt voor deze firewall; exporteer de configuratie van de firewall zelf",
    en="more than one template is for this firewall; export the configuration of the firewall itself",
)
_GROUP = Text(nl="apparaatgroep", en="device group")
_CONFLICT = Text(
    nl="Panorama en de firewall geven deze naam elk een andere inhoud",
    en="Panorama and the firewall each give this name other contents",
)


@dataclass(frozen=True, slots=True)
class Level:
    """Where rules come from: `objects` are the words whose objects they see, nearest first."""

    name: str
    rules: Node
    """A rulebase."""
    own: tuple[Node, ...]
    pushed: tuple[Node, ...]
    """Objects of the other side: of Panorama for rules of the firewall, and the other way around."""

    def find(self, kind: str, name: str) -> tuple[Node | None, Text | None]:
        """The object of a name; and a doubt, when Panorama and the firewall do not agree about it."""
        own = next((one for node in self.own if (one := node.at(kind).children.get(name))), None)
        other = next((one for node in self.pushed if (one := node.at(kind).children.get(name))), None)
        if own is None or other is None:
            return own or other, None
        return own, None if same(own, other) else _CONFLICT


@dataclass(slots=True)
class Vsys:
    name: str
    node: Node
    levels: list[Level] = field(default_factory=list)
    """In the order in which their rules are asked."""


@dataclass(slots=True)
class Configuration:
    device: Node
    """Network and device settings."""
    vsyses: list[Vsys]
    gateways: list[Vsys]
    """Shared gateways: they translate and hold zones, and have no security rules."""


def configuration(root: Node, ledger: Ledger) -> Configuration:
    """Finds the parts of a configuration, of whatever kind."""
    device = Node("device", 0)
    shared = Node("shared", 0)
    panorama = Node("panorama", 0)
    config = root.at("config")
    _take(device, root, shared, panorama)
    for part in (config, *config.at("devices").children.values()):
        _take(device, part, shared, panorama)
    groups = device.at("device-group")
    _parents(device, root, config)
    pushed = _Pushed(ledger, groups, shared, panorama)
    if groups.children:
        _ancestors_first(device, ledger)
        pushed.choose(device)
    systems = _systems(device)
    made = [Vsys(name, node) for name, node in systems.items()]
    for vsys in made:
        vsys.levels = pushed.levels(vsys)
    gateways = [Vsys(name, node) for name, node in device.at("network", "shared-gateway").children.items()]
    for gateway in gateways:
        own = (gateway.node, shared)
        gateway.levels = [Level(gateway.name, gateway.node.at("rulebase"), own, ())]
    return Configuration(device, made, gateways)


def _ancestors_first(device: Node, ledger: Ledger) -> None:
    """Panorama can be told that of objects with one name the furthest holds (Panorama Administrator's Guide, "Manage
    Precedence of Inherited Objects"). How the file says so is not documented, but for that word."""
    for node in device.at("deviceconfig", "setting").walk():
        if "ancestor" in node.name and not node.has("no"):
            ledger.gap(node.line, node.text(), reasons.not_modelled(node.name), Effect.EVERYTHING)


def _take(device: Node, part: Node, shared: Node, panorama: Node) -> None:
    for name, child in part.children.items():
        if name == "shared":
            merge(shared, child)
        elif name == "policy":
            merge(panorama, child.at("panorama"))
        elif name not in ("config", "devices"):
            merge(device.child(name, child.line), child)


def _systems(device: Node) -> dict[str, Node]:
    """Virtual systems by name. What stands outside any is of the first."""
    found = dict(device.at("vsys").children)
    outside = Node(FIRST_VSYS, 0)
    for name, child in device.children.items():
        if name in KINDS["vsys"].read:
            merge(outside.child(name, child.line), child)
    if outside.children or not found:
        merge(outside, found.get(FIRST_VSYS, Node(FIRST_VSYS, 0)))
        found = {FIRST_VSYS: outside} | {name: node for name, node in found.items() if name != FIRST_VSYS}
    return found


def _parents(device: Node, root: Node, config: Node) -> None:
    """Device groups within device groups; Panorama keeps that apart."""
    for part in (root, config, device):
        for node in part.at("readonly", "devices").children.values():
            for name, group in node.at("device-group").children.items():
                known = device.at("device-group").children.get(name)
                if known is not None and group.has("parent-dg"):
                    merge(known.child("parent-dg", group.line), group.at("parent-dg"))


@dataclass(slots=True)
class _Pushed:
    """What Panorama gives to the firewall that the file is about."""

    ledger: Ledger
    groups: Node
    shared: Node
    panorama: Node
    chosen: dict[str, list[Node]] = field(default_factory=dict)
    """Device groups of each virtual system, from the nearest to the top; the empty name stands for all of them."""

    def choose(self, device: Node) -> None:
        """Which device groups and template are for the firewall."""
        devices = {serial for group in self.groups.children.values() for serial in group.at("devices").children}
        named = [group for group in self.groups.children.values() if group.has("devices")]
        if len(devices) > 1 or (not devices and len(self.groups.children) > 1):
            line = max(node.line for group in self.groups.children.values() for node in group.at("devices").walk())
            self.ledger.gap(line, "device-group", _SEVERAL, Effect.EVERYTHING)
        for group in named or list(self.groups.children.values()):
            for place in self._places(group):
                if place in self.chosen:
                    self.ledger.gap(group.line, group.name, _SEVERAL, Effect.EVERYTHING)
                self.chosen[place] = self._upwards(group)
        self._template(device, devices)

    def _places(self, group: Node) -> list[str]:
        places = [vsys for device in group.at("devices").children.values() for vsys in device.values("vsys")]
        return places or [""]

    def _upwards(self, group: Node) -> list[Node]:
        """A device group and those above it."""
        found = [group]
        while parent := found[-1].value("parent-dg"):
            above = self.groups.children.get(parent)
            if above is None or above in found:
                why = reasons.circular(_GROUP, parent) if above else reasons.no_such(_GROUP, parent)
                self.ledger.gap(found[-1].at("parent-dg").line, f"parent-dg {parent}", why, Effect.EVERYTHING)
                break
            found.append(above)
        return found

    def _template(self, device: Node, devices: set[str]) -> None:
        """The network that a template gives to the firewall."""
        templates = device.at("template").children
        stacks = [
            stack
            for stack in device.at("template-stack").children.values()
            if not devices or devices & set(stack.values("devices"))
        ]
        names = [name for stack in stacks for name in stack.values("templates")] or list(templates)
        used = [templates[name] for name in names if name in templates]
        if len(used) + sum(stack.has("config") for stack in stacks) > 1:
            self.ledger.gap(used[-1].line if used else 0, "template", _TEMPLATES, Effect.EVERYTHING)
        for template in (*used, *stacks):
            config = template.at("config")
            for part in [*config.at("devices").children.values()]:
                merge(device, part)
            merge(self.shared, config.at("shared"))

    def levels(self, vsys: Vsys) -> list[Level]:
        """All rulebases of a virtual system, in order."""
        groups = self.chosen.get(vsys.name, self.chosen.get("", []))
        local = (vsys.node, self.shared)
        top = (self.panorama, *groups, self.shared) if groups else (self.panorama,)
        found = [Level("shared pre", self.shared.at("pre-rulebase"), (self.shared,), ())]
        found.append(Level("panorama pre", self.panorama.at("pre-rulebase"), top, local))
        for number in range(len(groups) - 1, -1, -1):
            own = (*groups[number:], self.shared)
            found.append(Level(f"{groups[number].name} pre", groups[number].at("pre-rulebase"), own, ()))
        found.append(Level("", vsys.node.at("rulebase"), local, top))
        for number, group in enumerate(groups):
            own = (*groups[number:], self.shared)
            found.append(Level(f"{group.name} post", group.at("post-rulebase"), own, ()))
        found.append(Level("panorama post", self.panorama.at("post-rulebase"), top, local))
        found.append(Level("shared post", self.shared.at("post-rulebase"), (self.shared,), ()))
        # A firewall keeps rules that Panorama gave in its own virtual system, before and after those of its own.
        found.insert(2, Level("pre", vsys.node.at("pre-rulebase"), local, top))
        found.insert(-2, Level("post", vsys.node.at("post-rulebase"), local, top))
        return found
