"""`keur advisories`: from files to verdicts, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from tests.cli.conftest import files_of
from tests.observe.advisories.documents import document, dumped, leaf

Keur = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs/formats/advisories.schema.json"
ASSETS = """id,zone,vendor,product,order_number,firmware
plc-01,office,Siemens,S7-1200 CPU 1211C,6ES7 211-1BE40-0XB0,V4.6
plc-02,office,Siemens,S7-1200 CPU 1211C,,V4.7
plc-03,office,Siemens,S7-1200 CPU 1211C,,
scale,office,Sartorius,Combics,,1.0
"""


@pytest.fixture
def stocked(plant: Path) -> Path:
    """A plant with assets."""
    zones = "zones:\n  - id: office\n    name: {nl: Kantoor, en: Office}\n    kind: control\n    levels: ['1']\n"
    (plant / "declared/zones.yaml").write_text(zones + "    networks: []\n    sl_t: [1, 1, 1, 1, 1, 1, 1]\n")
    (plant / "declared/assets.csv").write_text(ASSETS)
    return plant


def advisory(revision: str = "1", bound: str = "<V4.7") -> bytes:
    remedy = {"category": "vendor_fix", "details": "Update to V4.7 or later version", "product_ids": ["P"]}
    one = leaf("SIMATIC S7-1200 CPU 1211C (6ES7211-1BE40-0XB0)", bound, "P", model_numbers=["6ES7211-1BE40-0XB0"])
    return dumped(document(one, id="TST-26-001", revision=revision, remediations=[remedy]))


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "given"
    path.mkdir()
    (path / "one.json").write_bytes(advisory())
    return path


def test_import_copies_and_keeps_earlier_revisions(keur: Keur, stocked: Path, given: Path) -> None:
    done = keur("advisories", "import", stocked, given)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 files read: 1 new advisories, 0 new revisions, 0 were there already" in done.stdout
    before = files_of(stocked)
    assert "observed/advisories/tst-26-001.json" in before
    again = keur("advisories", "import", stocked, given, language="nl")
    assert "0 nieuwe adviezen, 0 nieuwe revisies, 1 waren er al" in again.stdout
    assert files_of(stocked) == before
    (given / "one.json").write_bytes(advisory("2"))
    assert "takes the place of an earlier one" in keur("advisories", "import", stocked, given).stdout
    after = files_of(stocked)
    assert after["observed/advisories/tst-26-001.json"] == advisory("2")
    assert [data for name, data in after.items() if "/.earlier/" in name] == [advisory()]
    (given / "one.json").write_bytes(advisory("1"))
    keur("advisories", "import", stocked, given)
    assert files_of(stocked) == after


def test_bad_files_are_said_and_the_others_are_imported(keur: Keur, stocked: Path, given: Path) -> None:
    (given / "two.json").write_text('{"document": ')
    done = keur("advisories", "import", stocked, given)
    assert done.exit_code == 1 and "1 new advisories" in done.stdout
    assert "two.json, line 1, column 14: is no valid JSON" in done.stderr
    (given / "one.json").unlink()
    assert keur("advisories", "import", stocked, given).exit_code == 2
    missing = keur("advisories", "import", stocked, given / "nowhere.zip", language="nl")
    assert missing.exit_code == 2 and "kan niet gelezen worden" in missing.stderr


def test_match_tells_each_asset_in_both_languages(keur: Keur, stocked: Path, given: Path) -> None:
    keur("advisories", "import", stocked, given)
    done = keur("advisories", "match", stocked, "--all")
    assert done.exit_code == 1
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.startswith("plc")}
    assert "affected" in lines["plc-01"] and "version V4.6 falls within `<V4.7`" in lines["plc-01"]
    assert "not affected" in lines["plc-02"] and "needs check" in lines["plc-03"]
    assert "4 assets, 1 advisories: 3 named in an advisory" in done.stdout
    assert "no advisories for this vendor: scale" in done.stdout and "KEV: missing" in done.stdout
    dutch = keur("advisories", "match", stocked, language="nl").stdout
    assert "getroffen" in dutch and "na te gaan" in dutch and "versie V4.6 valt binnen" in dutch
    assert "niet getroffen" not in dutch
    assert keur("advisories", "match", stocked, "--asset", "plc-02").exit_code == 0
    assert lines["plc-01"].split()[3] == "next" and "straks" in dutch
    assert keur("advisories", "match", stocked, "--priority", "now").exit_code == 0
    assert "plc-01" in keur("advisories", "match", stocked, "--priority", "next").stdout


def test_match_as_json_is_stable_and_holds_its_schema(keur: Keur, stocked: Path, given: Path) -> None:
    keur("advisories", "import", stocked, given)
    words = ("advisories", "match", stocked, "--format", "json", "--today", "2026-11-28")
    answer = json.loads(keur(*words).stdout)
    assert keur(*words).stdout == keur(*words, language="nl").stdout
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))
    first = answer["matches"][0]
    assert (first["asset"], first["advisory"]["id"], first["state"]) == ("plc-01", "TST-26-001", "affected")
    assert first["versions"] == {"installed": "V4.6", "advisory": "<V4.7"} and first["basis"] == "order number"
    assert first["remedies"] == [{"kind": "vendor_fix", "text": "Update to V4.7 or later version"}]
    assert {one["asset"]: one["state"] for one in answer["coverage"]}["scale"] == "no feed for this vendor"
    assert [one["kind"] for one in answer["feeds"]] == ["KEV", "EPSS", "SSVC"]


def test_show_and_explain_quote_the_advisory(keur: Keur, stocked: Path, given: Path) -> None:
    keur("advisories", "import", stocked, given)
    shown = keur("advisories", "show", stocked, "tst-26-001").stdout
    assert "CVE-2026-1000" in shown and "plc-01: affected" in shown
    explained = keur("advisories", "explain", stocked, "plc-01", "TST-26-001", language="nl").stdout
    assert "Oordeel: getroffen" in explained and "Herkend aan: bestelnummer" in explained
    assert "«SIMATIC S7-1200 CPU 1211C (6ES7211-1BE40-0XB0) <V4.7»" in explained
    assert "familie: SIMATIC S7-1200 CPU" in explained
    assert "Prioriteit: straks (SSVC: bij gepland onderhoud), door CVE-2026-1000" in explained
    assert "bereikbaarheid: afgeschermd (niet aangetoond wie in office komt" in explained
    assert "CISA BOD 26-04 zegt: 60 dagen" in explained
    assert "does not name this product" in keur("advisories", "explain", stocked, "scale", "TST-26-001").stdout


def test_what_the_advisory_says_of_attacks_is_shown_and_counts(keur: Keur, stocked: Path, given: Path) -> None:
    value = json.loads(advisory())
    said = {"category": "exploit_status", "details": "It is exploited in the wild.", "product_ids": ["P"]}
    value["vulnerabilities"][0]["threats"] = [said]
    (given / "one.json").write_bytes(dumped(value))
    keur("advisories", "import", str(stocked), str(given))
    shown = keur("advisories", "show", str(stocked), "TST-26-001").stdout
    assert "CVE-2026-1000, use by attackers: «It is exploited in the wild.»" in shown
    why = " ".join(keur("advisories", "explain", str(stocked), "plc-01", "TST-26-001").stdout.split())
    assert "exploitation: active (the advisory says so (tst-26-001.json)" in why
    (first, *_) = json.loads(keur("advisories", "match", str(stocked), "--format", "json").stdout)["matches"]
    assert first["threats"] == [{"cve": "CVE-2026-1000", "kind": "exploit_status", "text": said["details"]}]


def test_what_does_not_exist_brings_the_nearest(keur: Keur, stocked: Path, given: Path) -> None:
    none = keur("advisories", "match", stocked)
    assert none.exit_code == 2 and "bring them in with keur advisories import" in none.stderr
    keur("advisories", "import", stocked, given)
    wrong = keur("advisories", "show", stocked, "TST-26-00")
    assert wrong.exit_code == 2 and "did you mean `TST-26-001`?" in wrong.stderr
    wrong = keur("advisories", "explain", stocked, "plc-0", "TST-26-001", language="nl")
    assert wrong.exit_code == 2 and "geen asset `plc-0`; bedoelt u `plc-0" in wrong.stderr
