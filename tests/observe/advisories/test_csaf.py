"""CSAF documents, 2.0 and 2.1: what is right is read whole, what is wrong is said with its place and does no harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.advisories.csaf import NotCsaf, from_json, read_advisory
from keur.observe.advisories.model import Advisory, Problem
from tests.observe.advisories.documents import document, dumped, leaf

PLC = leaf("S7-1200", "<V4.7", "P1", model_numbers=["6ES7211-1BE40-0XB0"])


def read(value: Any) -> tuple[Advisory, list[Problem]]:
    return read_advisory(dumped(value), "a.json")


def test_a_document_is_read_whole() -> None:
    remedy = {"category": "vendor_fix", "details": "Update to V4.7", "product_ids": ["P1"]}
    advisory, problems = read(document(PLC, remediations=[remedy]))
    assert problems == []
    product = advisory.products["P1"]
    assert (product.vendor, product.names, product.version) == ("Siemens", ("S7-1200",), "<V4.7")
    assert product.model_numbers == ("6ES7211-1BE40-0XB0",)
    assert advisory.vulnerabilities[0].status == {"known_affected": frozenset({"P1"})}
    assert advisory.vulnerabilities[0].remediations[0].details == "Update to V4.7"
    assert advisory.cves == ("CVE-2026-1000",) and len(advisory.sha256) == 64


def test_relationships_of_2_0_and_paths_of_2_1_mean_the_same() -> None:
    leaves = (leaf("Firmware", "V1.2", "F"), leaf("Camera M24", "M24", "H", "product_version"))
    name = {"name": "Firmware on M24", "product_id": "F:H"}
    old = {
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": "F",
                "relates_to_product_reference": "H",
                "full_product_name": name,
            }
        ]
    }
    new = {
        "product_paths": [
            {
                "beginning_product_reference": "F",
                "full_product_name": name,
                "subpaths": [{"category": "installed_on", "next_product_reference": "H"}],
            }
        ]
    }
    status = {"known_affected": ["F:H"]}
    for csaf, tree in (("2.0", old), ("2.1", new)):
        advisory, problems = read(document(*leaves, csaf=csaf, tree=tree, status=status))
        assert problems == []
        product = advisory.products["F:H"]
        assert product.version == "V1.2" and [one.id for one in product.platforms] == ["H"]


def test_scores_of_2_0_and_metrics_of_2_1_are_read() -> None:
    for one in (
        {"scores": [{"cvss_v3": {"baseScore": 7.5, "vectorString": "CVSS:3.1/AV:N"}, "products": ["P1"]}]},
        {
            "metrics": [
                {"content": {"cvss_v4": {"baseScore": 7.5, "vectorString": "CVSS:4.0/AV:N"}}, "products": ["P1"]}
            ]
        },
    ):
        value = document(PLC)
        value["vulnerabilities"][0] |= one
        assert read(value)[0].vulnerabilities[0].score == 7.5


def test_circles_and_dangling_references_are_said_and_the_rest_is_kept() -> None:
    def relation(id: str, one: str, other: str) -> dict[str, Any]:
        return {
            "category": "installed_on",
            "product_reference": one,
            "relates_to_product_reference": other,
            "full_product_name": {"name": id, "product_id": id},
        }

    tree = {"relationships": [relation("A", "B", "P1"), relation("B", "A", "P1"), relation("C", "P1", "nowhere")]}
    advisory, problems = read(document(PLC, tree=tree, status={"known_affected": ["P1", "A", "elsewhere"]}))
    assert set(advisory.products) == {"P1"}
    said = {problem.where: problem.text.en for problem in problems}
    assert "in a circle" in said["/product_tree/relationships/0"] + said["/product_tree/relationships/1"]
    assert "does not have" in said["/product_tree/relationships/2"]
    assert "elsewhere" in said["/vulnerabilities/0/product_status/known_affected"]


def test_long_chains_of_products_are_followed() -> None:
    chain = [
        {
            "category": "installed_on",
            "product_reference": "P1" if at == 0 else f"R{at - 1}",
            "relates_to_product_reference": "P1",
            "full_product_name": {"name": "x", "product_id": f"R{at}"},
        }
        for at in reversed(range(3_000))
    ]
    advisory, problems = read(document(PLC, tree={"relationships": chain}))
    assert problems == [] and len(advisory.products) == 3_001


def test_branches_that_are_too_deep_are_said() -> None:
    deep: dict[str, Any] = PLC
    for _ in range(60):
        deep = {"category": "product_family", "name": "x", "branches": [deep]}
    value = document(PLC)
    value["product_tree"]["branches"] = [deep]
    advisory, problems = read(value)
    assert advisory.products == {} and "too deeply" in problems[0].text.en


@pytest.mark.parametrize(
    ("data", "where", "words"),
    [
        (b'{"document": ', "line 1, column 14", "no valid JSON"),
        (b'{\n "a": "\xff"}', "line 2, column 8", "not UTF-8"),
        (b"[" * 200_000, "", "nested too deeply"),
        (b'{"a": NaN}', "", "impossible number"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "", "impossible number"),
        (b"[]", "/document", "is missing"),
        (b'{"document": {"csaf_version": "1.2"}}', "/document/csaf_version", "keur reads 2.0 and 2.1"),
        (b'{"document": {"csaf_version": "2.0"}}', "/document/tracking", "is missing"),
    ],
)
def test_what_is_no_csaf_is_refused_with_its_place(data: bytes, where: str, words: str) -> None:
    with pytest.raises(NotCsaf) as error:
        read_advisory(data, "a.json")
    assert (error.value.problem.where, error.value.problem.lost) == (where, True)
    assert words in error.value.problem.text.en


def test_other_encodings_are_read_and_steering_characters_are_not_kept() -> None:
    value = document(PLC)
    value["document"]["title"] = "Schade\x1b[31m \u202eé\ud800"
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        text = json.dumps(value)
        assert read_advisory(text.encode(encoding), "a.json")[0].title.startswith("Schade")
    title = read(value)[0].title
    assert "\x1b" not in title and "\u202e" not in title
    title.encode()


def test_withdrawn_advisories_are_known() -> None:
    assert read(document(PLC))[0].withdrawn == ""
    value = document(PLC, csaf="2.1")
    value["document"]["category"] = "csaf_withdrawn"
    assert read(value)[0].withdrawn == "Initial"
    value = document(PLC)
    value["document"]["title"] = "WITHDRAWN: something"
    assert read(value)[0].withdrawn


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    ("product_tree",),
    ("product_tree", "branches"),
    ("product_tree", "relationships"),
    ("product_tree", "product_paths"),
    ("product_tree", "product_groups"),
    ("product_tree", "branches", 0, "branches", 0, "branches", 0, "product"),
    ("vulnerabilities",),
    ("vulnerabilities", 0),
    ("vulnerabilities", 0, "product_status"),
    ("vulnerabilities", 0, "product_status", "known_affected"),
    ("vulnerabilities", 0, "remediations"),
    ("vulnerabilities", 0, "scores"),
    ("vulnerabilities", 0, "cve"),
    ("document", "tracking", "revision_history"),
    ("document", "tracking", "id"),
    ("document", "publisher"),
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), junk)
def test_whatever_stands_in_a_place_nothing_breaks(place: tuple[Any, ...], value: Any) -> None:
    whole = document(PLC, remediations=[{"category": "mitigation", "details": "x", "product_ids": ["P1"]}])
    part: Any = whole
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    try:
        from_json(whole, "a.json", "0" * 64)
    except NotCsaf as error:
        assert error.problem.where and error.problem.text.nl
