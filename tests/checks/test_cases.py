"""Every check finds in its cases what they expect, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from keur.checks import case, registry, run

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
