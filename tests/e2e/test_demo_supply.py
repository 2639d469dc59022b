"""A walk along the demo's supply chain, as its user does it: each command tells what the actors' log, the vendors' file
and the lists hold, and nothing else."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from keur.cli import main
from tests.e2e.causes import TODAY
from tests.e2e.wire import DEMO, SHOWS, SLACK, Row, all_frames, demo_truth, rows_of, seconds_of

DAY = ("--today", TODAY)
LOGS = DEMO / "observed" / "sessions"
ADVISORIES = DEMO / "observed" / "advisories"


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("supply") / "demo"
    return Path(shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".keur")))


def keur(*words: object, language: str = "en") -> Result:
    return CliRunner(env={"KEUR_LANGUAGE": language}).invoke(main, [str(word) for word in words], prog_name="keur")


def told(plant: Path, group: str, verb: str, *more: str, code: int = 0) -> dict[str, Any]:
    done = keur(group, verb, plant, *more, "--format", "json")
    assert (done.exit_code, done.stderr) == (code, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def vendor(plant: Path, name: str) -> Row:
    """A vendor's dossier, with what checks found about it."""
    (found,) = told(plant, "vendors", "show", name, *DAY)["vendors"]
    return dict(found)


def findings(found: Row) -> dict[str, Row]:
    return {one["check"]: one for one in found["findings"]}


def channels(found: Row) -> dict[tuple[str, str], set[str]]:
    """Verdicts by path and conduit."""
    rows: dict[tuple[str, str], set[str]] = {}
    for path in found["paths"]:
        for channel in path["channels"]:
            rows.setdefault((path["id"], channel["conduit"]), set()).add(channel["verdict"])
    return rows


@cache
def kev() -> dict[str, str]:
    """Day of entry by CVE, from the list itself."""
    rows = json.loads((ADVISORIES / "feeds" / "kev.json").read_text(encoding="utf-8"))["vulnerabilities"]
    return {row["cveID"]: row["dateAdded"] for row in rows}


@cache
def cves() -> dict[str, set[str]]:
    """Vulnerabilities by advisory, from the files themselves."""
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in ADVISORIES.glob("*.json")]
    return {one["document"]["tracking"]["id"]: {v["cve"] for v in one["vulnerabilities"]} for one in documents}


def test_the_register_has_four_vendors_and_one_contract_has_ended(plant: Path) -> None:
    found = {one["id"]: one for one in told(plant, "vendors", "list", *DAY)["vendors"]}
    assert {name: one["tier"]["tier"] for name, one in found.items()} == {
        "vatwerk": 1,
        "klimaat": 2,
        "spoelwerk": 2,
        "weegwijzer": 3,
    }
    ended = {name for name, one in found.items() if one["contract"]["validity"] == "ended"}
    assert ended == {"klimaat"}
    assert found["klimaat"]["contract"]["until"] == "2026-06-30"
    assert {name for name, one in found.items() if one["contract"]["file_there"]} == {"vatwerk", "klimaat", "spoelwerk"}
    assert {name: [path["id"] for path in one["paths"]] for name, one in found.items() if one["paths"]} == {
        "vatwerk": ["vatwerk-box", "vatwerk-jump"],
        "klimaat": ["klimaat-jump"],
    }


def test_the_dossier_of_the_maker_has_the_stop_its_clauses_and_its_answer_that_is_not_so(plant: Path) -> None:
    found = vendor(plant, "vatwerk")
    clauses = {one["clause"]: one["state"] for one in found["contract"]["clauses"]}
    assert Counter(clauses.values())["missing"] == 2 and clauses["incident-notice"] == "partly"
    assert [(one["standard"], one["validity"]) for one in found["certificates"]] == [("62443-2-4", "valid")]
    assert channels(found)["vatwerk-box", "vendor-diagnosis"] == {"in order", "breach"}
    assert {"operation-not-allowed", "operation-beyond-approval", "answer-contradicted-by-facts"} <= findings(
        found
    ).keys()
    assert findings(found)["operation-beyond-approval"]["severity"] == "critical"


