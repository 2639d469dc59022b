"""The plan of maintenance as an Excel workbook, one row for each patch; the same plan gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Literal

from keur.assess.maintenance.plan import MaintenancePlan, PlannedPatch
from keur.assess.maintenance.wording import OWN_STATES, SUPPLIER_STATES
from keur.plant.model import Site, Text

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

Language = Literal["nl", "en"]
HEADS = (
    Text("Begin", "Start"),
    Text("Einde", "End"),
    Text("Venster", "Window"),
    Text("Asset", "Asset"),
    Text("Zone", "Zone"),
    Text("Advies", "Advisory"),
    Text("Uiterlijk", "Limit"),
    Text("Te laat", "Late"),
    Text("Volgens BOD 26-04", "By BOD 26-04"),
    Text("Mensen", "Staff"),
    Text("Uren werk", "Hours of work"),
    Text("Uren validatie", "Hours of validation"),
    Text("Stand bij de leverancier", "State at the supplier"),
    Text("Stand in de fabriek", "State in the plant"),
    Text("Waarom niet gepland", "Why not planned"),
)
_WIDTHS = (17, 17, 16, 16, 16, 20, 12, 9, 16, 9, 11, 15, 20, 20, 40)


def render(plan: MaintenancePlan, site: Site, language: Language) -> bytes:
    """The workbook, dated on the day of the plan. Texts are written as texts with the mark that keeps a spreadsheet
    from taking them for formulas."""
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    created = dt.datetime.combine(plan.day, dt.time(), dt.UTC)
    book.set_properties({"created": created, "title": f"keur: {site.site}"})
    looks: dict[str, Format] = {
        "head": book.add_format({"bold": True}),
        "text": book.add_format({"quote_prefix": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet("Onderhoud" if language == "nl" else "Maintenance")
    sheet.freeze_panes(1, 0)
    for at, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, _say(head, language), looks["head"])
    for row, one in enumerate(plan.patches, start=1):
        for at, cell in enumerate(_cells(one, language)):
            _write(sheet, row, at, cell, looks)
    sheet.autofilter(0, 0, max(len(plan.patches), 1), len(HEADS) - 1)
    book.close()
    return out.getvalue()


def _say(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en


def _cells(one: PlannedPatch, language: Language) -> tuple[str | float | dt.date | None, ...]:
    job, yes = one.job, "ja" if language == "nl" else "yes"
    return (
        job.start if job else None,
        job.end if job else None,
        job.stop.window.id if job else None,
        one.judged.asset.id,
        one.judged.asset.zone,
        one.judged.advisory,
        one.limit,
        yes if one.late else None,
        one.yardstick,
        job.work.staff if job else None,
        job.work.minutes / 60 if job else None,
        job.work.revalidation_minutes / 60 if job else None,
        _say(SUPPLIER_STATES[one.supplier_state], language) if one.supplier_state else None,
        _say(OWN_STATES[one.own_state], language) if one.own_state else None,
        _say(one.reason, language) if one.reason else None,
    )


def _write(sheet: Worksheet, row: int, at: int, cell: str | float | dt.date | None, looks: dict[str, Format]) -> None:
    match cell:
        case None:
            return
        case dt.datetime():
            sheet.write_datetime(row, at, cell, looks["moment"])
        case dt.date():
            sheet.write_datetime(row, at, cell, looks["day"])
        case str():
            sheet.write_string(row, at, cell, looks["text"])
        case _:
            sheet.write_number(row, at, cell)
