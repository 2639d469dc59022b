import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.assess.programme.status import Status, statuses
from keur.assess.result import DecidedFinding
from keur.catalogue import shipped
from keur.checks.finding import Finding
from keur.plant.evidence import digests
from keur.plant.loading import load
from keur.plant.model import Answer, Evidence, EvidenceKind, Place, Reviewed, Text

PLANT = load(Path(__file__).parents[2] / "demo")
TODAY = dt.date(2026, 11, 28)
PLACE = Place("declared/programme.yaml", 1)
SHA = "a" * 64


def evidence(kind: EvidenceKind, until: dt.date = TODAY) -> Evidence:
    day = dt.date(2026, 1, 1)
    return Evidence(f"declared/{kind}.md", kind, SHA, day, until, day, day, "Jansen", (), PLACE)


def finding(check: str, requirement: str) -> DecidedFinding:
    told = Text(nl="bevinding", en="finding")
    return DecidedFinding(Finding("0" * 16, check, "high", "subject", told, (), (requirement,), ()), None)


def status(claim: str, *proof: Evidence, state: dict[str, str | None] | None = None, against=(), **more):
    empty = Answer("NET 1.1", claim, None, None, None, None, None, None, (), (), (), proof, None, PLACE)
    plant = dataclasses.replace(PLANT, programme=(dataclasses.replace(empty, **more),))
    there = {one.file: SHA for one in proof} if state is None else state
    found = statuses(plant, against, shipped(), TODAY, there)
    assert len(found) == 87
    return next(one for one in found if one.requirement == "62443-2-1:2024:NET 1.1")


def test_evidence_bears_the_maturity_of_its_kinds():
    document, record = evidence(EvidenceKind.DOCUMENT), evidence(EvidenceKind.RECORD)
    assert (status("2", document).status, status("2", document).shown) == (Status.MET, 2)
    assert (status("3", document, record).status, status("3", document).status) == (Status.MET, "not demonstrated")


@pytest.mark.parametrize("sha256", [None, "b" * 64])
def test_a_file_that_is_gone_or_changed_proves_nothing(sha256):
    document = evidence(EvidenceKind.DOCUMENT)
    assert status("2", document, state={document.file: sha256}).shown is None


def test_what_changed_since_the_review_is_suspect():
    zone = PLANT.zones[0].id
    answer = status("2", evidence(EvidenceKind.DOCUMENT), zones=(zone,), reviewed=Reviewed("J", TODAY, {}))
    assert answer.status is Status.NOT_DEMONSTRATED
    assert [text.en for text in answer.suspect][-1] == f"zone {zone} was not there at the review"
    assert digests(PLANT, Answer(*("NET 1.1", "2"), *[None] * 6, (zone,), (), (), (), None, PLACE), {})


@pytest.mark.parametrize(
    ("proof", "sha256", "english", "dutch"),
    [
        ({}, None, "the file is missing", "het bestand ontbreekt"),
        ({}, "b" * 64, "the file has changed", "het bestand is veranderd"),
        (
            {"period_until": dt.date(2026, 11, 27)},
            SHA,
            "the evidence reaches to 2026-11-27 and has expired",
            "het bewijs reikt tot 2026-11-27 en is verlopen",
        ),
        (
            {"kind": EvidenceKind.RECORD, "period_until": dt.date(2025, 11, 26)},
            SHA,
            "the evidence reaches to 2025-11-26 and has expired",
            "het bewijs reikt tot 2025-11-26 en is verlopen",
        ),
        (
            {"received": dt.date(2026, 11, 29)},
            SHA,
            "the evidence is of after 2026-11-28",
            "het bewijs is van na 2026-11-28",
        ),
        (
            {"period_from": dt.date(2026, 12, 1), "period_until": dt.date(2027, 1, 1)},
            SHA,
            "the evidence is of after 2026-11-28",
            "het bewijs is van na 2026-11-28",
        ),
    ],
    ids=["missing", "changed", "expired document", "expired record", "received later", "of a later period"],
)
def test_evidence_that_does_not_count_says_why(proof, sha256, english, dutch):
    one = dataclasses.replace(evidence(EvidenceKind.DOCUMENT), **proof)
    found = status("2", one, state={one.file: sha256})
    assert (found.status, found.shown) == (Status.NOT_DEMONSTRATED, None)
    assert [text.en for text in found.reasons] == ["there is no valid evidence", f"{one.file}: {english}"]
    assert [text.nl for text in found.reasons] == ["er is geen geldig bewijs", f"{one.file}: {dutch}"]


