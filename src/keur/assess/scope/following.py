"""What follows from the class and the entries: supervision, duties, fines, and other law to look at."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from keur.assess.scope.classes import Span
from keur.assess.scope.group import undertaking_turnover
from keur.assess.scope.law import consequences, row
from keur.assess.scope.result import Duty, Fine, Neighbour, Supervision
from keur.assess.scope.sectors import Sectors
from keur.catalogue import Mark
from keur.plant.entity import LegalEntity, Special
from keur.plant.model import Text


def supervision(found: Sectors, special: frozenset[Special]) -> tuple[Supervision, ...]:
    """Minister, inspectorate and CSIRT of each entry that fits or may fit."""
    answers: dict[str, Any] = {}
    for one in found.found:
        if one.fits is not False and answers.get(one.entry.id, (None, None))[1] is not True:
            answers[one.entry.id] = (one.entry, one.fits)
    rows: tuple[str, ...] = ("Cbw 15", "Cbw 16", "Brochure Cbw 2026")
    if Special.WWKE_CRITICAL in special:
        rows = ("Cbw 15(5)", *rows)
    made = []
    for entry, fits in answers.values():
        data = consequences()["authorities"][entry.authority]
        doubt = text(data["doubt"]) if "doubt" in data else None
        made.append(
            Supervision(
                entry, fits, text(data["minister"]), data["inspectorate"], data["csirt"], doubt, (entry.row, *rows)
            )
        )
    return tuple(made)


def supervised(span: Span) -> tuple[Text | None, tuple[str, ...]]:
    """How the class is supervised, with its rows; nothing where the class is not settled or out of scope."""
    if not span.settled:
        return None, ()
    data = consequences()["supervision"][span.settled.word]
    return text(data), tuple(data["rows"])


def duties(span: Span) -> tuple[Duty, ...]:
    """The duties of an entity in scope; they are the same for both classes."""
    if not span.in_scope:
        return ()
    return tuple(
        Duty(
            id=one["id"],
            text=text(one),
            since=one["since"],
            due=one.get("due"),
            term=one.get("term"),
            rows=tuple(one["rows"]),
            uncertain=one.get("doubt", False) or any(row(id).mark is Mark.UNCERTAIN for id in one["rows"]),
        )
        for one in consequences()["duties"]
    )


def fines(entity: LegalEntity, span: Span) -> tuple[Fine, ...]:
    """The ceilings of the class; where turnover may make one higher, with the turnover of the undertaking."""
    if not span.settled:
        return ()
    turnover = undertaking_turnover(entity)
    made = []
    for one in consequences()["fines"]:
        if one["class"] not in (span.settled.word, "both"):
            continue
        floor = Decimal(one["floor_eur"])
        percent = Decimal(str(one["turnover_percent"])) if "turnover_percent" in one else None
        share = Decimal(0) if percent is None else turnover.least * percent / 100
        made.append(
            Fine(
                text=text(one),
                amount_eur=max(floor, share),
                turnover_percent=percent,
                at_least=percent is not None and not turnover.complete,
                rows=tuple(one["rows"]),
            )
        )
    return tuple(made)


def neighbours(entity: LegalEntity, found: Sectors) -> tuple[Neighbour, ...]:
    """Other law that the activities make one look at."""
    entries = {one.entry.id for one in found.found if one.fits is not False}
    codes = [one.nace or one.sbi or "" for one in entity.activities or ()]
    made = []
    for one in consequences()["neighbours"]:
        near = any(name == part or name.startswith(f"{part}.") for part in one.get("entries", ()) for name in entries)
        coded = any(code.startswith(division) for division in one.get("nace", ()) for code in codes)
        if near or coded or not {"entries", "nace"} & one.keys():
            uncertain = one.get("doubt", False) or any(row(id).mark is Mark.UNCERTAIN for id in one["rows"])
            made.append(Neighbour(one["id"], text(one), one.get("date"), tuple(one["rows"]), uncertain))
    return tuple(made)


def text(one: Mapping[str, Any]) -> Text:
    return Text(nl=one["nl"], en=one["en"])
