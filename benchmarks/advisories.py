"""How quick and how right the matching of advisories is, beside the plain way: vendor, likeness of names, versions.

    python benchmarks/advisories.py CORPUS [--advisories 2500] [--assets 5000]

CORPUS is a folder with CSAF advisories. The plain way is measured in the same run.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import itertools
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from keur.observe.advisories.gathering import read_folder
from keur.observe.advisories.model import AFFECTED, Advisory
from keur.plant.model import Asset
from keur.products.matching import Advisories
from keur.products.names import plain
from tests.products import labels

LEAST_LIKENESS = 0.9


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = what()
    return time.perf_counter() - start, found


def multiplied(corpus: Path, folder: Path, count: int) -> None:
    """So many advisories, made of the corpus by changing their ids."""
    sources = sorted(corpus.rglob("icsa-*.json")) + sorted(corpus.rglob("icsma-*.json"))
    for at, source in zip(range(count), itertools.cycle(sources), strict=False):
        document = json.loads(source.read_bytes())
        document["document"]["tracking"]["id"] += f"-{at:05}"
        (folder / f"{source.stem}-{at:05}.json").write_text(json.dumps(document), encoding="utf-8")


def inventory(count: int) -> list[Asset]:
    """So many different assets, made of the labelled ones by changing their firmware."""
    rows = [label.asset for label in labels.labels()]
    made = []
    for at, row in zip(range(count), itertools.cycle(rows), strict=False):
        firmware = f"{row.firmware}.{at // len(rows)}" if row.firmware and at >= len(rows) else row.firmware
        made.append(dataclasses.replace(row, id=f"asset-{at}", firmware=firmware))
    return made


def plain_states(asset: Asset, advisory: Advisory) -> Iterator[str]:
    """The plain way: vendor as a substring, names alike, the first number of the range, status of the product."""
    affected = {id for one in advisory.vulnerabilities for status in AFFECTED for id in one.status.get(status, ())}
    for product in advisory.products.values():
        if product.id not in affected or plain(asset.vendor) not in plain(product.vendor):
            continue
        mine = set(re.findall(r"\w+", plain(asset.product)))
        theirs = set(re.findall(r"\w+", plain(" ".join(product.names))))
        both = " ".join(sorted(mine & theirs))
        if not both or max(likeness(both, mine), likeness(both, theirs)) < LEAST_LIKENESS:
            continue
        yield "affected" if plainly_within(asset.firmware, product.version) else "not affected"


def likeness(both: str, words: set[str]) -> float:
    return difflib.SequenceMatcher(None, both, " ".join(sorted(words))).ratio()


def plainly_within(version: str, expression: str) -> bool:
    if "*" in expression or ("all" in expression.casefold() and not re.search(r"[<>]", expression)):
        return True
    numbers = [int(one) for one in re.findall(r"\d+", version)]
    for sign, bound in re.findall(r"(<=|>=|<|>|=)?\s*[vV]?([\d.]+\d)", expression):
        limit = [int(one) for one in re.findall(r"\d+", bound)]
        within = {"<": numbers < limit, "<=": numbers <= limit, ">": numbers > limit, ">=": numbers >= limit}
        if not within.get(sign, numbers == limit):
            return False
    return bool(numbers)


def quality(corpus: list[Advisory]) -> None:
    """Precision, recall and share of needs check on the labelled pairs."""
    ours, by_id = Advisories(corpus), {advisory.file: advisory for advisory in corpus}
    rows = labels.labels()
    answers: dict[str, list[str]] = {"keur": [], "plain": []}
    for label in rows:
        found = [one.state.value for one in ours.match_one(label.asset) if one.advisory.casefold() == label.advisory]
        answers["keur"].append(found[0] if found else "not affected")
        states = list(plain_states(label.asset, by_id[label.advisory]))
        answers["plain"].append("affected" if "affected" in states else "not affected")
    for who, states in answers.items():
        hits = sum(state == label.expected == "affected" for state, label in zip(states, rows, strict=True))
        said = sum(state == "affected" for state in states)
        checks = sum(state == "needs check" for state in states)
        true = sum(label.expected == "affected" for label in rows)
        share = checks / (said + checks)
        print(f"{who:6} precision {hits / said:.3f}  recall {hits / true:.3f}  needs check {share:.3f}")


def speed(corpus: Path, advisories: int, assets: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        multiplied(corpus, folder, advisories)
        import_seconds, gathered = timed(lambda: read_folder(folder))
        rows = inventory(assets)
        match_seconds, count = timed(lambda: sum(1 for _ in Advisories(gathered.advisories).match(rows)))
        few = rows[: max(1, len(rows) // 250)]
        plain_seconds, _ = timed(
            lambda: [
                state for asset in few for advisory in gathered.advisories for state in plain_states(asset, advisory)
            ]
        )
        whole = Advisories(gathered.advisories)
        items = whole.inventory(rows)
        some = gathered.advisories[:: max(1, len(gathered.advisories) // 100)]
        one_seconds = max(timed(lambda one=one: list(whole.only(one).match_inventory(items)))[0] for one in some)
    plainly = plain_seconds * len(rows) / len(few)
    print(f"import {advisories} advisories: {import_seconds:.2f} s")
    ratio = plainly / match_seconds
    print(f"match {assets} assets: {match_seconds:.2f} s, {count} verdicts; plain way {ratio:.0f} times as long")
    print(f"one new advisory against {assets} assets: {one_seconds:.3f} s, the slowest of {len(some)}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("corpus", type=Path)
    words.add_argument("--advisories", type=int, default=2_500)
    words.add_argument("--assets", type=int, default=5_000)
    given = words.parse_args()
    labels.CORPUS = given.corpus
    quality(labels.corpus())
    speed(given.corpus, given.advisories, given.assets)


if __name__ == "__main__":
    main()
