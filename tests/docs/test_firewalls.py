"""What the documentation says of firewalls holds: all formats are named, bounds are the code's, the example loads."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from keur import plant as plant_folder
from keur.observe.firewalls import ledger, reading, vague
from keur.reach import steps, topology, translated

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/firewalls.md").read_text(encoding="utf-8")


def test_every_format_is_named() -> None:
    (row,) = re.findall(r"^\| `format` \| optional.*$", (ROOT / "docs/plant-folder.md").read_text("utf-8"), re.M)
    assert re.findall(r"`([a-z0-9-]+)`", row)[1:] == list(reading.readers())
    for reader in reading.readers().values():
        assert reader.TITLE.partition(" (")[0].partition(" / ")[0] in PAGE, reader.TITLE


def test_the_bounds_of_the_threat_model_are_those_of_the_code() -> None:
    text = " ".join((ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8").split())
    nodes = re.search(r"MOST_NODES: usize = ([\d_]+);", (ROOT / "reach/src/rulebook.rs").read_text(encoding="utf-8"))
    assert nodes
    for said in (
        f"over {reading.MOST_BYTES // 1024**2} MiB",
        f"boxes of a rule ({vague.MOST_BOXES:,})",
        f"steps of a rule list ({steps.MOST_STEPS:,})",
        f"{int(nodes[1]) // 1_000_000} million nodes",
        f"at most {topology.MOST_HOPS} firewalls",
        f"{translated.MOST_PIECES:,} pieces",
        f"{ledger.LONGEST_SHOWN} characters",
        f"{ledger.MOST_GAPS:,} gaps",
    ):
        assert said in text, said


def test_the_example_of_a_topology_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    folder = tmp_path / "demo"
    shutil.copytree(ROOT / "demo", folder, ignore=shutil.ignore_patterns(".keur", "captures"))
    (folder / "declared/topology.yaml").write_text(example, encoding="utf-8")
    (note,) = plant_folder.load(folder).firewalls
    assert [one.zones for one in note.interfaces] == [("bioreactors",), ("supervision",), ("enterprise",)]
    assert [one.internet for one in note.interfaces] == [False, False, True]
