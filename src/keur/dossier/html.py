"""The answer of `keur check` as a page."""

from __future__ import annotations

from keur.assess.result import Result
from keur.dossier.coverage import coverage_section, unread_section
from keur.dossier.evidence import findings_section, verdicts_section
from keur.dossier.firewalls import firewalls_section
from keur.dossier.headline import header, headline
from keur.dossier.markup import tag
from keur.dossier.network import diagram_section, matrix_section
from keur.dossier.page import page
from keur.dossier.view import View
from keur.dossier.wording import Language


def render(result: Result, language: Language) -> str:
    """The whole page in one language. The same result gives the same bytes."""
    view = View.of(result, language)
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
    title = f"{view.word('title')}: {getattr(result.plant.site.name, language)}"
    return page(title, header(view), main, language)
