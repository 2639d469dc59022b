from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from dossier_results import channel, finding, frame, large, small, zone

from keur.assess.result import DecidedFinding
from keur.dossier import html
from keur.dossier.page import style_sheet
from keur.dossier.svg import STYLES
from keur.plant.model import Text

VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """Tags with their attributes and text; refuses a page whose tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.tags if name == tag)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@pytest.fixture(params=["nl", "en"])
def language(request):
    return request.param


@pytest.mark.parametrize("make", [small, large])
def test_nothing_is_loaded_from_elsewhere_and_the_policy_forbids_it(make, language):
    text = html.render(make(), language)
    page = Page(text)
    (policy,) = [a["content"] for name, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    sheet = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    for name, attributes in page.tags:
        assert name not in {"script", "link", "img", "iframe", "object", "image", "use", "foreignObject"}
        assert not {"src", "srcset", "style", "xlink:href"} & set(attributes)
        assert not any(key.startswith("on") for key in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text and "@import" not in text
    assert set(re.findall(r"https?://[^\"' <]*", text)) == {"http://www.w3.org/2000/svg"}


def test_text_of_the_plant_never_becomes_markup():
    evil = "</title></style><script>alert(1)</script>\"'&<img src=x onerror=y>\x00\u202e\ud800"
    both = Text(evil, evil)
    result = small()
    zones = (*result.plant.zones, replace(zone("evil", evil, evil, "control", "2"), name=both))
    site = replace(result.plant.site, organisation=evil, name=both)
    bad = replace(
        finding("x", "high", "x", evil, evil, replace(frame(1), file=evil)),
        check=evil,
        subject=evil,
        requirements=(evil,),
    )
    decided = DecidedFinding(bad, replace(result.plant.verdicts[0], reason=evil, who=evil))
    result = replace(
        result,
        plant=replace(result.plant, zones=zones, site=site),
        findings=(decided,),
        channels=(*result.channels, channel("evil", "scada", evil, 1, "breach")),
        unread=tuple(replace(one, file=evil, reason=evil, text_nl=evil, text_en=evil) for one in result.unread),
    )
    text = html.render(result, "nl")
    text.encode("utf-8")
    page = Page(text)
    assert page.count("script") == page.count("img") == 0
    assert "<script>alert(1)</script>" in page.text
    assert not {"\x00", "\u202e"} & set(text)


def test_the_same_result_gives_the_same_bytes_under_any_hash_seed():
    code = "import sys; from dossier_results import large; from keur.dossier import html; sys.stdout.write(html.render(large(), 'nl'))"  # noqa: E501
    pages = set()
    for seed in ("1", "2"):
        paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
        pages.add(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)
    assert pages == {html.render(large(), "nl").encode()}


@pytest.mark.parametrize("make", [small, large])
def test_a_screen_reader_finds_its_way(make, language):
    text = html.render(make(), language)
    page = Page(text)
    assert dict(page.tags)["html"]["lang"] == language
    assert [page.count(name) for name in ("main", "nav", "header", "footer", "h1")] == [1] * 5
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count("caption") == page.count("table")
    assert all("scope" in attributes for name, attributes in page.tags if name == "th")
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert max(ids.values()) == 1
    wanted = {reference for _, a in page.tags for reference in (a.get("aria-labelledby") or "").split()}
    wanted |= {a["href"][1:] for _, a in page.tags if "href" in a}
    assert wanted <= set(ids)
    scrolls = [a for _, a in page.tags if a.get("class", "").startswith("scroll")]
    assert all(a["tabindex"] == "0" and a["role"] == "region" and a["aria-label"] for a in scrolls)
    assert page.count("title") > 1 and page.count("desc") == 1


def test_the_headline_counts_what_is_open_and_says_what_is_not_demonstrated():
    text = Page(html.render(small(), "nl")).text
    assert "4 doorbraken" in text
    assert "5 van 12 kanalen in orde" in text
    assert "4 open bevindingen" in text and "2 kritiek" in text and "1 midden" in text and "1 laag" in text
    assert "1 bevinding heeft een geldig besluit" in text
    assert "1 open deur" in text
    assert "voor een deel van de zones of kanalen is dat onbekend" in text
    assert "geen enkel pakket in een opname zit: Noodstop bioreactoren" in text
    assert "12 van de 14 opgegeven assets" in text


def test_without_a_capture_breaches_are_unknown_and_not_none():
    nothing_read = replace(small(), channels=(), coverage=replace(small().coverage, captures=()))
    text = Page(html.render(nothing_read, "nl")).text
    assert "Doorbraken onbekend" in text and "0 doorbraken" not in text


def test_nothing_is_ever_called_compliant():
    page = Page(html.render(replace(small(), findings=(), channels=(), unread=()), "en")).text
    assert page.lower().count("compliant") == page.count("nowhere says that the plant is compliant") == 2


def test_a_decision_stands_beside_its_finding_and_an_expired_one_leaves_it_open():
    text = html.render(small(), "en")
    articles = re.findall(r"<article.*?</article>", text, re.S)
    assert [("decided" in re.search('class="([^"]*)"', one).group(1)) for one in articles] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert "SSH komt bij de stop van week 50." in articles[2] and "by 2026-12-15" in articles[2]
    assert "This decision has expired" in articles[3] and "Tot de eigen tijdserver draait." in articles[3]
    assert "No decision yet" in articles[0]


def test_a_citation_leads_a_stranger_to_the_byte():
    article = re.findall(r"<article.*?</article>", html.render(small(), "en"), re.S)[1]
    text = Page(article).text
    assert "observed/captures/dag1.pcapng, frame 18422, byte 54, sha256 460ee6aa3a80…" in text
    assert "declared/conduits.yaml, line 31" in text


def test_the_matrix_answers_three_questions_and_leads_to_the_channels():
    text = html.render(small(), "en")
    matrix = re.search(r'<table class="matrix">.*?</table>', text, re.S).group(0)
    rows = re.findall(r"<tr>.*?</tr>", matrix, re.S)
    office = re.findall(r"<td.*?</td>", rows[1], re.S)
    breach = [cell for cell in office if "v-breach" in cell]
    assert len(breach) == 1
    assert "declared: no, permitted: yes, observed: yes; breach; 1 channel" in Page(breach[0]).text
    assert "✕–POdeclared" in Page(breach[0]).text
    assert 'href="#pair-1-6"' in breach[0]
    assert 'id="pair-1-6"' in text
    # Without configurations, nothing is known of any pair.
    blind = replace(small(), pairs=(), channels=tuple(one for one in small().channels if one.permitted == "unknown"))
    matrix = re.search(r'<table class="matrix">.*?</table>', html.render(blind, "en"), re.S).group(0)
    assert set(re.findall(r"permitted: (\w+)", matrix)) == {"unknown"}


def test_a_pair_without_channels_is_closed_where_the_firewalls_let_nothing_through():
    matrix = re.search(r'<table class="matrix">.*?</table>', html.render(small(), "en"), re.S).group(0)
    rows = re.findall(r"<tr>.*?</tr>", matrix, re.S)
    vendor, dmz = (re.findall(r"<td.*?</td>", rows[number], re.S) for number in (2, 3))
    assert "v-closed" in dmz[0]
    assert "declared: no, permitted: no, observed: no; closed; 0 channels" in Page(dmz[0]).text
    assert "v-unknown" in vendor[0]


def test_an_open_door_shows_a_packet_the_rule_and_the_smallest_change(language):
    text = html.render(small(), language)
    row = re.search(r'<tr><th scope="row"><span class="verdict v-open-door".*?</tr>', text, re.S).group(0)
    for part in ("10.10.4.21 &gt; 10.10.3.5 tcp/3389", "CHG-0042 beheer op afstand", "regels.nft"):
        assert part in row
    assert {"nl": "Haal de regel op regel 12 weg.", "en": "Remove the rule at line 12."}[language] in row


def test_the_firewalls_section_shows_what_was_derived_and_what_was_not_understood(language):
    text = html.render(small(), language)
    part = Page(re.search(r'<section id="firewalls".*?</section>', text, re.S).group(0)).text
    for shown in ("nftables", "10.10.2.0/24", "meta mark 0x7 accept", "observed/firewalls/fw-1/addr.json"):
        assert shown in part


def test_each_channel_has_its_row_worst_first_with_its_operations(language):
    table = re.search(r'<table class="channels">.*?</table>', html.render(large(), language), re.S).group(0)
    shown = re.findall(r'<th scope="row"><span class="verdict v-([a-z-]+)"', table)
    order = [verdict.replace(" ", "-") for verdict in STYLES]
    assert len(shown) == len(large().channels)
    pairs = [
        re.findall(r'<th scope="row"><span class="verdict v-([a-z-]+)"', part)
        for part in re.findall(r"<tbody.*?</tbody>", table, re.S)
    ]
    assert [pair[0] for pair in pairs] == sorted((pair[0] for pair in pairs), key=order.index)
    assert pairs == [sorted(pair, key=order.index) for pair in pairs]
    assert "Write Multiple Registers → 3" in table


def test_an_empty_plant_gives_a_page_that_says_so(language):
    result = small()
    empty = replace(result.plant, zones=(), conduits=(), assets=(), verdicts=())
    coverage = replace(
        result.coverage, captures=(), zones_seen=(), zones_never_seen=(), assets_declared=0, assets_seen=0
    )
    page = Page(
        html.render(replace(result, plant=empty, findings=(), channels=(), unread=(), coverage=coverage), language)
    )
    assert ("Er is geen opname gelezen." if language == "nl" else "No capture was read.") in page.text


def test_verdicts_are_readable_on_white_and_on_their_cell():
    sheet = style_sheet()
    for verdict, style in STYLES.items():
        name = "v-" + verdict.replace(" ", "-")
        (text,) = re.findall(rf"^(?:\.v-[a-z-]+, )?\.{name}(?:, \.v-[a-z-]+)? {{ color: (#\w+)", sheet, re.M)
        (cell,) = re.findall(
            rf"\.matrix td\.{name}(?:, [^{{]*)? {{ background: (#\w+)|\.matrix td\.{name} ", sheet
        ) or [None]
        assert text == style.colour
        assert contrast(text, "#ffffff") >= 4.5
        assert cell is None or contrast(text, cell) >= 4.5, (verdict, contrast(text, cell))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
