"""The action plan: everything that is missing becomes one action, and facts close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from keur.assess.duties.board import Board, Duty
from keur.assess.programme.contradictions import PREFIX
from keur.assess.programme.status import RequirementStatus, Status
from keur.assess.scope.result import Scope
from keur.plant.duties import SCOPE_ACTION
from keur.plant.model import Answer, Effort, Horizon, PlannedAction, Text

EFFORT = {Horizon.QUICK_WIN: Effort.SMALL, Horizon.DAYS_90: Effort.MEDIUM, Horizon.PROGRAMME: Effort.LARGE}
"""Effort that is assumed until people say otherwise."""

_RESOLVE = Text(nl="Los de bevindingen op die het tegenspreken", en="Resolve the findings that contradict it")
_ANSWER = Text(nl="Zeg of en hoe het is geregeld", en="Say whether and how it is done")
_BUILD = Text(nl="Breng het op het beoogde niveau", en="Bring it to the level that is aimed at")
_COLLECT = Text(nl="Verzamel bewijs voor wat is geclaimd", en="Collect evidence of what is claimed")
_LOOK = Text(nl="Beoordeel het antwoord opnieuw", en="Review the answer again")
_ADD = Text(nl="Vul aan wat de wet meer vraagt", en="Add what the law asks beyond the standard")
_SETTLE = Text(nl="Stel vast of de wet geldt", en="Settle whether the law applies")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. It is open for as long as facts leave something missing."""

    id: str
    """Number of the requirement, or id of the gap or the duty that something is missing of."""
    title: Text
    about: Text | None
    """What it is about, where the id does not say so."""
    reasons: tuple[Text, ...]
    horizon: Horizon
    effort: Effort
    owner: str | None
    due: dt.date | None
    note: str | None
    overdue: bool
    duties: tuple[str, ...]
    """The duties that wait for it, those of the law's first stage first."""


@dataclass(frozen=True, slots=True)
class ActionPlan:
    open: tuple[Action, ...]
    """By the law's clock."""
    closed: tuple[PlannedAction, ...]
    """What people planned and facts no longer ask."""


@dataclass(slots=True)
class _Need:
    """What is missing, before people's plans are laid beside it."""

    title: Text
    about: Text | None
    reasons: tuple[Text, ...]
    horizon: Horizon
    duties: list[str] = field(default_factory=list)


def action_plan(
    boards: Sequence[Board], scope: Scope, answers: Iterable[Answer], planned: Sequence[PlannedAction]
) -> ActionPlan:
    """The actions that the boards of all laws give together: one for each requirement, gap or duty that lacks
    something and bears a duty, whatever number of duties wait for it."""
    needs: dict[str, _Need] = {}
    if scope.entity_class is None:
        needs[SCOPE_ACTION] = _Need(_SETTLE, None, scope.missing, Horizon.QUICK_WIN)
    for duty in _by_clock(boards):
        for id, shown, about in _missing(duty):
            if id not in needs:
                title, horizon = _what(id, shown)
                needs[id] = _Need(title, about, shown.reasons if shown else (), horizon)
            needs[id].duties.append(duty.row.id)
    said, owners = {one.id: one for one in planned}, {one.requirement: one.owner for one in answers}
    actions = (_action(id, need, said.get(id), owners.get(id), scope.today) for id, need in needs.items())
    return ActionPlan(tuple(actions), tuple(one for one in planned if one.id not in needs))


def _by_clock(boards: Sequence[Board]) -> list[Duty]:
    duties = [duty for board in boards for duty in board.duties if duty.status is not Status.NOT_APPLICABLE]
    order = list(dict.fromkeys(duty.stage.id for board in boards for duty in board.duties))
    return sorted(duties, key=lambda duty: order.index(duty.stage.id))


def _missing(duty: Duty) -> Iterable[tuple[str, RequirementStatus | None, Text | None]]:
    if duty.findings:
        yield duty.row.id, None, duty.row.label
    for addition in duty.additions:
        if addition.shown.status is not Status.MET:
            yield addition.gap.id, addition.shown, addition.gap.add
    for bearing in duty.bearings:
        if bearing.bears and bearing.requirement.status in (Status.NOT_MET, Status.NOT_DEMONSTRATED):
            yield bearing.requirement.requirement.removeprefix(PREFIX), bearing.requirement, None


def _what(id: str, shown: RequirementStatus | None) -> tuple[Text, Horizon]:
    """What to do first, and how long that takes in an ordinary plant."""
    if shown is None or shown.findings:
        return _RESOLVE, Horizon.DAYS_90
    if shown.place is None:
        return (_ANSWER, Horizon.QUICK_WIN) if id[0].isupper() else (_ADD, Horizon.DAYS_90)
    if shown.status is Status.NOT_MET:
        return _BUILD, Horizon.PROGRAMME
    if shown.claimed is not None and (shown.shown or 0) < shown.claimed:
        return _COLLECT, Horizon.QUICK_WIN if shown.claimed <= 2 else Horizon.DAYS_90
    return _LOOK, Horizon.QUICK_WIN


def _action(id: str, need: _Need, plan: PlannedAction | None, owner: str | None, day: dt.date) -> Action:
    horizon = (plan and plan.horizon) or need.horizon
    due = plan.due if plan else None
    return Action(
        id=id,
        title=need.title,
        about=need.about,
        reasons=need.reasons,
        horizon=horizon,
        effort=(plan and plan.effort) or EFFORT[horizon],
        owner=(plan and plan.owner) or owner,
        due=due,
        note=plan.note if plan else None,
        overdue=due is not None and due < day,
        duties=tuple(need.duties),
    )
