"""`keur catalogue`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from keur.catalogue import shipped

Keur = Callable[..., Result]


def test_all_catalogues_are_listed_in_both_languages(keur: Keur) -> None:
    for language, kind in (("nl", "norm"), ("en", "standard")):
        lines = keur("catalogue", "list", language=language).stdout.splitlines()
        assert [line.split()[0] for line in lines[1:]] == [one.id for one in shipped().all()]
        assert next(line for line in lines if line.startswith("iec62443-2-1-2024")).split()[1:3] == [kind, "111"]


def test_the_rows_of_a_catalogue_are_listed_and_uncertain_ones_say_so(keur: Keur) -> None:
    done = keur("catalogue", "list", "cbb", language="nl")
    assert "De definitieve tekst kon niet worden gelezen" in done.stdout
    assert "Cbb 25" in done.stdout and "Extra inhoud van de vroegtijdige waarschuwing (onzeker)" in done.stdout
    assert done.exit_code == 0


def test_a_row_is_shown_with_what_bears_on_it_in_both_directions(keur: Keur) -> None:
    shown = keur("catalogue", "show", "Cbw 21(3)(e)", language="nl").stdout
    for words in ("Cyberbeveiligingswet, Stb. 2026, 187", "NIS2 21(2)(e)", "62443-2-1:2024:NET 1.1", "Beleid voor CVD"):
        assert words in shown, words
    shown = keur("catalogue", "show", "62443-3-3:2013:SR", "6.2").stdout
    for words in ("(uncertain)", "from SL 2", "public table", "NIS2 21(2)(b)", "Part of"):
        assert words.lower() in shown.lower(), words
    assert "undeclared-conduit" in keur("catalogue", "show", "62443-3-3:2013:SR 5.2").stdout


def test_json_keeps_to_its_contract(keur: Keur) -> None:
    listed = json.loads(keur("catalogue", "list", "--format", "json").stdout)
    assert (listed["format"], listed["version"], len(listed["catalogues"])) == (
        "keur-catalogue",
        1,
        len(shipped().all()),
    )
    rows = json.loads(keur("catalogue", "list", "cbw", "--format", "json").stdout)["rows"]
    assert len(rows) == len(shipped().rows("cbw"))
    row = json.loads(keur("catalogue", "show", "NIS2 21(2)(d)", "--format", "json").stdout)["row"]
    assert {one["from"] for one in row["mappings_to"]} >= {"Cbw 21(3)(d)", "62443-2-1:2024:ORG 1.6"}
    assert [gap["id"] for gap in row["gaps"]] == ["supplier-register"]
    assert row["mark"] == "verified" and row["label"].keys() == {"nl", "en"}


def test_words_are_searched_in_both_languages_and_nothing_found_is_code_1(keur: Keur) -> None:
    for words in (("back-up", "media"), ("backup", "media")):
        assert "AVAIL 2.4" in keur("catalogue", "search", *words).stdout
    found = keur("catalogue", "search", "continuiteit", language="nl").stdout
    assert "NIS2 21(2)(c)" in found
    nothing = keur("catalogue", "search", "xyzzy", language="nl")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (1, "", "Niets gevonden.\n")


def test_a_day_limits_what_is_shown(keur: Keur) -> None:
    assert keur("catalogue", "show", "Cbw 26", "--on", "2026-08-15").exit_code == 0
    before = keur("catalogue", "show", "Cbw 26", "--on", "2026-08-14", language="nl")
    assert before.exit_code == 2
    assert before.stderr == "Fout: geen rij `Cbw 26` op 2026-08-14\n"


def test_what_does_not_exist_brings_the_nearest(keur: Keur) -> None:
    assert (
        keur("catalogue", "show", "Cbw 21(3)d").stderr == "Error: no row `Cbw 21(3)d`; did you mean `Cbw 21(3)(d)`?\n"
    )
    done = keur("catalogue", "list", "nis", language="nl")
    assert (done.exit_code, done.stderr) == (2, "Fout: geen catalogus `nis`; bedoelt u `nis2`?\n")


def test_texts_of_ones_own_are_imported_and_shown(keur: Keur, tmp_path: Path) -> None:
    table, own = tmp_path / "own.csv", tmp_path / "own"
    table.write_text("number,name\nNET 1.1,Network segmentation\n", encoding="utf-8")
    done = keur("catalogue", "import", table, "--catalogue", "iec62443-2-1-2024", "--own", own)
    assert done.exit_code == 0 and "1 texts for iec62443-2-1-2024" in done.stdout and "110 rows" in done.stdout
    shown = keur("catalogue", "show", "62443-2-1:2024:NET 1.1", "--own", own).stdout
    assert "Network segmentation" in shown and "text from your own file" in shown
    added = keur("catalogue", "import", table, "--catalogue", "ours", "--prefix", "Ours ", "--own", own, language="nl")
    assert added.stdout == f"Catalogus ours in {own / 'ours'}: 1 rijen.\n"
    assert "Network segmentation" in keur("catalogue", "list", "ours", "--own", own).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "{}/no.csv", "--catalogue", "nis2", "--own", "{}"), "does not exist; check the path"),
        (("import", "{}/bad.csv", "--catalogue", "nis2", "--own", "{}"), "bad.csv:2:1: `77` is not in nis2"),
        (("import", "{}/bad.csv", "--catalogue", "No!", "--own", "{}"), "`--catalogue`: `No!` is not a name"),
        (("list", "--own", "{}/none"), "this is not a folder"),
        (("export", "nis2", "--to", "cbw"), "there are no mappings from nis2 to cbw"),
        (("export", "nis3"), "no catalogue `nis3`; did you mean `nis2`?"),
    ],
)
def test_what_cannot_be_done_is_told(keur: Keur, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "bad.csv").write_text("number,name\n77,x\n", encoding="utf-8")
    done = keur("catalogue", *(word.format(tmp_path) for word in words))
    assert done.exit_code == 2 and done.stderr.startswith("Error: ") and said in done.stderr


def test_catalogues_and_mappings_are_exported(keur: Keur, tmp_path: Path) -> None:
    catalog = json.loads(keur("catalogue", "export", "nis2").stdout)["catalog"]
    assert catalog["metadata"]["title"] == "NIS2 Directive"
    done = keur("catalogue", "export", "cbw", "--to", "nis2", "--language", "nl", "-o", tmp_path / "out.json")
    assert done.exit_code == 0
    assert "mapping-collection" in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert "urn:keur:risk:framework:nis2" in keur("catalogue", "export", "nis2", "--format", "ciso-assistant").stdout
