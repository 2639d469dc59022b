"""What the Dutch register asks (Cbw 44(1), draft Cbb 28), what of it is filled in, and what changed since registering.

The registration file is kept by keur and by people: keur writes the fields and notes each change with its two-week term
(Cbw 44(2)); people write when they registered and when they passed a change on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from keur.assess.scope.law import Entry, consequences, row
from keur.assess.scope.result import Scope
from keur.plant.entity import LegalEntity
from keur.plant.errors import Mistakes
from keur.plant.model import Site, Text
from keur.plant.nodes import parse
from keur.plant.shapes import Key, ListOf, Read, Record, bare
from keur.plant.table import decode
from keur.plant.values import Choice, Day, Words
from keur.plant.written import written

ACT, DECREE = "Cbw 44(1)", "Cbb 28"
Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that the register asks."""

    id: str
    label: Text
    value: Value
    """None: not filled in; an empty tuple: there is none."""
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alteration:
    """A field whose value changed since registering."""

    field: str
    before: str
    after: str
    noticed: dt.date
    due: dt.date
    """Two weeks after it was noticed; the term itself runs from the change, which may be earlier."""
    reported: dt.date | None


@dataclass(frozen=True, slots=True)
class Registration:
    """What stands in the registration file."""

    registered: dt.date | None
    """When the entity registered, as people wrote it."""
    fields: tuple[Field, ...]
    changes: tuple[Alteration, ...]

    @property
    def missing(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.value is None)


_FIELDS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("name", Text(nl="naam", en="name"), (ACT,)),
    ("address", Text(nl="adres", en="address"), (ACT,)),
    ("emails", Text(nl="e-mailadressen", en="e-mail addresses"), (ACT,)),
    ("telephones", Text(nl="telefoonnummers", en="telephone numbers"), (ACT,)),
    ("ip_ranges", Text(nl="IP-bereiken", en="IP ranges"), (ACT,)),
    ("sectors", Text(nl="sectoren en deelsectoren", en="sectors and subsectors"), (ACT,)),
    ("member_states", Text(nl="lidstaten", en="Member States"), (ACT,)),
    (
        "sharing",
        Text(nl="regelingen om informatie te delen", en="information-sharing arrangements"),
        ("Cbw 44(1)(e)",),
    ),
    ("class", Text(nl="essentieel of belangrijk", en="essential or important"), (DECREE,)),
    ("trade_register", Text(nl="KvK-nummer of buitenlands register", en="KvK number or foreign register"), (DECREE,)),
    ("kind", Text(nl="soort entiteit in de bijlage", en="kind of entity in the annex"), (DECREE,)),
    ("domain_names", Text(nl="domeinnamen", en="domain names"), (DECREE,)),
)

_SINGLE = ("name", "address", "class", "trade_register")
"""Fields with one value; the others are lists."""

_FILE = Record(
    (
        Key("registration", Choice(("1",)), Text(nl="Versie: 1.", en="Version: 1.")),
        Key("registered", Day(), Text(nl="Geregistreerd op.", en="Registered on."), required=False),
        Key(
            "fields",
            Record(
                tuple(
                    Key(id, Words() if id in _SINGLE else ListOf(Words()), label, required=False)
                    for id, label, _ in _FIELDS
                )
            ),
            Text(nl="De gegevens.", en="The data."),
        ),
        Key(
            "changes",
            ListOf(
                Record(
                    (
                        Key("field", Choice(tuple(id for id, _, _ in _FIELDS)), Text(nl="Gegeven.", en="Field.")),
                        Key("before", Words(), Text(nl="Was.", en="Was.")),
                        Key("after", Words(), Text(nl="Is.", en="Is.")),
                        Key("noticed", Day(), Text(nl="Opgemerkt.", en="Noticed.")),
                        Key("due", Day(), Text(nl="Uiterlijk.", en="Due.")),
                        Key("reported", Day(), Text(nl="Doorgegeven op.", en="Passed on."), required=False),
                    )
                ),
                unique=False,
            ),
            Text(nl="Wijzigingen sinds de registratie.", en="Changes since registering."),
            required=False,
        ),
    )
)


def fields(site: Site, answer: Scope) -> tuple[Field, ...]:
    """What the register asks, as the plant folder fills it in."""
    values = _values(site, answer)
    return tuple(Field(id, label, values[id], rows) for id, label, rows in _FIELDS)


