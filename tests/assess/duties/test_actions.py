"""The action plan: one action for each thing that is missing, which facts open and close."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import keur
from keur.assess.duties.actions import ActionPlan, action_plan
from keur.assess.duties.board import Board, Shown, board
from keur.assess.duties.law import laws
from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status
from keur.assess.scope import scope
from keur.assess.scope.classes import ANYTHING
from keur.catalogue import RowKind, shipped
from keur.dossier.duties import render
from keur.plant.loading import load
from keur.plant.model import Answer, Effort, Horizon, Place, PlannedAction, Text

DAY = dt.date(2026, 11, 28)
DEMO = Path(__file__).parents[3] / "demo"
SCOPE = scope(load(DEMO).site, DAY)
PLACE = Place("declared/programme.yaml", 1)
MET = RequirementStatus("", Status.MET, 2, 2, None, (), (), (), (), PLACE)


def plan(changed: dict[str, RequirementStatus], planned: tuple[PlannedAction, ...] = (), answers=(), answer=SCOPE):
    """The plan of a plant where everything is met but `changed`."""
    catalogues = shipped().as_of(DAY)
    rows = [row for row in catalogues.rows(CATALOGUE) if row.kind is RowKind.REQUIREMENT]
    statuses = [dataclasses.replace(changed.get(row.number, MET), requirement=row.id) for row in rows]
    gaps = {
        gap.id: dataclasses.replace(changed.get(gap.id, MET), requirement=gap.id) for gap in catalogues.gaps(CATALOGUE)
    }
    shown = Shown(answer, statuses, gaps, (), ())
    boards: list[Board] = [board(law, catalogues, shown) for law in laws()]
    return action_plan(boards, answer, answers, planned)


def one(found: ActionPlan):
    (action,) = found.open
    return action


def test_nothing_missing_asks_nothing():
    assert plan({}) == ActionPlan((), ())


def test_one_action_whatever_number_of_duties_wait():
    found = one(plan({"ORG 1.6": dataclasses.replace(MET, status=Status.NOT_MET, claimed=None, shown=None)}))
    assert found.id == "ORG 1.6"
    assert len(found.duties) == len(set(found.duties)) > 1
    assert {id.split()[0] for id in found.duties} == {"Cbw", "Cbb", "NIS2"}


def test_what_is_missing_decides_what_to_do_first():
    told = {
        "resolve": (dataclasses.replace(MET, status=Status.NOT_MET, findings=("f" * 16,)), Horizon.DAYS_90),
        "say": (dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED, place=None, claimed=None), Horizon.QUICK_WIN),
        "bring": (dataclasses.replace(MET, status=Status.NOT_MET, target=3), Horizon.PROGRAMME),
        "collect": (dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED, shown=None), Horizon.QUICK_WIN),
        "review": (
            dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED, suspect=(Text(nl="a", en="a"),)),
            Horizon.QUICK_WIN,
        ),
    }
    for word, (status, horizon) in told.items():
        found = one(plan({"NET 1.1": status}))
        assert (found.title.en.split()[0].lower(), found.horizon) == (word, horizon)
    record = dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED, claimed=3)
    assert one(plan({"NET 1.1": record})).horizon is Horizon.DAYS_90


def test_people_say_who_and_when_and_facts_close():
    said = PlannedAction("NET 1.1", None, dt.date(2026, 11, 27), Effort.LARGE, Horizon.PROGRAMME, "n", PLACE)
    answer = Answer("NET 1.1", "2", None, "J", *[None] * 4, (), (), (), (), None, PLACE)
    found = one(plan({"NET 1.1": dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED)}, (said,), (answer,)))
    assert (found.owner, found.due, found.overdue) == ("J", said.due, True)
    assert (found.effort, found.horizon, found.note) == (Effort.LARGE, Horizon.PROGRAMME, "n")
    assert plan({}, (said,)) == ActionPlan((), (said,))


def test_an_unsettled_scope_comes_first():
    missing = {"board-approval": dataclasses.replace(MET, status=Status.NOT_DEMONSTRATED, place=None, claimed=None)}
    found = plan(missing, answer=dataclasses.replace(SCOPE, span=ANYTHING))
    assert [action.id for action in found.open] == ["scope", "board-approval"]


def test_json_says_what_the_fingerprints_stand_for():
    found = keur.open_plant(DEMO).duties(DAY)
    told = json.loads(render(found, "cbw", None))
    cited = {id for duty in told["duties"] for one in duty["requirements"] for id in one["findings"]}
    assert cited == set(told["findings"]) != set()
    ids = {duty["id"] for duty in told["duties"]}
    assert {id for action in told["actions"] for id in action["duties"]} & ids
    assert len({action["id"] for action in told["actions"]}) == len(told["actions"])
