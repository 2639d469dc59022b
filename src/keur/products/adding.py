"""Puts advisories, lists and bills of materials into a plant folder, below `observed/`."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from keur.observe.advisories.feeds import Feed, FeedKind
from keur.observe.advisories.gathering import Gathered, read_folder, read_paths, revision_order
from keur.observe.advisories.model import Advisory, Problem
from keur.observe.advisories.sources import EARLIER
from keur.observe.sboms.gathering import FOLDER as SBOMS
from keur.observe.sboms.gathering import read_files
from keur.observe.sboms.model import Sbom
from keur.plant.model import Text
from keur.products import ADVISORIES


@dataclass(slots=True)
class Imported:
    """What an import did."""

    files: int
    new: list[Advisory] = field(default_factory=list)
    revised: list[Advisory] = field(default_factory=list)
    """Advisories of which an earlier revision was there; that one now lies in a folder of its own."""
    known: int = 0
    """Advisories that were there already, in this revision or a later one."""
    feeds: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class AddedSboms:
    """What an import of bills of materials did."""

    read: list[Sbom] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    """Paths below the plant folder."""
    known: int = 0
    """Bills that an asset had already, byte for byte."""
    problems: list[Problem] = field(default_factory=list)


def file_name(id: str) -> str:
    """The name that CSAF prescribes for an advisory's file."""
    return re.sub(r"[^+\-a-z0-9]+", "_", id.casefold())[:200] + ".json"


def gather_plant(folder: Path) -> Gathered:
    """The advisories and lists of a plant; none when it has none."""
    root = folder / ADVISORIES
    return read_folder(root) if root.is_dir() else Gathered()


def add_advisories(folder: Path, paths: Iterable[Path]) -> Imported:
    """Reads advisories and lists from files, folders and archives, and copies into the plant folder what can be used.

    A newer revision takes the place of an earlier one, which is kept.

    Raises OSError when the folder cannot be written."""
    given = read_paths(paths, keep_contents=True)
    stored = gather_plant(folder)
    there = {one.id: one for one in stored.advisories}
    done = Imported(given.files, problems=given.problems)
    root = folder / ADVISORIES
    taken = {Path(one.file): one.id for one in stored.advisories}
    writing: dict[Path, bytes] = {}
    aside: list[Advisory] = []
    for advisory in given.advisories:
        before = there.get(advisory.id)
        if before is not None and (
            before.sha256 == advisory.sha256 or revision_order(advisory) < revision_order(before)
        ):
            done.known += 1
            continue
        if before is not None:
            aside.append(before)
        target = root / file_name(advisory.id)
        if taken.setdefault(target, advisory.id) != advisory.id:  # of two ids that differ in a mark or a capital
            target = target.with_name(f"{target.stem}-{hashlib.sha256(os.fsencode(advisory.id)).hexdigest()[:8]}.json")
        writing[target] = given.content(advisory.sha256)
        (done.revised if before is not None else done.new).append(advisory)
    for kind, feed in given.feeds.newest.items():
        known = stored.feeds.newest.get(kind)
        # Records of single vulnerabilities go together, whatever their day.
        whole = kind is not FeedKind.SSVC or (len(feed.files) == 1 and len(feed.entries) > 1)
        if whole and known is not None and (feed.date or dt.date.min) < (known.date or dt.date.min):
            done.problems.append(_older(feed, known))
            continue
        for name in feed.files:
            target = root / "feeds" / kind.lower() / _safe_name(name, "list")
            if target in writing:
                target = target.with_name(f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}-{target.name}")
            writing[target] = given.content(name)
            done.feeds.append(name)
    _write_all(writing, root, aside)
    return done


def _older(feed: Feed, known: Feed) -> Problem:
    text = Text(
        nl=f"de fabriek heeft een nieuwere lijst {feed.kind} ({known.date}); deze is niet bewaard",
        en=f"the plant has a newer list {feed.kind} ({known.date}); this one was not kept",
    )
    return Problem(feed.file, "", text)


def _write_all(writing: Mapping[Path, bytes], root: Path, aside: Iterable[Advisory]) -> None:
    """Writes all files beside their places first, so that a full disk leaves the folder as it was."""
    beside = {target: target.with_name(f".{target.name[:200]}.part") for target in writing}
    try:
        for target, data in writing.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside[target].write_bytes(data)
        for advisory in aside:
            _put_aside(root, Path(advisory.file), advisory)
        for target, part in beside.items():
            part.replace(target)
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)


def add_sboms(folder: Path, paths: Iterable[Path], assets: Collection[str]) -> AddedSboms:
    """Reads bills of materials, and copies those that can be used into the folder of each asset. One of the same name
    with other content stays, and the new one gets a number.

    Raises OSError when the folder cannot be written."""
    done = AddedSboms()
    for found, sbom in read_files(paths, done.problems):
        done.read.append(sbom)
        done.problems += sbom.problems
        name = _safe_name(found.name, "sbom")
        for asset in assets:
            root = folder / SBOMS / asset
            if any(one.is_file() and one.read_bytes() == found.data for one in sorted(root.glob("*"))):
                done.known += 1
                continue
            target = _free(root / name)
            _write(target, found.data)
            done.added.append(target.relative_to(folder).as_posix())
    return done


def _safe_name(name: str, otherwise: str) -> str:
    """The name of a file, of what is in an archive too, as it can be written anywhere."""
    last = PurePosixPath(name.replace("!", "/")).name.removesuffix(".gz")
    return re.sub(r"[^\w.+-]+", "_", last)[-150:].lstrip(".") or otherwise


def _free(target: Path) -> Path:
    stem, dot, ending = target.name.partition(".")
    names = (target.name, *(f"{stem}-{number}{dot}{ending}" for number in range(2, 10_000)))
    return next(found for name in names if not (found := target.with_name(name)).exists())


def _put_aside(root: Path, file: Path, advisory: Advisory) -> None:
    aside = (
        root / EARLIER / f"{file.stem}-{re.sub(r'[^0-9A-Za-z.]+', '_', advisory.version)}-{advisory.sha256[:8]}.json"
    )
    aside.parent.mkdir(parents=True, exist_ok=True)
    file.replace(aside)


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