def _values(site: Site, answer: Scope) -> dict[str, Value]:
    entity = site.entity
    fitting = [one.entry for one in answer.supervision if one.fits]
    doubtful = any(one.fits is None for one in answer.supervision) or not fitting
    foreign = entity.foreign_register
    return {
        "name": site.organisation,
        "address": entity.address,
        "emails": entity.emails or None,
        "telephones": entity.telephones or None,
        "ip_ranges": None if entity.ip_ranges is None else tuple(map(str, entity.ip_ranges)),
        # In Dutch whatever the language: the register is Dutch, and a change of language is no change of data.
        "sectors": None if doubtful else tuple(dict.fromkeys(_sector(one) for one in fitting)),
        "member_states": entity.member_states,
        "sharing": _sharing(entity, answer.today),
        "class": answer.entity_class.word if answer.entity_class else None,
        "trade_register": f"KvK {entity.kvk}" if entity.kvk else foreign,
        "kind": None if doubtful else tuple(one.label.nl for one in fitting),
        "domain_names": entity.domain_names,
    }


def _sector(entry: Entry) -> str:
    found = row(entry.row)
    return f"{found.name.nl}: {found.label.nl}"


def _sharing(entity: LegalEntity, today: dt.date) -> Value:
    """The arrangements in which the entity takes part on a day."""
    if entity.sharing is None:
        return None
    return tuple(one.name for one in entity.sharing if one.joined <= today and not (one.left and one.left <= today))


def read(path: Path, mistakes: Mistakes) -> Registration | None:
    """The registration file; None when there is none yet, or with mistakes reported."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    text = decode(data, str(path), mistakes)
    node = None if text is None else parse(text.removeprefix("\ufeff"), str(path), mistakes)
    found = None if node is None else _FILE.read(node, path.name, mistakes)
    if found is None or mistakes.errors:
        return None
    return _registration(found)


def _registration(read: Read) -> Registration:
    value = bare(read)
    held = value["fields"]
    return Registration(
        registered=value.get("registered"),
        fields=tuple(Field(id, label, held.get(id), rows) for id, label, rows in _FIELDS),
        changes=tuple(Alteration(**({"reported": None} | one)) for one in value.get("changes", ())),
    )


def renew(before: Registration | None, now: tuple[Field, ...], today: dt.date) -> Registration:
    """The registration with the fields of today; what changed since registering is added to the changes."""
    if before is None or before.registered is None:
        return Registration(None, now, () if before is None else before.changes)
    days = min(consequences()["register"]["change_days"], (dt.date.max - today).days)
    due = today + dt.timedelta(days=days)
    old = {field.id: field.value for field in before.fields}
    added = tuple(
        Alteration(field.id, shown(old[field.id]), shown(field.value), today, due, None)
        for field in now
        if field.value != old[field.id]
    )
    return replace(before, fields=now, changes=before.changes + added)


def shown(value: Value) -> str:
    """A value as one text; a dash where nothing is filled in or there is none."""
    if value is None or value == ():
        return "-"
    return value if isinstance(value, str) else ", ".join(value)


def render(registration: Registration, language: str) -> str:
    """The registration file, as text."""
    nl = language == "nl"
    data: dict[str, Any] = {"registration": 1}
    if registration.registered:
        data["registered"] = registration.registered
    data["fields"] = {
        field.id: field.value if isinstance(field.value, str) else list(field.value)
        for field in registration.fields
        if field.value is not None
    }
    if registration.changes:
        data["changes"] = [_change(one) for one in registration.changes]
    lines = [
        "# Gegevens voor het register van de Cyberbeveiligingswet (Cbw 44), gemaakt door keur scope."
        if nl
        else "# Data for the register of the Cyberbeveiligingswet (Cbw 44), made by keur scope.",
        "# Schrijf erbij: `registered: jjjj-mm-dd` na de registratie, en `reported: jjjj-mm-dd` bij elke wijziging."
        if nl
        else "# Add yourself: `registered: yyyy-mm-dd` after registering, and `reported: yyyy-mm-dd` to each change.",
    ]
    lines += [
        f"# {'Ontbreekt' if nl else 'Missing'}: {field.id} ({field.label.nl if nl else field.label.en})"
        for field in registration.missing
    ]
    return "\n".join(lines) + "\n" + written(data, width=1000)


def _change(one: Alteration) -> dict[str, Any]:
    found: dict[str, Any] = {
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "noticed": one.noticed,
        "due": one.due,
    }
    return found | ({"reported": one.reported} if one.reported else {})
