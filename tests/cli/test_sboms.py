"""`keur sboms`: from a file to parts under an asset, and on to the advisories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
from click.testing import Result

from tests.cli.conftest import files_of
from tests.cli.test_advisories import stocked
from tests.observe.advisories.documents import document, dumped, leaf
from tests.observe.sboms.bills import CYCLONEDX_JSON

Keur = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs/formats/sboms.schema.json"
__all__ = ["stocked"]


def test_parts_hang_under_the_asset_and_take_part_in_matching(keur: Keur, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "plc.cdx.json").write_bytes(CYCLONEDX_JSON)
    words = ("sboms", "import", stocked, tmp_path / "plc.cdx.json", "--asset", "plc-01", "--asset", "scale")
    done = keur(*words)
    assert (done.exit_code, done.stderr) == (0, "") and "PLC firmware 3.1, 2 parts" in done.stdout
    before = files_of(stocked)
    assert before["observed/sboms/scale/plc.cdx.json"] == CYCLONEDX_JSON
    misplaced = keur("advisories", "import", stocked, tmp_path / "plc.cdx.json")
    assert misplaced.exit_code == 2 and "is an SBOM; put it with an asset by keur sboms import" in misplaced.stderr
    assert "toegevoegd: 0; stonden er al: 2" in keur(*words, language="nl").stdout
    (tmp_path / "plc.cdx.json").write_bytes(CYCLONEDX_JSON + b"\n")
    keur(*words)
    assert files_of(stocked).keys() - before.keys() == {
        f"observed/sboms/{one}/plc-2.cdx.json" for one in ("plc-01", "scale")
    }
    shown = keur("sboms", "show", stocked, "--asset", "scale").stdout
    assert "pkg:generic/openssl@1.0.2k" in shown and "bill of materials with parts: 1 of 1 assets" in shown
    answer = json.loads(keur("sboms", "show", stocked, "--format", "json").stdout)
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))
    product = leaf("OpenSSL", "<1.0.2m", "P", purl="pkg:generic/openssl")
    (tmp_path / "a.json").write_bytes(dumped(document(product, vendor="OpenSSL")))
    keur("advisories", "import", stocked, tmp_path / "a.json")
    table = keur("advisories", "match", stocked, "--asset", "scale", language="nl").stdout
    assert "onderdeel openssl 1.0.2k: versie 1.0.2k valt binnen `<1.0.2m`" in table
    explained = keur("advisories", "explain", stocked, "scale", "TST-26-001").stdout
    assert "Part: openssl 1.0.2k" in explained and "is in: Runtime" in explained and "in the SBOM" in explained


def test_what_cannot_be_used_is_said(keur: Keur, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{}")
    bad = keur("sboms", "import", stocked, tmp_path / "bad.json", "--asset", "scale", language="nl")
    assert bad.exit_code == 2 and "is geen SBOM die keur leest" in bad.stderr
    wrong = keur("sboms", "import", stocked, tmp_path / "bad.json", "--asset", "scales")
    assert wrong.exit_code == 2 and "no asset `scales`; did you mean `scale`?" in wrong.stderr
    (stocked / "observed/sboms").mkdir(parents=True, exist_ok=True)
    (stocked / "observed/sboms/other.json").write_bytes(CYCLONEDX_JSON)
    shown = keur("sboms", "show", stocked)
    assert shown.exit_code == 0 and "belongs to no asset: there is no asset `other`" in shown.stderr


def test_a_file_without_parts_is_no_knowledge_of_what_is_inside(keur: Keur, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "vex.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": []}')
    keur("sboms", "import", stocked, tmp_path / "vex.json", "--asset", "scale")
    shown = keur("sboms", "show", stocked, "--asset", "scale").stdout
    assert "0 parts" in shown and "bill of materials with parts: 0 of 1 assets" in shown
