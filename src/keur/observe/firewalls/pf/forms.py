"""Rules in one form: those of the pages `Rules` of both products, and OPNsense's newer ones with their own identifiers.

Sources: pfSense `filter_generate_user_rule`; OPNsense `FilterRule.php` (`parseFilterRules`), `FilterRuleField.php`
(`serialize`, `getPriority`), `plugins.inc.d/pf.inc` (newer rules go before older ones of the same kind).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from keur.observe.firewalls.pf.interfaces import Interfaces
from keur.observe.firewalls.pf.xml import Element

PFSENSE, OPNSENSE = "pfsense", "opnsense"

_OPTIONS = {"os", "dscp", "tos", "vlanprio", "prio", "tagged", "divert-to"}
"""What a rule looks at besides, that keur does not model."""
_BESIDE = {
    "ackqueue",
    "adaptiveend",
    "adaptivestart",
    "allowopts",
    "associated-rule-id",
    "categories",
    "category",
    "created",
    "defaultqueue",
    "disablereplyto",
    "dnpipe",
    "gateway",
    "icmp6type",
    "id",
    "interfacenot",
    "max",
    "max-src-conn",
    "max-src-conn-rate",
    "max-src-conn-rates",
    "max-src-nodes",
    "max-src-states",
    "nopfsync",
    "nosync",
    "nottagged",
    "overload",
    "pdnpipe",
    "pflow",
    "prio_group",
    "reply-to",
    "replyto",
    "separator",
    "sequence",
    "set-prio",
    "set-prio-low",
    "shaper1",
    "shaper2",
    "sort_order",
    "source-track",
    "srctrack",
    "state-policy",
    "statepolicy",
    "statetimeout",
    "tag",
    "tracker",
    "udp-first",
    "udp-multiple",
    "udp-single",
    "updated",
    "vlanprioset",
}
_TAKEN = {
    "action",
    "descr",
    "description",
    "destination",
    "destination_net",
    "destination_not",
    "destination_port",
    "direction",
    "disabled",
    "enabled",
    "floating",
    "icmptype",
    "interface",
    "ipprotocol",
    "log",
    "protocol",
    "quick",
    "sched",
    "source",
    "source_net",
    "source_not",
    "source_port",
    "statetype",
    "tcpflags1",
    "tcpflags2",
    "tcpflags_any",
    "type",
}
NOT_READ = {"dstport", "srcport", "sourceport"}
"""Words that only rules for translation have; in a rule for filtering both products leave them unread."""


@dataclass(slots=True)
class Side:
    """Source or destination."""

    kind: str
    """`any`, `network` or `address`; empty when there is nothing."""
    names: list[str]
    inverted: bool
    port: str
    line: int


@dataclass(slots=True)
class RuleForm:
    element: Element
    name: str
    type: str
    interfaces: list[str]
    outside: bool
    """On all interfaces but those named."""
    directions: tuple[str, ...]
    quick: bool
    rank: int
    """Floating rules, then groups, then interfaces; lower goes first."""
    floating: bool
    versions: tuple[int, ...]
    protocol: str
    source: Side
    destination: Side
    icmp: dict[int, str]
    flags: tuple[str, str] | None
    any_flags: bool
    stateless: bool
    disabled: bool | None
    """None when the file does not tell."""
    log: bool
    schedule: str
    comment: str
    steered: bool
    """Sent to a gateway of its own."""
    options: list[Element] = field(default_factory=list)
    unknown: list[Element] = field(default_factory=list)

    def text(self) -> str:
        """The rule as people would write it for pf."""
        parts = [self.type, *(self.directions if len(self.directions) == 1 else ()), *(["quick"] if self.quick else [])]
        if self.interfaces:
            parts += ["on", "!" if self.outside else "", ",".join(self.interfaces)]
        parts += [next(word for word, versions in _VERSIONS.items() if versions == self.versions), self.protocol]
        parts += ["from", _shown(self.source), "to", _shown(self.destination)]
        return " ".join(part for part in parts if part)


def _shown(side: Side) -> str:
    words = "!" * side.inverted + (",".join(side.names) or side.kind or "any")
    return f"{words} port {side.port}" if side.port else words


_VERSIONS = {"inet": (4,), "inet6": (6,), "inet46": (4, 6)}
FLOATING, GROUP, SINGLE = 200_000, 300_000, 400_000


def legacy(element: Element, product: str, interfaces: Interfaces) -> RuleForm:
    """A rule of `filter`."""
    given = element.value("interface")
    names = [name for name in given.replace(" ", "").split(",") if name]
    floating = element.has("floating") and (product == PFSENSE or element.on("floating"))
    form = _common(element)
    form.name = element.value("tracker") if product == PFSENSE else element.attributes.get("uuid", "")
    form.type = element.value("type") or "pass"
    form.interfaces, form.floating = names, floating
    form.rank = FLOATING if floating else GROUP if names and interfaces.is_group(names[0]) else SINGLE
    if form.rank == GROUP and product == OPNSENSE:
        form.rank += interfaces.ranks.get(names[0], 0)
    form.directions = _directions(element, product, floating)
    form.quick = element.on("quick") if element.has("quick") and product == OPNSENSE else not floating
    if product == PFSENSE and floating:
        form.quick = element.has("quick")
    otherwise = (4,) if product == PFSENSE else (4, 6)
    form.versions = _VERSIONS.get(element.value("ipprotocol"), otherwise)
    form.source, form.destination = side(element, "source"), side(element, "destination")
    form.log = element.has("log") if product == PFSENSE else element.on("log")
    if element.has("disabled"):
        given = element.value("disabled")
        form.disabled = True if product == PFSENSE or given not in ("", "0") else False if given == "0" else None
    return form


def _directions(element: Element, product: str, floating: bool) -> tuple[str, ...]:
    given = element.value("direction")
    if product == PFSENSE and not floating:
        return ("in",)
    if given in ("in", "out"):
        return (given,)
    return ("in", "out") if given == "any" or product == PFSENSE else ("in",)


def modern(element: Element, interfaces: Interfaces) -> RuleForm:
    """A rule of `OPNsense/Firewall/Filter`."""
    form = _common(element)
    names = [name for name in element.value("interface").split(",") if name]
    form.name = element.attributes.get("uuid", "")
    form.type = element.value("action") or "pass"
    form.interfaces = names
    form.outside = element.on("interfacenot") and bool(names)
    form.floating = len(names) != 1
    group = len(names) == 1 and interfaces.is_group(names[0])
    form.rank = FLOATING if form.floating else GROUP + interfaces.ranks.get(names[0], 0) if group else SINGLE
    given = element.value("direction")
    form.directions = (given,) if given in ("in", "out") else ("in", "out") if given == "any" else ("in",)
    form.quick = element.on("quick") or not element.has("quick")
    form.versions = _VERSIONS.get(element.value("ipprotocol"), (4,))
    form.source, form.destination = modern_side(element, "source"), modern_side(element, "destination")
    form.log = element.on("log")
    form.disabled = not (element.on("enabled") or not element.has("enabled"))
    return form


def _common(element: Element) -> RuleForm:
    nothing = Side("", [], False, "", element.line)
    among = element.value("tcpflags2")
    types = element.value("icmptype")
    return RuleForm(
        element=element,
        name="",
        type="",
        interfaces=[],
        outside=False,
        directions=("in",),
        quick=True,
        rank=SINGLE,
        floating=False,
        versions=(4,),
        protocol=element.value("protocol").lower(),
        source=nothing,
        destination=nothing,
        icmp={4: types, 6: element.value("icmp6type") or types},
        flags=(element.value("tcpflags1"), among) if among else None,
        any_flags=element.on("tcpflags_any"),
        stateless=element.value("statetype") == "none",
        disabled=False,
        log=False,
        schedule=element.value("sched"),
        comment=element.value("descr") or element.value("description"),
        steered=bool(element.value("gateway")),
        options=[one for one in element.children if one.name in _OPTIONS and one.text not in ("", "none", "any")],
        unknown=[one for one in element.children if one.name not in _OPTIONS | _BESIDE | _TAKEN | NOT_READ],
    )


def side(element: Element, name: str) -> Side:
    """`source` or `destination` with what is in it."""
    found = element.at(name)
    if found is None:
        return Side("", [], False, "", element.line)
    port, inverted = found.value("port"), found.on("not")
    if found.has("any") and found.value("any") != "0":
        return Side("any", [], False, port, found.line)
    for kind in ("network", "address"):
        if found.value(kind):
            words = [word.strip() for word in found.value(kind).split(",") if word.strip()]
            if words == ["any"]:
                return Side("any", [], False, port, found.line)
            return Side(kind, words, inverted, port, found.line)
    return Side("", [], inverted, port, found.line)


def modern_side(element: Element, name: str) -> Side:
    """`source_net`, `source_not` and `source_port`."""
    words = [word.strip() for word in element.value(f"{name}_net").split(",") if word.strip()]
    port, line = element.value(f"{name}_port"), element.line
    if not words or words == ["any"]:
        return Side("any", [], False, port, line)
    return Side("network", words, element.on(f"{name}_not"), port, line)


def forms(root: Element, product: str, interfaces: Interfaces) -> Iterator[RuleForm]:
    """All rules of a file in the order in which pf meets them."""
    found: list[RuleForm] = []
    newer = root.at("OPNsense", "Firewall", "Filter", "rules")
    if product == OPNSENSE and newer is not None:
        entries = [one for one in newer.children if one.name == "rule" and one.children]
        found.extend(modern(one, interfaces) for one in sorted(entries, key=sequence))
    for element in root.below("filter"):
        if element.name == "rule" and element.children and not element.has("separator"):
            found.append(legacy(element, product, interfaces))
    yield from sorted(found, key=lambda form: form.rank)


def sequence(element: Element) -> int:
    """The place of a rule among those of its kind."""
    word = element.value("sequence")
    return int(word) if word.isdecimal() and len(word) < 10 else 1
