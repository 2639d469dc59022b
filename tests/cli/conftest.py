"""A plant to work on, the demo's captures, and the `keur` command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keur.cli import main
from keur.plant import create

CAPTURES = Path(__file__).parents[2] / "demo" / "observed" / "captures"
SMALL, OTHER = CAPTURES / "operations.pcap", CAPTURES / "safety.pcap"


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A new, empty plant."""
    create(tmp_path / "plant", "en")
    return tmp_path / "plant"


def files_of(folder: Path) -> dict[str, bytes]:
    """Everything in a folder except what is derived."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".keur" not in path.parts
    }


@pytest.fixture
def keur(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in this process, in English unless told otherwise."""

    def run(*words: object, language: str = "en", stdin: bytes | None = None) -> Result:
        monkeypatch.setenv("KEUR_LANGUAGE", language)
        done = CliRunner().invoke(main, [str(word) for word in words], input=stdin, prog_name="keur")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


def command(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "keur", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"KEUR_LANGUAGE": "en"} | environment,
    )
