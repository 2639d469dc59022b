"""A `config.xml` as a whole: rules on the way in, translations, rules on the way out, and the firewall's own door."""

from __future__ import annotations

from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Action, Chain, Effect, Firewall, Hook, Names, Packets, Rule, Stage
from keur.observe.firewalls.pf.aliases import Aliases
from keur.observe.firewalls.pf.automatic import Automatic
from keur.observe.firewalls.pf.filtering import IN, OUT, Entry, Filtering
from keur.observe.firewalls.pf.forms import FLOATING, GROUP, OPNSENSE, PFSENSE, SINGLE, RuleForm, forms
from keur.observe.firewalls.pf.interfaces import Interfaces
from keur.observe.firewalls.pf.lines import ledger_of
from keur.observe.firewalls.pf.routes import Routes
from keur.observe.firewalls.pf.sides import Sides
from keur.observe.firewalls.pf.translating import Translating, passing
from keur.observe.firewalls.pf.xml import Element, parse
from keur.observe.firewalls.vague import rules
from keur.plant.model import Text

COMING, GOING, LOCAL = "in", "out", "in to the firewall"

_NOT_ONE = Text(nl="dit is geen config.xml", en="this is no config.xml")
_BRIDGE = Text(
    nl="op interfaces in een brug hangt het van instellingen af welke regels gelden",
    en="on interfaces in a bridge it depends on settings which rules count",
)
_ORDER = Text(
    nl="of deze regel voor of na de zwevende en groepsregels komt, hangt van de versie af",
    en="whether this rule comes before or after the floating and group rules depends on the version",
)


def firewall(product: str, text: str) -> Firewall:
    """The normal form of a configuration."""
    document = parse(text)
    ledger = ledger_of(document)
    root = document.root.at(product) or Element("", 0)
    if not root.children and document.stopped is None:
        ledger.gap(0, "", _NOT_ONE, Effect.EVERYTHING)
    interfaces = Interfaces(root, ledger, primary_only=product == PFSENSE)
    interfaces.read()
    aliases = Aliases(root, ledger, interfaces)
    aliases.read()
    sides = Sides(ledger, interfaces, aliases)
    translating = Translating(root, product, ledger, interfaces, sides)
    translating.read()
    filtering = Filtering(root, product, ledger, interfaces, sides)
    _fill(root, filtering, translating, ledger)
    routes = Routes(root, ledger, interfaces)
    routes.read()
    off = root.at("system", "disablefilter")
    chains = _open(off) if off is not None else _chains(filtering)
    return Firewall(
        format=product,
        name=root.value("system", "hostname"),
        chains=chains,
        hooks=(
            Hook(COMING, Stage.FORWARD),
            Hook(GOING, Stage.AFTER_TRANSLATION),
            Hook(LOCAL, Stage.LOCAL),
        ),
        interfaces=tuple(interfaces.result()),
        routes=tuple(routes.found),
        translations=tuple(translating.found) if off is None else (),
        gaps=ledger.all_gaps(),
        coverage=ledger.coverage(),
        routes_known=routes.known and not filtering.steers,
    )


def _open(off: Element) -> dict[str, Chain]:
    """pf is switched off: everything passes."""
    rule = Rule(off.line, "disablefilter", (Packets(),), Action.ACCEPT)
    return {name: Chain(name, (rule,), Action.ACCEPT, off.line) for name in (COMING, GOING, LOCAL)}


def _chains(filtering: Filtering) -> dict[str, Chain]:
    return {
        COMING: filtering.chain(COMING, IN),
        GOING: filtering.chain(GOING, OUT),
        LOCAL: filtering.chain(LOCAL, IN, local=True),
    }


def _fill(root: Element, filtering: Filtering, translating: Translating, ledger: Ledger) -> None:
    """All rules in order: those of the product, those that stand for port forwards, those of the file."""
    automatic = Automatic(root, filtering, ledger)
    for translation, packets in passing(translating.forwards):
        base = Rule(translation.line, f"rdr pass {translation.text}", (), Action.ACCEPT, comment=translation.comment)
        filtering.entries.append(Entry((IN,), True, rules(base, packets)))
    _bridges(root, filtering, ledger)
    automatic.before()
    found = list(forms(root, filtering.product, filtering.interfaces))
    for form in _moved(found, filtering.product, root):
        filtering.user(form)
        entry = filtering.entries.pop()
        early = [rule for rule in entry.rules if rule.enabled]
        entry.rules = [_doubted(rule) for rule in early]
        entry.local = None
        if early:
            ledger.gap(form.element.line, form.text(), _ORDER)
            filtering.entries.append(entry)
    for form in found:
        filtering.user(form)
    automatic.after()


def _moved(found: list[RuleForm], product: str, root: Element) -> list[RuleForm]:
    """Newer rules that older versions put in front of all others: those of groups and single interfaces, where there
    are older ones that are floating or of a group."""
    newer = root.at("OPNsense", "Firewall", "Filter", "rules")
    if product != OPNSENSE or newer is None:
        return []
    ours = {id(one) for one in newer.children}
    legacy = [form for form in found if id(form.element) not in ours and not form.disabled]
    ranks = {form.rank // GROUP for form in legacy if form.rank < SINGLE}
    if not ranks:
        return []
    return [form for form in found if id(form.element) in ours and form.rank > FLOATING and not form.disabled]


def _doubted(rule: Rule) -> Rule:
    return Rule(rule.line, rule.text, rule.matches, rule.action, doubt=rule.doubt or _ORDER, schedule=rule.schedule)


def _bridges(root: Element, filtering: Filtering, ledger: Ledger) -> None:
    found = filtering.interfaces.found
    for entry in root.below("bridges"):
        members = [found[key].device for key in entry.value("members").split(",") if key in found]
        if not members:
            continue
        names = Names.among(entry.value("bridgeif") or "bridge0", *members)
        ledger.gap(entry.line, entry.value("bridgeif") or entry.name, _BRIDGE)
        boxes = (Packets(in_interfaces=names), Packets(out_interfaces=names))
        filtering.entries.append(Entry((IN, OUT), True, [Rule(entry.line, "bridge", boxes, Action.UNKNOWN)]))
