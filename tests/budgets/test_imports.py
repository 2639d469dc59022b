"""Help comes quickly because nothing heavy is loaded for it; the engine works without the command line."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "duckdb",
    "pydantic",
    "rich",
    "openpyxl",
    "yaml",
    "pyarrow",
    "numpy",
    "keur._rust",
    "keur.plant",
    "keur.facts",
}
AFTER = """
import json, resource, sys
try:
    {what}
except SystemExit:
    pass
json.dump(sorted(sys.modules), sys.stderr)
"""


def loaded(what: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", AFTER.format(what=what)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["flows", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    modules = loaded(f"from keur.cli import main; main({words!r})")
    assert "keur.cli" in modules
    assert modules & HEAVY == set()


def test_importing_the_library_loads_nothing_heavy() -> None:
    modules = loaded("import keur")
    assert modules & (HEAVY | {"click"}) == set()


def test_the_library_works_without_the_command_line() -> None:
    modules = loaded("import keur; keur.open_plant")
    assert {"keur.facts.database", "keur._rust"} <= modules
    assert {name for name in modules if name.split(".")[0] in ("click", "rich") or name.startswith("keur.cli")} == set()
