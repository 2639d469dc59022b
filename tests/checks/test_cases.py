"""Every check finds in its cases what they expect, and nothing else."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from keur.checks import case, registry, run
from keur.facts.database import open_facts
from keur.facts.gathering import facts_folder
from keur.facts.schema import KINDS
from keur.facts.sessions import NO_SESSIONS
from keur.library import OpenPlant, open_plant
from keur.reach.devices import Devices, gather

DEMO = Path(__file__).parents[2] / "demo"
TODAY = dt.date(2026, 11, 28)

CHECKS = registry.discover()
CASES = [
    pytest.param(check, one, id=f"{check.id}: {one.name}")
    for check in CHECKS
    for path in sorted((check.folder / "cases").glob("*.yaml"))
    for one in case.read(path)
]


@pytest.mark.parametrize(("check", "one"), CASES)
def test_a_case_gives_the_expected_findings(check: registry.Check, one: case.Case, tmp_path: Path) -> None:
    with one.open(tmp_path) as facts:
        found = run.findings([check], one.plant, facts)
    assert sorted(finding.subject for finding in found) == sorted(one.expect)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_has_a_case_that_fires_and_one_that_does_not(check: registry.Check) -> None:
    cases = [one for path in (check.folder / "cases").glob("*.yaml") for one in case.read(path)]
    assert any(one.expect for one in cases)
    assert any(not one.expect for one in cases)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> OpenPlant:
    folder = tmp_path_factory.mktemp("without") / "demo"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".keur"))
    return open_plant(folder)


@pytest.mark.parametrize("kind", KINDS)
def test_checks_have_no_rows_without_what_they_need(kind: str, demo: OpenPlant) -> None:
    """Asked all the same: where they are not asked, nothing is left out."""
    captures = [] if kind == "captures" else demo.gather().captures
    firewalls = Devices() if kind == "firewalls" else gather(demo.plant, demo.folder)
    logs = NO_SESSIONS if kind == "sessions" else demo.sessions()
    with open_facts(demo.plant, facts_folder(demo.folder), captures, firewalls, TODAY, logs=logs) as facts:
        facts.on(TODAY)
        assert kind not in facts.kinds
        needing = [check for check in CHECKS if kind in check.description.needs]
        assert needing and not [check.id for check in needing if list(check.question(facts))]
