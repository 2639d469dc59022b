"""Rules over the files about vendors: unique ids, references, and keys that go together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from keur.plant.errors import Mistakes
from keur.plant.model import Text
from keur.plant.rules import ASSET_WORD, CONDUIT_WORD, ZONE_WORD, check_reference, keyed, unique
from keur.plant.shapes import Read, bare
from keur.plant.vendors import AccountKind, AnswerValue, ClauseState

VENDOR_WORD = Text(nl="leverancier", en="vendor")
PERSON_WORD = Text(nl="persoon", en="person")
ACCOUNT_WORD = Text(nl="account", en="account")
PATH_WORD = Text(nl="toegangsweg", en="access path")
APPROVAL_WORD = Text(nl="goedkeuring", en="approval")
BAN_WORD = Text(nl="verbod", en="ban")
CLAUSE_WORD = Text(nl="bepaling", en="clause")
QUESTION_WORD = Text(nl="vraag", en="question")

Known = Collection[str] | None
"""Ids that exist; None: their file could not be read, so nothing is to be judged."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the rest of the plant has."""

    zones: Known
    conduits: Known
    assets: Known


def check_vendors(vendors: Sequence[Read], names: Names, mistakes: Mistakes) -> None:
    """Ids of vendors and, over all vendors, of persons and accounts; references; dates in their order."""
    unique(VENDOR_WORD, keyed(vendors, "id"), mistakes)
    for kind, key in ((PERSON_WORD, "persons"), (ACCOUNT_WORD, "accounts")):
        unique(kind, keyed((one for vendor in vendors for one in _listed(vendor, key)), "id"), mistakes)
    for vendor in vendors:
        _refer(vendor, "zones", ZONE_WORD, names.zones, mistakes)
        for product in _listed(vendor, "products"):
            _refer(product, "assets", ASSET_WORD, names.assets, mistakes)
        for period in (one for key in ("certificates", "persons", "incidents") for one in _listed(vendor, key)):
            _in_order(period, mistakes)
        for certificate in _listed(vendor, "certificates"):
            _hash_of_file(certificate, mistakes)
        if "contract" in vendor.value:
            _check_contract(vendor.value["contract"], mistakes)
        persons = {name for name, _ in keyed(_listed(vendor, "persons"), "id")}
        for account in _listed(vendor, "accounts"):
            _check_account(account, persons, mistakes)


def _check_contract(contract: Read, mistakes: Mistakes) -> None:
    _in_order(contract, mistakes)
    unique(CLAUSE_WORD, keyed(_listed(contract, "clauses"), "clause"), mistakes)
    for clause in _listed(contract, "clauses"):
        state = bare(clause.value.get("state"))
        if state == ClauseState.MISSING and "page" in clause.value:
            mistakes.add(
                clause.value["page"].place,
                Text(
                    nl="`page` kan niet bij `state: missing`: wat ontbreekt staat op geen bladzijde",
                    en="`page` cannot stand with `state: missing`: what is missing is on no page",
                ),
            )


def _check_account(account: Read, persons: Collection[str], mistakes: Mistakes) -> None:
    kind = bare(account.value.get("kind"))
    if kind == AccountKind.PERSONAL and "person" not in account.keys:
        mistakes.add(
            account.place,
            Text(
                nl="sleutel `person` ontbreekt: nodig bij `personal`", en="key `person` is missing: `personal` needs it"
            ),
        )
    if "person" not in account.value:
        return
    if kind in (AccountKind.SHARED, AccountKind.SYSTEM):
        mistakes.add(
            account.value["person"].place,
            Text(nl="`person` hoort alleen bij `kind: personal`", en="`person` belongs to `kind: personal` only"),
        )
    else:
        check_reference(account.value["person"], PERSON_WORD, persons, mistakes)


def check_access(paths: Sequence[Read], vendors: Known, names: Names, mistakes: Mistakes) -> None:
    """Each path once, with references that exist, and one that leads somewhere."""
    unique(PATH_WORD, keyed(paths, "id"), mistakes)
    for path in paths:
        _refer(path, "vendor", VENDOR_WORD, vendors, mistakes)
        _refer(path, "gateway", ASSET_WORD, names.assets, mistakes)
        _refer(path, "conduits", CONDUIT_WORD, names.conduits, mistakes)
        _refer_targets(path, names, mistakes)
        if not {"zones", "assets"} & path.keys:
            mistakes.add(
                path.place,
                Text(
                    nl="zeg waar deze weg uitkomt: in `zones`, in `assets` of allebei",
                    en="say where this path leads: in `zones`, in `assets` or both",
                ),
            )


