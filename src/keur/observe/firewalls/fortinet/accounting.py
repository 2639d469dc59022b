"""Every line of a FortiOS configuration is understood, has no bearing on packets, or is a gap."""

from __future__ import annotations

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.building import Span
from keur.observe.firewalls.fortinet.sections import INNER, READ, SPEAKING, Bearing, Keys
from keur.observe.firewalls.fortinet.tree import Block
from keur.observe.firewalls.ledger import Ledger
from keur.observe.firewalls.model import Effect
from keur.plant.model import Text

_NOT_FOLLOWED = Text(
    nl="wat dit onderdeel tegenhoudt, bootst keur niet na", en="keur does not model what this section drops"
)


def account(spans: list[Span], ledger: Ledger) -> None:
    """Enters all lines of the sections into the ledger, and notes in each block what is odd about it."""
    done: set[int] = set()
    for span in spans:
        if span.bearing is Bearing.READ:
            if id(span.block) not in done:
                _read(span.path, span.block, READ[span.path], ledger)
            done.add(id(span.block))
        elif span.bearing in (Bearing.BESIDE, Bearing.ROUTING) or not _active(span.block):
            for first, last in span.lines:
                ledger.beside(first, last)
        elif span.bearing is Bearing.STRICTER:
            ledger.gap(span.first, f"config {span.path}", _NOT_FOLLOWED, Effect.STRICTER)
        elif span.bearing is Bearing.MULTICAST:
            ledger.gap(span.first, f"config {span.path}", reasons.not_modelled(span.path), Effect.RULE)
        else:
            policy = span.bearing is Bearing.UNKNOWN_POLICY
            effect = Effect.STRICTER if policy else Effect.NONE
            ledger.gap(span.first, f"config {span.path}", reasons.not_known(f"config {span.path}"), effect)


def speaks(span: Span) -> bool:
    """Whether a routing protocol is in use."""
    return any(section.entries for path, section in span.block.sections.items() if path in SPEAKING)


def _active(block: Block) -> bool:
    """Whether a section holds anything that is switched on."""
    if block.value("bindthroughfw"):
        return block.is_on("bindthroughfw")
    if any(entry.value("status") != "disable" for entry in block.entries.values()):
        return True
    return bool(block.settings) and not block.entries


def _read(path: str, section: Block, keys: Keys, ledger: Ledger) -> None:
    _settings(section, keys, ledger)
    for entry in section.entries.values():
        _settings(entry, keys, ledger)
        _inner(path, entry, ledger)
    _inner(path, section, ledger)


def _inner(path: str, block: Block, ledger: Ledger) -> None:
    for name, inner in block.sections.items():
        keys = INNER.get((path, name))
        for part in inner.walk():
            if keys is None:
                for setting in part.settings.values():
                    ledger.beside(setting.line, setting.last_line)
            else:
                _settings(part, keys, ledger)


def _settings(block: Block, keys: Keys, ledger: Ledger) -> None:
    for key, setting in block.settings.items():
        if key in keys.read:
            ledger.understood(setting.line, setting.last_line)
            continue
        effect = keys.effect(key)
        if effect is None:
            ledger.beside(setting.line, setting.last_line)
            continue
        text = f"set {key} {' '.join(setting.values)}"
        ledger.gap(setting.line, text, reasons.not_known(key), effect)
        if effect is not Effect.NONE:
            block.odd.append((setting.line, key))
