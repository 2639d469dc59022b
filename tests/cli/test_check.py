"""`keur check`: shapes of the answer, where it goes, and what stands in the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import OTHER, SMALL, files_of

Keur = Callable[..., Result]


@pytest.fixture
def seen(keur: Keur, plant: Path) -> Path:
    """A plant with one capture, and so with findings."""
    assert keur("observe", plant, OTHER, "--segment", "a").exit_code == 0
    return plant


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["kanalen:", "bevindingen open", "Niet aangetoond", "staat niet in de assetlijst", "frame 1"]),
        ("en", ["channels:", "findings open", "Not demonstrated", "is not in the asset list", "frame 1"]),
    ],
)
def test_the_table_speaks_the_language_of_the_user(keur: Keur, seen: Path, language: str, words: list[str]) -> None:
    by_terminal = keur("check", seen, language=language)
    asked = keur("check", seen, "--language", language, language="en" if language == "nl" else "nl")
    assert by_terminal.exit_code == 1 and by_terminal.stdout == asked.stdout
    assert [word for word in words if word not in " ".join(by_terminal.stdout.split())] == []


def test_the_report_is_in_the_language_of_the_plant_unless_asked(keur: Keur, seen: Path) -> None:
    assert '<html lang="en"' in keur("check", seen, "--format", "html", language="nl").stdout
    assert '<html lang="nl"' in keur("check", seen, "--format", "html", "--language", "nl").stdout


@pytest.mark.parametrize("kind", ["table", "json", "html"])
def test_a_file_gets_what_standard_output_would(keur: Keur, seen: Path, tmp_path: Path, kind: str) -> None:
    shown = keur("check", seen, "--format", kind, "--today", "2026-11-23")
    kept = keur("check", seen, "--format", kind, "--today", "2026-11-23", "-o", tmp_path / "out")
    assert (kept.exit_code, kept.stdout) == (1, "")
    assert (tmp_path / "out").read_text(encoding="utf-8") == shown.stdout


@pytest.mark.parametrize("kind", ["table", "json", "html"])
def test_output_that_cannot_be_written_is_exit_code_2(keur: Keur, seen: Path, tmp_path: Path, kind: str) -> None:
    done = keur("check", seen, "--format", kind, "--output", tmp_path / "no" / "such" / "file")
    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path}/no/such/file: does not exist; check the path\n"
    full = keur("check", seen, "--format", kind, "--output", "/dev/full", language="nl")
    assert full.exit_code == 2 and full.stderr.startswith("Fout: /dev/full: de schijf is vol")


def test_checking_changes_nothing_that_people_wrote(keur: Keur, seen: Path) -> None:
    before = files_of(seen)
    keur("check", seen)
    assert files_of(seen) == before


def test_a_folder_that_is_no_plant_cannot_be_checked(keur: Keur, tmp_path: Path) -> None:
    done = keur("check", tmp_path / "nowhere", language="nl")
    assert done.exit_code == 2 and str(tmp_path / "nowhere") in done.stderr and "geen map" in done.stderr
    done = keur("check", tmp_path)
    assert done.exit_code == 2
    assert "plant.yaml:1:1: the file is missing" in done.stderr and "zones.yaml:1:1" in done.stderr


def test_names_that_look_like_markup_are_shown_as_they_are(keur: Keur, plant: Path) -> None:
    site = plant / "plant.yaml"
    site.write_text(site.read_text(encoding="utf-8").replace("Name of the organisation", "Acme [/bold] [red]"))
    assert "Acme [/bold] [red]" in keur("check", plant).stdout


def test_damaged_facts_are_made_anew_or_named(keur: Keur, seen: Path) -> None:
    (table,) = (seen / ".keur" / "facts").glob("*/*/conversation.parquet")
    table.write_bytes(b"not parquet")
    done = keur("check", seen, language="nl")
    assert done.exit_code == 2 and f"Verwijder {seen}/.keur" in done.stderr
    table.unlink()
    assert keur("check", seen).exit_code == 1


def test_damage_in_a_capture_is_told_beside_what_was_read(keur: Keur, plant: Path, tmp_path: Path) -> None:
    capture = tmp_path / "cut.pcap"
    capture.write_bytes(SMALL.read_bytes()[:-7])
    assert keur("observe", plant, capture, "--segment", "a").exit_code == 0
    answer = json.loads(keur("check", plant, "--format", "json").stdout)
    assert [one["reason"] for one in answer["unread"]] == ["truncated-file"]
    assert answer["coverage"]["captures"][0]["packets"] > 10
    assert "Niet (helemaal) gelezen" in keur("check", plant, language="nl").stdout


def test_a_capture_that_was_not_read_is_no_clean_bill(keur: Keur, plant: Path) -> None:
    assert keur("check", plant).exit_code == 0
    (plant / "observed" / "captures" / "day.pcap").write_bytes(SMALL.read_bytes())
    done = keur("check", plant)
    assert (done.exit_code, done.stderr) == (2, "") and "day.pcap" in done.stdout


def test_a_file_in_the_folder_that_is_no_capture_is_told_and_does_not_stop_the_rest(keur: Keur, seen: Path) -> None:
    (seen / "observed" / "captures" / "bad.pcap").write_bytes(b"no capture, whatever its name says")
    with (seen / "observed" / "captures.yaml").open("a", encoding="utf-8") as file:
        file.write("  - file: captures/bad.pcap\n    segment: a\n")
    answer = json.loads(keur("check", seen, "--format", "json").stdout)
    assert [(one["file"], one["reason"]) for one in answer["unread"]] == [
        ("observed/captures/bad.pcap", "capture-unreadable")
    ]
    assert len(answer["findings"]) > 0
