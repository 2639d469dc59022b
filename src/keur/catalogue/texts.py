"""Names and texts from a file of the user's own, such as those of a standard that was bought: CSV, XLSX, YAML, or a
library of CISO Assistant. They are shown instead of keur's labels and are never shipped.

A table has a column `number` and at least one of `name` and `text`; with `_nl` or `_en` behind the name a column is in
that language, without it in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from keur.catalogue.shape import NUMBER, TEXTS
from keur.plant.errors import Mistakes, nearest, shown
from keur.plant.model import Place, Text
from keur.plant.nodes import Mapping, Node, Scalar, Sequence, parse
from keur.plant.shapes import bare
from keur.plant.table import Row, Table, decode, read_csv, read_xlsx

COLUMNS = ("number", "name", "name_nl", "name_en", "text", "text_nl", "text_en", "parent")


@dataclass(frozen=True, slots=True)
class OwnText:
    """What a file of the user's own says of one row."""

    number: str
    label: Text | None
    guidance: Text | None
    parent: str | None
    heading: bool
    """It only groups others."""
    place: Place


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """A file of the user's own."""

    title: Text | None
    credit: Text | None
    texts: tuple[OwnText, ...]


def read_texts(data: bytes, file: str) -> OwnTexts:
    """The texts in a file; its name tells the kind. Raises PlantErrors with all mistakes."""
    mistakes = Mistakes()
    ending = PurePath(file).suffix.lower()
    if ending in (".csv", ".xlsx"):
        table = read_csv(data, file, mistakes) if ending == ".csv" else read_xlsx(data, file, mistakes)
        found = OwnTexts(None, None, tuple(_of_table(table, mistakes)) if table else ())
    elif ending in (".yaml", ".yml"):
        found = _of_yaml(data, file, mistakes)
    else:
        found = OwnTexts(None, None, ())
        mistakes.add(Place(file, 1), Text(nl="kies CSV, XLSX of YAML", en="choose CSV, XLSX or YAML"))
    _once(found.texts, mistakes)
    if not found.texts and not mistakes.errors:
        mistakes.add(Place(file, 1), Text(nl="hier staan geen teksten", en="there are no texts here"))
    mistakes.stop_if_any()
    return found


def _of_table(table: Table, mistakes: Mistakes) -> Iterator[OwnText]:
    for at, name in enumerate(table.header):
        if name not in COLUMNS:
            text = Text(
                nl=f"onbekende kolom `{shown(name)}`; mogelijk: {', '.join(COLUMNS)}",
                en=f"unknown column `{shown(name)}`; possible: {', '.join(COLUMNS)}",
            )
            mistakes.add(table.header_place(at), text, nearest(name, COLUMNS))
    if "number" not in table.columns:
        mistakes.add(table.header_place(0), Text(nl="kolom `number` ontbreekt", en="column `number` is missing"))
        return
    for row in table.rows:
        if not row.cells:
            continue
        place = table.place(row, "number")
        number = _cell(table, row, "number")
        if NUMBER.read(Scalar(number, True, place, 0, 0), "number", mistakes) is None:
            continue
        label, guidance = (_both(table, row, name) for name in ("name", "text"))
        if label is None and guidance is None:
            mistakes.add(
                place, Text(nl=f"`{number}` heeft naam noch tekst", en=f"`{number}` has neither name nor text")
            )
        yield OwnText(number, label, guidance, _cell(table, row, "parent") or None, False, place)


def _cell(table: Table, row: Row, name: str) -> str:
    at = table.columns.get(name)
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _both(table: Table, row: Row, name: str) -> Text | None:
    usual = _cell(table, row, name)
    nl, en = _cell(table, row, f"{name}_nl") or usual, _cell(table, row, f"{name}_en") or usual
    return Text(nl=nl or en, en=en or nl) if nl or en else None


def _of_yaml(data: bytes, file: str, mistakes: Mistakes) -> OwnTexts:
    text = decode(data, file, mistakes)
    root = None if text is None else parse(text.removeprefix("\ufeff"), file, mistakes)
    if isinstance(root, Mapping) and "objects" in root.entries:
        return _of_library(root, mistakes)
    read = None if root is None else TEXTS.read(root, file, mistakes)
    if read is None or "texts" not in read.value:
        return OwnTexts(None, None, ())
    texts = []
    for one in read.value["texts"].value:
        own = bare(one)
        if ("nl" in own) != ("en" in own):
            mistakes.add(one.place, Text(nl="geef de naam in `nl` en in `en`", en="give the name in `nl` and in `en`"))
        label = Text(nl=own["nl"], en=own["en"]) if "nl" in own and "en" in own else None
        guidance = Text(**own["guidance"]) if "guidance" in own else None
        texts.append(OwnText(own.get("number", ""), label, guidance, own.get("parent"), False, one.place))
    return OwnTexts(None, None, tuple(texts))


def _of_library(root: Mapping, mistakes: Mistakes) -> OwnTexts:
    """A library of CISO Assistant. A node without a name of its own has that of the node above it."""
    framework = _at(root, "objects", "framework")
    nodes = _at(framework, "requirement_nodes")
    if not isinstance(nodes, Sequence):
        mistakes.add(root.place, Text(nl="hier staat geen framework in", en="this holds no framework"))
        return OwnTexts(None, None, ())
    language = _word(_at(root, "locale"))
    by_urn: dict[str, Node] = {_word(_at(node, "urn")): node for node in nodes.items}
    texts = []
    for node in nodes.items:
        number = _word(_at(node, "ref_id"))
        if not number:
            continue
        if NUMBER.read(Scalar(number, True, node.place, 0, 0), "ref_id", mistakes) is None:
            continue
        above = by_urn.get(_word(_at(node, "parent_urn")))
        label = _spoken(node, "name", language) or (_spoken(above, "name", language) if above else None)
        heading = _word(_at(node, "assessable")) == "false"
        parent = _word(_at(above, "ref_id")) or None
        texts.append(OwnText(number, label, _spoken(node, "description", language), parent, heading, node.place))
    return OwnTexts(_spoken(root, "name", language), _spoken(root, "copyright", language), tuple(texts))


def _at(node: Node | None, *path: str) -> Node | None:
    for key in path:
        if not isinstance(node, Mapping) or key not in node.entries:
            return None
        node = node.entries[key][1]
    return node


def _word(node: Node | None) -> str:
    return node.value.strip() if isinstance(node, Scalar) and not node.empty else ""


def _spoken(node: Node | None, key: str, language: str) -> Text | None:
    """A text of a library in both languages; in the language of the library where it was not translated."""
    own = _word(_at(node, key))
    said = {"nl": own, "en": own}
    for other in ("nl", "en"):
        if other != language:
            said[other] = _word(_at(node, "translations", other, key)) or own
    return Text(**said) if said["nl"] and said["en"] else None


def _once(texts: Iterable[OwnText], mistakes: Mistakes) -> None:
    seen: dict[str, Place] = {}
    for one in texts:
        if one.number in seen:
            line = seen[one.number].line
            text = Text(
                nl=f"`{one.number}` staat er twee keer; de eerste staat op regel {line}",
                en=f"`{one.number}` stands here twice; the first is on line {line}",
            )
            mistakes.add(one.place, text)
        seen.setdefault(one.number, one.place)
