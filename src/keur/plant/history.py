"""The plant folder as it was committed on an earlier day, from git, without a git program."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, ObjectID, Tree
from dulwich.repo import Repo

from keur.plant.model import Text


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that a plant was read from."""

    id: str
    time: dt.datetime
    author: str
    left_out: tuple[str, ...]
    """Links and submodules in the folder, which are not followed."""


class NoHistory(Exception):
    """There is no such plant in git."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def as_committed(folder: Path, until: dt.datetime, into: Path) -> Commit:
    """Writes the folder as the last commit at or before `until` (aware) has it to `into`, which must be empty.

    Only what is reachable from the branch that is checked out counts. Raises NoHistory when the folder is in no
    repository or has no commit then, and OSError."""
    place = folder.resolve()
    try:
        repository = Repo.discover(str(place))
    except NotGitRepository as error:
        raise NoHistory(
            Text(nl=f"{folder} ligt niet in een git-archief", en=f"{folder} is in no git repository")
        ) from error
    with repository:
        try:
            inside = place.relative_to(Path(repository.path).resolve())
            entry = next(iter(repository.get_walker(max_entries=1, until=int(until.timestamp()))), None)
        except (KeyError, ValueError):
            entry = None  # no commit at all, or a bare repository
        if entry is None:
            raise NoHistory(_none_then(folder, until))
        commit = entry.commit
        tree = _tree(repository, commit.tree, inside.parts)
        if tree is None:
            raise NoHistory(_none_then(folder, until))
        left_out = tuple(_write(repository, tree, into, ""))
        zone = dt.timezone(dt.timedelta(seconds=commit.commit_timezone))
        time = dt.datetime.fromtimestamp(commit.commit_time, zone)
        return Commit(commit.id.decode(), time, commit.author.decode("utf-8", "replace"), left_out)


def _none_then(folder: Path, until: dt.datetime) -> Text:
    return Text(
        nl=f"{folder} heeft in git geen vastlegging op of voor {until.date()}",
        en=f"{folder} has no commit in git on or before {until.date()}",
    )


def _tree(repository: Repo, id: ObjectID, parts: Sequence[str]) -> Tree | None:
    """The tree of a folder below another; None when there is none."""
    found = repository[id]
    if not isinstance(found, Tree):
        return None
    if not parts:
        return found
    try:
        return _tree(repository, found[parts[0].encode()][1], parts[1:])
    except KeyError:
        return None


def _write(repository: Repo, tree: Tree, into: Path, path: str) -> Iterator[str]:
    """Writes a tree; gives the paths of what was left out."""
    into.mkdir(exist_ok=True)
    for entry in tree.items():
        name = entry.path.decode("utf-8", "surrogateescape")
        where = f"{path}{name}"
        # A commit may have been made to harm: a name that leads elsewhere is not followed.
        if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
            yield where
        elif stat.S_ISDIR(entry.mode):
            found = repository[entry.sha]
            assert isinstance(found, Tree)  # noqa: S101
            yield from _write(repository, found, into / name, f"{where}/")
        elif stat.S_ISREG(entry.mode):
            blob = repository[entry.sha]
            assert isinstance(blob, Blob)  # noqa: S101
            (into / name).write_bytes(blob.data)
        else:
            yield where
