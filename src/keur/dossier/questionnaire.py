"""The questions to a vendor as a workbook to fill in, and as a form to print."""

from __future__ import annotations

import datetime as dt
import io
from importlib import resources

from keur.assess.vendors.score import Answered, BlockScore, Score
from keur.dossier.markup import Content, Markup, tag
from keur.dossier.page import policy
from keur.dossier.wording import Language
from keur.plant.model import Text
from keur.plant.vendor_form import ABOUT_SHEET, ANSWERS, COLUMNS, FILLED_IN, MARK, VERSION, in_cell
from keur.plant.vendors import Vendor

_WIDTHS = {"id": 6, "block": 22, "question": 60, "answer": 12, "reason": 24, "text": 40, "evidence": 26, "until": 20}
_TITLE = Text(nl="Vragen over beveiliging", en="Questions about security")
_HOW = Text(
    nl="Vul per vraag een antwoord in: ja, deels, nee of n.v.t. (dan met reden). Stuur bewijs mee en noem de "
    "bestandsnaam. Laat open wat u niet weet: dat telt niet als nee. Waar een certificaat een vraag beantwoordt, mag u "
    "haar openlaten.",
    en="Give an answer to each question: yes, partly, no or n/a (then with the reason). Send evidence along and give "
    "the file name. Leave open what you do not know: that does not count as no. Where a certificate answers a "
    "question, you may leave it open.",
)


def _in(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en


def workbook(vendor: Vendor, score: Score, language: Language, today: dt.date) -> bytes:
    """An XLSX with the questions that `score` asks, filled in as far as answers stand. The same input gives the same
    bytes. All text is text, never a formula."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _in(_TITLE, language), "created": dt.datetime(today.year, today.month, today.day)})  # noqa: DTZ001  a workbook knows no zone
    sheet = book.add_worksheet(_in(_TITLE, language))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fixed = book.add_format({"text_wrap": True, "valign": "top"})
    free = book.add_format({"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFF8DC", "border": 1})
    for at, (name, text) in enumerate(COLUMNS.items()):
        sheet.set_column(at, at, _WIDTHS.get(name, 24))
        sheet.write_string(0, at, _in(text, language), head)
    rows = [(block, one) for block in score.blocks for one in block.answers]
    for number, (block, one) in enumerate(rows, start=1):
        for at, (name, cell) in enumerate(_cells(block, one, language).items()):
            # The vendor's own text comes back to it as it was, without what no sheet may hold.
            sheet.write_string(number, at, in_cell(cell), free if name in FILLED_IN else fixed)
    words = [_in(text, language) for text in ANSWERS.values()]
    answer = list(COLUMNS).index("answer")
    sheet.data_validation(1, answer, max(len(rows), 1), answer, {"validate": "list", "source": words})
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    about = book.add_worksheet(ABOUT_SHEET)
    for number, row in enumerate(((MARK, VERSION), ("vendor", vendor.id), ("", _in(_HOW, language)))):
        for at, cell in enumerate(row):
            about.write_string(number, at, cell, fixed)
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 90)
    about.protect()
    book.close()
    return out.getvalue()


def _cells(block: BlockScore, one: Answered, language: Language) -> dict[str, str]:
    """A row of the form, by column."""
    given = one.given
    until = given.evidence_until if given else None
    return {
        "id": one.question.id,
        "block": _in(block.block.title, language),
        "question": _in(one.question.text, language),
        "answer": _in(ANSWERS[given.answer], language) if given else "",
        "reason": given.reason if given else "",
        "text": given.text if given else "",
        "evidence": given.file.rpartition("/")[2] if given and given.file else "",
        "until": until.isoformat() if until else "",
        "certificate": one.derived_from.number if one.derived_from else "",
    }


def form(vendor: Vendor, score: Score, language: Language, today: dt.date) -> str:
    """The same as one HTML page to print and fill in by hand: no script, nothing from elsewhere."""
    sheet = resources.files("keur.dossier").joinpath("questionnaire.css").read_text(encoding="utf-8")
    title = f"{_in(_TITLE, language)}: {vendor.name}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(sheet)),
    )
    blocks = [_block(block, language) for block in score.blocks]
    main = tag("main", tag("h1", title), tag("p", _in(_HOW, language)), tag("p", today.isoformat()), blocks, id="main")
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', main), lang=language)}\n"


def _block(block: BlockScore, language: Language) -> Markup:
    names = ("id", "question", "answer", "text", "evidence")
    header = tag("tr", [tag("th", _in(COLUMNS[name], language), scope="col") for name in names])
    rows = [_row(_cells(block, one, language), language) for one in block.answers]
    title = tag("caption", f"{block.block.id}. {_in(block.block.title, language)}")
    return tag("table", title, tag("thead", header), tag("tbody", rows))


def _row(cells: dict[str, str], language: Language) -> Markup:
    boxes: list[Content] = []
    for text in ANSWERS.values():
        word = _in(text, language)
        box = "\N{BALLOT BOX WITH X}" if cells["answer"] == word else "\N{BALLOT BOX}"
        boxes.append(tag("span", f"{box} {word}"))
    evidence = [cells["evidence"], *([tag("br"), cells["until"]] if cells["until"] else [])]
    if cells["certificate"]:
        derived = f"{_in(COLUMNS['certificate'], language)}: {cells['certificate']}"
        evidence = [*evidence, tag("em", derived)]
    explained = [cells["reason"], tag("br"), cells["text"]] if cells["reason"] else cells["text"]
    return tag(
        "tr",
        tag("th", cells["id"], scope="row"),
        tag("td", cells["question"]),
        tag("td", boxes, class_="boxes"),
        tag("td", explained),
        tag("td", evidence),
    )
