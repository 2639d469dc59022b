"""Every text of the command line exists in Dutch and in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from keur.cli.dutch import TEXTS

CLI = Path(__file__).parents[2] / "src" / "keur" / "cli"
EQUAL = {"Client", "Server", "Protocol", "Bytes", "Frame"}
"""Words that are the same in both languages."""


def spoken() -> list[tuple[str, str, str]]:
    """Place, Dutch and English of each `say(nl=..., en=...)` or option; placeholders of f-strings as `{}`."""
    found = []
    for path in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("say", "today_option"):
                texts = {keyword.arg: text_of(keyword.value) for keyword in node.keywords}
                assert texts.keys() == {"nl", "en"}, f"{path.name}:{node.lineno}"
                found.append((f"{path.name}:{node.lineno}", texts["nl"], texts["en"]))
    return found


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


def test_each_text_differs_in_the_two_languages_or_is_meant_to_be_equal() -> None:
    texts = spoken()
    assert len(texts) > 40
    same = [(place, dutch) for place, dutch, english in texts if dutch == english and dutch not in EQUAL | {"{}"}]
    assert same == []


def test_no_text_for_people_is_left_in_one_language() -> None:
    """What is printed or raised for people goes through `say`, `pick` or a text of the engine."""
    lonely = []
    for path in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "fail",
                "echo",
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant | ast.JoinedStr) and re.search(
                    r"[a-z]{3,} [a-z]{2,}", text_of(first)
                ):
                    lonely.append(f"{path.name}:{node.lineno}: {text_of(first)}")
    assert lonely == []


def test_translations_of_click_keep_its_placeholders() -> None:
    for english, dutch in TEXTS.items():
        assert set(re.findall(r"\{[^}]*\}", dutch)) <= set(re.findall(r"\{[^}]*\}", english)), english
        assert dutch and dutch != english
