import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from keur.assess.programme.status import Status, statuses
from keur.catalogue import shipped
from keur.plant.evidence import digests
from keur.plant.loading import load
from keur.plant.model import Answer, Evidence, EvidenceKind, Place, Reviewed

PLANT = load(Path(__file__).parents[2] / "demo")
TODAY = dt.date(2026, 11, 28)
PLACE = Place("declared/programme.yaml", 1)
SHA = "a" * 64


def evidence(kind: EvidenceKind, until: dt.date = TODAY) -> Evidence:
    day = dt.date(2026, 1, 1)
    return Evidence(f"declared/{kind}.md", kind, SHA, day, until, day, day, "Jansen", (), PLACE)


def status(claim: str, *proof: Evidence, state: dict[str, str | None] | None = None, **more):
    empty = Answer("NET 1.1", claim, None, None, None, None, None, None, (), (), (), proof, None, PLACE)
    plant = dataclasses.replace(PLANT, programme=(dataclasses.replace(empty, **more),))
    there = {one.file: SHA for one in proof} if state is None else state
    found = statuses(plant, (), shipped(), TODAY, there)
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
    found = status("1", one, state={one.file: sha256})
    assert (found.status, found.shown) == (Status.NOT_DEMONSTRATED, None)
    assert [text.en for text in found.reasons] == ["there is no valid evidence", f"{one.file}: {english}"]
    assert [text.nl for text in found.reasons] == ["er is geen geldig bewijs", f"{one.file}: {dutch}"]


def test_evidence_counts_until_its_last_day():
    assert status("1", evidence(EvidenceKind.DOCUMENT, TODAY)).shown == 2
    assert status("1", evidence(EvidenceKind.RECORD, TODAY - dt.timedelta(days=366))).shown == 1
