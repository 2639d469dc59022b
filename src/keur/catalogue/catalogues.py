"""All catalogues together: finding rows by id, what holds on a day, and mappings in both directions.

Each file is read when something of it is asked for, and once.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from keur.catalogue.loading import Folder, Head, load_gaps, load_head, load_mappings, load_rows, with_texts
from keur.catalogue.model import Catalogue, CatalogueKind, Gap, Mapping, Row
from keur.catalogue.texts import read_texts
from keur.plant.errors import Mistakes, nearest
from keur.plant.model import Place, Text


class UnknownRow(LookupError):
    """No row has this id (on the day that is asked for)."""

    def __init__(self, id: str, near: str | None, on: dt.date | None = None) -> None:
        self.id, self.near, self.on = id, near, on
        super().__init__(self.text.en)

    @property
    def text(self) -> Text:
        day = (f" op {self.on}", f" on {self.on}") if self.on else ("", "")
        hint = (f"; bedoelt u `{self.near}`?", f"; did you mean `{self.near}`?") if self.near else ("", "")
        return Text(nl=f"geen rij `{self.id}`{day[0]}{hint[0]}", en=f"no row `{self.id}`{day[1]}{hint[1]}")


class Shelf:
    """The folders of catalogues, read as far as was asked for."""

    def __init__(self, folders: Sequence[Folder], own: Path | None = None) -> None:
        """`own` is the folder of the user's own catalogues and texts."""
        self._own = own
        self._folders = {folder.name: folder for folder in sorted(folders, key=lambda folder: folder.name)}
        self.heads: dict[str, Head] = {name: load_head(folder) for name, folder in self._folders.items()}
        _each_its_own_prefix(self.heads)
        self._rows: dict[str, dict[str, Row]] = {}
        self._gaps: dict[str, tuple[Gap, ...]] = {}
        self._mappings: dict[tuple[str, str], tuple[Mapping, ...]] = {}

    def rows(self, id: str) -> dict[str, Row]:
        """Rows of a catalogue by id, in the order of its document."""
        if id not in self._rows:
            rows = load_rows(self._folders[id], self.heads[id])
            texts = self._own / id / "texts.yaml" if self._own else None
            if texts and texts.is_file():
                own = read_texts(texts.read_bytes(), f"{id}/texts.yaml")
                rows = with_texts(rows, own.texts, self.heads[id])
            self._rows[id] = rows
        return self._rows[id]

    def gaps(self, id: str) -> tuple[Gap, ...]:
        if id not in self._gaps:
            self._gaps[id] = load_gaps(self._folders[id], self.heads[id], self.numbers(id))
        return self._gaps[id]

    def targets(self, id: str) -> list[str]:
        """The catalogues that rows of a catalogue are mapped to."""
        names = (entry.name for entry in self._folders[id].iterdir())
        files = sorted(name for name in names if name.startswith("mapping-") and name.endswith(".yaml"))
        targets = [file.removeprefix("mapping-").removesuffix(".yaml") for file in files]
        for file, to in zip(files, targets, strict=True):
            _known(to, f"{id}/{file}", self.heads)
        return targets

    def mappings(self, id: str, to: str) -> tuple[Mapping, ...]:
        """Mappings that start at rows of a catalogue and end at rows of another."""
        if (id, to) not in self._mappings:
            ends = self.numbers(id), self.heads[to].catalogue, self.numbers(to)
            self._mappings[id, to] = tuple(
                load_mappings(self._folders[id], f"mapping-{to}.yaml", self.heads[id], *ends)
            )
        return self._mappings[id, to]

    def numbers(self, id: str) -> list[str]:
        return [row.number for row in self.rows(id).values()]


