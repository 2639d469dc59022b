"""The report as one HTML file: no script, no font, no picture from elsewhere; what it needs is inside it.

Its content policy forbids everything but the one style sheet that is named by its hash, so nothing that a plant file
could smuggle in would load or run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from keur.assess.result import Result
from keur.dossier.coverage import coverage_section, unread_section
from keur.dossier.evidence import findings_section, verdicts_section
from keur.dossier.firewalls import firewalls_section
from keur.dossier.headline import header, headline
from keur.dossier.markup import Markup, tag
from keur.dossier.network import diagram_section, matrix_section
from keur.dossier.view import View
from keur.dossier.wording import Language


def render(result: Result, language: Language) -> str:
    """The whole page in one language. The same result gives the same bytes."""
    view = View.of(result, language)
    sheet = style_sheet()
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="keur"),
        tag("title", f"{view.word('title')}: {getattr(result.plant.site.name, language)}"),
        # A style sheet is not escaped in HTML; this one is ours and holds no `</`.
        tag("style", Markup(sheet)),
    )
    main = tag(
        "main",
        headline(view),
        diagram_section(view),
        matrix_section(view),
        findings_section(view),
        verdicts_section(view),
        firewalls_section(view),
        coverage_section(view),
        unread_section(view),
        id="main",
    )
    skip = tag("a", view.word("skip"), href="#main", class_="skip")
    footer = tag("footer", tag("p", view.word("made_by")), tag("p", view.word("never_compliant")))
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', skip, header(view), main, footer), lang=language)}\n"


@cache
def style_sheet() -> str:
    return resources.files("keur.dossier").joinpath("report.css").read_text(encoding="utf-8")


def policy(sheet: str) -> str:
    """Content policy that allows nothing but this style sheet."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
