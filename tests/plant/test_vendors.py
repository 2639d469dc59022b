# ruff: noqa: E501  the messages stand here as they are shown
"""Vendors, access paths, approvals, bans and answers: what loads."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.plant import PlantErrors, load
from keur.plant.errors import Mistakes
from keur.plant.files import LISTS
from keur.plant.loading import Vocabulary
from keur.plant.model import Operation
from keur.plant.rows import read_list
from keur.plant.vendors import AccessMode, AccountKind, AnswerValue, BanBasis, ClauseState

VENDORS = "declared/vendors.yaml"


def mistakes(folder, language="en"):
    with pytest.raises(PlantErrors) as wrong:
        load(folder, Vocabulary(questions={"C2", "D1"}))
    return wrong.value.show(language)


def test_everything_about_vendors_loads(tmp_path, write, with_vendors):
    plant = load(write(tmp_path, with_vendors), Vocabulary(questions={"C2", "D1"}))
    (vendor,), (path,), (approval,), (ban,), (answers,) = (
        plant.vendors,
        plant.access,
        plant.approvals,
        plant.bans,
        plant.vendor_answers,
    )
    assert vendor.contract is not None
    assert [clause.state for clause in vendor.contract.clauses] == [ClauseState.PRESENT, ClauseState.MISSING]
    assert (vendor.contract.last, vendor.consequence, vendor.stops) == (dt.date(2026, 12, 31), "high", "Line 2")
    assert [(one.id, one.kind, one.person) for one in vendor.accounts] == [
        ("ext-jan", AccountKind.PERSONAL, "jan"),
        ("service", AccountKind.SHARED, None),
    ]
    assert (path.zones, path.mode, path.mfa, path.recording) == (("control", "scada"), AccessMode.STANDING, False, None)
    assert approval.operations == {Operation.READ, Operation.WRITE}
    assert approval.last - approval.first == dt.timedelta(hours=10)
    assert (ban.basis, ban.phase_out) == (BanBasis.ORDER, None)
    assert [one.answer for one in answers.answers] == [AnswerValue.YES, AnswerValue.NOT_APPLICABLE]


def test_a_file_of_answers_is_named_after_a_vendor(tmp_path, write, with_vendors):
    folder = write(
        tmp_path, with_vendors | {"declared/answers/bilder.yaml": "answers:\n", "declared/answers/a.yml": ""}
    )
    assert mistakes(folder) == (
        "declared/answers/a.yml:1:1: only files `<vendor>.yaml` belong here; keep evidence in another folder; did you mean `a.yaml`?\n"
        "declared/answers/bilder.yaml:1:1: vendor `bilder` does not exist; did you mean `builder`?"
    )


def test_paths_of_vendors_that_could_not_be_read_are_not_judged(tmp_path, write, with_vendors):
    folder = write(tmp_path, with_vendors | {VENDORS: "vendors: [\n"})
    assert all(line.startswith(VENDORS) for line in mistakes(folder).splitlines())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_rows_or_mistakes_never_a_crash(data):
    for file, record in LISTS.items():
        found = Mistakes()
        rows = read_list(data, file, record, found)
        assert rows is not None or found.errors
