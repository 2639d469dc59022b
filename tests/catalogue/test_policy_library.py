"""Starting texts of policies: in both languages, serving what law and standard ask, citing what exists."""

from __future__ import annotations

import re

import pytest

from keur.catalogue import RowKind, shipped
from keur.catalogue.policy_library import StartingText, pair, starting_texts, unknown_row
from keur.plant import PlantErrors

TEXTS = starting_texts()
STANDARD = "iec62443-2-1-2024"
DOCUMENTS = [
    pytest.param(one, language, id=f"{one.id}-{language}") for one in TEXTS.values() for language in ("nl", "en")
]
CITED = re.compile(r"\b(?:Cbw|Cbb|NIS2|GMP|21 CFR) \d+[a-z]?(?:\(\w+\))*|\b62443-[\d-]+\d(?::[\w. :]*\d)?")


def served(one: StartingText) -> set[str]:
    """Ids of what a policy serves, with the requirements of groups."""
    return {*one.serves, *(child.id for id in one.serves for child in shipped().children(id))}


def everything() -> set[str]:
    return set().union(*map(served, TEXTS.values()))


def test_every_article_of_the_decree_on_policies_is_served() -> None:
    assert [number for number in range(6, 17) if f"Cbb {number}" not in everything()] == []


def test_every_element_group_and_requirement_of_the_standard_is_served() -> None:
    rows = shipped().rows(STANDARD)
    requirements = {row.id for row in rows if row.kind is RowKind.REQUIREMENT}
    groups = {row.parent for row in rows if row.id in requirements}
    elements = {row.parent for row in rows if row.id in groups}
    assert (len(elements), len(groups), len(requirements)) == (8, 16, 87)
    assert requirements - everything() == set()


def test_a_policy_serves_an_article_by_a_requirement_that_is_mapped_to_it() -> None:
    unborne = []
    for one in TEXTS.values():
        rows = [row for row in served(one) if row.startswith("62443-2-1:")]
        borne = {mapping.to_id for row in rows for mapping in shipped().mappings_from(row, "cbb")}
        articles = [id for id in one.serves if re.fullmatch(r"Cbb \d+", id)]
        unborne += [(one.id, article) for article in articles if article not in borne]
    assert unborne == []


@pytest.mark.parametrize(("one", "language"), DOCUMENTS)
def test_a_document_is_short_names_the_plant_and_cites_what_exists(one: StartingText, language: str) -> None:
    policy = getattr(one, language)
    body = policy.text.split("\n---\n", 1)[1]
    assert 300 <= len(body.split()) <= 650
    assert max(map(len, policy.text.splitlines())) <= 120
    assert (body.count("{organisation}"), body.count("{site}")) == (1, 1)
    assert set(re.findall(r"\{[^}]*\}", policy.text)) == {"{organisation}", "{site}"}
    assert re.findall(r"^# (.*)$", body, re.M) == [policy.title]
    assert re.search(r"\bcompliant\b|voldoet aan de wet", body, re.I) is None
    prefixes = {row.prefix.rpartition(":")[0].rpartition(":")[0] for row in shipped().all()}
    cited = CITED.findall(" ".join(policy.text.split()))
    assert set(policy.serves) <= set(cited)
    assert [one for one in cited if one not in prefixes and unknown_row(one) is not None] == []
    assert (policy.owner, policy.approved_by, policy.approved_on, policy.review) == (None, None, None, None)


def document(language: str, serves: str = "Cbb 8", rule: str = "[[12 months]]") -> bytes:
    keys = f"id: made-up\ntitle: Made up\nserves: [{serves}]\nowner: A\napproved_by: B\n"
    return f"---\n{keys}approved_on: '[[x]]'\nreview: '[[y]]'\n---\n\n# {language}\n\n- Once in {rule}.\n".encode()


def shown(contents: dict[str, bytes], language: str) -> str:
    with pytest.raises(PlantErrors) as raised:
        pair(contents)
    return raised.value.show(language)


def test_a_sound_pair_is_one_starting_text() -> None:
    (one,) = pair({f"made-up.{language}.md": document(language) for language in ("nl", "en")}).values()
    assert (one.id, one.serves, one.nl.text == one.en.text) == ("made-up", ("Cbb 8",), False)


@pytest.mark.parametrize(
    ("other", "dutch", "english"),
    [
        ({}, "made-up.en.md:1:1: het document ontbreekt", "made-up.en.md:1:1: the document is missing"),
        (
            {"made-up.en.md": document("en", rule="[[6 months]]")},
            "made-up.en.md:1:1: `serves`, koppen, regels van lijsten of voorstellen zijn anders dan in het Nederlands",
            "made-up.en.md:1:1: `serves`, headings, entries of lists or proposals differ from those in Dutch",
        ),
        (
            {"made-up.en.md": document("en") + b"\n## More\n"},
            "made-up.en.md:1:1: `serves`, koppen, regels van lijsten of voorstellen zijn anders dan in het Nederlands",
            "made-up.en.md:1:1: `serves`, headings, entries of lists or proposals differ from those in Dutch",
        ),
        (
            {"made-up.en.md": document("en", serves="Cbb 8(5)")},
            "made-up.en.md:4:10: geen rij `Cbb 8(5)`; bedoelt u `Cbb 8(4)`?",
            "made-up.en.md:4:10: no row `Cbb 8(5)`; did you mean `Cbb 8(4)`?",
        ),
        (
            {"made-up.en.md": document("en"), "loose.md": b""},
            "loose.md:1:1: de naam eindigt niet op .nl.md of .en.md",
            "loose.md:1:1: the name does not end in .nl.md or .en.md",
        ),
    ],
)
def test_a_broken_or_half_translated_policy_is_refused(other: dict[str, bytes], dutch: str, english: str) -> None:
    contents = {"made-up.nl.md": document("nl"), **other}
    assert (shown(contents, "nl"), shown(contents, "en")) == (dutch, english)
