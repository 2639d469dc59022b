"""The bills of materials of a plant: below `observed/sboms/`, in a folder or file that is named after the asset."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from keur.observe.advisories.model import Problem
from keur.observe.advisories.sources import Found, files
from keur.observe.sboms.model import NotSbom, Sbom
from keur.observe.sboms.reading import read_sbom
from keur.plant.model import Text

FOLDER = "observed/sboms"


@dataclass(slots=True)
class GatheredSboms:
    """What was read."""

    by_asset: dict[str, list[Sbom]] = field(default_factory=lambda: defaultdict(list))
    without_asset: list[Sbom] = field(default_factory=list)
    """Bills whose folder and name fit no asset."""
    problems: list[Problem] = field(default_factory=list)


def read_files(paths: Iterable[Path], problems: list[Problem]) -> list[tuple[Found, Sbom]]:
    """The bills in files, folders and archives, with their content. What is none is reported."""
    read = []
    for path in paths:
        for found in files(path, problems):
            try:
                read.append((found, read_sbom(found.data, found.name)))
            except NotSbom as error:
                problems.append(error.problem)
    return read


def gather_sboms(folder: Path, assets: Collection[str]) -> GatheredSboms:
    """The bills of a plant by asset; none when it has none."""
    gathered = GatheredSboms()
    root = folder / FOLDER
    if not root.is_dir():
        return gathered
    for found, sbom in read_files((root,), gathered.problems):
        gathered.problems += sbom.problems
        below = PurePosixPath(Path(found.name).relative_to(root).as_posix())
        asset = _asset(below, assets)
        if asset is not None:
            gathered.by_asset[asset].append(sbom)
            continue
        gathered.without_asset.append(sbom)
        named = below.parts[0] if len(below.parts) > 1 else below.name.partition(".")[0]
        near = next(iter(difflib.get_close_matches(named, list(assets), 1)), None)
        hint = Text(nl=f"; bedoelt u `{near}`?", en=f"; did you mean `{near}`?") if near else Text(nl="", en="")
        text = Text(
            nl=f"hoort bij geen asset: er is geen asset `{named}`{hint.nl}",
            en=f"belongs to no asset: there is no asset `{named}`{hint.en}",
        )
        gathered.problems.append(Problem(sbom.file, "", text, lost=True))
    return gathered


def _asset(below: PurePosixPath, assets: Collection[str]) -> str | None:
    """The asset whose name the folder has; of a file in no folder, the longest that begins its name."""
    if len(below.parts) > 1:
        return below.parts[0] if below.parts[0] in assets else None
    fitting = [one for one in assets if below.name == one or below.name.startswith(f"{one}.")]
    return max(fitting, key=len, default=None)
