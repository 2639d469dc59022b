"""Where a match stands: silence, holding, and each fact that opens a decision again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.assess.advisories.findings import findings
from keur.assess.advisories.measured import measured
from keur.assess.advisories.reopening import Change
from keur.assess.advisories.triage import Rank, Triage, TriageState, known_now, triage
from keur.checks.finding import Citation
from keur.facts.sightings import Sighting
from keur.observe.advisories.feeds import Feed, FeedKind
from keur.observe.advisories.gathering import Gathered, read_folder
from keur.plant.model import Asset, Place, Plant, Site, Text
from keur.plant.triage import AdvisoryDecision, Justification, Treatment
from keur.products.answers import Matching, match_assets
from keur.products.receipts import Receipts, add_receipts, read_receipts
from tests.observe.advisories.documents import document, dumped, leaf

DECIDED, TODAY = dt.date(2026, 11, 1), dt.date(2026, 11, 28)
NAME = "SIMATIC S7-1200 CPU 1211C (6ES7211-1BE40-0XB0)"
IDS = ("plc-01", "plc-02")


def assets(firmware: str = "V4.6") -> tuple[Asset, ...]:
    place = Place("declared/assets.csv", 2)
    fixed = dict.fromkeys(("hostname", "owner", "location", "process", "criticality"), "")
    return tuple(
        Asset(
            id=id, zone="control", kind="plc", vendor="Siemens", product="S7-1200 CPU 1211C", firmware=firmware,
            order_number="6ES7 211-1BE40-0XB0", mac=(), ipv4=(), ipv6=(), place=place, **fixed,
        )
        for id in IDS
    )  # fmt: skip


def plant(*decisions: AdvisoryDecision, firmware: str = "V4.6") -> Plant:
    site = Site("Test", "here", Text("hier", "here"), "en")
    return Plant("plant", site, (), (), assets(firmware), (), (), triage=decisions)


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Gathered]:
    """The advisories of a plant: as first published, and as revised."""
    found = {}
    for revision in ("1", "2"):
        folder = tmp_path_factory.mktemp(f"advisories-{revision}")
        one = leaf(NAME, "<V4.7", "P", model_numbers=["6ES7211-1BE40-0XB0"])
        history = [
            {"number": number, "date": "2026-01-01T00:00:00Z", "summary": summary}
            for number, summary in (("1", "Initial"), ("2", "Fix withdrawn"))[: int(revision)]
        ]
        (folder / "one.json").write_bytes(dumped(document(one, revision=revision, revision_history=history)))
        found[revision] = read_folder(folder)
    return found


def matching(gathered: Gathered, kev: bool = False, firmware: str = "V4.6") -> Matching:
    feeds = dataclasses.replace(gathered.feeds, newest={})
    if kev:
        feeds.add(Feed(FeedKind.KEV, "kev.json", TODAY, {"CVE-2026-1000": {}}))
    return match_assets(assets(firmware), dataclasses.replace(gathered, feeds=feeds), TODAY)


def decision(then: Matching, treatment: Treatment = Treatment.TAKE_OFFLINE, **given: object) -> AdvisoryDecision:
    knew = tuple(known_now(plant(), then, id, "TST-26-001", {(id, "TST-26-001"): Rank("next", "small")}) for id in IDS)
    keys = ("window", "by", "measure", "evidence", "expires", "until", "because", "supplier_state", "own_state")
    return AdvisoryDecision(
        "TST-26-001", IDS, treatment, "J. Jansen", "because", DECIDED,
        **(dict.fromkeys(keys) | given), knew=knew, place=Place("decided/advisories.yaml", 2),  # type: ignore[arg-type]
    )  # fmt: skip


def judged(found: Triage) -> set[tuple[TriageState, tuple[Change, ...]]]:
    return {(one.state, tuple(reason.change for reason in one.reopened)) for one in found.judged}


@pytest.mark.parametrize("treatment", Treatment)
@pytest.mark.parametrize("day", [DECIDED, DECIDED + dt.timedelta(days=1)])
def test_what_was_taken_offline_and_sends_in_a_later_capture_opens_the_decision(gathered, treatment, day):
    then = matching(gathered["1"])
    moment = dt.datetime.combine(day, dt.time(9, 30), dt.UTC)
    sightings = {"plc-02": Sighting("plc-02", moment, "observed/captures/a.pcap", "0" * 64, 17)}
    more = {"because": Justification.CODE_NOT_PRESENT} if treatment is Treatment.NOT_AFFECTED else {}
    decided = plant(decision(then, treatment, **more))
    found = triage(decided, then, Receipts({}, ()), TODAY, {}, sightings)
    opened = {one.asset.id: one.reopened for one in found.judged if one.reopened}
    if treatment is not Treatment.TAKE_OFFLINE or day == DECIDED:
        assert opened == {}
        return
    (reason,) = opened.pop("plc-02")
    assert opened == {} and reason.change is Change.SEEN
    assert "2026-11-02 09:30 UTC (observed/captures/a.pcap, conversation from frame 17)" in reason.text.en
    (finding,) = [one for one in findings(found) if one.check == "decision-reopened"]
    assert finding.severity == "high"
    assert finding.citations[0] == Citation("frame", "observed/captures/a.pcap", "0" * 64, 17)


def test_silence_is_shown_with_the_day_since_when(gathered):
    found = triage(plant(), matching(gathered["1"]), Receipts({"TST-26-001": DECIDED}, ()), TODAY)
    assert [(one.asset.id, one.state, one.since) for one in found.judged] == [
        (id, TriageState.UNDECIDED, DECIDED) for id in IDS
    ]
    (finding,) = findings(found)
    assert (finding.check, finding.subject, finding.severity) == ("advisory-undecided", "siemens", "medium")
    assert finding.requirements == ("62443-2-1:2024:EVENT 1.9", "Cbb 17")
    assert "Siemens: nothing is decided about 2 matches of 1 advisory with 2 assets, the oldest since 2026-11-01" in (
        finding.text.en
    )
    assert measured(found) == {}


REOPENED = TriageState.REOPENED


@pytest.mark.parametrize(
    ("then", "now", "rank", "state", "changes"),
    [
        ({}, {}, Rank("next", "small"), TriageState.HOLDING, ()),
        ({}, {}, None, TriageState.HOLDING, ()),
        ({}, {"kev": True}, None, REOPENED, (Change.KEV,)),
        ({"kev": True}, {"kev": True}, None, TriageState.HOLDING, ()),
        ({}, {"revision": "2"}, None, REOPENED, (Change.ADVISORY,)),
        ({}, {"firmware": "V4.5"}, None, REOPENED, (Change.FIRMWARE,)),
        ({"firmware": ""}, {}, None, REOPENED, (Change.MATCH, Change.FIRMWARE)),
        ({}, {"firmware": "V4.7"}, None, TriageState.SETTLED, ()),
        ({}, {}, Rank("now", "small"), REOPENED, (Change.PRIORITY,)),
        ({}, {}, Rank("next", "open"), REOPENED, (Change.EXPOSURE,)),
    ],
)
def test_each_new_fact_opens_a_decision_again(gathered, then, now, rank, state, changes):
    before = matching(gathered["1"], then.get("kev", False), then.get("firmware", "V4.6"))
    made = decision(before)
    if "firmware" in then:
        knew = tuple(dataclasses.replace(one, firmware=then["firmware"], match="needs check") for one in made.knew)
        made = dataclasses.replace(made, knew=knew)
    firmware = now.get("firmware", "V4.6")
    after = matching(gathered[now.get("revision", "1")], now.get("kev", False), firmware)
    ranks = {(id, "TST-26-001"): rank for id in IDS} if rank else {}
    found = triage(plant(made, firmware=firmware), after, Receipts({}, ()), TODAY, ranks)
    assert judged(found) == {(state, changes)}
    assert {one.check for one in findings(found)} == ({"decision-reopened"} if changes else set())
    assert bool(measured(found)) is not bool(changes)


@pytest.mark.parametrize(
    ("treatment", "key", "change", "check"),
    [
        (Treatment.PATCH, "by", Change.PATCH_OVERDUE, "decision-reopened"),
        (Treatment.MITIGATE, "expires", Change.MEASURE_EXPIRED, "measure-expired"),
        (Treatment.ACCEPT, "until", Change.ACCEPTANCE_ENDED, "decision-reopened"),
    ],
)
def test_a_decision_holds_up_to_and_including_its_last_day(gathered, treatment, key, change, check):
    now = matching(gathered["1"])
    measure = {"measure": "Key on Run"} if treatment is Treatment.MITIGATE else {}
    made = decision(now, treatment, **{key: TODAY}, **measure)
    assert judged(triage(plant(made), now, Receipts({}, ()), TODAY)) == {(TriageState.HOLDING, ())}
    late = triage(plant(made), now, Receipts({}, ()), TODAY + dt.timedelta(days=1))
    assert judged(late) == {(TriageState.OVERDUE, (change,))}
    (finding,) = findings(late)
    assert finding.check == check and "2026-11-28" in finding.text.nl and "Cbb 17" in finding.requirements


def test_what_changed_quotes_the_publisher(gathered):
    made = decision(matching(gathered["1"]))
    found = triage(plant(made), matching(gathered["2"]), Receipts({}, ()), TODAY)
    assert found.judged[0].reopened[0].text.en == ("the advisory was revised: revision 1 became 2 («Fix withdrawn»)")


def test_what_must_be_done_now_weighs_more_while_nobody_judged_it(gathered):
    ranks = {("plc-02", "TST-26-001"): Rank("now", "open")}
    found = triage(plant(), matching(gathered["1"]), Receipts({}, ()), TODAY, ranks)
    assert [one.severity for one in findings(found)] == ["high"]


def test_a_priority_is_told_in_both_languages(gathered):
    now = matching(gathered["1"])
    found = triage(plant(decision(now)), now, Receipts({}, ()), TODAY, {("plc-01", "TST-26-001"): Rank("now", "open")})
    told = {reason.text.nl for one in found.judged for reason in one.reopened}
    assert told == {"de prioriteit was straks, is nu", "de blootstelling was klein, is open"}


def test_the_last_decision_counts_and_one_on_an_unknown_advisory_is_said(gathered):
    now = matching(gathered["1"])
    first, last = decision(now, Treatment.ACCEPT, until=DECIDED), decision(now)
    absent = dataclasses.replace(first, advisory="TST-26-999")
    found = triage(plant(first, last, absent), now, Receipts({}, ()), TODAY)
    assert judged(found) == {(TriageState.HOLDING, ())}
    assert found.absent == (absent,)


@given(until=st.dates(DECIDED, dt.date(2028, 1, 1)), day=st.dates(DECIDED, dt.date(2028, 1, 1)))
def test_an_acceptance_is_open_exactly_after_its_end(gathered, until, day):
    now = matching(gathered["1"])
    found = triage(plant(decision(now, Treatment.ACCEPT, until=until)), now, Receipts({}, ()), day)
    assert bool(found.open) is (day > until)


def test_receipts_keep_the_first_day_and_name_rows_that_are_wrong(tmp_path: Path, gathered):
    (tmp_path / "observed").mkdir()
    odd = dataclasses.replace(gathered["1"].advisories[0], id="=1+1")
    add_receipts(tmp_path, [*gathered["1"].advisories, odd], DECIDED)
    add_receipts(tmp_path, gathered["2"].advisories, TODAY)
    path = tmp_path / "observed/advisories-received.csv"
    assert "\n'=1+1," in path.read_text()
    path.write_text(path.read_text() + "a,b\nTST-1,1,x,tomorrow\n")
    found = read_receipts(tmp_path)
    assert found.first == {"TST-26-001": DECIDED, "=1+1": DECIDED}
    assert [one.where for one in found.problems] == ["line 5", "line 6"]
