"""One CSAF document, 2.0 or 2.1, to an advisory.

Structure is checked where matching rests on it. A fault that leaves the rest usable is a problem beside the advisory;
one that does not is an error with its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from keur.observe.advisories import csaf_products
from keur.observe.advisories.json_text import JsonError, clean, read
from keur.observe.advisories.model import Advisory, FileProblems, Flag, Problem, Remediation, Threat, Vulnerability
from keur.observe.advisories.threats import EXPLOIT_STATUS
from keur.plant.model import Text

VERSIONS = ("2.0", "2.1")
MOST_VULNERABILITIES = 20_000
_WITHDRAWN = re.compile(r"\b(?:withdrawn|rejected|revoked|retracted)\b", re.IGNORECASE)


class NotCsaf(Exception):
    """A file that is no CSAF document which keur can use."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.file}: {problem.text.en}")
        self.problem = problem


def read_advisory(data: bytes, file: str) -> tuple[Advisory, list[Problem]]:
    """The advisory in a document, and what was wrong with it. Raises `NotCsaf`."""
    try:
        value = read(data)
    except JsonError as error:
        raise NotCsaf(Problem(file, error.where, error.text, lost=True)) from None
    return from_json(value, file, hashlib.sha256(data).hexdigest())


def is_csaf(value: Any) -> bool:
    """Whether a JSON value looks as if it is meant to be a CSAF document."""
    return isinstance(value, dict) and isinstance(value.get("document"), dict) and "csaf_version" in value["document"]


def from_json(value: Any, file: str, sha256: str) -> tuple[Advisory, list[Problem]]:
    """The advisory in a parsed document. Raises `NotCsaf`."""
    document = _part(value, ("document",), file)
    version = _string(document, "csaf_version", "/document", file)
    if version not in VERSIONS:
        text = Text(
            nl=f"is CSAF `{clean(version, 20)}`; keur leest {' en '.join(VERSIONS)}",
            en=f"is CSAF `{clean(version, 20)}`; keur reads {' and '.join(VERSIONS)}",
        )
        raise NotCsaf(Problem(file, "/document/csaf_version", text, lost=True))
    tracking = _part(value, ("document", "tracking"), file)
    problems = FileProblems(file)
    tree = csaf_products.Tree(value.get("product_tree"), file, problems)
    revisions = _revisions(tracking)
    title, category = _string(document, "title", "/document", file), _string(document, "category", "/document", file)
    advisory = Advisory(
        id=_string(tracking, "id", "/document/tracking", file),
        title=title,
        version=_string(tracking, "version", "/document/tracking", file),
        status=_string(tracking, "status", "/document/tracking", file),
        category=category,
        csaf_version=version,
        publisher=_string(_part(value, ("document", "publisher"), file), "name", "/document/publisher", file),
        initial_release=_string(tracking, "initial_release_date", "/document/tracking", file),
        current_release=_string(tracking, "current_release_date", "/document/tracking", file),
        sha256=sha256,
        file=file,
        products=tree.products,
        vulnerabilities=_vulnerabilities(value.get("vulnerabilities"), tree, file, problems),
        revisions=revisions,
        withdrawn=_withdrawn(title, category, revisions),
    )
    return advisory, list(problems.told())


def _part(value: Any, path: tuple[str, ...], file: str) -> Mapping[str, Any]:
    for at, name in enumerate(path):
        value = value.get(name) if isinstance(value, dict) else None
        if not isinstance(value, dict):
            where = "/" + "/".join(path[: at + 1])
            raise NotCsaf(
                Problem(
                    file,
                    where,
                    Text(nl=f"`{where}` ontbreekt: dit is geen CSAF", en=f"`{where}` is missing: this is not CSAF"),
                    lost=True,
                )
            )
    return value  # type: ignore[no-any-return]


def _string(part: Mapping[str, Any], name: str, where: str, file: str) -> str:
    found = part.get(name)
    if isinstance(found, str) and found.strip():
        return clean(found.strip(), 2_000)
    text = Text(
        nl=f"`{name}` ontbreekt of is leeg, terwijl CSAF het eist",
        en=f"`{name}`, which CSAF requires, is missing or blank",
    )
    raise NotCsaf(Problem(file, f"{where}/{name}", text, lost=True))


