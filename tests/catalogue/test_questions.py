"""The questions to vendors: whole, in both languages, and resting on rows that exist."""

from __future__ import annotations

from keur.catalogue import shipped
from keur.catalogue.questions import asked, blocks, numbers
from keur.plant.vendors import CLAUSES


def test_there_are_twelve_blocks_of_about_fifty_questions():
    assert "".join(block.id for block in blocks()) == "ABCDEFGHIJKL"
    assert 45 <= len(numbers()) <= 60
    assert all(one.id.startswith(block.id) for block in blocks() for one in block.questions)


def test_a_heavier_tier_is_asked_at_least_what_a_lighter_one_is():
    heavy, middle, light = ({one.id for block in asked(tier) for one in block.questions} for tier in (1, 2, 3))
    assert light < middle < heavy == numbers()
    assert 5 <= len(light) <= 12


def test_every_question_rests_on_rows_of_the_catalogues():
    catalogues = shipped()
    ids = {row for block in blocks() for one in block.questions for row in one.rests_on}
    assert {catalogues.row(id).id for id in ids} == ids


def test_questions_are_different_sentences_in_two_languages():
    found = [one for block in blocks() for one in block.questions]
    for language in ("nl", "en"):
        texts = [getattr(one.text, language) for one in found]
        assert len(set(texts)) == len(texts)
        assert all(text.endswith("?") for text in texts)
    assert all(one.text.nl != one.text.en for one in found)


def test_the_gravest_matters_are_knock_outs_and_every_clause_has_its_question():
    found = [one for block in blocks() for one in block.questions]
    assert [one.id for one in found if one.knock_out] == ["B3", "C1", "C2", "C3", "C4", "H1"]
    # An annex with requirements is no matter of its own: it holds the answers to all questions.
    assert {one.clause for one in found} - {None} == set(CLAUSES) - {"security-annex"}
