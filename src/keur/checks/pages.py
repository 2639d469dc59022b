"""The manual's page of each check, made from its description: for `keur explain` and for the documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from keur.catalogue import Row, shipped
from keur.catalogue.wording import marked
from keur.checks.description import Description
from keur.checks.finding import SEVERITIES
from keur.checks.registry import Check
from keur.plant.model import Text

Language = Literal["nl", "en"]

SEVERITY = dict(
    zip(
        SEVERITIES,
        (Text("kritiek", "critical"), Text("hoog", "high"), Text("midden", "medium"), Text("laag", "low")),
        strict=True,
    )
)
_WHAT = Text("Wat het doet", "What it does")
_WHY = Text("Waarom dat erg is in een fabriek", "Why it is bad in a plant")
_EXAMPLE = Text("Voorbeeld", "Example")
_DO = Text("Wat te doen", "What to do")
_EVIDENCES = Text("Raakt deze eisen", "Bears on these requirements")
_MEANING = Text("Ernst: {}. Versie {}.", "Severity: {}. Version {}.")


@dataclass(frozen=True, slots=True)
class Explained:
    """Something that makes findings, and what it says of itself."""

    id: str
    description: Description


def page(check: Check | Explained, language: Language, link: Callable[[Row], str] = lambda row: row.id) -> str:
    """The page of a check, as Markdown. `link` says how a requirement is shown: by its id, or as a link."""
    about = check.description

    def say(text: Text) -> str:
        return str(getattr(text, language))

    parts = [
        f"# {say(about.title)}",
        f"`{check.id}` · " + say(_MEANING).format(say(SEVERITY[about.severity]), about.version),
        f"## {say(_WHAT)}",
        say(about.what),
        f"## {say(_WHY)}",
        say(about.why),
    ]
    if about.example:
        parts += [f"## {say(_EXAMPLE)}", say(about.example)]
    parts += [f"## {say(_DO)}", say(about.do)]
    rows = [shipped().row(requirement) for requirement in about.evidences]
    if rows:
        parts += [f"## {say(_EVIDENCES)}", "\n".join(f"- {_named(row, link)}: {say(marked(row))}" for row in rows)]
    return "\n\n".join(parts) + "\n"


def _named(row: Row, link: Callable[[Row], str]) -> str:
    """How people cite it: a standard with its publisher, law as it is."""
    return f"IEC {link(row)}" if row.id.startswith("62443") else link(row)
