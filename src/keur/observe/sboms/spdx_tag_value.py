"""SPDX 2.2 and 2.3 as tags and values, one on a line; a value in `<text>` may take several."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from keur.observe.advisories.model import MOST_PROBLEMS, Problem
from keur.observe.sboms import spdx
from keur.observe.sboms.model import Sbom
from keur.observe.sboms.tree import Component, Tree, text_of
from keur.plant.model import Text

_HEAD = re.compile(rb"^\s*SPDXVersion:", re.MULTILINE)
_LINE = re.compile(r"^(?P<tag>[A-Za-z]+):\s*(?P<value>.*)$")
_STARTS = frozenset(("FileName", "SnippetSPDXID", "LicenseID", "Annotator", "Reviewer"))
"""Tags with which a section begins that is about no package."""

_MOSTLY_WRONG = Text(
    nl="de meeste regels kloppen niet; de rest is niet gelezen", en="most lines do not fit; the rest was not read"
)


def recognise(data: bytes) -> bool:
    """Whether a file is meant as SPDX in tags and values."""
    return bool(_HEAD.search(data[:4_000]))


def read(text: str, file: str, sha256: str) -> Sbom:
    tree = Tree(file, sha256)
    version, name = "", ""
    relations: list[tuple[str, str, str]] = []
    others: set[str] = set()
    package: _Package | None = None
    elsewhere = False
    for number, tag, value in _pairs(text, tree):
        if tag == "SPDXVersion":
            version = text_of(value, 20).removeprefix("SPDX-")
        elif tag == "DocumentName":
            name = text_of(value)
        elif tag == "PackageName":
            if package is not None:
                tree.add(package.component())
            if tree.full:
                break
            package, elsewhere = _Package(text_of(value), f"line {number}"), False
        elif tag in _STARTS:
            elsewhere = True
        elif tag == "Relationship" and len(words := value.split()) >= 3:
            relations.append((words[0], words[1].upper(), words[2]))
        elif tag == "SPDXID" and elsewhere:
            others.add(value.strip())
        elif package is not None and not elsewhere:
            package.take(tag, value)
    if package is not None:
        tree.add(package.component())
    for first, relation, other in relations:
        if not {first, other} & others:
            spdx.relate(tree, first, relation, other)
    subjects = spdx.subjects(relations, [])
    shown = ", ".join(found for one in subjects if (found := tree.name_of(one))) or name
    parts = tree.parts(subjects)
    return Sbom(file, sha256, f"SPDX {version} tag-value", shown, parts, tree.problems.told())


def _pairs(text: str, tree: Tree) -> Iterator[tuple[int, str, str]]:
    """Line, tag and value; what is neither is reported and passed over."""
    lines = iter(enumerate(io.StringIO(text, newline=None), start=1))
    wrong = 0
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.match(line.strip())
        if found is None:
            words = Text(nl="is geen regel `Tag: waarde`; overgeslagen", en="is no line `Tag: value`; passed over")
            tree.report(f"line {number}", words, lost=True)
            wrong += 1
            if wrong > max(MOST_PROBLEMS, number // 2):
                tree.problems.insert(0, Problem(tree.file, f"line {number}", _MOSTLY_WRONG, lost=True))
                return
            continue
        value = found["value"]
        if value.startswith("<text>"):
            pieces = [value.removeprefix("<text>")]
            while "</text>" not in pieces[-1]:
                following = next(lines, None)
                if following is None:
                    words = Text(nl="`<text>` wordt niet afgesloten", en="`<text>` is not closed")
                    tree.report(f"line {number}", words, lost=True)
                    break
                pieces.append(following[1].rstrip("\n"))
            value = "\n".join(pieces).partition("</text>")[0]
        yield number, found["tag"], value


class _Package:
    """The tags of one package as they come."""

    def __init__(self, name: str, position: str) -> None:
        self._name = name
        self._position = position
        self._tags: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self._hashes: list[tuple[str, str]] = []

    def take(self, tag: str, value: str) -> None:
        if tag == "ExternalRef" and len(words := value.split(None, 2)) == 3:
            self._references[words[1]] = text_of(words[2], 2_000)
        elif tag == "PackageChecksum":
            algorithm, _, sum_ = value.partition(":")
            self._hashes.append((text_of(algorithm, 40), text_of(sum_, 200)))
        else:
            self._tags.setdefault(tag, value)

    def component(self) -> Component:
        tags, references = self._tags, self._references
        return Component(
            ref=text_of(tags.get("SPDXID")),
            name=self._name,
            position=self._position,
            version=spdx.said(tags.get("PackageVersion")),
            supplier=spdx.agent(tags.get("PackageSupplier")) or spdx.agent(tags.get("PackageOriginator")),
            kind=text_of(tags.get("PrimaryPackagePurpose"), 60).casefold(),
            purl=references.get("purl", ""),
            cpe=references.get("cpe23Type", references.get("cpe22Type", "")),
            hashes=tuple(self._hashes),
            licence=spdx.said(tags.get("PackageLicenseConcluded")) or spdx.said(tags.get("PackageLicenseDeclared")),
        )
