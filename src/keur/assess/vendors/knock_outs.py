"""What is not acceptable of a vendor of tier 1 without a measure: by its own answers, by what the plant declares, and
by the security advisories of its access product. None of them overrules another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from keur.assess.vendors.score import Score
from keur.assess.vendors.tier import citation
from keur.assess.vendors.tools import Exploitation, Tool
from keur.catalogue.questions import Question, blocks
from keur.checks.finding import Citation
from keur.plant.model import Place, Plant, Text
from keur.plant.vendors import AccessMode, AccessPath, AccountKind, AnswerValue, ClauseState, Vendor, tool_assets


class Basis(StrEnum):
    """What tells it."""

    ANSWER = "answer"
    DECLARED = "declared"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class KnockOut:
    question: Question
    """The question that asks for it."""
    basis: Basis
    text: Text
    citations: tuple[Citation, ...]


def knock_outs(
    plant: Plant,
    vendor: Vendor,
    paths: Sequence[AccessPath],
    score: Score,
    tools: Iterable[Tool],
    today: dt.date,
) -> tuple[KnockOut, ...]:
    """All of a vendor of tier 1, in the order of the questions; those of the score are what it answered itself."""
    asked = {one.id: one for block in blocks() for one in block.questions}
    found = [
        KnockOut(one.question, Basis.ANSWER, _answered(one.answer), (citation(one.given.place),))
        for one in score.knock_outs
        if one.given is not None
    ]
    found += [
        KnockOut(asked[question], Basis.DECLARED, text, tuple(map(citation, places)))
        for question, text, *places in _declared(plant, vendor, paths, today)
    ]
    found += [
        KnockOut(asked["C2"], Basis.ADVISORY, one.text, one.citations)
        for one in tools
        if one.exploitation is Exploitation.EXPLOITED
    ]
    return tuple(sorted(found, key=lambda one: list(asked).index(one.question.id)))


def _answered(answer: AnswerValue | None) -> Text:
    if answer is AnswerValue.PARTLY:
        return Text(nl="de leverancier antwoordt: deels", en="the vendor answers: partly")
    return Text(nl="de leverancier antwoordt: nee", en="the vendor answers: no")


Declared = tuple[str, Text, Place]


def _declared(plant: Plant, vendor: Vendor, paths: Sequence[AccessPath], today: dt.date) -> Iterable[Declared]:
    """Question, what the plant declares against it, and where."""
    for account in vendor.accounts:
        if account.kind is AccountKind.SHARED and (account.last is None or today <= account.last):
            text = Text(nl=f"account {account.id} is gedeeld", en=f"account {account.id} is shared")
            yield "B3", text, account.place
    for path in paths:
        yield from _of_path(plant, path, today)
    for clause in vendor.contract.clauses if vendor.contract else ():
        if clause.clause == "incident-notice" and clause.state is ClauseState.MISSING:
            text = Text(
                nl="in het contract ontbreekt de plicht om incidenten te melden",
                en="the contract lacks the duty to tell of incidents",
            )
            yield "H1", text, clause.place


def _of_path(plant: Plant, path: AccessPath, today: dt.date) -> Iterable[Declared]:
    assets = set(tool_assets(plant.vendors, path))
    for product in (one for vendor in plant.vendors for one in vendor.products):
        until = product.supported_until
        if until is not None and until < today and assets & set(product.assets):
            yield (
                "C1",
                Text(
                    nl=f"weg {path.id} gaat door {product.product}, zonder beveiligingsupdates sinds {until}",
                    en=f"path {path.id} goes through {product.product}, without security updates since {until}",
                ),
                product.place,
            )
    if path.mfa is False:
        yield "C3", Text(nl=f"weg {path.id} heeft geen MFA", en=f"path {path.id} has no MFA"), path.place
    if path.mode is AccessMode.STANDING:
        yield "C4", Text(nl=f"weg {path.id} staat altijd open", en=f"path {path.id} is always open"), path.place
