"""Programmes with one thing wrong, and exactly what keur says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from keur.library import requirements
from keur.plant import PlantErrors, load

FILE = "declared/programme.yaml"
BROKEN = yaml.safe_load((Path(__file__).parent / "broken-programmes.yaml").read_text(encoding="utf-8"))
PROGRAMME = """\
requirements:
  - id: NET 1.1
    claim: 4
    target: 4
    owner: OT
    how: See the drawing
    review: 2027-06-30
    depends_on:
      zones: [control]
      conduits: [scada-control]
      assets: [PLC-1]
    evidence:
      - file: declared/evidence/plan.md
        kind: document
        sha256: {a}
        from: 2026-01-01
        until: 2027-12-31
        collected: 2026-02-01
        received: 2026-02-02
        approved_by: J. Jansen
      - file: declared/evidence/trend.csv
        kind: measure
        sha256: {b}
        from: 2026-01-01
        until: 2026-06-30
        collected: 2026-07-01
        received: 2026-07-01
        points: [3, 2, 1.5]
    reviewed:
      by: J. Jansen
      date: 2026-07-02
      digests:
        - of: zone control
          sha256: {a}
    notes:
      Budget: 2027
  - id: NET 2.1
    claim: not applicable
    reason: Nothing is wireless
    signed_by: P. de Boer
""".format(a="a" * 64, b="b" * 64)


def test_the_programme_itself_loads(tmp_path, write):
    assert len(load(write(tmp_path, {FILE: PROGRAMME}), None, requirements()).programme) == 2


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_broken_programme_is_refused_in_both_languages(case, tmp_path, write):
    assert case["old"] in PROGRAMME
    with pytest.raises(PlantErrors) as wrong:
        load(write(tmp_path, {FILE: PROGRAMME.replace(case["old"], case["new"], 1)}), None, requirements())
    for language in ("en", "nl"):
        said = [f"{FILE}:{one['at']}: {one[language]}" for one in case["says"]]
        assert wrong.value.show(language).splitlines() == said