def test_the_path_of_the_ended_contract_is_open_by_the_rule_of_its_own_conduit_and_nobody_used_it(plant: Path) -> None:
    """The way to the jump host is also another vendor's, whose traffic is not laid at this one's door."""
    found = vendor(plant, "klimaat")
    assert channels(found) == {
        ("klimaat-jump", "vendor-jump"): {"in order"},
        ("klimaat-jump", "jump-hvac"): {"unused"},
    }
    text = findings(found)["vendor-path-after-contract"]["text"]
    assert "ran until 2026-06-30" in text["en"] and "conduit jump-hvac, rule ‘jump-hvac’ in fw-01" in text["en"]
    assert "liep tot en met 2026-06-30" in text["nl"] and "conduit jump-hvac, regel ‘jump-hvac’ in fw-01" in text["nl"]


def test_sessions_are_those_of_the_logs_and_todays_are_those_of_the_actors(plant: Path) -> None:
    found = {one["record"]: one for one in told(plant, "sessions", "list")["sessions"]}
    rows = [row for log in LOGS.glob("*.csv") for row in csv.DictReader(log.open(encoding="utf-8", newline=""))]
    assert found.keys() == {row["sessie"] for row in rows} and len(rows) == 8
    for record, actor, protocol in (("VW-0480", "vendor", "s7comm"), ("J-0361", "jump", "ssh")):
        acts = [row for row in demo_truth()["activity"] if (row["actor"], row["protocol"]) == (actor, protocol)]
        start, end = (seconds_of(found[record][name]) for name in ("start", "end"))
        assert 0 <= min(seconds_of(act["first"]) for act in acts) - start < 1
        assert 0 <= end - max(seconds_of(act["last"]) for act in acts) < 1


def test_the_stop_was_sent_in_a_session_that_was_approved_for_looking_only(plant: Path) -> None:
    (session,) = (one for one in told(plant, "sessions", "list")["sessions"] if one["record"] == "VW-0480")
    with (DEMO / "decided" / "approvals.csv").open(encoding="utf-8", newline="") as file:
        approved = {row["id"]: row for row in csv.DictReader(file)}[session["approval"]]
    assert approved["operations"].split() == ["read", "diagnose"] and approved["assets"].split() == ["plc-dsp", "eng"]
    (stop,) = rows_of(demo_truth(), "vendor-stops-plc")
    sent = [
        frame.seconds
        for frame in all_frames()
        if frame.source == (stop["client"], stop["client_port"]) and SHOWS["vendor-stops-plc"](frame.payload)
    ]
    assert len(sent) == 1 and session["address"] == stop["client"]
    for first, last in ((session["start"], session["end"]), (approved["from"], approved["until"])):
        assert seconds_of(first) - SLACK <= sent[0] <= seconds_of(last) + SLACK


def test_advisories_match_eight_assets_and_what_attackers_use_comes_first(plant: Path) -> None:
    answer = told(plant, "advisories", "match", *DAY, code=1)
    found = {(one["asset"], one["advisory"]["id"]): one for one in answer["matches"] if one["state"] == "affected"}
    assert {key: one["priority"]["action"] for key, one in found.items()} == {
        ("box-vatwerk", "SLW-2022-01"): "now",
        ("eng", "POL-2022-03"): "now",
        ("plc-wash", "MP-2021-07"): "now",
        ("sw-br", "WAD-2026-01"): "next",
        ("plc-br2", "POL-2026-02"): "next",
        ("plc-br3", "POL-2026-02"): "next",
        ("fw-01", "GRW-2026-04"): "never",
    }
    assert [(one["asset"], one["state"]) for one in answer["matches"] if one["state"] != "affected"] == [
        ("plc-br1", "not affected")
    ]
    for (_, advisory), one in found.items():
        assert set(one["exploited"]) == cves()[advisory] & kev().keys(), advisory
    assert found["eng", "POL-2022-03"]["priority"]["epss"] == 0.99234
    assert found["eng", "POL-2022-03"]["part"] is not None
    assert {(one["kind"], one["date"]) for one in answer["feeds"] if one["date"]} == {
        ("KEV", "2026-08-07"),
        ("EPSS", "2026-09-29"),
    }


