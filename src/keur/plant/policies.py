"""The plant's policies: Markdown documents in `declared/policies/`, each with keys between two `---` lines at its top.

What still stands between double brackets, `[[such as this]]`, is a proposal that nobody took over yet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from keur.plant.errors import Mistakes
from keur.plant.files.names import NAME, word
from keur.plant.loading import read_text
from keur.plant.model import Place, Site, Text
from keur.plant.nodes import Scalar, parse
from keur.plant.shapes import Key, ListOf, Read, Record, bare
from keur.plant.values import Day, Words

FOLDER = "declared/policies"
PLACEHOLDER = re.compile(r"\[\[([^\[\]\n]*)\]\]|\[\[|\]\]")
"""A proposal between double brackets, or brackets of which only one side was taken away."""
NAMED = re.compile(r"\{(organisation|site)\}")
"""Where a starting text has a name of the plant."""
Complaint = Callable[[str], Text | None]
"""What is wrong with the id of a row; None when the catalogues have it."""

_KEYS = Record(
    (
        Key("id", NAME, word("Naam van het bestand, zonder `.md`.", "Name of the file, without `.md`.")),
        Key("title", Words(), word("Titel.", "Title.")),
        Key("serves", ListOf(Words()), word("Eisen en artikelen die het dient.", "Requirements and articles served.")),
        Key("owner", Words(), word("Wie ervoor zorgt.", "Who looks after it.")),
        Key("approved_by", Words(), word("Wie het vaststelde.", "Who approved it.")),
        Key("approved_on", Words(), word("Wanneer het is vastgesteld.", "When it was approved.")),
        Key("review", Words(), word("Opnieuw te bezien op.", "To be reviewed again on.")),
    )
)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A proposal that stands in a document."""

    text: str
    """Without the brackets; empty where only one side of them is left."""
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document."""

    id: str
    title: str
    serves: tuple[str, ...]
    """Ids of rows of the catalogues, such as `Cbb 8`."""
    owner: str | None
    """None, as for the next three, while it is a proposal."""
    approved_by: str | None
    approved_on: dt.date | None
    review: dt.date | None
    """It is to be reviewed again by this day."""
    placeholders: tuple[Placeholder, ...]
    sha256: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """What stands in `declared/policies/`."""

    policies: tuple[Policy, ...]
    not_read: tuple[str, ...]
    """Paths below the plant folder of what is no Markdown document."""


def read_policies(folder: Path, complaint: Complaint) -> PolicyFolder:
    """The policies of a plant, by name. Raises PlantErrors with all mistakes of all documents."""
    mistakes = Mistakes()
    there = folder / FOLDER
    if there.exists() and not there.is_dir():
        mistakes.add(Place(FOLDER, 1), Text(nl="dit is geen map", en="this is not a folder"))
    names = sorted(path.name for path in there.iterdir() if path.name[0] != ".") if there.is_dir() else []
    found: list[Policy] = []
    for name in names:
        if name.endswith(".md"):
            file = f"{FOLDER}/{name}"
            text = read_text(folder, file, mistakes)
            policy = None if text is None else read_policy(text, file, name[:-3], complaint, mistakes)
            found += [policy] if policy else []
    mistakes.stop_if_any()
    return PolicyFolder(tuple(found), tuple(f"{FOLDER}/{name}" for name in names if not name.endswith(".md")))


def read_policy(text: str, file: str, name: str, complaint: Complaint, mistakes: Mistakes) -> Policy | None:
    """The policy in a text; None, with the mistakes reported, when its keys are wrong. `name` must be its id."""
    before = len(mistakes.errors)
    keys = _keys(text, file, mistakes)
    node = None if keys is None else parse(keys, file, mistakes)
    read = None if node is None else _KEYS.read(node, file, mistakes)
    if read is None:
        return None
    value: dict[str, Read] = read.value
    _check_id(value.get("id"), name, mistakes)
    for row in value["serves"].value if "serves" in value else ():
        if (wrong := complaint(row.value)) is not None:
            mistakes.add(row.place, wrong)
    approved_on, review = (_day(value.get(name), name, mistakes) for name in ("approved_on", "review"))
    if approved_on and review and review <= approved_on:
        mistakes.add(
            value["review"].place,
            Text(
                nl=f"`review` ({review}) moet na `approved_on` ({approved_on}) liggen",
                en=f"`review` ({review}) must be after `approved_on` ({approved_on})",
            ),
        )
    if len(mistakes.errors) > before:
        return None
    own = bare(read)
    return Policy(
        id=own["id"],
        title=own["title"],
        serves=own["serves"],
        owner=_filled(own["owner"]),
        approved_by=_filled(own["approved_by"]),
        approved_on=approved_on,
        review=review,
        placeholders=tuple(_placeholders(text)),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        place=Place(file, 1),
    )


def write_policy(folder: Path, policy: Policy, site: Site, language: str) -> Path:
    """Writes a starting text into the plant, with the names of organisation and site in it; gives the file.

    Raises FileExistsError when the plant has a document of that name.
    """
    path = folder / FOLDER / f"{policy.id}.md"
    name = site.name.nl if language == "nl" else site.name.en
    named = {"organisation": site.organisation, "site": name}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(NAMED.sub(lambda hit: " ".join(named[hit[1]].split()), policy.text))
    return path


def _keys(text: str, file: str, mistakes: Mistakes) -> str | None:
    """The lines between the two `---`, on the lines where they stand."""
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        mistakes.add(
            Place(file, 1),
            Text(
                nl="het document begint niet met `---` en daaronder de sleutels, zoals `id:` en `owner:`",
                en="the document does not start with `---` and below it the keys, such as `id:` and `owner:`",
            ),
        )
        return None
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), None)
    if end is None:
        mistakes.add(
            Place(file, 1),
            Text(nl="na de sleutels ontbreekt een regel `---`", en="a line `---` is missing after the keys"),
        )
        return None
    return "\n".join(["", *lines[1:end]])


def _check_id(read: Read | None, name: str, mistakes: Mistakes) -> None:
    if read is not None and read.value != name:
        mistakes.add(
            read.place,
            Text(
                nl=f"`id` is `{read.value}`, maar het bestand heet `{name}.md`",
                en=f"`id` is `{read.value}`, but the file is named `{name}.md`",
            ),
        )


def _day(read: Read | None, name: str, mistakes: Mistakes) -> dt.date | None:
    if read is None or _filled(read.value) is None:
        return None
    day = Day().read(Scalar(read.value, True, read.place, 0, 0), name, mistakes)
    return None if day is None else day.value


def _filled(value: str) -> str | None:
    return None if PLACEHOLDER.search(value) else value


def _placeholders(text: str) -> list[Placeholder]:
    lines = enumerate(text.split("\n"), start=1)
    return [Placeholder((hit[1] or "").strip(), number) for number, line in lines for hit in PLACEHOLDER.finditer(line)]
