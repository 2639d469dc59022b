"""Advisories and lists from files, folders, archives and copies of a provider's site, in whatever mixture.

A provider's site (or what a downloader made of it) has more than advisories: a ROLIE feed, hashes, signatures, indexes.
They are used where they tell something: a hash must fit, and what a feed lists should be there.
"""

from __future__ import annotations

import gc
import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from keur.observe.advisories import csaf, feeds
from keur.observe.advisories.feeds import Feeds
from keur.observe.advisories.json_text import JsonError, clean, read
from keur.observe.advisories.model import Advisory, Problem
from keur.observe.advisories.sources import Found, files
from keur.plant.model import Text

_HASHES = (".sha256", ".sha512")
_BESIDE = (".asc", ".sig", ".html", ".htm", ".txt", ".md", ".pdf", ".xml")


@dataclass(slots=True)
class Gathered:
    """What was read."""

    advisories: list[Advisory] = field(default_factory=list)
    """The newest revision of each, by id."""
    earlier: list[Advisory] = field(default_factory=list)
    """Revisions that a newer one replaces."""
    same: int = 0
    """Files whose content stands elsewhere too."""
    feeds: Feeds = field(default_factory=Feeds)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    contents: dict[str, bytes] = field(default_factory=dict)
    """Content, packed by zlib, by SHA-256 of advisories, and by name of lists; only when asked for."""

    def content(self, key: str) -> bytes:
        """The content of an advisory, by its SHA-256, or of a list, by its name."""
        return zlib.decompress(self.contents[key])

    @property
    def withdrawn(self) -> list[Advisory]:
        return [one for one in self.advisories if one.withdrawn]


def read_folder(folder: Path) -> Gathered:
    """The advisories and lists of a folder and the folders below it."""
    return read_paths((folder,))


def read_paths(paths: Iterable[Path], keep_contents: bool = False) -> Gathered:
    """The advisories and lists at some paths. Raises nothing: what cannot be used is a problem."""
    reading = _Reading(keep_contents)
    collecting = gc.isenabled()
    # Parsed documents have no cycles; looking for some takes a third of the time.
    gc.disable()
    try:
        for path in paths:
            for found in files(path, reading.gathered.problems):
                reading.take(found)
    finally:
        if collecting:
            gc.enable()
    return reading.finish()


