"""Catalogues and mappings for other programs, and the manual's page of each catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from keur.catalogue import Mark, RowKind, shipped
from keur.catalogue.texts import read_texts
from keur.dossier import catalogue_page, ciso_assistant, oscal_catalogue

IDS = [one.id for one in shipped().all()]
PART_21 = "iec62443-2-1-2024"


def walk(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All groups and controls of an OSCAL catalog."""
    for key in ("groups", "controls"):
        for one in content.get(key, []):
            yield one
            yield from walk(one)


def exported(id: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(oscal_catalogue.catalogue(shipped(), id, "en"))["catalog"]
    return content


@pytest.mark.parametrize("id", IDS)
def test_an_oscal_catalog_has_every_row_once_in_controls_and_groups_that_may_hold_them(id: str) -> None:
    found = list(walk(exported(id)))
    rows = {row.number: row for row in shipped().rows(id)}
    labels = [next(prop["value"] for prop in one["props"] if prop["name"] == "label") for one in found]
    assert sorted(labels) == sorted(rows)
    assert len({one["id"] for one in found}) == len(found)
    for one, label in zip(found, labels, strict=True):
        assert re.fullmatch(r"[a-z][a-z0-9.-]*", one["id"])
        assert ("class" in one) == (rows[label].kind is not RowKind.GROUP)
        assert "class" not in one or "groups" not in one
        assert one["title"] == rows[label].label.en
        assert {"name": "mark", "ns": "urn:keur:oscal", "value": rows[label].mark.value} in one["props"]


def test_oscal_mappings_end_at_ids_of_the_exported_catalogs() -> None:
    collection = json.loads(oscal_catalogue.mappings(shipped(), PART_21, "nis2", "nl"))["mapping-collection"]
    (mapping,) = collection["mappings"]
    known = {
        side: {one["id"] for one in walk(exported(id))} for side, id in (("sources", PART_21), ("targets", "nis2"))
    }
    assert len(mapping["maps"]) == len(shipped().mappings(PART_21, "nis2"))
    for one in mapping["maps"]:
        for side, ids in known.items():
            assert {item["id-ref"] for item in one[side]} <= ids
    assert collection["provenance"]["status"] == "draft"
    assert len({one["uuid"] for one in mapping["maps"]}) == len(mapping["maps"])


def test_the_same_catalogue_gives_the_same_bytes() -> None:
    assert oscal_catalogue.catalogue(shipped(), "cbw", "nl") == oscal_catalogue.catalogue(shipped(), "cbw", "nl")


@pytest.mark.parametrize("id", ["cbb", PART_21, "iec62443-2-4-2023"])
def test_a_library_for_ciso_assistant_reads_back_with_the_same_words(id: str) -> None:
    text = ciso_assistant.catalogue(shipped(), id, "nl")
    nodes = yaml.safe_load(text)["objects"]["framework"]["requirement_nodes"]
    urns = {node["urn"] for node in nodes}
    assert len(urns) == len(nodes)
    assert {node["parent_urn"] for node in nodes if "parent_urn" in node} <= urns
    back = {one.number: one for one in read_texts(text.encode(), "library.yaml").texts}
    for row in shipped().rows(id):
        if row.mark is not Mark.UNCERTAIN:
            assert (back[row.number].label, back[row.number].guidance) == (row.label, row.guidance)
        else:
            assert back[row.number].label is not None
            assert str(back[row.number].label.nl) == f"{row.label.nl} (onzeker)"


def test_mappings_for_ciso_assistant_end_at_nodes_of_the_exported_libraries() -> None:
    (mapping_set,) = yaml.safe_load(ciso_assistant.mappings(shipped(), PART_21, "cbw", "nl"))["objects"][
        "requirement_mapping_sets"
    ]
    ends = {}
    for id in (PART_21, "cbw"):
        library = yaml.safe_load(ciso_assistant.catalogue(shipped(), id, "nl"))
        framework = library["objects"]["framework"]
        ends[framework["urn"]] = {node["urn"] for node in framework["requirement_nodes"]}
    links = mapping_set["requirement_mappings"]
    assert {one["source_requirement_urn"] for one in links} <= ends[mapping_set["source_framework_urn"]]
    assert {one["target_requirement_urn"] for one in links} <= ends[mapping_set["target_framework_urn"]]
    assert {one["relationship"] for one in links} == {"intersect"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_of_a_catalogue_has_every_row_and_links_that_lead_to_headings(
    language: catalogue_page.Language,
) -> None:
    pages = {id: catalogue_page.page(shipped(), id, language, {"NIS2 21(1)": ["breach"]}) for id in IDS}
    headings = {id: re.findall(r"^##+ .*\{: #(\S+) \}$", text, re.M) for id, text in pages.items()}
    for id, text in pages.items():
        assert len(headings[id]) == len(set(headings[id])) >= len(shipped().rows(id))
        for other, heading in re.findall(r"\]\((?:([a-z0-9-]+)\.md)?#([^)]+)\)", text):
            assert heading in headings[other or id], f"{id}: {other}#{heading}"
    warning = "(onzeker)" if language == "nl" else "(uncertain)"
    assert warning in re.findall(r"^### `SR 6.2` .*$", pages["iec62443-3-3-2013"], re.M)[0]
    assert "[`breach`](../" in pages["nis2"]
    assert all(f"({id}.md)" in catalogue_page.index(shipped(), language) for id in IDS)
