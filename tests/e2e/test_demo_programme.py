"""The demo's security programme: what the facts make of its claims, and what that makes of the duties of the law."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

import keur
from keur.assess.duties.obligations import Obligations
from keur.assess.programme.grounds import Grounds
from keur.assess.programme.status import Status
from tests.e2e.wire import DEMO, demo_truth

DAY = dt.date(2026, 11, 28)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> keur.OpenPlant:
    folder = shutil.copytree(DEMO, tmp_path_factory.mktemp("demo") / "demo", ignore=shutil.ignore_patterns(".keur"))
    return keur.open_plant(folder)


@pytest.fixture(scope="module")
def found(plant: keur.OpenPlant) -> dict[str, Grounds]:
    return {one.question.number: one for one in plant.grounds(DAY)}


@pytest.fixture(scope="module")
def obligations(plant: keur.OpenPlant) -> Obligations:
    return plant.duties(DAY)


def test_every_requirement_is_answered_and_contradicted_claims_are_those_of_the_truth(
    found: dict[str, Grounds],
) -> None:
    assert len(found) == 87 + 14
    assert all(one.answer for one in found.values())
    contradicted = {name for name, one in found.items() if one.findings and one.status.claimed}
    assert contradicted == {one["requirement"] for one in demo_truth()["claims"]}
    assert {found[name].status.status for name in contradicted} == {Status.NOT_MET}


@pytest.mark.parametrize(
    ("requirement", "reason", "flawed"),
    [
        ("COMP 2.1", "the evidence bears ML 2, ML 3 is claimed", "usb-register-2026.csv: the file is missing"),
        ("COMP 3.3", "the evidence bears ML 2, ML 3 is claimed", "patchregister-2026-q3.csv: the file has changed"),
        ("AVAIL 1.1", "the evidence bears ML 1, ML 3 is claimed", "2026-06-30 and has expired"),
        ("AVAIL 1.3", "something changed since the last review", "zone bioreactors changed"),
        ("USER 1.4", "its review was due on 2026-09-01", None),
        ("USER 1.14", "there is no valid evidence", None),
        ("USER 1.17", "there is no valid evidence", None),
    ],
)
def test_what_is_not_demonstrated_says_why(
    found: dict[str, Grounds], requirement: str, reason: str, flawed: str | None
) -> None:
    one = found[requirement]
    assert (one.status.status, one.status.reasons[0].en) == (Status.NOT_DEMONSTRATED, reason)
    flaws = [proof.flaw.en for proof in one.evidence if proof.flaw] + [text.en for text in one.status.suspect]
    assert [flaw.endswith(flawed or "") for flaw in flaws] == [True] * (flawed is not None)


def test_no_other_answer_is_not_demonstrated_and_no_other_evidence_or_review_fails(found: dict[str, Grounds]) -> None:
    """What is wrong on purpose is told in the demo's README; anything beyond it is a slip."""
    open_answers = {name for name, one in found.items() if one.status.status is Status.NOT_DEMONSTRATED}
    assert open_answers == {"COMP 2.1", "COMP 3.3", "AVAIL 1.1", "AVAIL 1.3", "USER 1.4", "USER 1.14", "USER 1.17"}
    flawed = {name for name, one in found.items() if any(proof.flaw for proof in one.evidence)}
    suspect = {name for name, one in found.items() if one.status.suspect}
    assert (flawed, suspect) == ({"COMP 2.1", "COMP 3.3", "AVAIL 1.1"}, {"AVAIL 1.3"})
    reviewed = {name for name, one in found.items() if one.answer and one.answer.reviewed}
    assert len(reviewed) > 3 and suspect < reviewed


@pytest.mark.parametrize(
    ("obligation", "requirement", "check"),
    [
        ("Cbw 21(3)(b)", "EVENT 1.4", "refusal-not-logged"),
        ("Cbw 21(3)(e)", "NET 1.1", "it-ot-without-dmz"),
        ("Cbw 21(3)(e)", "NET 1.3", "safety-zone-reached"),
        ("Cbw 21(3)(i)", "USER 2.1", "operation-not-allowed"),
        ("Cbb 8", "NET 1.9", "external-time-or-name-service"),
        ("Cbb 8", "EVENT 1.4", "refusal-not-logged"),
        ("Cbb 11", "CM 1.4", "rule-past-its-date"),
        ("Cbb 15", "USER 1.11", "cleartext-administration"),
        ("Cbb 16", "CM 1.1", "asset-not-declared"),
        ("NIS2 21(2)(e)", "NET 3.2", "vendor-path-not-through-dmz"),
    ],
)
def test_a_duty_is_not_met_by_a_claim_that_a_finding_contradicts(
    obligations: Obligations, obligation: str, requirement: str, check: str
) -> None:
    (duty,) = (one for one in obligations.boards[obligation.split()[0].lower()].duties if one.row.id == obligation)
    assert duty.status is Status.NOT_MET and duty.contradicted
    under = [one for one in duty.bearings if one.requirement.requirement.endswith(f":{requirement}") and one.bears]
    checks = {one.finding.id: one.finding.check for one in obligations.result.findings}
    for one in under:
        assert one.requirement.claimed and one.requirement.status is Status.NOT_MET
        assert check in {checks[id] for id in one.requirement.findings}
    assert under


def test_evidence_that_is_named_is_all_there_is() -> None:
    """Nothing lies in the folder unused, and every file is named but the one that is missing on purpose."""
    plant = keur.open_plant(DEMO).plant
    named = {proof.file for answer in plant.programme for proof in answer.evidence}
    named |= {one.file for vendor in plant.vendor_answers for one in vendor.answers if one.file}
    named |= {one.evidence for one in plant.triage if one.evidence}
    there = {str(path.relative_to(DEMO)) for path in (DEMO / "declared/evidence").rglob("*") if path.is_file()}
    assert named - there == {"declared/evidence/usb-register-2026.csv"} and there <= named
