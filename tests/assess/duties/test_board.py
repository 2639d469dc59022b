"""The board: how a duty is judged from what is under it, and that nothing that the law asks disappears."""

import dataclasses
import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.assess.duties.board import WEIGHT, Addition, Bearing, Board, Duty, Shown, board, duty
from keur.assess.duties.law import duty_ids, duty_rows, laws
from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status
from keur.assess.scope import scope
from keur.assess.scope.classes import ANYTHING, NOTHING
from keur.catalogue import Catalogues, RowKind, UnknownRow, shipped
from keur.catalogue.model import Confidence, Mapping, Relation, Review
from keur.plant.loading import load
from keur.plant.model import Deviation, Place, Text

DAY = dt.date(2026, 11, 28)
SITE = load(Path(__file__).parents[3] / "demo").site
SCOPE = scope(SITE, DAY)
ROW = "Cbw 21(3)(d)"


def requirement(id: str, status: Status) -> RequirementStatus:
    return RequirementStatus(id, status, None, None, None, (), (), (), (), None)


def shown(catalogues: Catalogues, status: Status) -> Shown:
    rows = [row for row in catalogues.rows(CATALOGUE) if row.kind is RowKind.REQUIREMENT]
    gaps = {gap.id: requirement(gap.id, status) for gap in catalogues.gaps(CATALOGUE)}
    return Shown(SCOPE, [requirement(row.id, status) for row in rows], gaps, (), ())


def under(kind: Relation, status: Status) -> Bearing:
    source = (Text(nl="toets", en="test"),)
    return Bearing(Mapping("a", ROW, kind, source, Confidence.LOW, Review.PROPOSED, None), requirement("a", status))


def beyond(status: Status) -> Addition:
    gap = shipped().gaps(CATALOGUE)[0]
    return Addition(gap, requirement(gap.id, status))


def judged(bearings=(), additions=(), findings=(), deviations=(), answer=SCOPE) -> Duty:
    row = duty_rows("cbw")[ROW]
    return duty(shipped().row(ROW), row, bearings, additions, tuple(findings), tuple(deviations), answer)


def whole(law: str, status: Status, day: dt.date = DAY) -> Board:
    return board(law, shipped().as_of(day), shown(shipped().as_of(day), status))


BEARINGS = st.lists(st.builds(under, st.sampled_from(Relation), st.sampled_from(Status)), max_size=6)
ADDITIONS = st.lists(st.builds(beyond, st.sampled_from(Status)), max_size=3)


@given(BEARINGS, ADDITIONS)
def test_met_means_that_everything_applicable_is_met_and_something_covers_it(bearings, additions):
    found = judged(bearings, additions)
    bear = [one.requirement.status for one in bearings if one.link.kind in (Relation.COVERS, Relation.PARTLY)]
    bear += [one.shown.status for one in additions]
    assert found.demonstrated + found.contradicted + found.unanswered + found.set_aside == len(bear)
    assert (found.status is Status.NOT_MET) == (Status.NOT_MET in bear)
    if found.status is Status.MET:
        assert found.coverage == 1
        assert Status.MET in bear
        assert not {Status.NOT_MET, Status.NOT_DEMONSTRATED} & set(bear)
        assert all(one.shown.status is Status.MET for one in additions)
    assert found.coverage is None or 0 <= found.coverage <= 1


@given(BEARINGS, ADDITIONS, st.integers(0, 5), st.sampled_from(Status))
def test_a_better_answer_never_makes_a_duty_worse(bearings, additions, at, worse):
    better = [
        dataclasses.replace(one, requirement=requirement("a", Status.MET)) if place == at else one
        for place, one in enumerate(bearings)
    ]
    lesser = [
        dataclasses.replace(one, requirement=requirement("a", worse)) if place == at else one
        for place, one in enumerate(bearings)
    ]
    order = (Status.NOT_MET, Status.NOT_DEMONSTRATED, Status.MET)
    assert order.index(judged(better, additions).status) >= order.index(judged(lesser, additions).status)


@pytest.mark.parametrize("kind", [Relation.SUPPORTS, Relation.RELATED, Relation.PARTLY])
def test_only_what_covers_makes_it_met(kind):
    assert judged([under(kind, Status.MET)]).status is Status.NOT_DEMONSTRATED
    assert judged([under(Relation.COVERS, Status.MET), under(kind, Status.MET)]).status is Status.MET


