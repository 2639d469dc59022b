"""Every check finds in its cases what they expect, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from keur.checks import case, registry, run
from keur.observe.sessions.gathering import GatheredSessions

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


NEEDING = [
    pytest.param(check, kind, id=f"{check.id} without {kind}") for check in CHECKS for kind in check.description.needs
]


@pytest.mark.parametrize(("check", "kind"), NEEDING)
def test_a_check_has_no_rows_without_what_it_needs(check: registry.Check, kind: str, tmp_path: Path) -> None:
    """Asked all the same: where it is not asked, nothing is left out."""
    cases = [one for path in (check.folder / "cases").glob("*.yaml") for one in case.read(path)]
    one = next(one for one in cases if one.expect)
    nothing = {"captures": (), "configurations": {}, "sessions": GatheredSessions()}
    field = "configurations" if kind == "firewalls" else kind
    with replace(one, **{field: nothing[field]}).open(tmp_path) as facts:
        assert kind not in facts.kinds
        assert not list(check.question(facts))
