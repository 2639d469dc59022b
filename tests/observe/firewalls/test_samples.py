"""Real configurations of others: each is understood in full, or what is not understood is listed, line by line.

The files are not part of the project; `not-understood.yaml` names their lines by number. The list may only shrink.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from keur.observe.firewalls.model import Effect
from keur.observe.firewalls.reading import ConfigurationError, read

ROOT = Path(__file__).parents[3]
FOLDER = ROOT.parent / "shared" / "data" / "firewalls"
LISTED = yaml.safe_load((Path(__file__).parent / "not-understood.yaml").read_text(encoding="utf-8"))
NO_CONFIGURATION = {"SOURCES.md", "README.md"}
"""Files beside the samples; `.json` files of the iptables network describe hosts for another tool."""

FILES = sorted(
    path
    for path in FOLDER.rglob("*")
    if path.is_file() and path.name not in NO_CONFIGURATION and path.suffix != ".json"
)

pytestmark = pytest.mark.skipif(not FILES, reason="needs the sample configurations in ../shared/data/firewalls")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_sample_is_understood_but_for_the_lines_listed(path: Path) -> None:
    about = LISTED.get(name_of(path)) or {}
    try:
        firewall = read(path.read_bytes(), name_of(path))
    except ConfigurationError:
        assert about.get("refused"), f"{name_of(path)} is refused"
        return
    assert firewall.format == format_of(path)
    missed = sorted({gap.line for gap in firewall.gaps if gap.effect is not Effect.NONE})
    beside = sorted({gap.line for gap in firewall.gaps if gap.effect is Effect.NONE} - set(missed))
    assert (missed, beside) == (about.get("missed", []), about.get("without_effect", []))
    assert firewall.coverage.lines > 0


def format_of(path: Path) -> str:
    """The format that a sample is in, by its folder."""
    folder = path.relative_to(FOLDER).parts[0]
    if folder == "batfish-iptables-network":
        return "iptables" if path.suffix == ".v4" else "cisco-ios"
    if folder == "opnsense-pfsense":
        return "opnsense" if b"<opnsense>" in path.read_bytes() else "pfsense"
    return {
        "cisco-asa": "cisco-asa",
        "cisco-ios": "cisco-ios",
        "fortinet-fortios": "fortigate",
        "juniper-junos": "juniper-srx",
        "paloalto-panos": "palo-alto",
    }[folder]


def test_only_files_that_exist_are_listed() -> None:
    assert set(LISTED) <= {name_of(path) for path in FILES}
