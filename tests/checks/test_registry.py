"""Finding and reading checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from keur.checks import case, pages, registry, run
from keur.checks.description import CheckError
from keur.checks.finding import fingerprint

GOOD = """\
version: 1
severity: low
evidences: ["62443-3-3:2013:SR 5.1"]
title: {nl: Titel, en: Title}
what: {nl: Wat, en: What}
why: {nl: Waarom, en: Why}
do: {nl: Doe, en: Do}
finding: {nl: "{subject} gezien", en: "{subject} seen"}
"""
SQL = "SELECT 'a > b' AS subject, 'declared/zones.yaml' AS record_file, 1 AS record_line"
SHARED = Path(__file__).parents[3] / "shared/facts/iec62443"


def make(folder: Path, description: str = GOOD, name: str = "some-check", **files: str) -> Path:
    place = folder / name
    (place / "cases").mkdir(parents=True)
    (place / "check.yaml").write_text(description, encoding="utf-8")
    for file, text in (files or {"sql": SQL}).items():
        (place / f"check.{file}").write_text(text, encoding="utf-8")
    (place / "cases/cases.yaml").write_text("[]", encoding="utf-8")
    return place


def test_the_checks_of_the_issue_are_there_in_order() -> None:
    found = [check.id for check in registry.discover()]
    assert found == sorted(found)
    assert len(found) >= 14
    assert {"undeclared-conduit", "operation-not-allowed", "safety-zone-reached"} <= set(found)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (GOOD.replace("Title}", "''}"), r"check\.yaml:4: a text is expected"),
        (GOOD.replace("{nl: Waarom, en: Why}", "{nl: Waarom}"), r"check\.yaml:6: `en` is missing"),
        (GOOD.replace("low", "dire"), r"check\.yaml:2: `dire` is none of critical, high"),
        (GOOD.replace("SR 5.1", "5.1"), r"check\.yaml:3: .*is not part:edition:id"),
        (GOOD + "colour: red\n", r"check\.yaml:9: unknown key `colour`"),
        (GOOD + "version: 2\n", r"check\.yaml:9: `version` stands here twice"),
        (GOOD.replace("version: 1\n", ""), r"check\.yaml:1: `version` is missing"),
        (GOOD.replace("{subject} seen", "{0} seen"), r"check\.yaml:8: template `en`: `\{0\}` is not a column's name"),
        (GOOD.replace("{subject} seen", "{subject seen"), r"check\.yaml:8: template `en`: "),
        (GOOD.replace("[", "{", 1), r"check\.yaml:\d+: not YAML"),
        ("", r"check\.yaml:1: empty file"),
    ],
)
def test_a_broken_description_stops_the_run_with_file_and_line(tmp_path: Path, wrong: str, message: str) -> None:
    make(tmp_path, wrong)
    with pytest.raises(CheckError, match=message):
        registry.discover(tmp_path)


def test_a_check_is_sql_or_python_and_has_cases(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"exactly one of check\.sql and check\.py"):
        registry.load(make(tmp_path, name="both-of-them", sql=SQL, py="def check(facts): return []"))
    with pytest.raises(CheckError, match=r"check\.py:1: "):
        registry.load(make(tmp_path, name="bad-python", py="def check(:"))
    with pytest.raises(CheckError, match="no function `check"):
        registry.load(make(tmp_path, name="empty-python", py="x = 1"))
    place = make(tmp_path, name="no-cases")
    (place / "cases/cases.yaml").unlink()
    with pytest.raises(CheckError, match="a check proves itself by its cases"):
        registry.load(place)


def test_a_check_in_python_gives_findings_as_one_in_sql_does(tmp_path: Path) -> None:
    in_sql = registry.load(make(tmp_path / "one"))
    in_python = registry.load(make(tmp_path / "two", py=f"def check(facts): return facts.rows({SQL!r})"))
    one = case.build({})
    with one.open(tmp_path) as facts:
        assert run.findings([in_sql], one.plant, facts) == run.findings([in_python], one.plant, facts)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT 'a' AS subject", "has no witness"),
        (SQL.replace("'a > b'", "NULL"), "without `subject`"),
        (SQL + ", 'dire' AS severity", "`dire` is none of"),
        (SQL + ", 'other' AS variant", "has no variant `other`"),
        (SQL.replace("subject", "subjekt"), "without `subject`"),
        ("SELECT nonsense", r"check\.sql: "),
    ],
)
def test_a_wrong_row_stops_the_run(tmp_path: Path, sql: str, message: str) -> None:
    check = registry.load(make(tmp_path / "checks", sql=sql))
    one = case.build({})
    with one.open(tmp_path / "facts") as facts, pytest.raises(CheckError, match=message):
        run.findings([check], one.plant, facts)


def test_the_requirements_are_ones_that_exist() -> None:
    if not SHARED.is_dir():
        pytest.skip("the list of requirements is not on this machine")
    known = {
        f"62443-{edition}:{name}"
        for edition, file in (
            ("3-3:2013", "3-3-2013.yaml"),
            ("3-2:2020", "3-2-2020.yaml"),
            ("2-1:2024", "2-1-2024.yaml"),
        )
        for name in _ids(yaml.safe_load((SHARED / file).read_text(encoding="utf-8")))
    }
    cited = {requirement for check in registry.discover() for requirement in check.description.evidences}
    assert {one for one in cited if one.startswith("62443")} - known == set()


def _ids(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {str(node["id"])} if "id" in node else set()
        return own.union(*(_ids(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_ids(value) for value in node))
    return set()


def _counted(text: str) -> list[dict[str, object]]:
    """A day of traffic, told with other counts, times, frames and captures."""
    return [
        {
            "client": "10.4.0.9",
            "server": "10.1.0.5",
            "protocol": "modbus",
            "port": 502,
            "capture": f"{text}-{number}",
            "segment": "plant",
            "first_us": 1_700_000_000_000_000 + (len(text) + number) * 1_000_000,
            "first_frame": len(text) + number,
            "operations": [{"class": "write", "count": len(text)}],
        }
        for number in range(len(text))
    ]


def test_a_fingerprint_stays_when_counts_times_and_captures_change(tmp_path: Path) -> None:
    plant = {
        "zones": [
            {"id": "plc", "networks": ["10.1.0.0/24"]},
            {"id": "office", "levels": ["4"], "kind": "enterprise", "networks": ["10.4.0.0/24"]},
        ]
    }
    ids = []
    for text in ("a", "several"):
        one = case.build({"plant": plant, "conversations": _counted(text)})
        with one.open(tmp_path) as facts:
            ids.append({finding.id for finding in run.findings(registry.discover(), one.plant, facts)})
    assert ids[0] == ids[1]
    assert fingerprint("undeclared-conduit", "office > plc modbus") in ids[0]


def test_a_finding_says_it_in_both_languages_and_cites_the_frames(tmp_path: Path) -> None:
    plant = {
        "zones": [
            {"id": "plc", "networks": ["10.1.0.0/24"], "name": {"nl": "Vulmachine", "en": "Filling machine"}},
            {"id": "office", "levels": ["4"], "kind": "enterprise", "networks": ["10.4.0.0/24"]},
        ]
    }
    one = case.build({"plant": plant, "conversations": _counted("xx")})
    check = registry.load(registry.FOLDER / "undeclared-conduit")
    with one.open(tmp_path) as facts:
        [finding] = run.findings([check], one.plant, facts)
    assert finding.severity == "critical"
    assert finding.verdict == "breach"
    assert finding.text.nl == (
        "10.4.0.9 (office) spreekt modbus met 10.1.0.5 (Vulmachine), zonder conduit, en grijpt daarbij in: "
        "10.4.0.9 stuurt write (schrijven) naar 10.1.0.5. 2× gezien, voor het eerst op 2023-11-14 22:13:22 UTC."
    )
    assert finding.text.en.startswith("10.4.0.9 (office) talks modbus to 10.1.0.5 (Filling machine) without a conduit")
    assert [(one.file, one.frame, one.offset) for one in finding.citations] == [
        ("observed/captures/xx-0.pcap", 2, None),
        ("observed/captures/xx-0.pcap", 3, 54),
    ]


@pytest.mark.parametrize("check", registry.discover(), ids=lambda check: check.id)
def test_a_manual_page_tells_all_in_both_languages(check: registry.Check) -> None:
    dutch, english = pages.page(check, "nl"), pages.page(check, "en")
    for page in (dutch, english):
        assert page.startswith("# ")
        assert page.count("\n## ") == 4 + bool(check.description.example)
        assert not re.search(r"[{}]", page)
        assert all(requirement in page for requirement in check.description.evidences)
    assert "## Waarom dat erg is in een fabriek" in dutch
    assert "## Why it is bad in a plant" in english