def test_judgement_of_every_pair():
    for first, second in itertools.product(Status, repeat=2):
        found = judged([under(Relation.COVERS, first), under(Relation.PARTLY, second)])
        if Status.NOT_MET in (first, second):
            assert found.status is Status.NOT_MET
        elif first is Status.MET and second in (Status.MET, Status.NOT_APPLICABLE):
            assert found.status is Status.MET
        else:
            assert found.status is Status.NOT_DEMONSTRATED


def test_a_finding_on_the_duty_itself_contradicts_it():
    met = [under(Relation.COVERS, Status.MET)]
    assert judged(met).status is Status.MET
    assert judged(met, findings=["0" * 16]).status is Status.NOT_MET


def test_a_deviation_stands_beside_and_changes_nothing():
    deviation = Deviation(ROW, "MFA", "airlock", "J", DAY, Place("declared/deviations.yaml", 2))
    found = judged([under(Relation.COVERS, Status.NOT_DEMONSTRATED)], deviations=[deviation])
    assert (found.status, found.deviations) == (Status.NOT_DEMONSTRATED, (deviation,))


def test_outside_the_law_no_duty_applies_whatever_is_found():
    outside = dataclasses.replace(SCOPE, span=NOTHING)
    found = judged([under(Relation.COVERS, Status.NOT_MET)], answer=outside)
    assert found.status is Status.NOT_APPLICABLE
    assert [reason.en for reason in found.reasons] == ["`keur scope`: not in scope"]
    assert (
        judged([under(Relation.COVERS, Status.MET)], answer=dataclasses.replace(SCOPE, span=ANYTHING)).status == "met"
    )


@pytest.mark.parametrize("law", laws())
def test_what_the_law_asks_beyond_the_standard_must_be_shown_too(law):
    catalogues = shipped().as_of(DAY)
    every = shown(catalogues, Status.MET)
    gaps = {gap.id: requirement(gap.id, Status.NOT_DEMONSTRATED) for gap in catalogues.gaps(CATALOGUE)}
    duties = board(law, catalogues, dataclasses.replace(every, additions=gaps)).duties
    assert all(one.status is Status.NOT_DEMONSTRATED for one in duties if one.additions)


@pytest.mark.parametrize("law", laws())
def test_every_duty_can_be_met_and_none_is_by_itself(law):
    """A duty that nothing can show is a fault of the mappings. The standard covers Cbb 17 only partly: what the law
    asks there is a record of each advisory."""
    open_ends = [one.row.id for one in whole(law, Status.MET).duties if one.status is not Status.MET]
    assert open_ends == (["Cbb 17"] if law == "cbb" else [])
    assert all(one.status is Status.NOT_DEMONSTRATED for one in whole(law, Status.NOT_DEMONSTRATED).duties)


def test_every_mapping_and_gap_reaches_a_duty():
    catalogues = shipped().as_of(DAY)
    duties = [one for law in laws() for one in whole(law, Status.MET).duties]
    seen = {(bearing.link.from_id, bearing.link.to_id) for one in duties for bearing in one.bearings}
    assert seen == {(one.from_id, one.to_id) for law in laws() for one in catalogues.mappings(CATALOGUE, law)}
    for gap in catalogues.gaps(CATALOGUE):
        reached = {one.row.catalogue for one in duties for addition in one.additions if addition.gap.id == gap.id}
        assert reached == {catalogues.row(id).catalogue for id in gap.obligations}, gap.id


def test_every_duty_is_a_row_of_the_law_and_stages_follow_its_clock():
    assert all(shipped().knows(id) for id in duty_ids())
    for law in laws():
        stages = [one.stage.id for one in whole(law, Status.MET).duties]
        order = list(dict.fromkeys(stages))
        assert order == ["registration", "inventories", "incidents", "rest"]
        assert stages == sorted(stages, key=order.index)


def test_law_of_another_day():
    assert whole("cbw", Status.MET, dt.date(2026, 8, 14)).duties == ()


def test_unknown_law():
    with pytest.raises(UnknownRow):
        board("cbx", shipped(), shown(shipped(), Status.MET))


def test_only_what_weighs_bears():
    assert {kind for kind in Relation if under(kind, Status.MET).bears} == {kind for kind in WEIGHT if WEIGHT[kind]}
