"""No text that keur can print cites an article or a requirement that is not in its tables.

Texts are all strings of the code but docstrings, all data files of the package, the documentation, and the demo.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from keur.assess.scope.law import rows as scope_rows
from keur.catalogue import shipped
from keur.catalogue.model import CatalogueKind

ROOT = Path(__file__).parents[2]
DATA = (".yaml", ".md", ".json", ".csv", ".css", ".html", ".sql")

NUMBER = r"\d{1,3}[a-z]?(?:\([0-9a-z]{1,3}\))*"
LAW = re.compile(
    rf"(?<!NOREA )\b(NIS2|Cbw|Cbb|CRA|AVG|GDPR|Wwke|MR-draft 2025|CIR 2024/2690)\s+({NUMBER}(?:-\d+)?)(?![\d/])"
)
STANDARD = re.compile(r"\b62443-\d-\d:\d{4}:([A-Z]+[ .-]?\d[\w. -]*)")
SHORT = (
    ("62443-2-1:2024:", re.compile(r"(?<!:)\b(?:ORG|CM|NET|COMP|DATA|USER|EVENT|AVAIL) \d\.\d+")),
    ("62443-3-3:2013:", re.compile(r"(?<!:)\bSR \d\.\d+")),
    ("62443-3-2:2020:", re.compile(r"(?<!:)\bZCR \d\.\d+")),
    ("62443-4-2:2019:", re.compile(r"(?<!:)(?<!MITRE writes )(?<!MITRE schrijft )\b(?:[EHN]DR|SAR|CR) \d\.\d+")),
)
PROSE = re.compile(rf"\b(?:[Aa]rtikel|[Aa]rticle|[Aa]rt\.)\s+({NUMBER})(?!\d)")


def texts() -> Iterator[tuple[str, str]]:
    """Every text, with where it stands."""
    package = ROOT / "src/keur"
    for path in sorted(package.rglob("*")):
        where = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from ((f"{where}:{line}", text) for line, text in strings(tree))
        elif path.suffix in DATA:
            yield where, path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("demo/**/*")]:
        if path.suffix in DATA and path.is_file() and ".keur" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def unknown(text: str) -> Iterator[str]:
    """Citations in a text that no table knows."""
    known, beside = shipped().knows, {name for row in scope_rows().values() for name in (row.name.nl, row.name.en)}
    for law, number in LAW.findall(text):
        id = f"{law} {number}"
        if not known(id) and id not in beside and not known(f"{law} {number.partition('-')[0]}"):
            yield id
    for match in STANDARD.finditer(text):
        words = match[0].split(" ")
        if not any(known(" ".join(words[:count]).rstrip(".,")) for count in range(1, len(words) + 1)):
            yield match[0]
    for prefix, short in SHORT:
        yield from (number for number in short.findall(text) if not known(prefix + number))
    yield from (f"article {number}" for number in PROSE.findall(text) if number not in numbers_of_law())


def numbers_of_law() -> frozenset[str]:
    """Every number that some law has, for prose that names the law elsewhere."""
    laws = (one.id for one in shipped().all() if one.kind in (CatalogueKind.LAW, CatalogueKind.YARDSTICK))
    return frozenset(row.number for id in laws for row in shipped().rows(id))


def test_no_text_cites_what_is_not_in_the_tables() -> None:
    found = [f"{where}: {id}" for where, text in texts() for id in unknown(text)]
    assert found == []


def test_the_scan_covers_texts_of_every_kind() -> None:
    seen = {Path(where.partition(":")[0]).suffix for where, _ in texts()}
    assert {".py", ".yaml", ".md", ".json"} <= seen
    cited = [where for where, text in texts() if LAW.search(text) or any(short.search(text) for _, short in SHORT)]
    assert len(cited) > 50


@pytest.mark.parametrize(
    "wrong",
    [
        "Cbw 21(3)(k)",
        "Cbb 99",
        "NIS2 21(2)(k)",
        "62443-2-1:2024:NET 9.1",
        "62443-3-3:2013:SR 9.1",
        "ORG 7.1",
        "artikel 199",
    ],
)
def test_a_wrong_citation_is_found(wrong: str) -> None:
    assert len(list(unknown(f"zie {wrong}, en meer."))) == 1


@pytest.mark.parametrize(
    "right", ["Cbw 21(3)(j)", "Cbb 20-23", "62443-2-1:2024:NET 1.1", "SR 5.1", "AVG 33", "artikel 21"]
)
def test_a_right_citation_is_not(right: str) -> None:
    assert list(unknown(f"zie {right}, en meer.")) == []