def check_approvals(
    approvals: Sequence[Read],
    persons: Mapping[str, Collection[str]] | None,
    paths: Mapping[str, Collection[str]] | None,
    names: Names,
    mistakes: Mistakes,
) -> None:
    """Each approval once, for a person and paths of its vendor, with an end after its start.

    `persons` and `paths` are the ids by vendor."""
    unique(APPROVAL_WORD, keyed(approvals, "id"), mistakes)
    for approval in approvals:
        vendor = bare(approval.value.get("vendor"))
        _refer(approval, "vendor", VENDOR_WORD, persons, mistakes)
        if persons is not None and vendor in persons:
            _refer(approval, "person", _of(PERSON_WORD, vendor), persons[vendor], mistakes)
            _refer(approval, "paths", _of(PATH_WORD, vendor), paths and paths.get(vendor, ()), mistakes)
        _refer_targets(approval, names, mistakes)
        _in_order(approval, mistakes)


def _of(kind: Text, vendor: str) -> Text:
    return Text(nl=f"bij leverancier `{vendor}`: {kind.nl}", en=f"of vendor `{vendor}`: {kind.en}")


def check_bans(bans: Sequence[Read], zones: Known, mistakes: Mistakes) -> None:
    """Each ban once, for zones that exist."""
    unique(BAN_WORD, keyed(bans, "id"), mistakes)
    for ban in bans:
        _refer(ban, "zones", ZONE_WORD, zones, mistakes)


def check_answers(answers: Sequence[Read], questions: Known, mistakes: Mistakes) -> None:
    """Each question once, and one that exists; a reason where, and only where, it is not applicable."""
    unique(QUESTION_WORD, keyed(answers, "id"), mistakes)
    for one in answers:
        _refer(one, "id", QUESTION_WORD, questions, mistakes)
        _hash_of_file(one, mistakes)
        answer = bare(one.value.get("answer"))
        if answer == AnswerValue.NOT_APPLICABLE and "reason" not in one.keys:
            mistakes.add(
                one.place,
                Text(
                    nl="sleutel `reason` ontbreekt: nodig bij `not-applicable`",
                    en="key `reason` is missing: `not-applicable` needs it",
                ),
            )
        if answer not in (None, AnswerValue.NOT_APPLICABLE) and "reason" in one.value:
            mistakes.add(
                one.value["reason"].place,
                Text(
                    nl="`reason` hoort alleen bij `answer: not-applicable`",
                    en="`reason` belongs to `answer: not-applicable` only",
                ),
            )


def _listed(read: Read, key: str) -> list[Read]:
    found: list[Read] = read.value[key].value if key in read.value else []
    return found


def _refer(read: Read, key: str, kind: Text, known: Known, mistakes: Mistakes) -> None:
    """Judges what a key names: one thing or a list."""
    if known is None or key not in read.value:
        return
    named = read.value[key]
    for one in named.value if isinstance(named.value, list) else (named,):
        check_reference(one, kind, known, mistakes)


def _refer_targets(read: Read, names: Names, mistakes: Mistakes) -> None:
    _refer(read, "zones", ZONE_WORD, names.zones, mistakes)
    _refer(read, "assets", ASSET_WORD, names.assets, mistakes)


def _in_order(read: Read, mistakes: Mistakes) -> None:
    first, last = bare(read.value.get("from")), bare(read.value.get("until"))
    if first and last and last < first:
        mistakes.add(
            read.value["until"].place,
            Text(nl=f"`until` ({last}) ligt voor `from` ({first})", en=f"`until` ({last}) is before `from` ({first})"),
        )


def _hash_of_file(read: Read, mistakes: Mistakes) -> None:
    """A file goes with its hash, so that another file in its place shows."""
    for key, other in (("file", "sha256"), ("sha256", "file")):
        if key in read.value and other not in read.keys:
            mistakes.add(
                read.place,
                Text(
                    nl=f"sleutel `{other}` ontbreekt: nodig bij `{key}`",
                    en=f"key `{other}` is missing: `{key}` needs it",
                ),
            )


def by_vendor(reads: Iterable[Read]) -> dict[str, list[str]]:
    """Ids by the vendor that the records name."""
    found: dict[str, list[str]] = {}
    for read in reads:
        if {"id", "vendor"} <= read.value.keys():
            found.setdefault(read.value["vendor"].value, []).append(read.value["id"].value)
    return found


def persons_by_vendor(vendors: Iterable[Read]) -> dict[str, list[str]]:
    """Ids of the persons that each vendor names."""
    return {
        vendor.value["id"].value: [name for name, _ in keyed(_listed(vendor, "persons"), "id")]
        for vendor in vendors
        if "id" in vendor.value
    }
