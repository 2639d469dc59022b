"""Policy documents of a plant: read strictly, written without overwriting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur.plant import PlantErrors
from keur.plant.errors import Mistakes
from keur.plant.model import Site, Text
from keur.plant.policies import Placeholder, Policy, read_policies, read_policy, write_policy

SOUND = """\
---
id: access
title: Toegang
serves: [Cbb 15]
owner: M. de Vries
approved_by: J. Jansen
approved_on: 2026-03-02
review: 2027-03-02
---

# Toegang
"""


def no_row(id: str) -> Text | None:
    return None if id == "Cbb 15" else Text(nl=f"geen rij `{id}`", en=f"no row `{id}`")


def read(text: str) -> Policy | None:
    mistakes = Mistakes()
    policy = read_policy(text, "declared/policies/access.md", "access", no_row, mistakes)
    mistakes.stop_if_any()
    return policy


def test_a_sound_document_is_read_whatever_its_line_ends_and_byte_order_mark() -> None:
    for text in (SOUND, "\ufeff" + SOUND.replace("\n", "\r\n")):
        policy = read(text)
        assert policy is not None
        assert (policy.title, policy.serves, policy.owner) == ("Toegang", ("Cbb 15",), "M. de Vries")
        assert (policy.approved_by, policy.approved_on) == ("J. Jansen", dt.date(2026, 3, 2))
        assert (policy.review, policy.placeholders) == (dt.date(2027, 3, 2), ())


def test_proposals_are_found_with_their_line_also_when_half_taken_over() -> None:
    text = SOUND.replace("2027-03-02", '"[[jjjj-mm-dd]]"').replace("M. de Vries", '"[[naam]]"')
    policy = read(text + "\nElke [[ 6 maanden ]] en [[12 dagen].\n")
    assert policy is not None
    assert (policy.owner, policy.review) == (None, None)
    assert policy.placeholders == (
        Placeholder("naam", 5),
        Placeholder("jjjj-mm-dd", 8),
        Placeholder("6 maanden", 13),
        Placeholder("", 13),
    )


BROKEN = [
    ("---\nid", "id", "1:1: het document begint niet met `---` en daaronder de sleutels, zoals `id:` en `owner:`",
     "1:1: the document does not start with `---` and below it the keys, such as `id:` and `owner:`"),
    ("2027-03-02\n---\n", "2027-03-02\n", "1:1: na de sleutels ontbreekt een regel `---`",
     "1:1: a line `---` is missing after the keys"),
    ("id: access", "id: acces", "2:5: `id` is `acces`, maar het bestand heet `access.md`",
     "2:5: `id` is `acces`, but the file is named `access.md`"),
    ("owner: M. de Vries\n", "", "2:1: sleutel `owner` ontbreekt", "2:1: key `owner` is missing"),
    ("owner:", "ownr:", "2:1: sleutel `owner` ontbreekt\n"
     "declared/policies/access.md:5:1: onbekende sleutel `ownr`; bedoelt u `owner`?",
     "2:1: key `owner` is missing\ndeclared/policies/access.md:5:1: unknown key `ownr`; did you mean `owner`?"),
    ("M. de Vries", "[[naam]]", "5:8: `owner` moet tekst zijn, maar is een lijst",
     "5:8: `owner` must be text, but is a list"),
    ("2026-03-02", "2-3-2026", "7:14: `approved_on`: `2-3-2026` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
     "7:14: `approved_on`: `2-3-2026` is not a date (yyyy-mm-dd, such as 2026-11-23)"),
    ("2027-03-02", "2026-03-02", "8:9: `review` (2026-03-02) moet na `approved_on` (2026-03-02) liggen",
     "8:9: `review` (2026-03-02) must be after `approved_on` (2026-03-02)"),
    ("[Cbb 15]", "[Cbb 15, Cbb 99]", "4:18: geen rij `Cbb 99`", "4:18: no row `Cbb 99`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "dutch", "english"), BROKEN)
def test_a_broken_document_is_refused_with_its_place(old: str, new: str, dutch: str, english: str) -> None:
    assert old in SOUND
    with pytest.raises(PlantErrors) as raised:
        read(SOUND.replace(old, new, 1))
    assert raised.value.show("nl") == "declared/policies/access.md:" + dutch
    assert raised.value.show("en") == "declared/policies/access.md:" + english


def test_all_mistakes_of_all_documents_come_at_once_and_other_files_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "declared/policies"
    assert read_policies(tmp_path, no_row).policies == ()
    folder.mkdir(parents=True)
    (folder / "access.md").write_text(SOUND, encoding="utf-8")
    (folder / "old.docx").write_bytes(b"PK")
    (folder / ".swap.md").write_bytes(b"\xff")
    found = read_policies(tmp_path, no_row)
    assert [policy.id for policy in found.policies] == ["access"]
    assert found.not_read == ("declared/policies/old.docx",)
    (folder / "a.md").write_bytes(b"---\n\xff")
    (folder / "b.md").mkdir()
    with pytest.raises(PlantErrors) as raised:
        read_policies(tmp_path, no_row)
    assert [error.place.file for error in raised.value.errors] == ["declared/policies/a.md", "declared/policies/b.md"]


def test_a_file_where_the_folder_should_be_is_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "declared").mkdir()
    (tmp_path / "declared/policies").write_bytes(b"")
    with pytest.raises(PlantErrors, match="declared/policies:1:1: this is not a folder"):
        read_policies(tmp_path, no_row)


def test_writing_puts_in_the_names_on_one_line_and_overwrites_nothing(tmp_path: Path) -> None:
    policy = read(SOUND + "\n{organisation}, {site}\n")
    assert policy is not None
    site = Site("Kaas {site}\n BV", "gouda", Text(nl="Gouda, fabriek", en="Gouda plant"), "nl")
    path = write_policy(tmp_path, policy, site, "en")
    assert path == tmp_path / "declared/policies/access.md"
    assert path.read_bytes().decode() == SOUND + "\nKaas {site} BV, Gouda plant\n"
    with pytest.raises(FileExistsError):
        write_policy(tmp_path, policy, site, "nl")
    assert "Gouda plant" in path.read_text(encoding="utf-8")


PIECES = st.sampled_from(["---", "id: access", "review: [[x]]", "owner: '[[x]]'", "[[", "]]", "\t", "- a", "serves: ["])


@given(st.lists(PIECES | st.text(max_size=8), max_size=14), st.booleans())
def test_whatever_stands_in_a_document_it_is_read_or_refused_with_a_place_inside_it(
    lines: list[str], sound: bool
) -> None:
    text = (SOUND if sound else "---\n") + "\n".join(lines)
    mistakes = Mistakes()
    policy = read_policy(text, "access.md", "access", no_row, mistakes)
    assert (policy is None) == bool(mistakes.errors)
    assert all(1 <= error.place.line <= text.count("\n") + 1 for error in mistakes.errors)
    if policy is not None:
        assert all("[[" in text.split("\n")[one.line - 1] or "]]" in text for one in policy.placeholders)
        assert bool(policy.placeholders) == ("[[" in text or "]]" in text)
