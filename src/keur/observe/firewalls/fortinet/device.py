"""A FortiGate as its configuration has it: virtual domains, version, and settings that bear on all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.accounting import account, speaks
from keur.observe.firewalls.fortinet.building import Builder
from keur.observe.firewalls.fortinet.sections import Bearing
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

Version = tuple[int, int, int]

_VERSION = re.compile(r"^#config-version=[^-\n]{1,40}-v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?", re.M)
_HEAD = 4_096
"""Characters in which the line with the version is looked for."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A virtual domain: policies, objects and routes of its own. One without a name when the device has no others."""

    name: str
    holder: Block
    shared: Block
    """The global part."""

    def section(self, path: str) -> Block:
        found = self.holder.sections.get(path)
        return found if found is not None else self.shared.section(path)

    def has(self, path: str) -> bool:
        return path in self.holder.sections

    @property
    def central(self) -> bool:
        """Whether translations are apart from policies (FortiOS Administration Guide, "Central SNAT"; "Profile-based
        NGFW vs policy-based NGFW": always so in policy-based mode)."""
        return self.section("system settings").is_on("central-nat") or self.by_application

    @property
    def by_application(self) -> bool:
        """NGFW mode is policy-based."""
        return self.section("system settings").value("ngfw-mode") == "policy-based"


@dataclass(slots=True)
class Device:
    name: str
    version: Version | None
    domains: tuple[Domain, ...]
    shared: tuple[Block, ...]
    """Where sections of the whole device stand."""
    ledger: Ledger
    dynamic: frozenset[str]
    """Domains with a routing protocol in use."""
    muted: bool = False
    """While policies are read that are switched off: what is not understood in them does not matter."""

    def shared_value(self, path: str, key: str, default: str = "") -> str:
        """A value of the whole device."""
        return next((value for block in self.shared if (value := block.section(path).value(key))), default)

    def everywhere(self, path: str) -> list[Block]:
        """All sections of that name, in all domains."""
        holders = {id(one): one for one in (*self.shared, *(domain.holder for domain in self.domains))}
        return [holder.sections[path] for holder in holders.values() if path in holder.sections]

    def doubt(self, line: int, text: str, why: Text, effect: Effect = Effect.RULE) -> Text:
        """Notes why something is in doubt, and gives the reason back."""
        if not self.muted:
            self.ledger.gap(line, text, why, effect)
        return why

    def odd(self, block: Block) -> tuple[Text, ...]:
        """Why a block is in doubt as a whole. The lines are in the ledger already."""
        return tuple(dict.fromkeys(reasons.not_known(text) for _, text in block.odd))


def device(text: str, ledger: Ledger) -> Device:
    """Reads a whole configuration."""
    built = Builder(text, ledger).read()
    account(built.spans, ledger)
    root = built.root
    shared = root.section("global")
    found = [Domain(name, block, shared) for name, block in root.section("vdom").entries.items() if block.sections]
    policies = any(path.startswith("firewall ") for path in root.sections)
    if not found or policies:
        found.insert(0, Domain("", root, shared))
    speaking = {id(span.block) for span in built.spans if span.bearing is Bearing.ROUTING and speaks(span)}
    dynamic = frozenset(
        domain.name for domain in found if any(id(block) in speaking for block in domain.holder.sections.values())
    )
    made = Device("", _version(text), tuple(found), (shared, root), ledger, dynamic)
    made.name = made.shared_value("system global", "hostname")
    return made


def _version(text: str) -> Version | None:
    """From the first line of a backup: `#config-version=FGT60F-7.2.5-FW-build1517-...`. Older systems write 5.04 for
    5.4, and leave out the last part."""
    found = _VERSION.search(text[:_HEAD])
    if found is None:
        return None
    return int(found[1]), int(found[2]), int(found[3] or 0)
