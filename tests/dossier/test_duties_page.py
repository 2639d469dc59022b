from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from test_html import Page

import keur
from keur.assess.duties.obligations import Obligations
from keur.catalogue import Mark
from keur.catalogue.wording import MARKS, RELATIONS, standing
from keur.dossier import duties_page
from keur.dossier.duties_trace import FINDINGS, action_anchor
from keur.dossier.view import View
from keur.plant.history import Commit
from keur.plant.model import Deviation, Place, PlannedAction, Text

DAY = dt.date(2026, 11, 28)
DEMO = Path(__file__).parents[2] / "demo"
HOSTILE = '<script>alert(1)</script> \u202e & "quoted"'
COMMIT = Commit("a" * 40, dt.datetime(2026, 11, 1, tzinfo=dt.UTC), HOSTILE, ("declared/link",))


@pytest.fixture(scope="module")
def found() -> Obligations:
    """The demo with a deviation, a planned action and a text that is made to harm."""
    plant = keur.open_plant(DEMO)
    place = Place("declared/deviations.yaml", 2)
    deviations = (
        Deviation("Cbw 21(3)(j)", HOSTILE, "airlock", "J", DAY - dt.timedelta(days=1), place),
        Deviation("Cbw 21(3)(i)", "badge", "airlock", "J", DAY, place),
    )
    actions = (
        PlannedAction("CM 1.1", HOSTILE, DAY - dt.timedelta(days=1), None, None, "note", place),
        PlannedAction("ORG 1.1", None, None, None, None, None, place),
    )
    plant.plant = dataclasses.replace(plant.plant, deviations=deviations, actions=actions)
    return plant.duties(DAY)


@pytest.fixture(params=["nl", "en"])
def language(request):
    return request.param


@pytest.mark.parametrize("law", ["cbw", "cbb", "nis2"])
def test_every_duty_has_a_part_with_its_trace_and_every_link_leads_somewhere(found, law, language):
    page = Page(duties_page.render(found, law, None, language))
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = {attributes["href"] for name, attributes in page.tags if name == "a"}
    assert {link.removeprefix("#") for link in links} <= set(ids)
    for duty in found.boards[law].duties:
        assert f"duty-{duty.row.slug}" in ids
        assert getattr(duty.row.label, language) in page.text
        for action in found.plan.open:
            if duty.row.id in action.duties:
                assert f"#{action_anchor(action.id)}" in links
    rows = sum(1 for _, attributes in page.tags if "trace-row " in (attributes.get("class") or ""))
    assert rows == sum(len(duty.bearings) + len(duty.additions) for duty in found.boards[law].duties)


def test_a_contradicted_claim_is_traced_to_its_findings(found, language):
    text = duties_page.render(found, "cbw", None, language)
    part = text.partition('id="duty-21-3-i"')[2].partition("</section>")[0]
    assert "CM 1.1" in part
    status = next(one for one in found.boards["cbw"].duties if one.row.id == "Cbw 21(3)(i)")
    cited = next(one.requirement for one in status.bearings if one.requirement.requirement.endswith("CM 1.1"))
    assert cited.findings
    assert all(f'href="#finding-{id}"' in part and f'id="finding-{id}"' in text for id in cited.findings)
    assert "declared/evidence/assetronde-2026-q3.csv" in part


def test_a_finding_in_the_trace_names_its_place(found, language):
    text = duties_page.render(found, "cbw", None, language)
    part = text.partition('id="duty-21-3-i"')[2].partition("</section>")[0]
    duty = next(one for one in found.boards["cbw"].duties if one.row.id == "Cbw 21(3)(i)")
    told = {id for one in duty.bearings for id in one.requirement.findings[:FINDINGS]}
    places = [one.finding.citations[0] for one in found.result.findings if one.finding.id in told]
    assert places
    view = View.of(found.result, language)
    assert all(view.citation(place) in part for place in places)


def test_what_the_catalogue_is_not_sure_of_is_marked_where_it_is_told(found, language):
    text = duties_page.render(found, "cbw", None, language)
    warning = f"({getattr(MARKS[Mark.UNCERTAIN], language)})"
    links = [one.link for duty in found.boards["cbw"].duties for one in duty.bearings]
    for link in links:
        sure = getattr(standing(link), language)
        assert f"{getattr(RELATIONS[link.kind], language)} {link.to_id} ({sure})" in text
    gaps = [one.gap for duty in found.boards["cbw"].duties for one in duty.additions]
    unsure = [gap for gap in gaps if gap.mark is Mark.UNCERTAIN]
    assert unsure
    for gap in unsure:
        label = getattr(gap.label, language)
        assert text.count(f"</code> {label} {warning}") == text.count(f"</code> {label}") > 0


def test_texts_of_people_are_shown_as_text(found, language):
    text = duties_page.render(found, "cbw", COMMIT, language)
    assert "<script>" not in text and "\u202e" not in text
    assert text.count("&lt;script&gt;") == 5  # the deviation and the owner twice, the author of the commit
    assert text == duties_page.render(found, "cbw", COMMIT, language)


def test_deviations_and_actions_are_told_with_their_dates(found):
    text = Page(duties_page.render(found, "cbw", COMMIT, "en")).text
    assert "review was due on 2026-11-27" in text and "review on 2026-11-28" in text
    assert text.count("This article is not known to leave room") == 2  # at the duty and in the register
    assert "2026-11-27 overdue" in text
    assert "Closed by facts: ORG 1.1" in text
    assert "Not followed: declared/link" in text


def test_a_day_without_duties(found):
    earlier = dataclasses.replace(found.boards["cbw"], duties=())
    page = duties_page.render(dataclasses.replace(found, boards={"cbw": earlier}), "cbw", None, "en")
    assert "No duty holds on this day." in Page(page).text


def test_no_word_is_empty(found, language):
    assert all(
        getattr(text, language) for duty in found.boards["cbb"].duties for text in (duty.row.label, *duty.reasons)
    )
    assert isinstance(found.plan.open[0].title, Text)
