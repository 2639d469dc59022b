"""The manual's page of each catalogue, as Markdown: every row with what bears on it, and links in both directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from keur.catalogue import Catalogues, Relation, Row
from keur.catalogue import Mapping as Link
from keur.catalogue.wording import KINDS, MARKS, RELATIONS, RELATIONS_BACK, ROW_KINDS, marked, standing
from keur.plant.model import Text

Language = Literal["nl", "en"]
_TITLE = Text("Wetten en normen", "Laws and standards")
_INTRO = Text(
    "Wat wetten en normen vragen, in eigen woorden van keur, met bron en geldigheid. Een rij die onzeker is, zegt dat "
    "overal waar zij staat. Van normen staan hier alleen nummers en feiten; wie een licentie heeft, laadt de namen van "
    "de norm met `keur catalogue import`. De vergelijkingen zijn voorstellen van de makers van keur.",
    "What laws and standards ask, in keur's own words, with source and validity. A row that is uncertain says so "
    "wherever it stands. Of standards only numbers and facts are here; who has a licence loads the standard's names "
    "with `keur catalogue import`. The mappings are proposals by keur's authors.",
)
_HEADER = Text("| catalogus | soort | rijen | naam |", "| catalogue | kind | rows | title |")
_CHECKED = Text("Nagegaan op {}.", "Checked on {}.")
_SOURCE = Text("Bron", "Source")
_FROM_SL = Text("vanaf SL {}", "from SL {}")
_ADVICE = Text("beveelt aan", "recommends")
_CHECKS = Text("Controles", "Checks")
_GAPS = Text("Wat deze norm openlaat", "What this standard leaves open")
_ASKED = Text("Gevraagd door", "Asked by")
_NEAREST = Text("Het dichtst daarbij", "Nearest to it")


def index(catalogues: Catalogues, language: Language) -> str:
    """The list of catalogues."""
    lines = [f"# {_say(_TITLE, language)}", "", _say(_INTRO, language), "", _say(_HEADER, language)]
    lines.append("| --- | --- | ---: | --- |")
    for one in catalogues.all():
        kind, title = _say(KINDS[one.kind], language), _plain(_say(one.title, language))
        lines.append(f"| [`{one.id}`]({one.id}.md) | {kind} | {len(catalogues.rows(one.id))} | {title} |")
    return "\n".join(lines) + "\n"


def page(catalogues: Catalogues, id: str, language: Language, cited: Mapping[str, Sequence[str]]) -> str:
    """The page of a catalogue. `cited` has, by row, the checks that cite it."""
    about = catalogues.catalogue(id)
    back: dict[str, list[Link]] = {}
    for other in catalogues.all():
        for link in catalogues.mappings(other.id, id):
            back.setdefault(link.to_id, []).append(link)
    parts = [f"# {_plain(_say(about.title, language))}", _plain(_say(about.about, language))]
    if about.credit:
        parts.append(_plain(_say(about.credit, language)))
    parts.append(_say(_CHECKED, language).format(about.checked))
    forward: dict[str, list[Link]] = {}
    for link in catalogues.mappings(id):
        forward.setdefault(link.from_id, []).append(link)
    source = None
    for row in catalogues.rows(id):
        links = _links(catalogues, forward.get(row.id, ()), RELATIONS, language, here=id, back=False)
        links += _links(catalogues, back.get(row.id, ()), RELATIONS_BACK, language, here=id, back=True)
        if names := cited.get(row.id):
            links.append(_checks(names, language))
        parts.append(_row(row, language, with_source=row.source != source))
        source = row.source
        if links:
            parts.append("\n".join(links))
    if catalogues.gaps(id):
        parts.append(_gaps(catalogues, id, language))
    return "\n\n".join(parts) + "\n"


def link_to(row: Row, here: str) -> str:
    """A link to a row's heading; `here` is the folder of catalogue pages as seen from the page with the link."""
    return f"[`{row.id}`]({here}{row.catalogue}.md#{row.slug})"


def _row(row: Row, language: Language, *, with_source: bool) -> str:
    depth = "##" if row.parent is None else "###"
    facts = [_say(ROW_KINDS[row.kind], language), _say(MARKS[row.mark], language)]
    if row.sl:
        facts.append(_say(_FROM_SL, language).format(row.sl))
    if row.advice:
        facts.append(_say(_ADVICE, language))
    facts += row.component_types
    parts = [f"{depth} `{row.number}` {_plain(_say(marked(row), language))} {{: #{row.slug} }}"]
    parts.append(f"`{row.id}` · " + " · ".join(facts))
    parts += [_plain(_say(text, language)) for text in (row.guidance, row.note) if text]
    if with_source:
        parts.append(f"{_say(_SOURCE, language)}: {_plain(_say(row.source, language))}.")
    return "\n\n".join(parts)


def _links(
    catalogues: Catalogues,
    links: Sequence[Link],
    words: Mapping[Relation, Text],
    language: Language,
    *,
    here: str,
    back: bool,
) -> list[str]:
    lines = []
    for relation, text in words.items():
        ends = []
        for link in links:
            if link.kind is relation:
                row = catalogues.row(link.from_id if back else link.to_id)
                ends.append(f"{_to(row, here)} ({_say(standing(link), language)})")
        if ends:
            lines.append(f"* {_say(text, language).capitalize()}: " + ", ".join(ends))
    return lines


def _to(row: Row, here: str) -> str:
    return f"[`{row.id}`](#{row.slug})" if row.catalogue == here else link_to(row, "")


def _checks(names: Sequence[str], language: Language) -> str:
    folder = "../../checks/nl" if language == "nl" else "../checks"
    return f"* {_say(_CHECKS, language)}: " + ", ".join(f"[`{name}`]({folder}/{name}.md)" for name in names)


def _gaps(catalogues: Catalogues, id: str, language: Language) -> str:
    parts = [f"## {_say(_GAPS, language)} {{: #gaps }}"]
    for gap in catalogues.gaps(id):
        warning = f" ({_say(MARKS[gap.mark], language)})"
        asked = ", ".join(link_to(catalogues.row(one), "") for one in gap.obligations)
        lines = [f"* {_say(_ASKED, language)}: {asked}"]
        if gap.nearest:
            near = ", ".join(_to(catalogues.row(one), id) for one in gap.nearest)
            lines.append(f"* {_say(_NEAREST, language)}: {near}")
        parts.append(f"### {_plain(_say(gap.label, language))}{warning} {{: #gap-{gap.id} }}")
        parts += [_plain(_say(gap.add, language)), "\n".join(lines)]
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is; `(c)` and the like must not turn into signs."""
    for character in "\\|<>*_[]`{}":
        text = text.replace(character, f"\\{character}")
    return text.replace("(c)", "&#40;c)").replace("(r)", "&#40;r)")


def _say(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en
