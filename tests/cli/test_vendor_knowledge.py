"""`keur vendors show`: what advisories, KEV, logs and declarations say of a vendor, as text, JSON and page."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from tests.observe.advisories.documents import document, dumped, leaf

Keur = Callable[..., Result]
DAY = ("--today", "2026-11-28")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/formats/vendors.schema.json").read_text(encoding="utf-8"))
HOSTILE = '<script>alert(1)</script> \u202e & "quoted"'

FILES = {
    "declared/zones.yaml": """\
zones:
  - {id: line, name: {nl: Lijn, en: Line}, levels: [1], kind: control}
  - {id: outside, name: {nl: Buiten, en: Outside}, levels: [5], kind: external}
""",
    "declared/conduits.yaml": """\
conduits:
  - {id: in, from: outside, to: line, channels: [{transport: tcp, port: 22}], reason: r}
""",
    "declared/assets.csv": """\
id,zone,vendor,product,order_number,firmware
gw,line,Siemens,S7-1200 CPU 1211C,6ES7 211-1BE40-0XB0,V4.6
box,line,Nobody,Box,,1.0
""",
    "declared/vendors.yaml": f"""\
vendors:
  - id: builder
    name: {json.dumps(HOSTILE)}
    kind: integrator
    role: {json.dumps(HOSTILE)}
    holds: [credentials]
    sub_suppliers: [{{name: Depot, does: Spare parts}}]
    products: [{{product: Box 12, components: [chip], assets: [gw], supported_until: 2026-11-27}}]
    contract: {{reference: C-1, file: c-1.pdf, clauses: [{{clause: incident-notice, state: missing}}]}}
    persons: [{{id: jan, name: Jan}}]
    accounts: [{{id: ext-jan, kind: personal, person: jan}}, {{id: team, kind: shared}}]
  - {{id: other, name: Other, kind: supplier, role: r, sub_suppliers: [], holds: []}}
""",
    "declared/access.csv": "id,vendor,product,gateway,zones,mode,mfa,conduits\n"
    "vpn,builder,box 12,,line,standing,no,in\n"
    "spare,builder,,box,line,on-demand,yes,\n",
    "declared/answers/builder.yaml": """\
answers:
  - {id: C2, answer: yes, grade: statement, date: 2026-05-01}
  - {id: B3, answer: partly, grade: statement, date: 2026-05-01}
