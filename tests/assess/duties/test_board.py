"""The board: how an obligation is judged from the requirements under it, and that gaps never disappear."""

import datetime as dt
import itertools

import pytest

from keur.assess.duties.board import Bearing, board, duty, stage
from keur.assess.programme.status import CATALOGUE, RequirementStatus, Status
from keur.catalogue import Catalogues, RowKind, UnknownRow, shipped
from keur.catalogue.model import Confidence, Mapping, Relation, Review, Row
from keur.plant.model import Text

DAY = dt.date(2026, 11, 28)
LAWS = ("cbw", "cbb", "nis2")


def requirement(id: str, status: Status) -> RequirementStatus:
    return RequirementStatus(id, status, None, None, None, (), (), (), (), None)


def every(catalogues: Catalogues, status: Status) -> tuple[RequirementStatus, ...]:
    rows = catalogues.rows(CATALOGUE)
    return tuple(requirement(row.id, status) for row in rows if row.kind is RowKind.REQUIREMENT)


def row() -> Row:
    return shipped().row("Cbw 21(3)(d)")


def under(kind: Relation, status: Status) -> Bearing:
    source = (Text(nl="toets", en="test"),)
    mapping = Mapping("a", row().id, kind, source, Confidence.LOW, Review.PROPOSED, None)
    return Bearing(mapping, requirement("a", status))


@pytest.mark.parametrize("kind", [Relation.SUPPORTS, Relation.RELATED, Relation.PARTLY])
def test_only_a_covering_requirement_makes_it_met(kind: Relation) -> None:
    assert duty(row(), [under(kind, Status.MET)], ()).status is Status.NOT_DEMONSTRATED
    assert duty(row(), [under(Relation.COVERS, Status.MET), under(kind, Status.MET)], ()).status is Status.MET


def test_judgement_of_every_pair() -> None:
    for first, second in itertools.product(Status, repeat=2):
        bearings = [under(Relation.COVERS, first), under(Relation.PARTLY, second)]
        judged = duty(row(), bearings, ())
        if Status.NOT_MET in (first, second):
            assert judged.status is Status.NOT_MET
        elif first is second is Status.MET:
            assert judged.status is Status.MET
        else:
            assert judged.status is Status.NOT_DEMONSTRATED
        assert judged.demonstrated + judged.contradicted + judged.unanswered == 2


@pytest.mark.parametrize("law", LAWS)
def test_an_obligation_with_a_gap_is_never_met(law: str) -> None:
    catalogues = shipped().as_of(DAY)
    duties = board(law, catalogues, every(catalogues, Status.MET))
    assert duties
    assert all(one.status is Status.NOT_DEMONSTRATED for one in duties if one.gaps)
    assert [stage(one.row.id) for one in duties] == sorted(stage(one.row.id) for one in duties)


def test_every_known_gap_is_on_a_board() -> None:
    catalogues = shipped().as_of(DAY)
    seen = {gap.id for law in LAWS for one in board(law, catalogues, ()) for gap in one.gaps}
    assert seen == {gap.id for gap in catalogues.gaps(CATALOGUE)}


def test_law_of_another_day() -> None:
    catalogues = shipped().as_of(dt.date(2026, 8, 14))
    assert board("cbw", catalogues, every(catalogues, Status.MET)) == ()


def test_unknown_law() -> None:
    with pytest.raises(UnknownRow):
        board("cbx", shipped(), ())
