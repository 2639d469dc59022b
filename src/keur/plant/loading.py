"""Loads a plant folder, strictly: either the whole plant, or every mistake in every file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keur.plant import answers, duties, records, rules, triage_records, vendor_records, vendor_rules, windows_records
from keur.plant.assets import AssetRow, read_rows, read_table
from keur.plant.entity_records import check_organisation
from keur.plant.errors import Mistakes, PlantErrors, nearest
from keur.plant.file_bytes import UnfitFile, read_bytes
from keur.plant.files import ANSWERS, ANSWERS_FOLDER, FILES, LISTS, OPTIONAL_FILES
from keur.plant.model import Place, Plant, Text
from keur.plant.nodes import parse
from keur.plant.rows import read_list
from keur.plant.session_log_files import read_session_logs
from keur.plant.session_logs import SessionLog
from keur.plant.shapes import Read
from keur.plant.table import decode
from keur.plant.vendor_rules import Names


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that a plant may use and does not define itself. None: no name of that kind is refused."""

    protocols: Collection[str] | None = None
    """All protocols that the capture core recognises. With them a channel may only name another protocol together with
    its transport and port; without them only slips of OT protocols are found."""
    requirements: Collection[str] | None = None
    """Numbers of all requirements of IEC 62443-2-1 (`NET 1.1`) and ids of what the law asks beyond it."""
    obligations: Collection[str] | None = None
    """Ids of the duties of the laws (`Cbw 21(3)(j)`)."""
    questions: Collection[str] | None = None
    """Numbers of all questions to vendors (`C2`)."""


ANY = Vocabulary()


def load(folder: Path, known: Vocabulary = ANY) -> Plant:
    """The plant in a folder. Raises PlantErrors with all mistakes of all files."""
    mistakes = Mistakes()
    if not folder.is_dir():
        mistakes.add(Place(str(folder), 1), Text(nl="dit is geen map", en="this is not a folder"))
        raise PlantErrors(mistakes.errors)
    reads = {file: read_yaml(folder, file, mistakes) for file in FILES}
    rows = _read_assets(folder, mistakes)
    lists = {file: _items(file, read, mistakes) for file, read in reads.items() if file != "plant.yaml"}
    _check(lists, rows, known.protocols, mistakes)
    names = _names(lists, rows)
    _check_programme(lists["declared/programme.yaml"] or [], names, known.requirements, mistakes)
    deviations, actions = (lists[f"declared/{name}.yaml"] or () for name in ("deviations", "actions"))
    duties.check_duties(deviations, actions, known.requirements, known.obligations, mistakes)
    tables = {file: _read_list(folder, file, mistakes) for file in LISTS}
    _check_vendors(lists, tables, names, mistakes)
    vendor_answers = _read_answers(folder, lists["declared/vendors.yaml"], known.questions, mistakes)
    _check_triage(lists, names, mistakes)
    session_logs = _read_session_logs(folder, lists, tables, mistakes)
    check_organisation(reads["plant.yaml"], mistakes)
    mistakes.stop_if_any()
    site = reads["plant.yaml"]
    assert site is not None and rows is not None  # noqa: S101  no mistakes, so all files were read
    return Plant(
        folder=str(folder),
        site=records.site(site),
        zones=tuple(map(records.zone, lists["declared/zones.yaml"] or ())),
        conduits=tuple(map(records.conduit, lists["declared/conduits.yaml"] or ())),
        assets=tuple(row.asset for row in rows),
        captures=tuple(map(records.capture, lists["observed/captures.yaml"] or ())),
        verdicts=tuple(map(records.verdict, lists["decided/verdicts.yaml"] or ())),
        firewalls=tuple(map(records.firewall, lists["declared/topology.yaml"] or ())),
        programme=tuple(map(answers.answer, lists["declared/programme.yaml"] or ())),
        deviations=tuple(map(duties.deviation, deviations)),
        actions=tuple(map(duties.planned_action, actions)),
        maintenance=tuple(map(windows_records.maintenance, lists["declared/windows.yaml"] or ())),
        triage=tuple(map(triage_records.decision, lists["decided/advisories.yaml"] or ())),
        **_about_vendors(lists, tables, vendor_answers),
        session_logs=session_logs,
    )


def _about_vendors(
    lists: dict[str, list[Read] | None], tables: dict[str, list[Read] | None], answered: dict[str, Read]
) -> dict[str, Any]:
    """What the files about vendors say: fields of `Plant`."""
    return {
        "vendors": tuple(map(vendor_records.vendor, lists["declared/vendors.yaml"] or ())),
        "access": tuple(map(vendor_records.access_path, tables["declared/access.csv"] or ())),
        "approvals": tuple(map(vendor_records.approval, tables["decided/approvals.csv"] or ())),
        "bans": tuple(map(vendor_records.ban, lists["declared/bans.yaml"] or ())),
        "vendor_answers": tuple(vendor_records.answers(vendor, read) for vendor, read in answered.items()),
    }


