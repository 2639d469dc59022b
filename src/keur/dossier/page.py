"""A report as one HTML file: no script, no font, no picture from elsewhere; what it needs is inside it.

Its content policy forbids everything but the one style sheet that is named by its hash, so nothing that a plant file
could smuggle in would load or run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from keur.dossier.markup import Markup, tag
from keur.dossier.wording import Language, word


def page(title: str, header: Markup, main: Markup, language: Language) -> str:
    """The whole page in one language; `main` has the id `main`."""
    sheet = style_sheet()
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="keur"),
        tag("title", title),
        # A style sheet is not escaped in HTML; this one is ours and holds no `</`.
        tag("style", Markup(sheet)),
    )
    skip = tag("a", word("skip", language), href="#main", class_="skip")
    footer = tag("footer", tag("p", word("made_by", language)), tag("p", word("never_compliant", language)))
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', skip, header, main, footer), lang=language)}\n"


@cache
def style_sheet() -> str:
    return resources.files("keur.dossier").joinpath("report.css").read_text(encoding="utf-8")


def policy(sheet: str) -> str:
    """Content policy that allows nothing but this style sheet."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
