"""Records of `declared/programme.yaml` to answers, with the rules that hold between their keys and with the plant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from keur.plant.errors import Mistakes
from keur.plant.model import Answer, Evidence, EvidenceKind, Place, Reviewed, Text
from keur.plant.programme.columns import EVIDENCE_COLUMNS, REQUIREMENT_COLUMNS, Column, named
from keur.plant.rules import ASSET_WORD, CONDUIT_WORD, ZONE_WORD, check_reference, keyed, unique
from keur.plant.shapes import Read, bare

REQUIREMENT_WORD = Text(nl="eis", en="requirement")


def answer(read: Read) -> Answer:
    value = bare(read)
    depends = value.get("depends_on", {})
    return Answer(
        requirement=value["id"],
        claim=value["claim"],
        target=value.get("target"),
        owner=value.get("owner"),
        how=value.get("how"),
        reason=value.get("reason"),
        signed_by=value.get("signed_by"),
        review=value.get("review"),
        zones=tuple(depends.get("zones", ())),
        conduits=tuple(depends.get("conduits", ())),
        assets=tuple(depends.get("assets", ())),
        evidence=tuple(map(_evidence, read.value["evidence"].value)) if "evidence" in read.value else (),
        reviewed=_reviewed(value["reviewed"]) if "reviewed" in value else None,
        place=read.place,
        notes=tuple(value.get("notes", {}).items()),
    )


def _evidence(read: Read) -> Evidence:
    value = bare(read)
    return Evidence(
        file=value["file"],
        kind=value["kind"],
        sha256=value["sha256"],
        period_from=value["from"],
        period_until=value["until"],
        collected=value["collected"],
        received=value["received"],
        approved_by=value.get("approved_by"),
        points=tuple(map(float, value.get("points", ()))),
        place=read.place,
        notes=tuple(value.get("notes", {}).items()),
    )


def _reviewed(value: dict[str, Any]) -> Reviewed:
    return Reviewed(value["by"], value["date"], {one["of"]: one["sha256"] for one in value["digests"]})


def check_answers(
    answers: Sequence[Read],
    requirements: Collection[str] | None,
    known: dict[str, Collection[str] | None],
    mistakes: Mistakes,
) -> None:
    """Each requirement once, and one that exists; what an answer depends on exists; evidence fits its kind.

    `requirements` are the numbers that exist, `known` the ids of zones, conduits and assets; None: not to be judged."""
    unique(REQUIREMENT_WORD, keyed(answers, "id"), mistakes)
    words = {"zones": ZONE_WORD, "conduits": CONDUIT_WORD, "assets": ASSET_WORD}
    for one in answers:
        if requirements is not None and "id" in one.value:
            check_reference(one.value["id"], REQUIREMENT_WORD, requirements, mistakes)
        depends = one.value["depends_on"].value if "depends_on" in one.value else {}
        for name, word in words.items():
            names = known[name]
            for read in depends[name].value if name in depends and names is not None else ():
                check_reference(read, word, names or (), mistakes)
        _check_claim(one, mistakes)
        _check_notes(one, REQUIREMENT_COLUMNS, mistakes)
        evidence = one.value["evidence"].value if "evidence" in one.value else []
        unique(Text(nl="bewijs", en="evidence"), keyed(evidence, "file"), mistakes)
        for read in evidence:
            _check_evidence(read, mistakes)
            _check_notes(read, EVIDENCE_COLUMNS, mistakes)


def _check_claim(read: Read, mistakes: Mistakes) -> None:
    claim = bare(read.value.get("claim"))
    for key in ("reason", "signed_by"):
        if claim == "not applicable" and key not in read.keys:
            mistakes.add(read.place, _missing(key, claim))
        if claim not in (None, "not applicable") and key in read.value:
            mistakes.add(
                read.value[key].place,
                Text(
                    nl=f"`{key}` hoort alleen bij `claim: not applicable`",
                    en=f"`{key}` belongs to `claim: not applicable` only",
                ),
            )


def _check_evidence(read: Read, mistakes: Mistakes) -> None:
    kind = bare(read.value.get("kind"))
    for key, wanted in (("approved_by", EvidenceKind.DOCUMENT), ("points", EvidenceKind.MEASURE)):
        if kind == wanted and key not in read.keys:
            mistakes.add(read.place, _missing(key, wanted))
        if kind not in (None, wanted) and key in read.value:
            mistakes.add(
                read.value[key].place,
                Text(nl=f"`{key}` hoort alleen bij `kind: {wanted}`", en=f"`{key}` belongs to `kind: {wanted}` only"),
            )
    for early, late in (("from", "until"), ("collected", "received")):
        first, last = bare(read.value.get(early)), bare(read.value.get(late))
        if first and last and last < first:
            _reversed(read.value[late].place, (late, last), (early, first), mistakes)


def _check_notes(read: Read, columns: Sequence[Column], mistakes: Mistakes) -> None:
    """A note that is named as a column of keur would come back from a workbook as that column."""
    for name, note in read.value["notes"].value.items() if "notes" in read.value else ():
        if named(name, columns):
            mistakes.add(
                note.place,
                Text(
                    nl=f"`{name}` is een kolom van keur; kies een andere naam",
                    en=f"`{name}` is a column of keur; choose another name",
                ),
            )


def _missing(key: str, by: str) -> Text:
    return Text(nl=f"sleutel `{key}` ontbreekt: nodig bij `{by}`", en=f"key `{key}` is missing: `{by}` needs it")


def _reversed(place: Place, late: tuple[str, Any], early: tuple[str, Any], mistakes: Mistakes) -> None:
    mistakes.add(
        place,
        Text(
            nl=f"`{late[0]}` ({late[1]}) ligt voor `{early[0]}` ({early[1]})",
            en=f"`{late[0]}` ({late[1]}) is before `{early[0]}` ({early[1]})",
        ),
    )