def read_text(folder: Path, file: str, mistakes: Mistakes) -> str | None:
    """Text of a file of the plant folder, as it stands; None when it is absent (reported unless it is optional) or
    cannot be read (reported)."""
    data = _read_bytes(folder, file, mistakes)
    return None if data is None else decode(data, file, mistakes)


def read_yaml(folder: Path, file: str, mistakes: Mistakes) -> Read | None:
    """One YAML file, judged by its shape."""
    text = read_text(folder, file, mistakes)
    if text is None:
        return None
    node = parse(text.removeprefix("\ufeff"), file, mistakes)
    return None if node is None else FILES.get(file, ANSWERS).read(node, file, mistakes)


def _read_bytes(folder: Path, file: str, mistakes: Mistakes) -> bytes | None:
    try:
        return read_bytes(folder / file)
    except FileNotFoundError:
        _report_absent(folder, file, mistakes)
    except UnfitFile as error:
        mistakes.add(Place(file, 1), error.text)
    except OSError as error:
        reason = error.strerror or str(error)
        mistakes.add(
            Place(file, 1),
            Text(nl=f"het bestand is niet te lezen ({reason})", en=f"the file cannot be read ({reason})"),
        )
    return None


def _report_absent(folder: Path, file: str, mistakes: Mistakes) -> None:
    beside = (folder / file).parent
    names = sorted(path.name for path in beside.iterdir()) if beside.is_dir() else []
    name = file.rpartition("/")[2]
    known = {other.rpartition("/")[2] for other in (*FILES, *LISTS)}
    near = nearest(name, (other for other in names if other not in known))
    if file not in OPTIONAL_FILES:
        mistakes.add(
            Place(file, 1),
            Text(
                nl="het bestand ontbreekt" + (f"; heet `{near}` verkeerd?" if near else ""),
                en="the file is missing" + (f"; is `{near}` misnamed?" if near else ""),
            ),
        )
    elif near is not None and near.rpartition(".")[0] == name.rpartition(".")[0]:
        there = file.replace(name, near)
        mistakes.add(
            Place(there, 1),
            Text(nl="dit bestand wordt zo niet gelezen", en="under this name the file is not read"),
            name,
        )


def _read_assets(folder: Path, mistakes: Mistakes) -> list[AssetRow] | None:
    try:
        csv, xlsx = (folder / "declared/assets.csv").exists(), (folder / "declared/assets.xlsx").exists()
    except OSError:
        csv, xlsx = True, False  # reading says why
    if csv and xlsx:
        mistakes.add(
            Place("declared/assets.xlsx", 1),
            Text(
                nl="`assets.csv` en `assets.xlsx` staan er allebei; houd er één",
                en="`assets.csv` and `assets.xlsx` both exist; keep one",
            ),
        )
        return None
    file = "declared/assets.xlsx" if xlsx else "declared/assets.csv"
    data = _read_bytes(folder, file, mistakes)
    table = None if data is None else read_table(data, file, mistakes)
    return None if table is None else read_rows(table, mistakes)


def _items(file: str, read: Read | None, mistakes: Mistakes) -> list[Read] | None:
    """The records of a file that is one list, none when it may be absent and is; None when it could not be read."""
    if read is None:
        wrong = file not in OPTIONAL_FILES or any(error.place.file == file for error in mistakes.errors)
        return None if wrong else []
    if not read.value:
        return None
    (items,) = read.value.values()
    found: list[Read] = items.value
    return found


def _read_list(folder: Path, file: str, mistakes: Mistakes) -> list[Read] | None:
    """The rows of a CSV list that may be absent; None when it could not be read."""
    if not (folder / file).exists():
        _report_absent(folder, file, mistakes)
        return []
    data = _read_bytes(folder, file, mistakes)
    return None if data is None else read_list(data, file, LISTS[file], mistakes)


def _read_answers(
    folder: Path, vendors: list[Read] | None, questions: Collection[str] | None, mistakes: Mistakes
) -> dict[str, Read]:
    """The files of answers by vendor, of vendors and to questions that exist."""
    place = folder / ANSWERS_FOLDER
    found: dict[str, Read] = {}
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        file = f"{ANSWERS_FOLDER}/{path.name}"
        if path.name.startswith("."):
            continue
        if path.suffix != ".yaml":
            text = Text(
                nl="hier horen alleen bestanden `<leverancier>.yaml`; zet bewijs in een andere map",
                en="only files `<vendor>.yaml` belong here; keep evidence in another folder",
            )
            mistakes.add(Place(file, 1), text, f"{path.stem}.yaml" if path.suffix == ".yml" else None)
            continue
        read = read_yaml(folder, file, mistakes)
        if read is not None and read.value:
            found[path.stem] = read
    _check_answers(found, vendors, questions, mistakes)
    return found


