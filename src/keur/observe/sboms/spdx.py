"""What SPDX 2.2 and 2.3 mean, in whatever form: packages, and the relations that put one below another.

Source: the SPDX specification 2.3 (ISO/IEC 5962:2021 is 2.2), clauses 7 (packages) and 11 (relationships).
"""

from __future__ import annotations

import re

from keur.observe.sboms.tree import Tree, text_of

NOTHING = ("NOASSERTION", "NONE")
BELOW = frozenset(
    ("CONTAINS", "DEPENDS_ON", "DESCRIBES", "HAS_PREREQUISITE", "DYNAMIC_LINK", "STATIC_LINK", "DISTRIBUTION_ARTIFACT")
)
"""The related element is below the first one."""
ABOVE = frozenset(
    (
        *("CONTAINED_BY", "DEPENDENCY_OF", "DESCRIBED_BY", "PREREQUISITE_FOR", "RUNTIME_DEPENDENCY_OF", "PACKAGE_OF"),
        *("OPTIONAL_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "OPTIONAL_COMPONENT_OF", "BUILD_DEPENDENCY_OF"),
    )
)
"""The related element is above the first one."""
DOCUMENT = "SPDXRef-DOCUMENT"
_AGENT = re.compile(r"^(?:Organization|Person|Tool):\s*(?P<name>.*?)\s*(?:\([^()]*\))?\s*$")


def said(value: object) -> str:
    """A value of a field; empty where the field says that nothing is said."""
    text = text_of(value)
    return "" if text in NOTHING else text


def agent(value: object) -> str:
    """The name of a supplier or originator, without its kind and mail address."""
    text = said(value)
    found = _AGENT.match(text)
    return found["name"] if found else text


def relate(tree: Tree, first: str, relation: str, other: str) -> None:
    """Takes a relationship into the tree, where it tells what is below what."""
    if relation in BELOW:
        tree.link(first, other)
    elif relation in ABOVE:
        tree.link(other, first)


def subjects(relations: list[tuple[str, str, str]], described: list[str]) -> list[str]:
    """The ids of what the document describes."""
    found = [other for first, relation, other in relations if first == DOCUMENT and relation == "DESCRIBES"]
    found += [first for first, relation, other in relations if other == DOCUMENT and relation == "DESCRIBED_BY"]
    return list(dict.fromkeys((*described, *found)))
