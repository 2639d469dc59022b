"""Texts of the user's own: read from tables and libraries, matched with rows, and shown instead of keur's labels."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.catalogue import shipped, with_own
from keur.catalogue.own import fit, write_catalogue, write_texts
from keur.catalogue.texts import OwnTexts, read_texts
from keur.plant import PlantErrors
from keur.plant.model import Text

PART_21 = "iec62443-2-1-2024"
NUMBERS = [row.number for row in shipped().rows(PART_21)]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
HEAD = """\
prefix: "NIS2 "
kind: law
title: {nl: Mijn wet, en: My law}
about: {nl: Van mij, en: Mine}
checked: 2026-11-22
sources:
  - {id: me, nl: Ik, en: I}
source: me
mark: memory
row_kind: article
"""
LIBRARY = """\
urn: urn:someone:risk:library:framework
locale: nl
name: Een raamwerk
copyright: CC BY 4.0
translations:
  en: {name: A framework}
objects:
  framework:
    requirement_nodes:
      - {urn: u:a, assessable: false, depth: 1, name: Beleid, translations: {en: {name: Policy}}}
      - {urn: u:h, assessable: false, depth: 1, ref_id: H, name: Kop}
      - urn: u:1.1
        assessable: true
        depth: 2
        parent_urn: u:a
        ref_id: '1.1'
        description: Er is beleid.
        translations: {en: {description: There is a policy.}}
      - {urn: u:17.9, assessable: true, parent_urn: u:h, ref_id: '17.9', name: Nieuw}
