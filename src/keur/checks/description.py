"""What a check says of itself: `check.yaml`, read strictly, with the line of every mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import yaml

from keur.checks.finding import SEVERITIES
from keur.facts.schema import KINDS
from keur.plant.model import Text

REQUIREMENT = re.compile(
    r"62443-[1-4]-[1-4]:\d{4}:[A-Z]+ \d+(\.\d+)*( RE( \d+|\(\d+\)))?|(Cbb|Cbw|NIS2) \d+[a-z]*(\(\d+\))?"
)
"""A requirement of IEC 62443 as `part:edition:id`, or a duty of the law that no requirement stands for."""

_REQUIRED = ("version", "severity", "evidences", "title", "what", "why", "do", "finding")
_KEYS = (*_REQUIRED, "contradicts", "example", "needs", "variants")
_LANGUAGES = ("nl", "en")


class CheckError(Exception):
    """A check that is broken or half translated, with file and line."""


@dataclass(frozen=True, slots=True)
class Description:
    """Contents of `check.yaml`."""

    version: int
    """Grows when the check finds other things than before."""
    severity: str
    evidences: tuple[str, ...]
    """The requirements that it bears on."""
    title: Text
    what: Text
    """What the check looks for."""
    why: Text
    """Why it matters in a plant."""
    do: Text
    finding: Text
    """One sentence or two, with `{columns}` of the row."""
    variants: Mapping[str, Text]
    """Other sentences, chosen by the row's column `variant`."""
    example: Text | None
    contradicts: bool = True
    """Whether what it finds contradicts a claim that these requirements are met. Not what is merely shown, such as a
    program transfer that may well be in order, or a silence in captures that see only part of the time."""
    needs: tuple[str, ...] = ()
    """Kinds of observations (`keur.facts.schema.KINDS`) without which it cannot find anything, so that it need not be
    asked."""


def read(path: Path) -> Description:
    """Reads `check.yaml`. Raises `CheckError` with the place of the first mistake."""
    reader = _Reader(path)
    entries = reader.mapping(reader.root(), _KEYS, _REQUIRED)
    variants = entries.get("variants")
    return Description(
        version=reader.number(entries["version"]),
        severity=reader.word(entries["severity"], SEVERITIES),
        evidences=tuple(reader.requirements(entries["evidences"])),
        contradicts="contradicts" not in entries or reader.word(entries["contradicts"], ("yes", "no")) == "yes",
        title=reader.text(entries["title"]),
        what=reader.text(entries["what"]),
        why=reader.text(entries["why"]),
        do=reader.text(entries["do"]),
        finding=reader.template(entries["finding"]),
        variants={
            name: reader.template(node)
            for name, node in (reader.mapping(variants, None, ()) if variants else {}).items()
        },
        example=reader.text(entries["example"]) if "example" in entries else None,
        needs=tuple(reader.words(entries["needs"], KINDS)) if "needs" in entries else (),
    )


class _Reader:
    """Walks the nodes of one YAML file, which know their line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def wrong(self, line: int, what: str) -> CheckError:
        return CheckError(f"{self._path}:{line}: {what}")

    def root(self) -> yaml.Node:
        try:
            node = yaml.compose(self._path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except OSError as error:
            raise CheckError(f"{self._path}: {error.strerror}") from error
        except (yaml.MarkedYAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            raise self.wrong(mark.line + 1 if mark else 1, f"not YAML: {problem}") from error
        if node is None:
            raise self.wrong(1, "empty file")
        return node

    def mapping(
        self, node: yaml.Node, allowed: tuple[str, ...] | None, required: tuple[str, ...]
    ) -> dict[str, yaml.Node]:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(line, "a mapping is expected")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name, at = str(key.value), key.start_mark.line + 1
            if allowed is not None and name not in allowed:
                raise self.wrong(at, f"unknown key `{name}`; known: {', '.join(allowed)}")
            if name in found:
                raise self.wrong(at, f"`{name}` stands here twice")
            found[name] = value
        for name in required:
            if name not in found:
                raise self.wrong(line, f"`{name}` is missing")
        return found

    def scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.wrong(node.start_mark.line + 1, "a text is expected")
        return " ".join(node.value.split())

    def number(self, node: yaml.Node) -> int:
        text = self.scalar(node)
        if not text.isdigit():
            raise self.wrong(node.start_mark.line + 1, f"`{text}` is not a whole number")
        return int(text)

    def word(self, node: yaml.Node, words: tuple[str, ...]) -> str:
        text = self.scalar(node)
        if text not in words:
            raise self.wrong(node.start_mark.line + 1, f"`{text}` is none of {', '.join(words)}")
        return text

    def words(self, node: yaml.Node, words: tuple[str, ...]) -> list[str]:
        return [self.word(item, words) for item in self.items(node, "words")]

    def items(self, node: yaml.Node, of: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise self.wrong(node.start_mark.line + 1, f"a list of {of} is expected")
        return list(node.value)

    def requirements(self, node: yaml.Node) -> list[str]:
        found = []
        for item in self.items(node, "requirements"):
            text = self.scalar(item)
            if not REQUIREMENT.fullmatch(text):
                raise self.wrong(
                    item.start_mark.line + 1, f"`{text}` is not part:edition:id, such as `62443-3-3:2013:SR 5.1`"
                )
            found.append(text)
        return found

    def text(self, node: yaml.Node) -> Text:
        entries = self.mapping(node, _LANGUAGES, _LANGUAGES)
        return Text(nl=self.scalar(entries["nl"]), en=self.scalar(entries["en"]))

    def template(self, node: yaml.Node) -> Text:
        text = self.text(node)
        for language in _LANGUAGES:
            try:
                names = [name for _, name, _, _ in Formatter().parse(getattr(text, language)) if name is not None]
            except ValueError as error:
                raise self.wrong(node.start_mark.line + 1, f"template `{language}`: {error}") from error
            if wrong := [name for name in names if not name.isidentifier()]:
                raise self.wrong(
                    node.start_mark.line + 1, f"template `{language}`: `{{{wrong[0]}}}` is not a column's name"
                )
        return text