def test_evidence_counts_until_its_last_day():
    assert status("1", evidence(EvidenceKind.DOCUMENT, TODAY)).shown == 2
    assert status("1", evidence(EvidenceKind.RECORD, TODAY - dt.timedelta(days=366))).shown == 1


def test_all_reasons_are_told_and_a_contradiction_comes_first():
    found = finding("breach", "62443-2-1:2024:NET 1.1")
    answer = status("1", against=(found,), target=2)
    assert answer.status is Status.NOT_MET
    assert [text.en for text in answer.reasons] == [
        "findings contradict it: breach (1)",
        "ML 1 is below the target ML 2",
        "there is no valid evidence",
    ]
    answer = status("not started", against=(found,))
    assert [text.nl for text in answer.reasons] == [
        "er is niet mee begonnen",
        "bevindingen laten zien dat het niet zo is: breach (1)",
    ]


def test_not_applicable_holds_until_somebody_has_to_look_again():
    signed = {"reason": "there is no radio", "signed_by": "J"}
    assert status("not applicable", **signed, review=TODAY).status is Status.NOT_APPLICABLE
    late = status("not applicable", **signed, review=TODAY - dt.timedelta(days=1))
    assert late.status is Status.NOT_DEMONSTRATED
    assert late.reasons[0].en == f"its review was due on {TODAY - dt.timedelta(days=1)}"


def test_a_habit_demonstrates_nothing_whatever_the_target():
    record = evidence(EvidenceKind.RECORD)
    for target in (None, 1):
        answer = status("1", record, target=target)
        assert (answer.status, answer.shown) == (Status.NOT_DEMONSTRATED, 1)
        assert "habit" in answer.reasons[0].en


def test_what_is_merely_shown_contradicts_nothing():
    shown = finding("program-transfer-seen", "62443-2-1:2024:NET 1.1")
    silent = dataclasses.replace(shown, finding=dataclasses.replace(shown.finding, contradicts=False))
    document = evidence(EvidenceKind.DOCUMENT)
    assert status("2", document, against=(shown,)).status is Status.NOT_MET
    answer = status("2", document, against=(silent,))
    assert (answer.status, answer.findings) == (Status.MET, ())


KINDS = st.lists(st.sampled_from(EvidenceKind), max_size=4, unique=True)


@given(
    claim=st.sampled_from(["not started", "1", "2", "3", "4"]),
    kinds=KINDS,
    gone=st.sets(st.sampled_from(EvidenceKind)),
    target=st.none() | st.integers(1, 4),
    late=st.integers(-1, 1),
    contradicted=st.booleans(),
)
def test_only_a_borne_uncontradicted_and_timely_claim_is_met(claim, kinds, gone, target, late, contradicted):
    """Met needs everything at once, and whatever is not met says why."""
    proof = [evidence(kind) for kind in kinds]
    state = {one.file: None if one.kind in gone else SHA for one in proof}
    against = (finding("breach", "62443-2-1:2024:NET 1.1"),) if contradicted else ()
    review = TODAY - dt.timedelta(days=late)
    found = status(claim, *proof, state=state, against=against, target=target, review=review)
    there = set(kinds) - gone
    order = (EvidenceKind.DOCUMENT, EvidenceKind.RECORD, EvidenceKind.MEASURE)
    wanted = {"2": order[:1], "3": order[:2], "4": order}.get(claim)
    borne = wanted is not None and set(wanted) <= there
    met = borne and not contradicted and late <= 0 and int(claim) >= (target or 2)
    assert (found.status is Status.MET) is met
    assert bool(found.reasons) is (not met or bool(set(kinds) & gone))
