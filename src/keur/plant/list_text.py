"""A YAML file that holds one list of records, as a text to edit: its records as written, and the text with others."""

from __future__ import annotations

from collections.abc import Sequence

from keur.plant.amendments import Content, amend, contents, emptied, record_lines
from keur.plant.errors import Mistakes
from keur.plant.model import Text
from keur.plant.nodes import Mapping as MappingNode
from keur.plant.nodes import Node, parse
from keur.plant.nodes import Sequence as SequenceNode

Entry = dict[str, Content]


def entries(text: str, file: str) -> tuple[Entry, ...]:
    """The records of a file that has its shape. Raises PlantErrors when it is no YAML."""
    return entries_of(_listed(text, file))


def entries_of(listed: Node) -> tuple[Entry, ...]:
    """The records of a list."""
    items = contents(listed) if isinstance(listed, SequenceNode) else []
    return tuple(one for one in items if isinstance(one, dict))


def list_in(node: Node) -> Node:
    """The one list of a file."""
    assert isinstance(node, MappingNode)  # noqa: S101  the plant loaded, so the file has its shape
    ((_, listed),) = node.entries.values()
    return listed


def with_entries(text: str, file: str, key: str, wanted: Sequence[Entry]) -> str:
    """The text with other records, told apart by their `id`: those that stay in their order, new ones last. Comments
    and layout stay. `key` is the key of the list.

    Raises PlantErrors when the layout cannot be edited safely."""
    listed = _listed(text, file)
    before = entries_of(listed)
    if list(before) == list(wanted):
        return text
    place = listed.place
    names = {one["id"] for one in wanted}
    if any(entry["id"] in names for entry in before):
        text = amend(text, listed, key, list(wanted))
    else:
        text = emptied(text, listed) if isinstance(listed, SequenceNode) and listed.items else text
        text = _appended(text, _listed(text, file), wanted)
    node = parse(text, file, Mistakes())
    if node is None or entries_of(list_in(node)) != tuple(wanted):
        mistakes = Mistakes()
        mistakes.add(
            place,
            Text(
                nl="in deze opmaak kan keur niet veilig in de lijst schrijven; zet elke sleutel op een eigen regel",
                en="keur cannot safely write into a list in this layout; put each key on its own line",
            ),
        )
        mistakes.stop_if_any()
    return text


def _listed(text: str, file: str) -> Node:
    mistakes = Mistakes()
    node = parse(text, file, mistakes)
    mistakes.stop_if_any()
    assert node is not None  # noqa: S101  no mistakes, so there is a tree
    return list_in(node)


def _appended(text: str, listed: Node, wanted: Sequence[Entry]) -> str:
    """The text with records in a list that has none."""
    if not wanted:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    if isinstance(listed, SequenceNode) or listed.end > listed.start:
        text = text[: listed.start].rstrip(" ") + text[listed.end :]
    if not text.endswith("\n"):
        text += newline
    return text + "".join(line + newline for entry in wanted for line in record_lines(entry, 2))
