"""The plan of maintenance as iCalendar (RFC 5545). Times are local, without a time zone, as the plant declares them."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Literal

from icalendar import Calendar, Event

from keur.assess.maintenance.plan import MaintenancePlan, PlannedPatch
from keur.assess.maintenance.stops import Job
from keur.plant.model import Site

Language = Literal["nl", "en"]


def render(plan: MaintenancePlan, site: Site, language: Language) -> bytes:
    """One event for each update. An update keeps its UID as long as it stays in the same stop, so that a calendar that
    reads a later plan moves it. DTSTAMP is the day of the plan."""
    calendar = Calendar()
    calendar.add("prodid", "-//keur//maintenance 1//EN")
    calendar.add("version", "2.0")
    stamp = dt.datetime.combine(plan.day, dt.time(), dt.UTC)
    for job in plan.jobs:
        event = Event()
        event.add("uid", _uid(site, job))
        event.add("dtstamp", stamp)
        event.add("dtstart", job.start)
        event.add("dtend", job.end)
        event.add("summary", f"{job.asset.id}: patch {', '.join(job.advisories)}")
        event.add("location", f"{site.site} {job.asset.location}".strip())
        patches = [one for one in plan.patches if one.job is job]
        event.add("description", _description(job, patches, language))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(site: Site, job: Job) -> str:
    about = "\n".join((site.site, job.asset.id, job.stop.window.id, job.stop.start.isoformat()))
    return hashlib.sha256(about.encode()).hexdigest()[:32] + "@keur"


def _description(job: Job, patches: list[PlannedPatch], language: Language) -> str:
    hours, validation = job.work.minutes / 60, job.work.revalidation_minutes / 60
    people_nl, people_en = ("mens", "person") if job.work.staff == 1 else ("mensen", "people")
    nl = [
        f"Venster {job.stop.window.id}; {job.work.staff} {people_nl}; werk {hours:g} uur, validatie {validation:g} uur."
    ]
    en = [f"Window {job.stop.window.id}; {job.work.staff} {people_en}; work {hours:g} h, validation {validation:g} h."]
    for one in patches:
        late_nl, late_en = (" (te laat)", " (late)") if one.late else ("", "")
        nl.append(f"{one.judged.advisory}: uiterlijk {one.limit or 'niet gezegd'}{late_nl}")
        en.append(f"{one.judged.advisory}: by {one.limit or 'not said'}{late_en}")
    return "\n".join(nl if language == "nl" else en)