""",
    "decided/approvals.csv": "id,vendor,person,paths,operations,from,until,approved_by\n"
    "A-1,builder,jan,vpn,read,2026-11-01T08:00+01:00,2026-11-01T18:00+01:00,P\n",
}


@pytest.fixture
def supplied(plant: Path) -> Path:
    for name, text in FILES.items():
        path = plant / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return plant


@pytest.fixture
def advised(keur: Keur, supplied: Path, tmp_path: Path) -> Path:
    """The same with an advisory about the gateway."""
    one = leaf("SIMATIC S7-1200 CPU 1211C (6ES7211-1BE40-0XB0)", "<V4.7", "P", model_numbers=["6ES7211-1BE40-0XB0"])
    (tmp_path / "one.json").write_bytes(dumped(document(one)))
    assert keur("advisories", "import", supplied, tmp_path / "one.json").exit_code == 0
    return supplied


def with_kev(keur: Keur, folder: Path, cve: str = "CVE-2026-1000") -> Path:
    entry = {"cveID": cve, "dateAdded": "2026-10-05", "dueDate": "2026-10-26"}
    kev = {"catalogVersion": "2026.11.02", "dateReleased": "2026-11-02T00:00:00Z", "vulnerabilities": [entry]}
    (folder.parent / "kev.json").write_text(json.dumps(kev))
    assert keur("advisories", "import", folder, folder.parent / "kev.json").exit_code == 0
    return folder


def told(keur: Keur, folder: Path, verb: str = "show") -> dict:
    words = ("builder",) if verb == "show" else ()
    done = keur("vendors", verb, folder, *words, "--format", "json", *DAY)
    answer = json.loads(done.stdout)
    jsonschema.validate(answer, SCHEMA, cls=jsonschema.Draft202012Validator)
    return answer["vendors"][0]


def exploited(vendor: dict) -> dict[str, tuple[str, str]]:
    return {path["id"]: (one["state"], one["text"]["en"]) for path in vendor["paths"] for one in path["exploited"]}


def knocked(vendor: dict) -> list[tuple[str, str]]:
    return [(one["question"], one["basis"]) for one in vendor["knock_outs"]]


DECLARED = [("B3", "answer"), ("B3", "declared"), ("C1", "declared"), ("C3", "declared"), ("C4", "declared")]


def test_without_advisories_or_list_nothing_is_known_whatever_the_vendor_says(keur, supplied):
    found = told(keur, supplied)
    assert exploited(found)["vpn"] == ("not known", "not known: no security advisories were imported")
    assert (found["contract"]["file"], found["contract"]["file_there"]) == ("c-1.pdf", False)
    assert (found["advisories"], knocked(found)) == (None, [*DECLARED, ("H1", "declared")])


def test_without_a_kev_list_it_is_not_known(keur, advised):
    found = told(keur, advised)
    assert exploited(found)["vpn"] == ("not known", "not known: no KEV list was imported")
    assert [one["advisory"] for one in found["advisories"]] == ["TST-26-001"]
    assert "C2" not in {question for question, _ in knocked(found)}


def test_the_list_does_not_let_silence_pass_for_fine(keur, supplied):
    declared = supplied / "declared"
    sound = "id,vendor,product,gateway,zones,mode,mfa,conduits\nvpn,builder,,gw,line,on-demand,yes,in\n"
    (declared / "access.csv").write_text(sound)
    (declared / "vendors.yaml").write_text(
        "vendors:\n- {id: builder, name: B, kind: supplier, role: r, if_it_fails: {stops: s, consequence: very-high}}\n"
    )
    (declared / "answers/builder.yaml").unlink()
    (supplied / "decided/approvals.csv").unlink()
    shown = keur("vendors", "list", supplied, *DAY).stdout.splitlines()
    assert shown[1].split()[:2] == ["1", "builder"] and " ? " in shown[1]
    assert shown[2] == "? not known whether a vulnerability of the access product is exploited"


@pytest.mark.parametrize("verb", ["show", "list"])
def test_an_exploited_access_product_is_not_acceptable_and_says_why(keur, advised, verb):
    found = told(keur, with_kev(keur, advised), verb)
    text = "TST-26-001 affects gw: CVE-2026-1000 has been on the KEV list since 2026-10-05 (list of 2026-11-02)"
    assert exploited(found)["vpn"] == ("exploited", text)
    state, why = exploited(found)["spare"]
    assert state == "not known" and why.startswith("not known: box: no advisory from or on Nobody was imported")
    assert ("C2", "advisory") in knocked(found)
    (one,) = [one for one in found["knock_outs"] if one["question"] == "C2"]
    assert [cited["file"] for cited in one["citations"]] == ["declared/access.csv", "declared/assets.csv"]
    if verb == "show":
        contradicted = [one for one in found["findings"] if one["check"] == "answer-contradicted-by-facts"]
        assert [one["severity"] for one in contradicted] == ["high"]
        assert "answers to C2" in contradicted[0]["text"]["en"] and "2026-11-02" in contradicted[0]["text"]["nl"]


def test_a_list_that_names_other_vulnerabilities_says_of_which_day_it_is(keur, advised):
    state, text = exploited(told(keur, with_kev(keur, advised, "CVE-2020-0001")))["vpn"]
    assert state == "none found"
    assert text == "the advisories of this plant name none for gw (KEV: 1 vulnerabilities, of 2026-11-02)"


def test_a_match_that_is_to_be_checked_is_not_known(keur, advised):
    assets = advised / "declared/assets.csv"
    assets.write_text(assets.read_text().replace(",V4.6", ","))
    state, text = exploited(told(keur, with_kev(keur, advised)))["vpn"]
    assert state == "not known" and "check whether gw is affected by TST-26-001 (CVE-2026-1000)" in text


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_all_parts_and_each_link_leads_somewhere(keur, advised, language):
    log = advised.parent / "log.csv"
    log.write_text("id,account,asset,start,end\ns1,team,gw,2026-11-10T08:15:00Z,2026-11-10T09:40:00Z\n")
    keur("sessions", "import", advised, log, "--path", "vpn")
    with_kev(keur, advised)
    words = ("vendors", "show", advised, "builder", "--format", "html", "--language", language, *DAY)
    text = keur(*words).stdout
    page = Page(text)
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    links = {str(attributes["href"]).removeprefix("#") for name, attributes in page.tags if name == "a"}
    assert len(ids) == len(set(ids)) and links <= set(ids)
    assert "script" not in {name for name, _ in page.tags} and "\u202e" not in text
    said = {
        "nl": ("Klasse 1", "Sessies, laatste 90 dagen", "wachtwoorden en sleutels", "misbruikt (KEV): CVE-2026-1000"),
        "en": ("Tier 1", "Sessions, last 90 days", "passwords and keys", "exploited (KEV): CVE-2026-1000"),
    }
    shared = ("2026-11-10 08:15", "session-on-shared-account", "62443-2-4:2023:SP.08.01", "A-1", "Depot", "TST-26-001")
    for words in (*said[language], *shared):
        assert words in page.text, words
    assert "script>alert(1)" in page.text


def test_the_page_of_a_vendor_of_whom_little_is_known_says_so(keur, supplied):
    text = keur("vendors", "show", supplied, "other", "--format", "html", "--language", "en", *DAY).stdout
    page = Page(text)
    for words in (
        "Tier 3",
        "No contract declared",
        "not demonstrated who was inside",
        "No path declared.",
        "No score yet",
    ):
        assert words in page.text, words


@pytest.mark.parametrize(("language", "words"), [("nl", "niet aangetoond"), ("en", "not demonstrated")])
def test_the_terminal_says_what_a_missing_log_means(keur, supplied, language, words):
    shown = keur("vendors", "show", supplied, "builder", *DAY, language=language).stdout
    assert words in shown and "A-1: Jan" in shown and "Box 12" in shown and "\u202e" not in shown
