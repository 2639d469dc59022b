"""The page on policies lists every starting text with what it serves."""

from __future__ import annotations

from pathlib import Path

from keur.catalogue import shipped
from keur.catalogue.policy_library import StartingText, starting_texts

PAGE = Path(__file__).parents[2] / "docs" / "policies.md"


def row(one: StartingText) -> str:
    by_prefix: dict[str, list[str]] = {}
    for id in one.serves:
        found = shipped().row(id)
        by_prefix.setdefault(shipped().catalogue(found.catalogue).prefix, []).append(found.number)
    serves = "; ".join(prefix + ", ".join(numbers) for prefix, numbers in by_prefix.items())
    return f"| `{one.id}` | {one.title.en} | {one.title.nl} | {serves} |"


def test_the_table_has_each_starting_text_with_its_titles_and_what_it_serves() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| `")] == [row(one) for one in starting_texts().values()]