"""


def read(text: str, file: str = "own.csv") -> OwnTexts:
    return read_texts(text.encode(), file)


@settings(max_examples=12, deadline=None)
@given(st.dictionaries(st.sampled_from(NUMBERS), st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_names_of_a_table_stand_instead_of_keurs_and_the_rest_stays(
    tmp_path_factory: pytest.TempPathFactory, names: dict[str, tuple[str, str]]
) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([("number", "name_nl", "name_en"), *((n, nl, en) for n, (nl, en) in names.items())])
    folder = tmp_path_factory.mktemp("own")
    fitted = fit(read(table.getvalue()), shipped(), PART_21)
    write_texts(folder, PART_21, fitted.texts)
    assert fitted.without == len(NUMBERS) - len(names)
    for own, ours in zip(with_own(folder).rows(PART_21), shipped().rows(PART_21), strict=True):
        nl, en = names.get(own.number, (ours.label.nl, ours.label.en))
        assert (own.label, own.own) == (Text(nl, en), own.number in names)
        assert (own.id, own.guidance, own.mark, own.source) == (ours.id, ours.guidance, ours.mark, ours.source)


def test_one_language_serves_for_both_and_the_way_a_number_is_written_does_not_matter(tmp_path: Path) -> None:
    texts = read("number;name;text\nNET-1.1;Segmentering;De tekst\nUSER 1.10;Wederzijds;\n")
    write_texts(tmp_path, PART_21, fit(texts, shipped(), PART_21).texts)
    row = with_own(tmp_path).row("62443-2-1:2024:NET 1.1")
    assert (row.label, row.guidance) == (Text("Segmentering", "Segmentering"), Text("De tekst", "De tekst"))
    assert with_own(tmp_path).row("62443-2-1:2024:USER 1.10").label.nl == "Wederzijds"
    assert shipped().row(row.id).label.nl == "OT gescheiden van andere netwerken"


def test_a_workbook_reads_as_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["number", "name"])
    book.active.append(["SR 5.1", "Segmentation"])
    book.save(tmp_path / "own.xlsx")
    (text,) = read_texts((tmp_path / "own.xlsx").read_bytes(), "own.xlsx").texts
    assert (text.number, text.label) == ("SR 5.1", Text("Segmentation", "Segmentation"))


def test_a_library_of_ciso_assistant_fills_a_partial_catalogue_and_adds_what_was_not_there(tmp_path: Path) -> None:
    fitted = fit(read(LIBRARY, "library.yaml"), shipped(), "norea-cbw")
    assert [one.number for one in fitted.headings] == ["H"]
    write_texts(tmp_path, "norea-cbw", fitted.texts)
    own = with_own(tmp_path)
    first, new = own.row("NOREA Cbw 1.1"), own.row("NOREA Cbw 17.9")
    assert (first.label, first.guidance) == (Text("Beleid", "Policy"), Text("Er is beleid.", "There is a policy."))
    assert (new.label.nl, new.own, new.source.en) == ("Nieuw", True, "Your own file")
    assert own.mappings_to("NOREA Cbw 1.1") == shipped().mappings_to("NOREA Cbw 1.1") != ()


def test_any_framework_becomes_a_catalogue_of_its_own(tmp_path: Path) -> None:
    texts = read(LIBRARY, "library.yaml")
    write_catalogue(tmp_path, "other", "Other ", texts, "library.yaml", dt.date(2026, 11, 28))
    own = with_own(tmp_path)
    about = own.catalogue("other")
    assert (about.title.en, about.credit, about.checked) == (
        "A framework",
        Text("CC BY 4.0", "CC BY 4.0"),
        dt.date(2026, 11, 28),
    )
    assert [(row.id, row.kind, row.parent) for row in own.rows("other")] == [
        ("Other H", "group", None),
        ("Other 1.1", "control", None),
        ("Other 17.9", "control", "Other H"),
    ]
    assert len(own.all()) == len(shipped().all()) + 1


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("number,naam\nNET 1.1,x\n", "own.csv", "own.csv:1:8: unknown column `naam`"),
        ("name\nx\n", "own.csv", "own.csv:1:1: column `number` is missing"),
        ("number,name\nNET 1.1,x\nNET 1.1,y\n", "own.csv", "own.csv:3:1: `NET 1.1` stands here twice; the first is on"),
        ("number,name\nNET 1.1,\n", "own.csv", "own.csv:2:1: `NET 1.1` has neither name nor text"),
        ("number,name\n", "own.csv", "own.csv:1:1: there are no texts here"),
        ("number,name\nNET 9.1,x\n", "own.csv", "own.csv:2:1: `NET 9.1` is not in iec62443-2-1-2024; did you mean"),
        ("texts:\n  - {number: NET 1.1, name: x}\n", "own.yaml", "own.yaml:2:23: unknown key `name`"),
        ("texts:\n  - {number: NET 1.1, nl: x}\n", "own.yaml", "own.yaml:2:5: give the name in `nl` and in `en`"),
        ("objects: {threats: []}\n", "own.yaml", "own.yaml:1:1: this holds no framework"),
        ("x", "own.pdf", "own.pdf:1:1: choose CSV, XLSX or YAML"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(text: str, file: str, said: str) -> None:
    with pytest.raises(PlantErrors) as wrong:
        fit(read(text, file), shipped(), PART_21)
    assert said in wrong.value.show("en")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("nis3/texts.yaml", "", "nis3/texts.yaml:1:1: keur has no catalogue `nis3`; did you mean `nis2`?"),
        ("nis2/catalogue.yaml", "", "nis2/catalogue.yaml:1:1: `nis2` is a catalogue of keur"),
        ("nis2/texts.yaml", "texts:\n  - {number: 99, nl: x, en: x}\n", "nis2/texts.yaml:2:5: `99` is not in the cat"),
        ("own/catalogue.yaml", HEAD, "own/catalogue.yaml:1:1: `nis2` has the same `prefix`"),
        ("own/catalogue.yaml", "prefix: x\n", "own/catalogue.yaml:1:9: `prefix`: `x` is not a start of an id"),
    ],
)
def test_a_mistake_in_the_own_folder_is_told_with_its_place(tmp_path: Path, file: str, text: str, said: str) -> None:
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(PlantErrors) as wrong:
        with_own(tmp_path).rows("nis2")
    assert said in wrong.value.show("en")