def _read_session_logs(
    folder: Path, lists: dict[str, list[Read] | None], tables: dict[str, list[Read] | None], mistakes: Mistakes
) -> tuple[SessionLog, ...]:
    vendors, paths = _ids(lists["declared/vendors.yaml"]), _ids(tables["declared/access.csv"])
    return read_session_logs(folder, vendors, paths, mistakes)


def _check(
    lists: dict[str, list[Read] | None],
    rows: list[AssetRow] | None,
    protocols: Collection[str] | None,
    mistakes: Mistakes,
) -> None:
    zones = lists["declared/zones.yaml"]
    conduits = lists["declared/conduits.yaml"] or []
    verdicts = lists["decided/verdicts.yaml"] or []
    zone_places = rules.unique(rules.ZONE_WORD, rules.keyed(zones or (), "id"), mistakes)
    for conduit in conduits:
        records.check_conduit(conduit, protocols, mistakes)
    for verdict in verdicts:
        records.check_verdict(verdict, mistakes)
    zone_of = None if rows is None else {row.asset.id: row.asset.zone for row in reversed(rows)}
    rules.check_conduits(conduits, None if zones is None else zone_places, zone_of, mistakes)
    rules.check_assets(rows or [], zones, rules.NetworkIndex(zones or [], mistakes), mistakes)
    rules.check_firewalls(
        lists["declared/topology.yaml"] or [], None if zones is None else zone_places, zone_of, mistakes
    )
    rules.check_captures(lists["observed/captures.yaml"] or [], zones, mistakes)
    rules.check_verdicts(verdicts, mistakes)


def _names(lists: dict[str, list[Read] | None], rows: list[AssetRow] | None) -> Names:
    return Names(
        zones=_ids(lists["declared/zones.yaml"]),
        conduits=_ids(lists["declared/conduits.yaml"]),
        assets=None if rows is None else {row.asset.id for row in rows},
    )


def _ids(reads: list[Read] | None) -> set[str] | None:
    return None if reads is None else {value for value, _ in rules.keyed(reads, "id")}


def _check_programme(
    programme: list[Read], names: Names, requirements: Collection[str] | None, mistakes: Mistakes
) -> None:
    known = {"zones": names.zones, "conduits": names.conduits, "assets": names.assets}
    answers.check_answers(programme, requirements, known, mistakes)


def _check_vendors(
    lists: dict[str, list[Read] | None], tables: dict[str, list[Read] | None], names: Names, mistakes: Mistakes
) -> None:
    vendors, access = lists["declared/vendors.yaml"], tables["declared/access.csv"]
    persons = None if vendors is None else vendor_rules.persons_by_vendor(vendors)
    paths = None if access is None else vendor_rules.by_vendor(access)
    vendor_rules.check_vendors(vendors or [], names, mistakes)
    vendor_rules.check_access(access or [], persons, names, mistakes)
    if any(error.place.file == "declared/access.csv" for error in mistakes.errors):
        paths = None  # a path may be missing only because its row is wrong
    vendor_rules.check_approvals(tables["decided/approvals.csv"] or [], persons, paths, names, mistakes)
    vendor_rules.check_bans(lists["declared/bans.yaml"] or [], names.zones, mistakes)


def _check_answers(
    answered: dict[str, Read], vendors: list[Read] | None, questions: Collection[str] | None, mistakes: Mistakes
) -> None:
    known = _ids(vendors)
    for vendor, read in answered.items():
        if known is not None:
            file = Read(vendor, Place(read.place.file, 1))
            rules.check_reference(file, vendor_rules.VENDOR_WORD, known, mistakes)
        (listed,) = read.value.values()
        vendor_rules.check_answers(listed.value, questions, mistakes)


def _check_triage(lists: dict[str, list[Read] | None], names: Names, mistakes: Mistakes) -> None:
    unread = len(mistakes.errors)
    windows = windows_records.check_maintenance(
        lists["declared/windows.yaml"] or [], names.zones, names.assets, mistakes
    )
    broken = any(error.place.file == "declared/windows.yaml" for error in mistakes.errors[:unread])
    decisions = lists["decided/advisories.yaml"] or []
    triage_records.check_decisions(decisions, names.assets, None if broken else windows, mistakes)