class _Reading:
    def __init__(self, keep_contents: bool) -> None:
        self.gathered = Gathered()
        self._keep = keep_contents
        self._revisions: dict[str, dict[str, Advisory]] = defaultdict(dict)
        self._hashes: dict[str, str] = {}
        self._digests: dict[str, tuple[str, str]] = {}
        self._listed: dict[str, list[str]] = {}

    def take(self, found: Found) -> None:
        self.gathered.files += 1
        name = found.name.casefold()
        if name.endswith(_HASHES):
            self._hashes[found.name] = found.data[:400].decode("ascii", errors="replace").split(" ")[0].strip()
        elif name.endswith((".csv", ".csv.gz")):
            self._take_csv(found)
        elif not name.endswith(_BESIDE):
            self._take_json(found)

    def _take_csv(self, found: Found) -> None:
        feed = feeds.from_csv(found.data, found.name, self.gathered.problems)
        if feed is not None:
            self.gathered.feeds.add(feed)
            self._keep_content(found.name, found.data)
        elif PurePosixPath(found.name).name != "changes.csv":
            self._problem(found.name, "", "is geen EPSS- of SSVC-lijst", "is no EPSS or SSVC list")

    def _take_json(self, found: Found) -> None:
        try:
            value = read(found.data)
        except JsonError as error:
            self.gathered.problems.append(Problem(found.name, error.where, error.text, lost=True))
            return
        if csaf.is_csaf(value):
            self._take_advisory(found, value)
        elif (feed := feeds.from_json(value, found.name, self.gathered.problems)) is not None:
            self.gathered.feeds.add(feed)
            self._keep_content(found.name, found.data)
        elif isinstance(value, dict) and isinstance(value.get("feed"), dict):
            self._listed[found.name] = _rolie_links(value["feed"])
        elif isinstance(value, dict) and {"bomFormat", "spdxVersion"} & value.keys():
            self._problem(
                found.name,
                "",
                "is een SBOM; zet die bij een asset met keur sboms import",
                "is an SBOM; put it with an asset by keur sboms import",
            )
        elif not (isinstance(value, dict) and {"metadata_version", "aggregator_version"} & value.keys()):
            self._problem(
                found.name,
                "",
                "is JSON, maar geen CSAF, KEV, SSVC of ROLIE",
                "is JSON, but no CSAF, KEV, SSVC or ROLIE",
            )

    def _take_advisory(self, found: Found, value: Any) -> None:
        sha256 = hashlib.sha256(found.data).hexdigest()
        self._digests[found.name] = (sha256, "")
        try:
            advisory, problems = csaf.from_json(value, found.name, sha256)
        except csaf.NotCsaf as error:
            self.gathered.problems.append(error.problem)
            return
        self.gathered.problems += problems
        known = self._revisions[advisory.id]
        if sha256 in known:
            self.gathered.same += 1
            return
        for other in known.values():
            if other.version == advisory.version and other.current_release == advisory.current_release:
                self._problem(
                    found.name,
                    "/document/tracking/version",
                    f"zelfde nummer en revisie als {other.file}, maar andere inhoud",
                    f"same id and revision as {other.file}, but other content",
                )
        known[sha256] = advisory
        self._keep_content(sha256, found.data)

    def _keep_content(self, key: str, data: bytes) -> None:
        if self._keep:
            self.gathered.contents[key] = zlib.compress(data, 1)

    def _problem(self, file: str, where: str, nl: str, en: str) -> None:
        self.gathered.problems.append(Problem(file, where, Text(nl=nl, en=en), lost=True))

    def finish(self) -> Gathered:
        for _, known in sorted(self._revisions.items()):
            *earlier, newest = sorted(known.values(), key=revision_order)
            self.gathered.advisories.append(newest)
            self.gathered.earlier += earlier
        self._check_hashes()
        self._check_lists()
        return self.gathered

    def _check_hashes(self) -> None:
        for name, said in sorted(self._hashes.items()):
            beside = name.rsplit(".", 1)[0]
            if (
                beside in self._digests
                and name.casefold().endswith(".sha256")
                and self._digests[beside][0] != said.casefold()
            ):
                self._problem(
                    beside,
                    "",
                    f"de SHA-256 klopt niet met {PurePosixPath(name).name}: het bestand is veranderd",
                    f"its SHA-256 does not fit {PurePosixPath(name).name}: the file was changed",
                )

    def _check_lists(self) -> None:
        """Says how many of the documents that a ROLIE feed lists are not there."""
        have = {PurePosixPath(name.replace("!", "/")).name.casefold() for name in self._digests}
        for name, links in self._listed.items():
            missing = [link for link in links if PurePosixPath(link).name.casefold() not in have]
            if missing:
                some = ", ".join(PurePosixPath(link).name for link in missing[:3])
                self._problem(
                    name,
                    "",
                    f"noemt {len(missing)} van {len(links)} documenten die er niet bij zitten: {some}",
                    f"lists {len(missing)} of {len(links)} documents that are not here: {some}",
                )


def _rolie_links(feed: dict[str, Any]) -> list[str]:
    found = []
    entries = feed.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        content = entry.get("content") if isinstance(entry, dict) else None
        source = content.get("src") if isinstance(content, dict) else None
        if isinstance(source, str):
            found.append(clean(source, 500))
    return found


def revision_order(advisory: Advisory) -> tuple[list[int], str]:
    """Order of revisions: by number as the standard counts them, then by date."""
    return [
        int(part) for part in re.findall(r"\d{1,9}", advisory.version.split("-")[0].split("+")[0])
    ], advisory.current_release