def test_triage_has_one_that_waits_one_whose_measure_ended_and_five_that_hold(plant: Path) -> None:
    found = {one["asset"]: one for one in told(plant, "advisories", "triage", *DAY, "--all", code=1)["matches"]}
    assert {asset: one["state"] for asset, one in found.items()} == {
        "box-vatwerk": "undecided",
        "sw-br": "overdue",
        "plc-wash": "holding",
        "plc-br2": "holding",
        "plc-br3": "holding",
        "fw-01": "holding",
        "eng": "holding",
    }
    assert found["box-vatwerk"]["received"] == "2026-10-26"
    assert [one["change"] for one in found["sw-br"]["reopened"]] == ["measure expired"]
    decided = found["plc-wash"]["decision"]
    assert (decided["decision"], decided["expires"]) == ("mitigate", "2027-03-31")
    assert decided["measure"].startswith("Sleutelschakelaar op Run") and (DEMO / decided["evidence"]).is_file()


def test_the_kev_entry_of_march_reopened_what_had_been_accepted(tmp_path: Path) -> None:
    """Without the decision that followed, the first one is open again: its vulnerability came onto the list."""
    plant = Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns(".keur")))
    file = plant / "decided" / "advisories.yaml"
    decisions = yaml.safe_load(file.read_text(encoding="utf-8"))["decisions"]
    first, second = (one for one in decisions if one["advisory"] == "MP-2021-07")
    assert str(first["date"]) < kev()["CVE-2021-22681"] == "2026-03-05" < str(second["date"])
    kept = [one for one in decisions if one is not second]
    file.write_text(yaml.safe_dump({"decisions": kept}), encoding="utf-8")
    (found,) = (
        one for one in told(plant, "advisories", "triage", *DAY, code=1)["matches"] if one["asset"] == "plc-wash"
    )
    assert {one["change"] for one in found["reopened"]} == {"kev", "advisory", "priority"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("1.1.0", "CVE-2021-22681", "in KEV since 2026-03-05", "Put the mode switch on Run", "plc-wash: decided"),
        ),
        ("nl", ("1.1.0", "CVE-2021-22681", "staat in KEV sinds 2026-03-05", "plc-wash: besloten")),
    ],
)
def test_show_and_explain_tell_why_the_controller_comes_first_and_what_is_done(
    plant: Path, language: str, words: tuple[str, ...]
) -> None:
    done = [
        keur("advisories", "show", plant, "MP-2021-07", *DAY, language=language),
        keur("advisories", "explain", plant, "plc-wash", "MP-2021-07", *DAY, language=language),
    ]
    assert [(one.exit_code, one.stderr) for one in done] == [(0, ""), (0, "")]
    said = " ".join(" ".join(one.stdout.split()) for one in done)
    assert [word for word in (*words, "Sleutelschakelaar op Run") if word not in said] == []


def test_patches_go_into_stops_in_which_the_plant_may_change(plant: Path) -> None:
    answer = told(plant, "windows", "plan", *DAY)
    assert {(one["asset"], one["window"], one["starts"], one["late"]) for one in answer["patches"]} == {
        ("eng", "avond", "2026-12-07T18:00", False),
        ("plc-br2", "kerststop", "2026-12-21T06:00", False),
        ("plc-br3", "kerststop", "2026-12-21T06:00", False),
    }
    needs = {one["asset"]: (one["minutes"], one["revalidation_minutes"], one["staff"]) for one in answer["updates"]}
    assert needs == {"eng": (120, 0, 1), "plc-br2": (240, 1440, 2), "plc-br3": (240, 1440, 2)}


def test_one_station_has_a_bill_of_materials(plant: Path) -> None:
    bills = {one["asset"]: one["bills"] for one in told(plant, "sboms", "show")["assets"] if one["bills"]}
    assert bills.keys() == {"eng"} and len(bills["eng"]) == 1
