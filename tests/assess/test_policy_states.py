"""How far a plant is with a policy: missing, draft, approved or past its review date."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from keur.assess.programme.policies import PolicyState, Use, policy_statuses
from keur.catalogue.policy_library import starting_texts
from keur.plant.loading import load
from keur.plant.model import Answer, Evidence, EvidenceKind, Place
from keur.plant.policies import Placeholder, Policy, PolicyFolder

PLANT = load(Path(__file__).parents[2] / "demo")
TODAY = dt.date(2026, 11, 28)
PLACE = Place("declared/policies/access.md", 1)
APPROVED = Policy(
    "access", "Toegang", ("Cbb 15",), "A", "B", dt.date(2026, 1, 5), dt.date(2027, 1, 5), (), "a" * 64, "", PLACE
)


def state(policy: Policy) -> PolicyState:
    found = policy_statuses(PLANT, PolicyFolder((policy,), ()), {}, TODAY)
    return found[0].state


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, PolicyState.APPROVED),
        ({"review": TODAY}, PolicyState.APPROVED),
        ({"review": TODAY - dt.timedelta(days=1)}, PolicyState.REVIEW_DUE),
        ({"approved_on": TODAY + dt.timedelta(days=1)}, PolicyState.DRAFT),
        ({"placeholders": (Placeholder("12 maanden", 40),)}, PolicyState.DRAFT),
        ({"placeholders": (Placeholder("", 8),), "review": dt.date(2026, 2, 1)}, PolicyState.DRAFT),
    ],
)
def test_the_state_follows_from_proposals_and_dates(change: dict[str, object], expected: PolicyState) -> None:
    assert state(dataclasses.replace(APPROVED, **change)) is expected  # type: ignore[arg-type]


def test_policies_of_keur_and_of_the_plant_are_listed_together() -> None:
    own = dataclasses.replace(APPROVED, id="tank-cleaning", title="Tankreiniging", serves=())
    found = policy_statuses(PLANT, PolicyFolder((APPROVED, own), ()), starting_texts(), TODAY)
    by_id = {one.id: one for one in found}
    assert list(by_id) == sorted({*starting_texts(), "tank-cleaning"})
    assert (by_id["tank-cleaning"].offered, by_id["access"].offered) == (False, True)
    missing = by_id["suppliers"]
    assert (missing.state, missing.file) == (PolicyState.MISSING, "declared/policies/suppliers.md")
    assert "Cbb 10" in missing.serves and missing.title.nl == "Leveranciers en dienstverleners"


def test_answers_that_give_a_policy_as_evidence_are_found_with_whether_the_hash_is_still_right() -> None:
    day = dt.date(2026, 2, 1)

    def answer(number: str, sha256: str) -> Answer:
        file = "declared/policies/access.md"
        proof = Evidence(file, EvidenceKind.DOCUMENT, sha256, day, TODAY, day, day, "B", (), PLACE)
        return Answer(number, "2", None, None, None, None, None, None, (), (), (), (proof,), None, PLACE)

    plant = dataclasses.replace(PLANT, programme=(answer("USER 1.1", "a" * 64), answer("USER 2.1", "b" * 64)))
    (found,) = policy_statuses(plant, PolicyFolder((APPROVED,), ()), {}, TODAY)
    assert found.evidence_for == (
        Use("USER 1.1", EvidenceKind.DOCUMENT, True),
        Use("USER 2.1", EvidenceKind.DOCUMENT, False),
    )
