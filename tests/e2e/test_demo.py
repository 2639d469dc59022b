"""`keur check` on the demo plant against the log of the actors: what went wrong is found, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from keur.assess.advisories.explanation import EXPIRED, REOPENED, UNDECIDED
from keur.checks.registry import discover
from tests.e2e.causes import (
    PER_CHANNEL,
    RULESET,
    TODAY,
    assets_in_two_zones,
    blocked_channels,
    cited,
    explanation,
    frames,
    line_of,
    overdue_conduits,
    silent_assets,
    truth,
    unused_channels,
)
from tests.e2e.wire import DEMO, SHOWS, Row, rows_of, zone_of

COMMISSIONING = "inbedrijfstelling, tijdelijk tot 2019-09-01"
ABOUT_DECISIONS = {UNDECIDED.id, REOPENED.id, EXPIRED.id}
"""Findings about advisories, which no check makes."""
SCHEMA = DEMO.parent / "docs" / "formats" / "check.schema.json"


def keur(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "keur", *map(str, words)], capture_output=True, text=True, check=False)


def checked(plant: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = keur("check", plant, "--format", "json", "--today", TODAY, *options)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns(".keur")))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    plant = shutil.copytree(DEMO, tmp_path_factory.mktemp("demo") / "demo", ignore=shutil.ignore_patterns(".keur"))
    code, answer = checked(plant)
    assert code == 1
    return answer


def test_every_finding_is_explained_by_the_log_of_the_actors_or_by_the_declaration(result: dict[str, Any]) -> None:
    unexplained = [(one["check"], one["subject"]) for one in result["findings"] if explanation(one) is None]
    assert unexplained == []


def test_every_incident_and_every_mistake_in_the_declaration_is_found_by_the_right_checks(
    result: dict[str, Any],
) -> None:
    found = {(explanation(one), one["check"]) for one in result["findings"]}
    wanted = {(one["id"], check) for one in truth()["incidents"] for check in one["checks"]}
    wanted |= {(f"silent {name}", "asset-never-seen") for name in silent_assets()}
    wanted |= {(f"unused {conduit} {protocol}", "channel-never-used") for conduit, protocol in unused_channels()}
    wanted |= {(f"overdue {name}", "conduit-past-review-date") for name in overdue_conduits()}
    wanted |= {(f"two zones {name}", "dual-homed-asset") for name in assets_in_two_zones()}
    wanted |= {(f"blocked {conduit} {protocol}", "blocked-conduit") for conduit, protocol in blocked_channels()}
    wanted |= {(f"rule {one['line']}", one["check"]) for one in truth()["rules"] if one["check"] != PER_CHANNEL}
    wanted |= {(f"rule {COMMISSIONING} engineering-hvac {protocol}", PER_CHANNEL) for protocol in ("bacnet", "http")}
    wanted |= {(f"supply {one['about']}", one["check"]) for one in truth()["supply"]}
    wanted |= {(f"claim {one['requirement']}", "claim-contradicted") for one in truth()["claims"]}
    assert len(wanted) > 50
    assert wanted - found == set()


def test_each_contradicted_claim_is_contradicted_by_what_the_truth_names(result: dict[str, Any]) -> None:
    behind: dict[str, set[str | None]] = {}
    contradicting = {check.id for check in discover() if check.description.contradicts} | ABOUT_DECISIONS
    for finding in (one for one in result["findings"] if one["check"] in contradicting):
        for requirement in finding["requirements"]:
            behind.setdefault(requirement, set()).add(explanation(finding))
    for claim in truth()["claims"]:
        assert behind[f"62443-2-1:2024:{claim['requirement']}"] == set(claim["because"]), claim["requirement"]


def only(result: dict[str, Any], check: str) -> Row:
    """The one finding of a check."""
    (finding,) = (one for one in result["findings"] if one["check"] == check)
    return dict(finding)


def rule_lines(finding: Row) -> list[str]:
    return [RULESET[one["line"] - 1] for one in finding["citations"] if one["file"].endswith("/ruleset.nft")]


def test_the_rule_from_commissioning_is_an_open_door_with_a_packet_and_a_line(result: dict[str, Any]) -> None:
    finding = only(result, "any-any-rule")
    assert [COMMISSIONING in line for line in rule_lines(finding)] == [True]
    assert finding["verdict"] == "open door"
    for text in finding["text"].values():
        source, target = re.search(r"(10\.20\.30\.\d+) > (10\.20\.\d+\.\d+) (?:tcp|udp)/\d+", text).groups()
        assert (zone_of(source), zone_of(target)) == ("operations", "bioreactors")


def test_the_vendors_rule_is_a_way_past_the_dmz(result: dict[str, Any]) -> None:
    finding = only(result, "vendor-path-not-through-dmz")
    assert ['comment "vendor-diagnosis"' in line for line in rule_lines(finding)] == [True]
    for text in finding["text"].values():
        assert "10.20.90.5 > 10.20.10." in text and "10.20.90.5 > 10.20.10.21 tcp/102 (vendor-diagnosis)" in text


def test_a_connection_from_the_wrong_side_cites_the_rule_that_lets_it_through(result: dict[str, Any]) -> None:
    lines = rule_lines(only(result, "connection-opened-from-the-wrong-side"))
    assert ["beide kanten op" in line for line in lines] == [True]


def test_the_old_router_is_a_bypass_with_its_frame_and_a_device_in_two_zones(result: dict[str, Any]) -> None:
    finding = only(result, "bypass")
    assert finding["verdict"] == "bypass"
    (frame,) = cited(finding)
    assert (frame.capture, frame.sender, frame.target) == ("hvac", "02:4b:52:77:11:fa", ("10.20.11.11", 80))
    assert only(result, "dual-homed-asset")["subject"] == "rt-old"
    (channel,) = (one for one in result["channels"] if one["verdict"] == "bypass")
    assert (channel["from"], channel["to"], channel["protocol"]) == ("supervision", "hvac", "http")
    assert (channel["declared"], channel["permitted"], channel["observed"]) == ("no", "no", "yes")


def test_no_incident_is_told_twice_by_one_check(result: dict[str, Any]) -> None:
    told = Counter((explanation(one), one["check"]) for one in result["findings"])
    more = {f"supply {one['about']}": len(one["also"]) for one in truth()["supply"]}
    for (reason, check), times in told.items():
        protocols = {row["protocol"] for row in rows_of(truth(), str(reason))}
        most = len(protocols) if check == "external-time-or-name-service" else 1 + more.get(str(reason), 0)
        assert times <= max(1, most), (reason, check)


def test_cited_offsets_are_where_the_message_of_the_incident_starts(result: dict[str, Any]) -> None:
    proved = set()
    for finding in result["findings"]:
        shows = SHOWS.get(str(explanation(finding)))
        for citation in finding["citations"]:
            if shows and citation["offset"] is not None:
                frame = frames()[citation["file"], citation["frame"]]
                assert citation["offset"] >= frame.payload_at
                if shows(frame.payload[citation["offset"] - frame.payload_at :]):
                    proved.add((explanation(finding), finding["check"]))
    assert proved == {
        ("snmp-in-clear", "cleartext-administration"),
        ("enterprise-writes-register", "breach"),
        ("program-uploaded", "program-transfer-seen"),
        ("plc-started-again", "program-transfer-seen"),
        ("vendor-stops-plc", "operation-not-allowed"),
        ("vendor-stops-plc", "operation-beyond-approval"),
        ("vendor-stops-plc", "program-transfer-seen"),
        ("web-logon-in-clear", "cleartext-administration"),
    }


def test_citations_name_the_bytes_that_were_read(result: dict[str, Any]) -> None:
    for finding in result["findings"]:
        assert finding["citations"], finding["subject"]
        for citation in finding["citations"]:
            if citation["kind"] == "frame":
                assert citation["sha256"] == hashlib.sha256((DEMO / citation["file"]).read_bytes()).hexdigest()
            else:
                assert line_of(citation).strip(), citation


def test_channels_that_the_truth_knows_are_the_channels_of_the_answer(result: dict[str, Any]) -> None:
    """A pair of zones and a protocol is observed exactly when an actor logged it."""
    observed = {(one["from"], one["to"], one["protocol"]) for one in result["channels"] if one["observed"] == "yes"}
    logged = {
        (zone_of(row["client"]), zone_of(row["server"]), row["protocol"])
        for row in truth()["activity"]
        if row["transport"] != "l2"
    }
    assert observed == {one for one in logged if one[0] != one[1]}
    assert result["unread"] == []


def test_json_follows_the_published_schema(result: dict[str, Any]) -> None:
    jsonschema.validate(result, json.loads(SCHEMA.read_text(encoding="utf-8")))


def decide(plant: Path, ids: list[str], expires: str) -> None:
    verdicts = [
        {
            "finding": one,
            "decision": "accept",
            "reason": "Looked at on the work floor.",
            "who": "A. de Vries",
            "date": dt.date(2026, 11, 23),
            "expires": dt.date.fromisoformat(expires),
        }
        for one in ids
    ]
    (plant / "decided" / "verdicts.yaml").write_text(yaml.safe_dump({"verdicts": verdicts}), encoding="utf-8")


def test_decisions_close_findings_until_they_expire(plant: Path, result: dict[str, Any]) -> None:
    ids = [one["id"] for one in result["findings"]]
    decide(plant, ids, "2027-01-01")
    code, answer = checked(plant)
    assert code == 0
    assert [one["id"] for one in answer["findings"]] == ids
    assert all(one["decision"]["holds"] and one["decision"]["who"] == "A. de Vries" for one in answer["findings"])
    code, answer = checked(plant, "--today", "2027-01-02")
    assert code == 1
    judged = [one for one in answer["findings"] if one["decision"]]
    assert {one["id"] for one in judged} == {*ids} and not any(one["decision"]["holds"] for one in judged)
    late = {(one["check"], one["subject"]) for one in answer["findings"] if not one["decision"]}
    # Patches were to be installed by then, and the programme claims that they are.
    assert late == {
        ("decision-reopened", "POL-2022-03"),
        ("decision-reopened", "POL-2026-02"),
        ("claim-contradicted", "62443-2-1:2024:COMP 3.2"),
    }
    decide(plant, ids[1:], "2027-01-01")
    code, answer = checked(plant)
    assert code == 1
    assert [one["id"] for one in answer["findings"] if one["decision"] is None] == ids[:1]


def test_findings_keep_their_fingerprints_when_captures_come_and_go(plant: Path, result: dict[str, Any]) -> None:
    """The same day twice more: a copy under another name, and a day later with other times and one frame less."""
    before = {one["id"]: one["subject"] for one in result["findings"]}
    capture = plant / "observed" / "captures" / "bioreactors.pcap"
    data = capture.read_bytes()
    first = 16 + int.from_bytes(data[24 + 8 : 24 + 12], "little")
    (plant / "again.pcap").write_bytes(data)
    (plant / "later.pcap").write_bytes(data[:24] + data[24 + first :])
    assert keur("observe", plant, plant / "again.pcap", "--segment", "bioreactors", "-q").returncode == 0
    done = keur("observe", plant, plant / "later.pcap", "--segment", "bioreactors", "--clock-offset", 86_400, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    code, answer = checked(plant)
    assert len(answer["coverage"]["captures"]) == len(result["coverage"]["captures"]) + 1
    assert (code, {one["id"]: one["subject"] for one in answer["findings"]}) == (1, before)


def test_the_same_plant_gives_the_same_bytes(plant: Path) -> None:
    answers = {keur("check", plant, "--format", kind, "--today", TODAY).stdout for kind in ("json",) * 3}
    assert len(answers) == 1


def test_a_plant_with_mistakes_cannot_be_checked(plant: Path) -> None:
    zones = plant / "declared" / "zones.yaml"
    zones.write_text(zones.read_text().replace("kind: dmz", "kind: dnz"), encoding="utf-8")
    done = keur("check", plant, "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "declared/zones.yaml:" in done.stderr and "`dmz`" in done.stderr