class Catalogues:
    """Laws and standards. `as_of` gives those that hold on a day."""

    def __init__(self, shelf: Shelf, on: dt.date | None = None) -> None:
        self._shelf = shelf
        self._on = on

    def as_of(self, day: dt.date) -> Catalogues:
        """The same, with only what is valid on a day. Drafts never are."""
        return Catalogues(self._shelf, day)

    def all(self) -> tuple[Catalogue, ...]:
        """Every catalogue, also those of which nothing is valid on the day."""
        return tuple(head.catalogue for head in self._shelf.heads.values())

    def catalogue(self, id: str) -> Catalogue:
        """The catalogue with this id. Raises UnknownRow, with the nearest id."""
        if id not in self._shelf.heads:
            raise UnknownRow(id, nearest(id, self._shelf.heads))
        return self._shelf.heads[id].catalogue

    def is_partial(self, id: str) -> bool:
        """Whether the catalogue has only some of the rows of its document."""
        self.catalogue(id)
        return self._shelf.heads[id].partial

    def rows(self, id: str) -> tuple[Row, ...]:
        """The rows of a catalogue, in the order of its document."""
        self.catalogue(id)
        return tuple(row for row in self._shelf.rows(id).values() if self._holds(row))

    def row(self, id: str) -> Row:
        """The row with this id, such as `Cbw 21(3)(d)`. Raises UnknownRow, with the nearest id."""
        row = self._find(id)
        if row is None:
            raise UnknownRow(id, self._near(id), self._on)
        return row

    def knows(self, id: str) -> bool:
        """Whether there is a row with this id."""
        return self._find(id) is not None

    def every_row(self) -> Iterator[Row]:
        """All rows of all catalogues."""
        for id in self._shelf.heads:
            yield from self.rows(id)

    def gaps(self, id: str) -> tuple[Gap, ...]:
        """What the law asks and the standard with this id does not give."""
        self.catalogue(id)
        return self._shelf.gaps(id)

    def children(self, id: str) -> tuple[Row, ...]:
        """Rows that are part of a row."""
        return tuple(one for one in self.rows(self.row(id).catalogue) if one.parent == id)

    def gaps_about(self, id: str) -> tuple[Gap, ...]:
        """Gaps that a row of law asks to fill, or that a row of a standard comes nearest to."""
        every = (gap for one in self._shelf.heads for gap in self.gaps(one))
        return tuple(gap for gap in every if id in gap.obligations or id in gap.nearest)

    def search(self, words: str) -> tuple[Row, ...]:
        """Rows in which every word occurs, in either language or in the id; those with all words in id or label first.

        Case and accents of the words do not matter.
        """
        wanted = _folded(words).split()
        named, told = [], []
        for row in self.every_row():
            name = _folded(f"{row.id} {row.label.nl} {row.label.en}")
            if all(word in name for word in wanted):
                named.append(row)
                continue
            more = " ".join(f"{text.nl} {text.en}" for text in (row.guidance, row.note) if text)
            whole = f"{name} {_folded(more)}"
            if all(word in whole for word in wanted):
                told.append(row)
        return (*named, *told)

    def mappings_from(self, id: str, to: str | None = None) -> tuple[Mapping, ...]:
        """Mappings that start at a row; `to` limits them to one catalogue."""
        return tuple(one for one in self.mappings(self.row(id).catalogue, to) if one.from_id == id)

    def mappings_to(self, id: str) -> tuple[Mapping, ...]:
        """Mappings that end at a row. Reads all catalogues."""
        to = self.row(id).catalogue
        return tuple(one for start in self._shelf.heads for one in self.mappings(start, to) if one.to_id == id)

    def mappings(self, id: str, to: str | None = None) -> tuple[Mapping, ...]:
        """Mappings that start at any row of a catalogue and end at a row that holds; `to` limits them to one."""
        self.catalogue(id)
        if to is not None:
            self.catalogue(to)
        targets = [one for one in self._shelf.targets(id) if to in (None, one)]
        found = (one for target in targets for one in self._shelf.mappings(id, target))
        return tuple(one for one in found if self._on is None or (self.knows(one.from_id) and self.knows(one.to_id)))

    def _find(self, id: str) -> Row | None:
        for name, head in self._shelf.heads.items():
            if id.startswith(head.catalogue.prefix):
                row = self._shelf.rows(name).get(id)
                if row is not None:
                    return row if self._holds(row) else None
        return None

    def _near(self, id: str) -> str | None:
        """The id that was probably meant: the same letters and digits, or else much alike. None when the id itself is
        right, so that only the day is wrong."""
        alike: list[str] = []
        for name, head in self._shelf.heads.items():
            if head.catalogue.prefix[:3].lower() == id[:3].lower():
                alike += self._shelf.rows(name)
        if id in alike:
            return None
        same = (one for one in alike if _bare(one) == _bare(id))
        return next(same, None) or nearest(id, alike, 0.75)

    def _holds(self, row: Row) -> bool:
        if self._on is None:
            return True
        return self._shelf.heads[row.catalogue].catalogue.kind is not CatalogueKind.DRAFT and row.holds_on(self._on)


def _each_its_own_prefix(heads: dict[str, Head]) -> None:
    mistakes, seen = Mistakes(), dict[str, str]()
    for name, head in heads.items():
        other = seen.setdefault(head.catalogue.prefix, name)
        if other != name:
            text = Text(nl=f"`{other}` heeft dezelfde `prefix`", en=f"`{other}` has the same `prefix`")
            mistakes.add(Place(f"{name}/catalogue.yaml", 1), text)
    mistakes.stop_if_any()


def _known(id: str, file: str, heads: dict[str, Head]) -> None:
    if id not in heads:
        mistakes = Mistakes()
        text = Text(nl=f"er is geen catalogus `{id}`", en=f"there is no catalogue `{id}`")
        mistakes.add(Place(file, 1), text, nearest(id, heads))
        mistakes.stop_if_any()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def _bare(id: str) -> str:
    return "".join(filter(str.isalnum, id)).lower()


@cache
def shipped() -> Catalogues:
    """The catalogues that come with keur."""
    return Catalogues(Shelf(_shipped_folders()))


def with_own(folder: Path) -> Catalogues:
    """The catalogues that come with keur, with the texts and catalogues in a folder of the user's own.

    Raises PlantErrors when the folder or a file in it is wrong.
    """
    mistakes = Mistakes()
    if not folder.is_dir():
        mistakes.add(Place(str(folder), 1), Text(nl="dit is geen map", en="this is not a folder"))
    mistakes.stop_if_any()
    folders: list[Folder] = _shipped_folders()
    names = {one.name for one in folders}
    for own in sorted(folder.iterdir()):
        if (own / "catalogue.yaml").is_file():
            if own.name in names:
                text = Text(nl=f"`{own.name}` is een catalogus van keur", en=f"`{own.name}` is a catalogue of keur")
                mistakes.add(Place(f"{own.name}/catalogue.yaml", 1), text)
            folders.append(own)
        elif (own / "texts.yaml").is_file() and own.name not in names:
            text = Text(nl=f"keur heeft geen catalogus `{own.name}`", en=f"keur has no catalogue `{own.name}`")
            mistakes.add(Place(f"{own.name}/texts.yaml", 1), text, nearest(own.name, names))
    mistakes.stop_if_any()
    return Catalogues(Shelf(folders, folder))


def _shipped_folders() -> list[Folder]:
    root = resources.files("keur.catalogue")
    return [entry for entry in root.iterdir() if (entry / "catalogue.yaml").is_file()]
