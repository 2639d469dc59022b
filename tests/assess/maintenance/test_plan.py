"""Patches in stops: never more people than there are, never in a freeze, earliest first, never moved for later ones."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from keur.assess.advisories.triage import Judged, Triage, TriageState
from keur.assess.maintenance.plan import MaintenancePlan, maintenance_plan
from keur.dossier import maintenance_calendar, maintenance_workbook
from keur.observe.advisories.feeds import Feeds
from keur.plant.model import Asset, Place, Plant, Site, Text
from keur.plant.triage import AdvisoryDecision, Known, OwnState, SupplierState, Treatment
from keur.plant.windows import Freeze, Maintenance, Window, Work
from keur.products.answers import Matching

TODAY = dt.date(2026, 11, 28)
PLACE = Place("decided/advisories.yaml", 2)
SITE = Site("Test", "here", Text("hier", "here"), "en")
START = dt.datetime.combine(TODAY, dt.time(6))


def asset(id: str, zone: str = "control") -> Asset:
    blank = dict.fromkeys(
        ("kind", "vendor", "product", "order_number", "firmware", "hostname", "owner", "location", "process"), ""
    )
    return Asset(id=id, zone=zone, mac=(), ipv4=(), ipv6=(), criticality="", place=PLACE, **blank)


@dataclass(frozen=True)
class Patch:
    """A patch that was decided."""

    asset: str
    advisory: str = "A-1"
    by: dt.date = dt.date(2027, 6, 1)
    window: str | None = None
    supplier: SupplierState | None = None
    own: OwnState | None = None
    zone: str = "control"


def judged(patch: Patch) -> Judged:
    decision = AdvisoryDecision(
        advisory=patch.advisory, assets=(patch.asset,), treatment=Treatment.PATCH, who="J", why="w", date=TODAY,
        window=patch.window, by=None if patch.window else patch.by, measure=None, evidence=None, expires=None,
        until=None, because=None, supplier_state=patch.supplier, own_state=patch.own, knew=(), place=PLACE,
    )  # fmt: skip
    now = Known(patch.asset, "1", "0" * 64, "affected", "", None, None, None)
    one = asset(patch.asset, patch.zone)
    return Judged(one, patch.advisory, now, TriageState.HOLDING, None, decision, ())


def planned(patches: list[Patch], *maintenance: Maintenance) -> MaintenancePlan:
    plant = Plant("plant", SITE, (), (), (), (), (), maintenance=maintenance)
    matching = Matching(TODAY, {}, (), (), Feeds(), ())
    return maintenance_plan(plant, matching, Triage(TODAY, tuple(map(judged, patches)), (), 0, ()))


def window(id: str = "w", days: tuple[int, ...] = (1,), hours: int = 8, staff: int = 2) -> Window:
    starts = tuple(START + dt.timedelta(days=day) for day in days)
    return Window(id, starts, dt.timedelta(hours=hours), hours * 60, staff, PLACE)


HOUR = Work(60, 0, 1)


def maintained(
    *windows: Window, work: Work | None = HOUR, freezes: tuple[Freeze, ...] = (), zone: str = "control"
) -> Maintenance:
    return Maintenance(zone, (zone,), (), work, windows, freezes, PLACE)


def starts(plan: MaintenancePlan) -> dict[tuple[str, str], dt.datetime | None]:
    return {(one.judged.asset.id, one.judged.advisory): one.job and one.job.start for one in plan.patches}


def test_earliest_with_room_and_those_with_the_earliest_limit_first() -> None:
    patches = [Patch("a", by=dt.date(2027, 2, 1)), Patch("b", by=dt.date(2027, 1, 1)), Patch("c")]
    plan = planned(patches, maintained(window(days=(1, 8), hours=2, staff=1)))
    day = START + dt.timedelta(days=1)
    assert starts(plan) == {
        ("b", "A-1"): day,
        ("a", "A-1"): day + dt.timedelta(hours=1),
        ("c", "A-1"): START + dt.timedelta(days=8),
    }
    assert [one.late for one in plan.patches] == [False, False, False]


def test_two_work_side_by_side_when_there_are_people_and_one_update_answers_several_advisories() -> None:
    plan = planned([Patch("a"), Patch("b"), Patch("c"), Patch("a", "A-2")], maintained(window(staff=2, hours=2)))
    assert [(job.asset.id, job.start.hour, job.advisories) for job in plan.jobs] == [
        ("a", 6, ["A-1", "A-2"]),
        ("b", 6, ["A-1"]),
        ("c", 7, ["A-1"]),
    ]


LONG, WIDE = Work(4 * 60, 8 * 60, 1), Work(60, 0, 9)


@pytest.mark.parametrize(
    ("patch", "maintenance", "reason"),
    [
        (Patch("a"), maintained(window(), work=None), "nobody said what an update takes (`work`)"),
        (Patch("a", zone="other"), maintained(window(), work=None), "nobody said what an update takes (`work`)"),
        (Patch("a"), maintained(), "there is no maintenance window left"),
        (Patch("a"), maintained(window(days=(-1,))), "there is no maintenance window left"),
        (Patch("a"), maintained(window(), work=LONG), "no stop is long enough, with people enough"),
        (Patch("a"), maintained(window(), work=WIDE), "no stop is long enough, with people enough"),
        (Patch("a", window="x"), maintained(window("x", (-1,)), window("w")), "window `x` has no stop left"),
        (
            Patch("a"),
            maintained(window(), freezes=(Freeze(TODAY, TODAY + dt.timedelta(days=1), "Campaign"),)),
            "in all stops nothing may change",
        ),
        (Patch("a", supplier=SupplierState.NOT_APPROVED), maintained(window()), "the supplier did not approve"),
        (Patch("a", own=OwnState.NOT_AUTHORISED), maintained(window()), "the patch is not authorised"),
        (Patch("a", own=OwnState.INSTALLED), maintained(window()), "the patch is installed"),
    ],
)
def test_what_has_no_place_says_why(patch: Patch, maintenance: Maintenance, reason: str) -> None:
    (one,) = planned([patch], maintenance).patches
    assert one.job is None and one.reason is not None and one.reason.en.startswith(reason)
    assert one.late is (patch.own is not OwnState.INSTALLED)


def test_a_full_stop_and_a_missed_limit_are_said() -> None:
    patches = [Patch("a"), Patch("b"), Patch("c", by=dt.date(2026, 11, 30))]
    plan = planned(patches, maintained(window(days=(3,), hours=2, staff=1)))
    found = {one.judged.asset.id: (one.late, one.reason and one.reason.en) for one in plan.patches}
    assert found == {"c": (True, None), "a": (False, None), "b": (True, "all stops are full")}


PATCHES = st.lists(
    st.builds(
        Patch,
        asset=st.sampled_from("abcdef"),
        advisory=st.sampled_from(["A-1", "A-2", "A-3"]),
        by=st.dates(TODAY, TODAY + dt.timedelta(days=40)),
        window=st.sampled_from([None, None, "w0", "w1"]),
    ),
    max_size=14,
    unique_by=lambda one: (one.asset, one.advisory),
)
WORKS = st.builds(Work, st.integers(1, 300), st.sampled_from([0, 240]), st.integers(1, 3))


@st.composite
def maintenances(draw: st.DrawFn) -> Maintenance:
    windows = []
    for number in range(2):
        days = draw(st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True).map(sorted).map(tuple))
        hours, staff = draw(st.integers(1, 20)), draw(st.integers(1, 4))
        windows.append(window(f"w{number}", days, hours, staff))
    first = draw(st.dates(TODAY, TODAY + dt.timedelta(days=30)))
    freeze = Freeze(first, first + dt.timedelta(days=draw(st.integers(0, 5))), "Campaign")
    return maintained(*windows, work=draw(WORKS), freezes=draw(st.sampled_from([(), (freeze,)])))


@settings(max_examples=150, deadline=None)
@given(patches=PATCHES, maintenance=maintenances())
def test_never_over_capacity_and_never_in_a_freeze(patches: list[Patch], maintenance: Maintenance) -> None:
    plan = planned(patches, maintenance)
    for stop in plan.stops:
        for job in stop.jobs:
            assert stop.start <= job.start and job.end <= stop.patched_until <= stop.end
            at_work = sum(other.work.staff for other in stop.jobs if other.start <= job.start < other.end)
            assert at_work <= stop.window.staff
        for freeze in maintenance.freezes:
            assert stop.end.date() < freeze.first or freeze.last < stop.start.date()
        assert len({job.asset.id for job in stop.jobs}) == len(stop.jobs)
    for one in plan.jobs:
        same = [job for job in plan.jobs if job.asset.id == one.asset.id and job is not one]
        assert all(job.end <= one.start or one.end <= job.start for job in same)
    told = {(job.asset.id, advisory) for job in plan.jobs for advisory in job.advisories}
    assert told == {key for key, start in starts(plan).items() if start}
    assert all((one.job is None) is (one.reason is not None) for one in plan.patches)


@settings(max_examples=100, deadline=None)
@given(patches=PATCHES, maintenance=maintenances(), data=st.data())
def test_the_order_of_the_records_is_nothing_and_a_later_limit_moves_nothing(
    patches: list[Patch], maintenance: Maintenance, data: st.DataObject
) -> None:
    before = starts(planned(patches, maintenance))
    assert starts(planned(data.draw(st.permutations(patches)), maintenance)) == before
    more = starts(planned([*patches, Patch("z", by=dt.date(2030, 1, 1))], maintenance))
    assert {key: start for key, start in more.items() if key[0] != "z"} == before


def test_the_calendar_and_the_workbook_are_the_same_each_time_and_keep_formulas_from_running() -> None:
    patches = [Patch("a", "=1+1"), Patch("b", by=dt.date(2026, 11, 28))]
    made = [planned(patches, maintained(window())) for _ in range(2)]
    calendars = [maintenance_calendar.render(plan, SITE, "nl") for plan in made]
    assert calendars[0] == calendars[1]
    events = Calendar.from_ical(calendars[0]).walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {"a: patch =1+1", "b: patch A-1"}
    assert {event["dtstamp"].dt for event in events} == {dt.datetime(2026, 11, 28, tzinfo=dt.UTC)}
    assert any("uiterlijk 2026-11-28 (te laat)" in str(event["description"]) for event in events)
    later = planned([Patch("a", "=1+1", by=dt.date(2026, 12, 24))], maintained(window()))
    kept = Calendar.from_ical(maintenance_calendar.render(later, SITE, "nl")).walk("VEVENT")
    assert {str(event["uid"]) for event in kept} < {str(event["uid"]) for event in events}
    books = [maintenance_workbook.render(plan, SITE, "en") for plan in made]
    assert books[0] == books[1]
    sheet = load_workbook(io.BytesIO(books[0])).active
    assert sheet is not None
    cells = {str(row[3].value): row for row in sheet.iter_rows(min_row=2)}
    assert cells["a"][5].value == "=1+1" and cells["a"][5].data_type == "s" and cells["a"][5].quotePrefix
    assert (cells["b"][7].value, cells["b"][0].value) == ("yes", START + dt.timedelta(days=1))
