"""Puts the decision together: facts to a case, a case to a class, and every step with what it rests on."""

from __future__ import annotations

import datetime as dt

from keur.assess.scope import following
from keur.assess.scope.certainty import Demonstrated, either
from keur.assess.scope.changes import changes
from keur.assess.scope.classes import Case, EntityClass, Span, classify, entry_span
from keur.assess.scope.entity_steps import (
    activity_steps,
    at,
    established_step,
    in_force_step,
    in_the_netherlands,
    special_step,
)
from keur.assess.scope.law import Entry
from keur.assess.scope.result import Scope, Step
from keur.assess.scope.sectors import Sectors, sectors
from keur.assess.scope.size import LARGE, MEDIUM
from keur.assess.scope.size_steps import size_steps, sized
from keur.plant.entity import LegalEntity, Special
from keur.plant.model import Site, Text

CLASS = {
    EntityClass.ESSENTIAL: Text(nl="essentiële entiteit", en="essential entity"),
    EntityClass.IMPORTANT: Text(nl="belangrijke entiteit", en="important entity"),
    EntityClass.NONE: Text(nl="niet in bereik", en="not in scope"),
}
_BY_RULE = {
    "any-essential": "NIS2 3(1)(b)",
    "telecom": "NIS2 3(1)(c)",
    "trust": "NIS2 3(1)(a)",
    "annex-1": "NIS2 3(1)(a)",
}
GOVERNMENT = "I.10"


def scope(site: Site, today: dt.date) -> Scope:
    """The answer for the legal entity of a plant, on a day."""
    entity = site.entity
    found = sectors(entity.activities or ())
    case = case_of(entity, found)
    span = classify(case)
    special = case.special or frozenset()
    supervised, supervised_rows = following.supervised(span)
    steps = (
        in_force_step(today),
        established_step(entity, found),
        *activity_steps(entity, found),
        *size_steps(entity, today),
        special_step(entity, found),
    )
    return Scope(
        organisation=site.organisation,
        today=today,
        span=span,
        steps=(*steps, _class_step(entity, case, span)),
        changes=changes(entity, case),
        supervision=following.supervision(found, special) if span.highest > EntityClass.NONE else (),
        supervised=supervised,
        supervised_rows=supervised_rows,
        duties=following.duties(span),
        fines=following.fines(entity, span),
        neighbours=following.neighbours(entity, found),
    )


def case_of(entity: LegalEntity, found: Sectors) -> Case:
    """What the class depends on, of an entity."""
    answers: dict[str, tuple[Entry, Demonstrated]] = {}
    for one in found.found:
        _, before = answers.get(one.entry.id, (one.entry, False))
        answers[one.entry.id] = (one.entry, either(before, one.fits))
    return Case(
        in_the_netherlands=in_the_netherlands(entity),
        entries=tuple(answers.values()),
        open=entity.activities is None or bool(found.open),
        medium=sized(entity, MEDIUM),
        large=sized(entity, LARGE),
        special=None if entity.special is None else frozenset(entity.special),
    )


def _class_step(entity: LegalEntity, case: Case, span: Span) -> Step:
    settled = span.settled
    title = Text(nl="Essentieel of belangrijk?", en="Essential or important?")
    if settled is None:
        low, high = CLASS[span.lowest], CLASS[span.highest]
        text = Text(
            nl=f"Niet aangetoond: tussen {low.nl} en {high.nl}.",
            en=f"Not demonstrated: between {low.en} and {high.en}.",
        )
        return Step("class", title, None, text, ("Cbw 8", "Cbw 12", "NIS2 3(2)"), at(entity))
    fitting = [entry for entry, fits in case.entries if fits]
    reasons = [entry for entry in fitting if entry_span(entry, True, case.medium, case.large).lowest is settled]
    names = ", ".join(one.id for one in reasons)
    text = CLASS[settled]
    special = case.special or frozenset()
    if settled is EntityClass.NONE:
        return Step("class", title, False, _sentence(text), _reasons_out(case, special), at(entity))
    rows = _reasons_in(settled, reasons, special)
    if len(fitting) > 1 and reasons:
        more = Text(
            nl=f"{text.nl}, door {names}. De zwaarste vermelding telt, voor de hele entiteit; de regels van al haar "
            "sectoren gelden. Eén melding die elke sector noemt is genoeg",
            en=f"{text.en}, by {names}. The heaviest entry counts, for the whole entity; the rules of all its sectors "
            "hold. One report that names each sector is enough",
        )
        return Step("class", title, True, _sentence(more), (*rows, "Kamerstuk 36 764, nr. 8", "NCSC FAQ"), at(entity))
    if reasons:
        text = Text(nl=f"{text.nl}, door {names}; de hele entiteit", en=f"{text.en}, by {names}; the whole entity")
        rows = (*rows, "NCSC FAQ")
    return Step("class", title, True, _sentence(text), rows, at(entity))


def _reasons_in(settled: EntityClass, reasons: list[Entry], special: frozenset[Special]) -> tuple[str, ...]:
    if Special.WWKE_CRITICAL in special:
        return ("Cbw 8(1)(i)", "NIS2 3(1)(f)")
    if Special.DESIGNATED in special and not reasons:
        return ("Cbw 9", "NIS2 3(1)(e)")
    if settled is EntityClass.IMPORTANT:
        return ("Cbw 12", "NIS2 3(2)")
    rows = dict.fromkeys("NIS2 3(1)(d)" if one.id == GOVERNMENT else _BY_RULE[one.rule] for one in reasons)
    return ("Cbw 8", *rows)


def _reasons_out(case: Case, special: frozenset[Special]) -> tuple[str, ...]:
    if Special.DEFENCE_BODY in special:
        return ("Cbw 7", "NIS2 2(7)")
    if case.in_the_netherlands is False:
        return ("Cbw 4",)
    return ("Cbw 8", "Cbw 12", "NIS2 2(1)")


def _sentence(text: Text) -> Text:
    return Text(nl=f"{text.nl[0].upper()}{text.nl[1:]}.", en=f"{text.en[0].upper()}{text.en[1:]}.")
