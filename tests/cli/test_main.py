"""The command as a whole: help, languages, wrong use, interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from keur.cli import VERBS
from tests.cli.conftest import OTHER, SMALL, command

Keur = Callable[..., Result]
ENGLISH = re.compile(r"\b(Usage|Options|Commands|Error|Missing|Show|Example|FOLDER|FILE|Try|the|is not|with)\b")
DUTCH = re.compile(r"\b(Gebruik|Opties|Opdrachten|Fout|Toon|Voorbeeld|MAP|BESTAND|het|niet|geen|met)\b")


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_wholly_in_the_language_of_the_user_and_has_an_example(verb: str) -> None:
    words = [verb] if verb else []
    dutch = command(*words, "--help", KEUR_LANGUAGE="nl")
    english = command(*words, "--help", KEUR_LANGUAGE="en")
    assert (dutch.returncode, english.returncode) == (0, 0)
    assert f"Voorbeeld: keur {verb}" in dutch.stdout and f"Example: keur {verb}" in english.stdout
    assert not ENGLISH.search(dutch.stdout), dutch.stdout
    assert not DUTCH.search(english.stdout), english.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["chek"],
        ["check"],
        ["check", "--formt", "json", "x"],
        ["check", "x", "--format", "xml"],
        ["check", "x", "--today", "tomorrow"],
        ["check", "x", "y"],
        ["flows"],
        ["flows", "x", "--limit", "many"],
        ["flows", "x", "--limit", "-1"],
        ["observe", "x", "y"],
        ["explain", "a", "b"],
    ],
)
def test_wrong_use_is_explained_in_the_language_of_the_user(words: list[str]) -> None:
    dutch, english = command(*words, KEUR_LANGUAGE="nl"), command(*words, KEUR_LANGUAGE="en")
    assert (dutch.returncode, dutch.stdout) == (english.returncode, english.stdout) == (2, "")
    assert "Fout: " in dutch.stderr and not ENGLISH.search(dutch.stderr), dutch.stderr
    assert "Error: " in english.stderr and not DUTCH.search(english.stderr), english.stderr


def test_a_slip_in_a_verb_or_an_option_brings_the_right_one(keur: Keur) -> None:
    assert "did you mean `check`?" in keur("chek").stderr
    assert "Did you mean '--format'?" in keur("check", "--formt", "json", "x").stderr


@pytest.mark.parametrize(
    ("environment", "heading"),
    [
        ({"KEUR_LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "nl_NL.UTF-8"}, "Gebruik:"),
        ({"KEUR_LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}, "Usage:"),
        ({"KEUR_LANGUAGE": "nl", "LC_ALL": "en_GB.UTF-8"}, "Gebruik:"),
    ],
)
def test_the_language_is_that_of_keur_else_of_the_shell(environment: dict[str, str], heading: str) -> None:
    assert command("--help", **environment).stdout.startswith(heading)


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert command("--version").stdout == f"keur {version('keur')}\n"


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "keur", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"KEUR_LANGUAGE": "en"},
    )


def test_control_c_ends_the_command_without_a_traceback(tmp_path: Path) -> None:
    """Standard input from somebody who sends a part and waits: the command is surely busy reading when interrupted."""
    fifo = tmp_path / "slow.pcap"
    os.mkfifo(fifo)
    with start("flows", fifo) as process, fifo.open("wb") as writer:
        writer.write(SMALL.read_bytes()[:1_000])
        writer.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        writer.close()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "Interrupted.\n")


@pytest.mark.parametrize(
    "words", [("flows", OTHER, "--format", "jsonl"), ("catalogue", "list"), ("explain",), ("--help",)]
)
def test_a_reader_that_leaves_ends_the_command_quietly(words: tuple[str | Path, ...]) -> None:
    with start(*words) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=20)
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (141, "")


def test_a_terminal_that_cannot_show_a_character_gets_its_code(tmp_path: Path) -> None:
    assert command("new", tmp_path / "plant").returncode == 0
    site = tmp_path / "plant" / "plant.yaml"
    site.write_text(site.read_text().replace("Name of the organisation", "Café"), encoding="utf-8")
    done = command("check", tmp_path / "plant", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Caf\\xe9")


def test_output_has_no_colour_codes_when_it_is_no_terminal_or_no_colour_is_wanted() -> None:
    forced = command("flows", SMALL, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[3" not in forced and "\x1b[9" not in forced
    assert "\x1b" not in command("flows", SMALL).stdout


def test_closed_output_leaves_the_exit_code() -> None:
    answer = subprocess.run(
        ["sh", "-c", 'exec "$0" -m keur catalogue list >&-', sys.executable],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
