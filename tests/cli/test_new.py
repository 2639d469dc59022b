"""`keur new`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import files_of

Keur = Callable[..., Result]


@pytest.mark.parametrize(("language", "next_step"), [("nl", "vraag dan"), ("en", "then ask")])
def test_a_new_plant_can_be_checked_and_says_what_to_do_next(
    keur: Keur, tmp_path: Path, language: str, next_step: str
) -> None:
    made = keur("new", tmp_path / "my plant", language=language)
    assert made.exit_code == 0 and next_step in made.stdout
    assert f"`keur check '{tmp_path}/my plant'`" in made.stdout and "--segment" in made.stdout
    checked = keur("check", tmp_path / "my plant", language=language)
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_explanations_can_be_in_another_language_than_the_terminal(keur: Keur, tmp_path: Path) -> None:
    keur("new", tmp_path / "a", "--language", "nl")
    keur("new", tmp_path / "b", language="nl")
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert "language: nl" in (tmp_path / "a" / "plant.yaml").read_text(encoding="utf-8")


def test_a_folder_that_holds_something_stays_as_it_is(keur: Keur, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = keur("new", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Error: {tmp_path}: something stands here already; choose a new or empty folder\n"
    assert files_of(tmp_path) == {"notes.txt": b"mine"}


def test_a_place_where_nothing_can_be_made_is_an_error(keur: Keur, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = keur("new", tmp_path / "file" / "plant", language="nl")
    assert done.exit_code == 2
    assert done.stderr.startswith("Fout: ") and "een bestand waar een map hoort" in done.stderr
