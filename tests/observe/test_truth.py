"""Every real capture at hand against tshark's truth."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.observe.truth import differences, truth_name

DATA = Path(__file__).parents[3] / "shared" / "data"
CAPTURES = sorted((DATA / "captures").glob("*.*cap*")) if DATA.is_dir() else []
EXCEPTIONS = yaml.safe_load((Path(__file__).parent / "truth-exceptions.yaml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not CAPTURES, reason="needs the third-party captures in ../shared/data, which are not part of keur")
def test_all_captures_with_a_truth_are_compared() -> None:
    with_truth = [path for path in CAPTURES if (DATA / "captures-truth" / truth_name(path)).exists()]
    assert len(with_truth) == len(CAPTURES) >= 233
    assert EXCEPTIONS.keys() <= {path.name for path in CAPTURES}


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
def test_conversations_and_functions_equal_what_tshark_sees(capture: Path) -> None:
    listed = EXCEPTIONS.get(capture.name, {}).get("differences", [])
    assert differences(capture, DATA / "captures-truth" / truth_name(capture)) == listed
