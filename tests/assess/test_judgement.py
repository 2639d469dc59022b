"""From findings to the answer of a check."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from keur import assess
from keur.assess.judgement import decide, order
from keur.assess.unread import explain
from keur.checks import case, registry
from keur.checks.finding import Finding, fingerprint
from keur.plant.model import Decision, Place, Text, Verdict

TODAY = dt.date(2026, 2, 1)
CHECKS = [registry.load(registry.FOLDER / "undeclared-conduit")]
"""Judging is the same for one check or for all; a new check must not change these tests."""
PLANT = {
    "zones": [
        {"id": "plc", "networks": ["10.1.0.0/24"], "consequence": {"production": "very-high"}},
        {"id": "scada", "levels": ["2"], "kind": "supervision", "networks": ["10.2.0.0/24"]},
        {"id": "mes", "levels": ["3"], "kind": "operations", "networks": ["10.4.0.0/24"]},
        {"id": "dark", "networks": ["10.9.0.0/24"]},
    ],
    "conduits": [
        {"id": "c", "from": "scada", "to": "plc", "channels": [{"protocol": "modbus", "operations": ["read"]}]},
        {"id": "d", "from": "scada", "to": "dark", "channels": [{"protocol": "modbus"}]},
    ],
    "assets": [
        {"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.5"]},
        {"id": "mes-1", "zone": "mes", "ipv4": ["10.4.0.5"]},
        {"id": "scada-1", "zone": "scada", "ipv4": ["10.2.0.5"]},
    ],
}
TRAFFIC = [
    {
        "client": "10.2.0.5",
        "server": "10.1.0.5",
        "protocol": "modbus",
        "port": 502,
        "operations": [{"class": "read", "count": 9}, {"class": "session"}, {"class": "read", "to_server": False}],
    },
    {"client": "10.4.0.5", "server": "10.2.0.5", "protocol": "tls", "port": 443},
]


def finding(subject: str = "a", severity: str = "high", zones: tuple[str, ...] = ()) -> Finding:
    return Finding(
        fingerprint("some-check", subject), "some-check", severity, subject, Text("", ""), (), (), None, zones
    )


def verdict(about: Finding, date: dt.date, expires: dt.date | None, reason: str = "") -> Verdict:
    return Verdict(about.id, Decision.ACCEPT, reason, "A. Jansen", date, expires, Place("decided/verdicts.yaml", 1))


def test_a_check_gives_findings_channels_and_coverage(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT, "conversations": TRAFFIC})
    with one.open(tmp_path) as facts:
        result = assess.check(one.plant, facts, TODAY, CHECKS)
    assert [(d.finding.check, d.finding.subject) for d in result.findings] == [
        ("undeclared-conduit", "mes > scada tls"),
    ]
    assert assess.exit_code(result) == 1
    assert [(c.from_zone, c.to_zone, c.protocol, c.port, c.verdict) for c in result.channels] == [
        ("mes", "scada", "tls", 443, "breach"),
        ("scada", "plc", "modbus", None, "in order"),
        ("scada", "dark", "modbus", None, "unknown"),
    ]
    declared = result.channels[1]
    assert declared.allowed == ("read",)
    assert declared.conduit == "c"
    assert [(use.operation, use.to_server, use.count) for use in declared.operations] == [
        ("read", True, 9),
        ("read", False, 1),
        ("session", True, 1),
    ]
    assert [(c.kind, c.file, c.frame or c.line) for c in declared.citations] == [
        ("frame", "observed/captures/plant.pcap", 100),
        ("line", "declared/conduits.yaml", 1),
    ]
    assert result.coverage.zones_seen == ("mes", "plc", "scada")
    assert result.coverage.zones_never_seen == ("dark",)
    assert (result.coverage.assets_declared, result.coverage.assets_seen) == (3, 3)
    assert result.coverage.not_demonstrated == ("permitted", "observed")
    assert [(read.packets, read.bytes) for read in result.coverage.captures] == [(40, 8_000)]


def test_nothing_is_open_once_everything_is_decided(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT, "conversations": TRAFFIC})
    decision = dataclasses.replace(
        verdict(finding(), dt.date(2026, 1, 1), TODAY), finding=fingerprint("undeclared-conduit", "mes > scada tls")
    )
    plant = dataclasses.replace(one.plant, verdicts=(decision,))
    with one.open(tmp_path) as facts:
        today, tomorrow = (assess.check(plant, facts, day, CHECKS) for day in (TODAY, TODAY + dt.timedelta(days=1)))
    assert assess.exit_code(today) == 0
    assert today.findings[0].verdict == decision
    assert assess.exit_code(tomorrow) == 1
    assert tomorrow.findings[0].verdict is None
    assert tomorrow.findings[0].expired == decision


def test_without_captures_nothing_is_said_to_be_observed_or_not(tmp_path: Path) -> None:
    one = dataclasses.replace(case.build({"plant": PLANT}), captures=())
    with one.open(tmp_path) as facts:
        result = assess.check(one.plant, facts, TODAY, CHECKS)
    assert result.findings == ()
    assert {channel.observed for channel in result.channels} == {"unknown"}
    assert {channel.verdict for channel in result.channels} == {"unknown"}
    assert result.coverage.not_demonstrated == ("permitted", "observed")


def test_the_latest_decision_that_holds_counts() -> None:
    about = finding()
    old = verdict(about, dt.date(2025, 1, 1), None, "for good")
    new = verdict(about, dt.date(2026, 1, 1), dt.date(2026, 3, 1), "until March")
    past = verdict(about, dt.date(2026, 1, 15), dt.date(2026, 1, 31), "ran out")
    assert decide([about], [new, old, past], TODAY)[0].verdict == new
    assert decide([about], [past], TODAY)[0].expired == past
    assert decide([about], [past, new], TODAY)[0].expired is None


def test_findings_are_in_order_of_consequence() -> None:
    plant = case.plant(PLANT)
    found = [
        finding("low", "low", ("plc",)),
        finding("high elsewhere", "high", ("scada",)),
        finding("high in plc", "high", ("scada", "plc")),
        finding("critical", "critical"),
    ]
    ordered = order(plant, decide(found, (), TODAY))
    assert [one.finding.subject for one in ordered] == ["critical", "high in plc", "high elsewhere", "low"]


def test_what_could_not_be_read_is_told_in_words(tmp_path: Path) -> None:
    one = case.build({"plant": PLANT})
    one.captures[0].tables["tally"].append({"file": 0, "reason": "gaps-modbus", "count": 4})
    with one.open(tmp_path) as facts:
        [unread] = assess.check(one.plant, facts, TODAY, checks=()).unread
    assert (unread.reason, unread.count) == ("gaps-modbus", 4)
    assert unread.text_nl.startswith("Gaten in verbindingen met modbus")


@pytest.mark.parametrize(
    ("reason", "nl"),
    [
        ("truncated-file", "Het bestand houdt midden in een pakket op; alles daarvoor is gelezen."),
        ("malformed-unknown", "Berichten die het protocol een onbekend protocol niet volgen"),
        ("unsupported-link-type-147", "Pakketten van een soort netwerk dat keur niet kent (LINKTYPE 147)."),
        ("martian-packets", "martian-packets"),
    ],
)
def test_a_reason_that_nobody_explained_is_shown_as_it_is(reason: str, nl: str) -> None:
    assert explain(reason).nl.startswith(nl)
