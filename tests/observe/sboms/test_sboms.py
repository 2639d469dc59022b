"""Bills of materials: every format gives the same parts, and nothing that a file holds does harm."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.sboms import tree
from keur.observe.sboms.gathering import gather_sboms
from keur.observe.sboms.model import NotSbom, Sbom
from keur.observe.sboms.reading import read_sbom
from tests.observe.sboms.bills import ALL, CYCLONEDX_XML, SPDX_TAG_VALUE

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "sbom"


def cyclonedx(*components: Any, **more: Any) -> bytes:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components, **more}).encode()


def said(sbom: Sbom) -> str:
    return "\n".join(f"{one.where} {one.text.en}" for one in sbom.problems)


@pytest.mark.parametrize("form", ALL)
def test_every_format_gives_the_same_parts(form: str) -> None:
    sbom = read_sbom(ALL[form], "bill")
    assert (sbom.format, sbom.subject, sbom.problems) == (form, "PLC firmware 3.1", ())
    runtime, library = sbom.parts
    assert (runtime.name, runtime.version, runtime.supplier, runtime.kind) == ("Runtime", "3.5.12", "Maker", "library")
    assert (runtime.path, runtime.depth) == ((), 1)
    assert (library.name, library.version, library.supplier) == ("openssl", "1.0.2k", "")
    assert library.purl == "pkg:generic/openssl@1.0.2k"
    assert library.cpe == "cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*"
    assert [value for _, value in library.hashes] == ["ab12"] and library.licence == "OpenSSL"
    assert (library.path, library.depth) == (("Runtime",), 2)


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ("CycloneDX 1.6 JSON", "/components/0/components/0"),
        ("CycloneDX 1.4 XML", "line 11, column 9"),
        ("SPDX 2.3 JSON", "/packages/2"),
        ("SPDX 2.2 tag-value", "line 18"),
        ("SPDX 3.0.1 JSON-LD", "/@graph/5"),
    ],
)
def test_each_part_says_where_it_stands(form: str, where: str) -> None:
    assert read_sbom(ALL[form], "bill").parts[1].position == where


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read_where_the_file_tells_them(encoding: str) -> None:
    text = ALL["SPDX 2.3 JSON"].decode()
    assert len(read_sbom(text.encode(encoding), "bill").parts) == 2


def test_circles_double_ids_and_missing_ends_are_harmless_and_said() -> None:
    parts = [{"bom-ref": ref, "name": name} for ref, name in (("a", "A"), ("b", "B"), ("a", "A again"))]
    sbom = read_sbom(
        cyclonedx(
            *parts,
            {"name": " "},
            "no object",
            metadata={"component": {"bom-ref": "m", "name": "Main"}},
            dependencies=[
                {"ref": "m", "dependsOn": ["a"]},
                {"ref": "a", "dependsOn": ["b"]},
                {"ref": "b", "dependsOn": ["a", "m", "gone"]},
            ],
        ),
        "bill",
    )
    assert [(one.name, one.path, one.depth) for one in sbom.parts] == [
        ("A", (), 1),
        ("B", ("A",), 2),
        ("A again", (), 0),
    ]
    assert "/components/2 the id `a` stands here twice" in said(sbom)
    assert "/components/3 a part without a name" in said(sbom) and "/components/4 is no object" in said(sbom)
    assert "refers to 1 parts that it does not have: gone" in said(sbom)


def test_statements_on_vulnerabilities_stand_with_their_parts() -> None:
    one = {"state": "not_affected", "justification": "code_not_reachable", "detail": "Never called."}
    bill = read_sbom(
        cyclonedx(
            {"bom-ref": "a", "name": "A"},
            {"bom-ref": "b", "name": "B"},
            metadata={"component": {"bom-ref": "m", "name": "Main"}},
            vulnerabilities=[
                {"id": "CVE-1", "analysis": one, "affects": [{"ref": "urn:cdx:0/1#a"}, {"ref": "gone"}, 7]},
                {"id": "CVE-2", "analysis": {"state": "exploitable"}, "affects": [{"ref": "m"}]},
                {"id": "CVE-3", "affects": [{"ref": "a"}]},
            ],
        ),
        "bill",
    )
    about = {part.name: [(said.vulnerability, said.state) for said in part.statements] for part in bill.parts}
    assert about == {"A": [("CVE-1", "not_affected"), ("CVE-2", "exploitable")], "B": [("CVE-2", "exploitable")]}
    first = bill.parts[0].statements[0]
    assert (first.justification, first.detail) == ("code_not_reachable", "Never called.")
    assert "/vulnerabilities/0 speaks of `gone`, which is no part" in said(bill)
    xml = CYCLONEDX_XML.replace(
        b"</bom>",
        b"<vulnerabilities><vulnerability><id>CVE-1</id><analysis><state>resolved</state><detail>Patched.</detail>"
        b"</analysis><affects><target><ref>ssl</ref></target></affects></vulnerability></vulnerabilities></bom>",
    )
    stated = [said for part in read_sbom(xml, "bill").parts for said in part.statements]
    assert [(one.vulnerability, one.state, one.detail) for one in stated] == [("CVE-1", "resolved", "Patched.")]
    assert stated[0].position.startswith("line ")


def test_a_file_that_breaks_off_gives_what_stands_before() -> None:
    broken = read_sbom(CYCLONEDX_XML[: CYCLONEDX_XML.index(b"</components>")], "bill")
    assert [one.name for one in broken.parts] == ["Runtime", "openssl"]
    assert "is no valid XML" in said(broken) and any(one.lost for one in broken.problems)
    tags = read_sbom(SPDX_TAG_VALUE + b"no tag\nPackageComment: <text>open", "bill")
    assert len(tags.parts) == 2 and "line 32 is no line" in said(tags) and "`<text>` is not closed" in said(tags)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"bomFormat": "CycloneDX", ', "is no valid JSON"),
        (b"{}", "is no SBOM that keur reads"),
        (b"", "is no valid JSON"),
        (b"<html></html>", "is no SBOM that keur reads"),
        (b'<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#"/>', "in a form that keur does not read"),
        (b"SPDXID: x\nspdxVersion: SPDX-2.3\n", "in a form that keur does not read"),
        (b"SPDXVersion: SPDX-2.3\nPackageName: caf\xe9", "byte 0xe9 is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"bomFormat": "CycloneDX", "components": ' + b'[{"components": ' * 50_000, "nested too deeply"),
    ],
)
def test_what_is_no_bill_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(NotSbom, match=re.escape(message)):
        read_sbom(data, "bill")


def test_bombs_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
    sbom = read_sbom(laughs + CYCLONEDX_XML.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b""), "bill")
    assert sbom.parts == () and "begins with a DOCTYPE" in said(sbom)
    deep = b'<bom xmlns="http://cyclonedx.org/schema/bom/1.4">' + b"<components><component>" * 5_000
    assert "nested too deeply" in said(read_sbom(deep, "bill"))
    monkeypatch.setattr(tree, "MOST_PARTS", 3)
    many = read_sbom(cyclonedx(*({"name": f"part {n}"} for n in range(10))), "bill")
    assert len(many.parts) == 3 and said(many).count("more than 3 parts") == 1
    monkeypatch.undo()
    chain = [{"bom-ref": str(n), "name": f"part {n}"} for n in range(3_000)]
    links = [{"ref": str(n), "dependsOn": [str(n + 1)]} for n in range(2_999)]
    long = read_sbom(cyclonedx(*chain, metadata={"component": chain[0]}, dependencies=links), "bill")
    assert max(len(one.path) for one in long.parts) <= tree.MOST_STEPS


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(ALL)), st.data())
def test_any_damage_gives_an_answer_or_a_reason(form: str, data: st.DataObject) -> None:
    changed = bytearray(ALL[form])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=8))
        if not changed:
            return
    try:
        sbom = read_sbom(bytes(changed), "bill")
    except NotSbom as error:
        assert error.problem.text.en and error.problem.text.nl
    else:
        assert all(one.name and one.name.isprintable() for one in sbom.parts)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a value in its container."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@pytest.mark.parametrize("form", [form for form in ALL if "JSON" in form])
def test_any_value_in_any_place_gives_an_answer(form: str) -> None:
    others = (None, 1, -0.5, True, "", "\ud800\x00", [], {}, [[]], ["a", {"b": 1}], {"name": 2})
    for at, other in product(range(len(places(json.loads(ALL[form])))), others):
        value = json.loads(ALL[form])
        container, key = places(value)[at]
        container[key] = other
        try:
            sbom = read_sbom(json.dumps(value).encode(), "bill")
        except NotSbom:
            continue
        assert all(one.name and one.name.isprintable() for one in sbom.parts), (at, other)


def test_bills_hang_under_the_asset_after_which_folder_or_file_is_named(tmp_path: Path) -> None:
    root = tmp_path / "observed/sboms"
    for name in ("plc-01/a.json", "plc-02.cdx.json", "plc-9/b.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(ALL["CycloneDX 1.6 JSON"])
    (root / "plc-01/readme.txt").write_text("not a bill")
    found = gather_sboms(tmp_path, ["plc-01", "plc-02"])
    assert {asset: len(bills) for asset, bills in found.by_asset.items()} == {"plc-01": 1, "plc-02": 1}
    assert len(found.without_asset) == 1
    texts = " ".join(one.text.en for one in found.problems)
    assert "there is no asset `plc-9`; did you mean `plc-0" in texts and "is no valid JSON" in texts


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the bills in ../shared/data, not part of keur")
def test_real_bills_give_all_their_parts() -> None:
    """Counted by looking for the elements in the whole document, wherever they stand."""
    for path in sorted(SAMPLES.iterdir()):
        sbom = read_sbom(path.read_bytes(), path.name)
        if path.suffix != ".json":
            expected = len(re.findall(r"(?m)^PackageName:", path.read_text(encoding="utf-8")))
        else:
            value = json.loads(path.read_bytes())
            if "@graph" in value:
                expected = sum(one.get("type") == "software_Package" for one in value["@graph"])
            elif "packages" in value:
                expected = len(value["packages"])
            else:
                main = value.get("metadata", {}).get("component")
                expected = len(value.get("components", ())) + bool(main)
        subjects = 0 if not sbom.subject else 1
        assert len(sbom.parts) + subjects == expected, path.name
