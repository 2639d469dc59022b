"""Finding rows, what holds on a day, both languages, and mistakes in the files with their place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from keur.catalogue import UnknownRow, shipped
from keur.catalogue.catalogues import Catalogues, Shelf
from keur.checks.registry import discover
from keur.plant import PlantErrors

HEAD = """\
prefix: "Own "
kind: standard
title: {nl: Eigen norm, en: Own standard}
about: {nl: Van ons, en: Of ours}
valid_from: 2020-01-01
checked: 2026-11-22
sources:
  - {id: us, nl: Wij, en: We}
source: us
mark: verified
row_kind: requirement
"""
ROWS = "rows:\n  - {number: 1, nl: Een, en: One}\n  - {number: 1.1, parent: 1, nl: Een een, en: One one}\n"
MAPPING = """\
sources:
  - {id: us, nl: Wij, en: We}
source: [us]
confidence: high
review: reviewed
mappings:
  - {from: 1, to: 1.1, kind: related}
"""


def own(folder: Path, **files: str) -> Catalogues:
    """A shelf of one catalogue with these files instead of right ones."""
    folder = folder / "own"
    folder.mkdir()
    for name, text in {"catalogue": HEAD, "rows": ROWS, **files}.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return Catalogues(Shelf([folder]))


def test_a_row_is_found_by_its_id() -> None:
    row = shipped().row("62443-3-3:2013:SR 5.1")
    assert (row.number, row.sl, row.mark, row.label.nl) == ("SR 5.1", 1, "secondary", "Netwerk in gescheiden delen")
    assert row.parent == "62443-3-3:2013:FR 5"
    assert shipped().row("Cbw 21(3)(d)").guidance is not None


@pytest.mark.parametrize(
    ("id", "near"),
    [("62443-3-3:2013:SR5.1", "62443-3-3:2013:SR 5.1"), ("Cbw 21(3)d", "Cbw 21(3)(d)"), ("cbw 26", "Cbw 26")],
)
def test_an_unknown_row_names_the_nearest(id: str, near: str) -> None:
    with pytest.raises(UnknownRow) as wrong:
        shipped().row(id)
    assert wrong.value.text.en == f"no row `{id}`; did you mean `{near}`?"
    assert wrong.value.text.nl == f"geen rij `{id}`; bedoelt u `{near}`?"
    with pytest.raises(UnknownRow, match=r"^no row `x`$"):
        shipped().row("x")


def test_every_id_is_its_own_and_parents_and_ends_of_mappings_exist() -> None:
    ids = [row.id for row in shipped().every_row()]
    assert len(ids) == len(set(ids)) > 500
    for row in shipped().every_row():
        assert row.parent is None or shipped().knows(row.parent)
        assert shipped().row(row.id) == row
    links = [link for one in shipped().all() for link in shipped().mappings(one.id)]
    assert len(links) > 900
    assert {end for link in links for end in (link.from_id, link.to_id)} <= set(ids)
    assert all(link.review in ("proposed", "disputed") for link in links)


def test_every_row_has_both_languages_a_source_and_dates_in_the_past() -> None:
    for row in shipped().every_row():
        for text in (row.label, row.source, *filter(None, (row.guidance, row.note))):
            assert text.nl.strip() == text.nl != "" and text.en.strip() == text.en != ""
        assert row.guidance is None or row.guidance.nl != row.guidance.en, row.id
        assert row.note is None or row.note.nl != row.note.en, row.id
        assert dt.date(2026, 11, 1) <= row.checked <= dt.date(2026, 12, 31)


def test_mappings_are_found_from_both_ends() -> None:
    (link,) = shipped().mappings_from("62443-2-1:2024:CM 1.3", "nis2")
    assert (link.to_id, link.kind, link.confidence, link.review) == ("NIS2 21(2)(e)", "covers", "high", "proposed")
    assert link in shipped().mappings_to("NIS2 21(2)(e)")


def test_checks_cite_only_rows_that_exist() -> None:
    cited = {(check.id, id) for check in discover() for id in check.description.evidences}
    assert len(cited) > 50
    assert [(check, id) for check, id in sorted(cited) if not shipped().knows(id)] == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"rows": ROWS.replace("number: 1.1", "number: 1")}, "own/rows.yaml:3:5: `1` stands here twice"),
        ({"rows": ROWS.replace("parent: 1", "parent: 2")}, "own/rows.yaml:3:27: `2` is not in the catalogue"),
        ({"rows": ROWS.replace("en: One}", "eng: One}")}, "own/rows.yaml:2:26: unknown key `eng`; did you mean `en`?"),
        ({"rows": ROWS.replace("nl: Een, ", "")}, "own/rows.yaml:2:5: key `nl` is missing"),
        ({"rows": ROWS.replace("en: One}", "en: One, sl: 5}")}, "own/rows.yaml:2:39: `sl`: `5` is not a whole number"),
        ({"rows": ROWS.replace("en: One}", "en: One, valid_to: 2019-01-01, valid_from: 2019-02-01}")},
         "own/rows.yaml:2:45: `valid_to` lies before `valid_from`"),
        ({"catalogue": HEAD.replace("source: us", "source: me")}, "own/catalogue.yaml:9:9: `me` is not in the"),
        ({"catalogue": HEAD.replace("mark: verified", "mark: sure")}, "own/catalogue.yaml:10:7: `mark`: `sure` is not"),
        ({"mapping_own": MAPPING.replace("to: 1.1", "to: 1.2")}, "own/mapping-own.yaml:7:19: `1.2` is not in the"),
        ({"mapping_none": MAPPING}, "own/mapping-none.yaml:1:1: there is no catalogue `none`"),
        ({"mapping_own": MAPPING.replace("related", "equal")}, "own/mapping-own.yaml:7:30: `kind`: `equal` is not"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(PlantErrors) as wrong:
        catalogues = own(tmp_path, **files)
        catalogues.rows("own")
        catalogues.mappings("own")
    assert said in wrong.value.show("en")


def test_rows_without_dates_of_their_own_have_those_of_their_catalogue(tmp_path: Path) -> None:
    first = ROWS.replace("en: One}", "en: One, valid_to: 2021-06-30}")
    catalogues = own(tmp_path, rows=first, mapping_own=MAPPING)
    assert [row.number for row in catalogues.as_of(dt.date(2019, 12, 31)).rows("own")] == []
    assert [row.number for row in catalogues.as_of(dt.date(2021, 6, 30)).rows("own")] == ["1", "1.1"]
    later = catalogues.as_of(dt.date(2021, 7, 1))
    assert [row.number for row in later.rows("own")] == ["1.1"]
    assert (len(catalogues.mappings("own")), len(later.mappings("own"))) == (1, 0)
    with pytest.raises(UnknownRow, match="no row `Own 1` on 2021-07-01"):
        later.row("Own 1")
