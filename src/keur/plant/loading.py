"""Loads a plant folder, strictly: either the whole plant, or every mistake in every file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from keur.plant import answers, duties, records, rules, triage_records, windows_records
from keur.plant.assets import AssetRow, read_rows, read_table
from keur.plant.entity_records import check_organisation
from keur.plant.errors import Mistakes, PlantErrors, nearest
from keur.plant.files import FILES, OPTIONAL_FILES
from keur.plant.model import Place, Plant, Text
from keur.plant.nodes import parse
from keur.plant.shapes import Read
from keur.plant.table import decode


def load(
    folder: Path,
    protocols: Collection[str] | None = None,
    requirements: Collection[str] | None = None,
    obligations: Collection[str] | None = None,
) -> Plant:
    """The plant in a folder. Raises PlantErrors with all mistakes of all files.

    `protocols` are the names of all protocols that the capture core recognises. With them a channel may only name
    another protocol together with its transport and port; without them only slips of OT protocols are found.
    `requirements` are the numbers of all requirements of IEC 62443-2-1 (`NET 1.1`) and the ids of what the law asks
    beyond it, `obligations` the ids of the duties of the laws (`Cbw 21(3)(j)`); without them none is refused.
    """
    mistakes = Mistakes()
    if not folder.is_dir():
        mistakes.add(Place(str(folder), 1), Text(nl="dit is geen map", en="this is not a folder"))
        raise PlantErrors(mistakes.errors)
    reads = {file: read_yaml(folder, file, mistakes) for file in FILES}
    rows = _read_assets(folder, mistakes)
    lists = {file: _items(read) for file, read in reads.items() if file != "plant.yaml"}
    _check(lists, rows, protocols, mistakes)
    _check_programme(lists, rows, requirements, mistakes)
    deviations, actions = (lists[f"declared/{name}.yaml"] or () for name in ("deviations", "actions"))
    duties.check_duties(deviations, actions, requirements, obligations, mistakes)
    _check_triage(lists, rows, mistakes)
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
    )


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
    return None if node is None else FILES[file].read(node, file, mistakes)


def _read_bytes(folder: Path, file: str, mistakes: Mistakes) -> bytes | None:
    path = folder / file
    try:
        if path.exists() and not path.is_file():
            raise OSError("not a regular file")
        return path.read_bytes()
    except FileNotFoundError:
        _report_absent(folder, file, mistakes)
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
    near = nearest(name, (other for other in names if other not in {known.rpartition("/")[2] for known in FILES}))
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


def _items(read: Read | None) -> list[Read] | None:
    """The records of a file that is one list; None when the file could not be read."""
    if read is None or not read.value:
        return None
    (items,) = read.value.values()
    found: list[Read] = items.value
    return found


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


def _check_programme(
    lists: dict[str, list[Read] | None],
    rows: list[AssetRow] | None,
    requirements: Collection[str] | None,
    mistakes: Mistakes,
) -> None:
    known: dict[str, Collection[str] | None] = {"assets": None if rows is None else {row.asset.id for row in rows}}
    for name in ("zones", "conduits"):
        read = lists[f"declared/{name}.yaml"]
        known[name] = None if read is None else {value for value, _ in rules.keyed(read, "id")}
    answers.check_answers(lists["declared/programme.yaml"] or [], requirements, known, mistakes)


def _check_triage(lists: dict[str, list[Read] | None], rows: list[AssetRow] | None, mistakes: Mistakes) -> None:
    assets = None if rows is None else {row.asset.id for row in rows}
    zones = lists["declared/zones.yaml"]
    zone_ids = None if zones is None else {value for value, _ in rules.keyed(zones, "id")}
    unread = len(mistakes.errors)
    windows = windows_records.check_maintenance(lists["declared/windows.yaml"] or [], zone_ids, assets, mistakes)
    broken = any(error.place.file == "declared/windows.yaml" for error in mistakes.errors[:unread])
    decisions = lists["decided/advisories.yaml"] or []
    triage_records.check_decisions(decisions, assets, None if broken else windows, mistakes)