def _revisions(tracking: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    history = tracking.get("revision_history")
    entries = [one for one in history if isinstance(one, dict)] if isinstance(history, list) else []
    return tuple(
        (
            clean(str(one.get("number", "")), 40),
            clean(str(one.get("date", "")), 40),
            clean(str(one.get("summary", "")), 1_000),
        )
        for one in entries[:1_000]
    )


def _withdrawn(title: str, category: str, revisions: tuple[tuple[str, str, str], ...]) -> str:
    if category.casefold() in ("csaf_withdrawn", "csaf_superseded"):
        return revisions[-1][2] if revisions and revisions[-1][2] else category
    if _WITHDRAWN.search(title):
        return title
    last = max(revisions, key=lambda one: one[1], default=("", "", ""))[2]
    return last if re.search(r"\badvisory\b.{0,40}\b(?:withdrawn|retracted|revoked)\b", last, re.IGNORECASE) else ""


def _vulnerabilities(
    value: Any, tree: csaf_products.Tree, file: str, problems: list[Problem]
) -> tuple[Vulnerability, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        text = Text(nl="is geen lijst; niets ervan is gelezen", en="is no list; nothing of it was read")
        problems.append(Problem(file, "/vulnerabilities", text, lost=True))
        return ()
    found = []
    if len(value) > MOST_VULNERABILITIES:
        text = Text(
            nl=f"heeft {len(value)} kwetsbaarheden; de eerste {MOST_VULNERABILITIES} zijn gelezen",
            en=f"has {len(value)} vulnerabilities; the first {MOST_VULNERABILITIES} were read",
        )
        problems.append(Problem(file, "/vulnerabilities", text, lost=True))
    for at, one in enumerate(value[:MOST_VULNERABILITIES]):
        where = f"/vulnerabilities/{at}"
        if isinstance(one, dict):
            found.append(_vulnerability(one, where, tree, file, problems))
        else:
            problems.append(Problem(file, where, Text(nl="is geen object", en="is no object"), lost=True))
    return tuple(found)


def _vulnerability(
    one: Mapping[str, Any], where: str, tree: csaf_products.Tree, file: str, problems: list[Problem]
) -> Vulnerability:
    status: dict[str, frozenset[str]] = {}
    written = one.get("product_status")
    for name, ids in written.items() if isinstance(written, dict) else ():
        status[name] = _known(ids, f"{where}/product_status/{name}", tree, file, problems)

    def products(part: Mapping[str, Any], kind: str, at: int) -> frozenset[str]:
        return _products(part, f"{where}/{kind}/{at}", tree, file, problems)

    remediations = [
        Remediation(str(one.get("category", "")), clean(str(one.get("details", ""))), products(one, "remediations", at))
        for at, one in enumerate(_objects(one.get("remediations")))
    ]
    flags = [
        Flag(clean(str(one.get("label", "")), 100), products(one, "flags", at))
        for at, one in enumerate(_objects(one.get("flags")))
    ]
    threats = [
        Threat(
            clean(str(one.get("category", "")), 60), clean(str(one.get("details", ""))), products(one, "threats", at)
        )
        for at, one in enumerate(_objects(one.get("threats")))
    ]
    threats += [
        Threat(EXPLOIT_STATUS, f"First known exploitation: {day}", products(one, "first_known_exploitation_dates", at))
        for at, one in enumerate(_objects(one.get("first_known_exploitation_dates")))
        if (day := clean(str(one.get("exploitation_date", "")), 40))
    ]
    score, vector = _score(one)
    title = clean(str(one.get("title", "")), 500)
    return Vulnerability(_name(one), title, status, tuple(remediations), score, vector, tuple(flags), tuple(threats))


def _products(
    part: Mapping[str, Any], where: str, tree: csaf_products.Tree, file: str, problems: list[Problem]
) -> frozenset[str]:
    """The products of a remedy, flag or threat, by their ids and by their groups."""
    ids = set(_known(part.get("product_ids", []), f"{where}/product_ids", tree, file, problems))
    for group in part.get("group_ids", []) if isinstance(part.get("group_ids"), list) else []:
        ids |= tree.groups.get(group, frozenset()) if isinstance(group, str) else frozenset()
    return frozenset(ids)


def _name(one: Mapping[str, Any]) -> str:
    if isinstance(one.get("cve"), str):
        return clean(one["cve"], 60)
    ids = [other.get("text") for other in _objects(one.get("ids"))]
    return clean(next((text for text in ids if isinstance(text, str)), ""), 100)


def _known(ids: Any, where: str, tree: csaf_products.Tree, file: str, problems: list[Problem]) -> frozenset[str]:
    """The ids of products that the tree has; others are reported."""
    if not isinstance(ids, list):
        problems.append(Problem(file, where, Text(nl="is geen lijst", en="is no list"), lost=True))
        return frozenset()
    products = tree.products
    try:
        known = frozenset([one for one in ids if one in products])
    except TypeError:  # a list or an object where an id belongs
        ids = [str(one) for one in ids]
        known = frozenset(one for one in ids if one in products)
    if len(known) == len(ids):
        return known
    unknown = {str(one) for one in ids} - products.keys() - tree.others
    if unknown:
        some = ", ".join(sorted(clean(one, 60) for one in unknown)[:3])
        text = Text(
            nl=f"noemt {len(unknown)} product(en) die de productboom niet heeft: {some}",
            en=f"names {len(unknown)} product(s) that the product tree does not have: {some}",
        )
        problems.append(Problem(file, where, text, lost=True))
    return known


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _score(one: Mapping[str, Any]) -> tuple[float | None, str]:
    """The highest CVSS base score, of `scores` (2.0) or `metrics` (2.1)."""
    best: float | None = None
    vector = ""
    contents = [*_objects(one.get("scores")), *(part.get("content") for part in _objects(one.get("metrics")))]
    for part in contents:
        for name in ("cvss_v4", "cvss_v3", "cvss_v2"):
            cvss = part.get(name) if isinstance(part, dict) else None
            score = cvss.get("baseScore") if isinstance(cvss, dict) else None
            if isinstance(score, int | float) and 0 <= score <= 10 and (best is None or score > best):
                best, vector = float(score), clean(str(cvss.get("vectorString", "")), 200)  # type: ignore[union-attr]
    return best, vector
