"""keur as a library: open a plant folder and check it, as the command line does.

>>> import keur
>>> plant = keur.open_plant("demo")
>>> result = plant.check()
>>> [decided.finding.check for decided in result.findings][:1]
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keur import assess
from keur import plant as plant_folder
from keur._rust import capture as capture_core
from keur.assess.duties.law import duty_ids
from keur.assess.duties.obligations import Obligations, obligations
from keur.assess.programme.grounds import Grounds, grounds
from keur.assess.programme.status import CATALOGUE, RequirementStatus, statuses
from keur.assess.result import Result, Unread
from keur.catalogue import RowKind, questions, shipped
from keur.facts.database import Facts, open_facts
from keur.facts.gathering import Gathered, Progress, facts_folder, gather
from keur.observe.sessions.gathering import GatheredSessions
from keur.observe.sessions.gathering import gather as gather_sessions
from keur.plant.evidence import EvidenceState, read_evidence, read_vendor_evidence
from keur.plant.loading import Vocabulary
from keur.plant.model import Plant
from keur.products import ADVISORIES
from keur.reach import devices

if TYPE_CHECKING:  # what only some commands need is imported where they do, for it takes long
    from keur.assess.advisories.triage import Triage
    from keur.assess.maintenance.plan import MaintenancePlan
    from keur.assess.priority.exposure import Ways
    from keur.assess.priority.order import Priorities
    from keur.assess.programme.policies import PolicyStatus
    from keur.assess.vendors.standing import VendorState
    from keur.observe.sboms.gathering import GatheredSboms
    from keur.observe.sessions.adding import Understood, Wishes
    from keur.plant.triage import AdvisoryDecision
    from keur.products.adding import AddedSboms, Imported
    from keur.products.answers import Matching
    from keur.products.observed import Said


class OpenPlant:
    """A plant folder that has been loaded without mistakes."""

    def __init__(self, folder: Path, plant: Plant) -> None:
        self.folder = folder
        self.plant = plant

    def gather(self, progress: Progress | None = None) -> Gathered:
        """Reads the captures that have not been read yet."""
        return gather(self.plant, self.folder, progress)

    def check(self, today: dt.date | None = None, progress: Progress | None = None) -> Result:
        """Runs all checks on all captures. `today` decides which dates have passed; without it, the clock does."""
        return self._compared(today or _clock_day(), progress, self.sessions())[0]

    def _compared(
        self, day: dt.date, progress: Progress | None, logs: GatheredSessions
    ) -> tuple[Result, Matching | None]:
        """What the checks find, and the advisories that they know of."""
        gathered = self.gather(progress)
        firewalls = devices.gather(self.plant, self.folder)
        place = facts_folder(self.folder)
        lost = tuple(Unread(n.file, n.reason, n.count, n.text.nl, n.text.en) for n in logs.not_read)
        sboms = self.sboms()
        opening = open_facts(self.plant, place, gathered.captures, firewalls, day, logs=logs, sboms=sboms)
        del logs  # as tables, they take a fraction of the memory
        with opening as facts:
            triage = matching = None
            if (self.folder / ADVISORIES).is_dir():
                from keur.facts.software import exploited

                matching, priorities = self._prioritised(day, None, *_told(facts), sboms)
                triage = self.triage(matching, priorities)
                facts.with_exploited(exploited(matching))
            result = assess.check(self.plant, facts, day, triage=triage)
        unread = tuple(Unread(n.file, n.reason, 1, n.text.nl, n.text.en) for n in gathered.not_read)
        return dataclasses.replace(result, unread=unread + lost + result.unread), matching

    def programme(
        self, today: dt.date | None = None, progress: Progress | None = None
    ) -> tuple[RequirementStatus, ...]:
        """Status of each requirement of IEC 62443-2-1, with the claims measured against evidence and findings."""
        day, result, evidence = self._checked(today, progress)
        return statuses(self.plant, result.findings, shipped(), day, evidence)

    def duties(self, today: dt.date | None = None, progress: Progress | None = None) -> Obligations:
        """What the plant shows of each duty of each law that holds on a day, and what is to be done."""
        day, result, evidence = self._checked(today, progress)
        return obligations(self.plant, result, shipped(), day, evidence)

    def grounds(self, today: dt.date | None = None, progress: Progress | None = None) -> tuple[Grounds, ...]:
        """The same, each with its label, and with the evidence and findings that its status rests on."""
        day, result, evidence = self._checked(today, progress)
        return grounds(self.plant, result.findings, shipped(), day, evidence)

    def _checked(self, today: dt.date | None, progress: Progress | None) -> tuple[dt.date, Result, EvidenceState]:
        """The day, what checks find on it, and the files of evidence as they are."""
        day = today or _clock_day()
        return day, self.check(day, progress), read_evidence(self.folder, self.plant)

    def policies(self, today: dt.date | None = None) -> tuple[tuple[PolicyStatus, ...], tuple[str, ...]]:
        """How far the plant is with each policy, and the files beside them that are no policy. Raises PlantErrors."""
        from keur.assess.programme.policies import policy_statuses
        from keur.catalogue.policy_library import starting_texts, unknown_row
        from keur.plant.policies import read_policies

        folder = read_policies(self.folder, unknown_row)
        return policy_statuses(self.plant, folder, starting_texts(), today or _clock_day()), folder.not_read

    def create_policies(self, ids: Iterable[str], language: str) -> tuple[Path, ...]:
        """Writes starting texts of policies in `nl` or `en`; gives the files. Raises FileExistsError, KeyError."""
        from keur.catalogue.policy_library import starting_texts
        from keur.plant.policies import write_policy

        texts = (starting_texts()[id] for id in ids)
        site = self.plant.site
        return tuple(write_policy(self.folder, getattr(one, language), site, language) for one in texts)

    def vendors(self, today: dt.date | None = None, *, advisories: bool = True) -> tuple[VendorState, ...]:
        """What stands on file about each vendor, without what checks found; `advisories`: with what they say of its
        access products."""
        from keur.assess.vendors.standing import Seen, vendor_state

        day = today or _clock_day()
        files = read_vendor_evidence(self.folder, self.plant)
        seen = Seen(matching=self._match_tools(day) if advisories else None)
        return tuple(vendor_state(self.plant, one, seen, files, day) for one in self.plant.vendors)

    def _match_tools(self, day: dt.date) -> Matching | None:
        """The advisories against the assets with which vendors come in; None where there are no advisories."""
        if not (self.folder / ADVISORIES).is_dir():
            return None
        from keur.plant.vendors import tool_assets
        from keur.products.adding import gather_plant
        from keur.products.answers import match_assets

        ids = {asset for path in self.plant.access for asset in tool_assets(self.plant.vendors, path)}
        assets = [one for one in self.plant.assets if one.id in ids]
        said = self._seen(day)[0] if assets else ()
        return match_assets(assets, gather_plant(self.folder), day, self.sboms(), said)

    def vendor(self, vendor: str, today: dt.date | None = None, progress: Progress | None = None) -> VendorState:
        """The same about one vendor, with verdicts of its paths and findings. Raises KeyError when there is none."""
        from keur.assess.vendors.standing import Seen, vendor_state

        day = today or _clock_day()
        found = {one.id: one for one in self.plant.vendors}[vendor]
        files = read_vendor_evidence(self.folder, self.plant)
        logs = self.sessions()
        return vendor_state(self.plant, found, Seen(*self._compared(day, progress, logs), logs), files, day)

    def add_advisories(self, paths: Iterable[Path], received: dt.date | None = None) -> Imported:
        """Copies security advisories and lists from files, folders and archives into the plant folder, and records on
        which day they came in; without one, the clock decides."""
        from keur.products.adding import add_advisories
        from keur.products.receipts import add_receipts

        done = add_advisories(self.folder, paths)
        add_receipts(self.folder, (*done.new, *done.revised), received or _clock_day())
        return done

    def sessions(self) -> GatheredSessions:
        """All sessions that the access logs of the plant tell, each once."""
        return gather_sessions(self.plant, self.folder)

    def understand_log(self, log: Path, wishes: Wishes) -> Understood:
        """Reads an access log as it would be imported.

        Raises OSError, `NotUnderstood` when it cannot be read as it is, and `TimeError` when a time zone is missing."""
        from keur.observe.sessions.adding import understand

        return understand(self.plant, log, wishes)

    def add_log(self, log: Path, understood: Understood) -> None:
        """Copies an access log into the plant folder, with how it is to be understood. Raises OSError."""
        from keur.observe.sessions.adding import add

        add(self.folder, log, understood)

    def match_advisories(self, today: dt.date | None = None, asset: str | None = None) -> Matching:
        """Matches the assets, or one of them, and the parts of their software with the advisories of the plant. Gaps of
        the asset list are filled by what devices say of themselves in the captures."""
        return self.prioritise(today, asset)[0]

    def prioritise(self, today: dt.date | None = None, asset: str | None = None) -> tuple[Matching, Priorities]:
        """What `match_advisories` gives, the most urgent first, and why that is so."""
        day = today or _clock_day()
        return self._prioritised(day, asset, *self._seen(day))

    def _prioritised(
        self, day: dt.date, asset: str | None, said: Sequence[Said], known: Ways, sboms: GatheredSboms | None = None
    ) -> tuple[Matching, Priorities]:
        from keur.assess.priority.order import Priorities
        from keur.products.adding import gather_plant
        from keur.products.answers import match_assets

        assets = [one for one in self.plant.assets if asset in (None, one.id)]
        matching = match_assets(assets, gather_plant(self.folder), day, sboms or self.sboms(), said)
        priorities = Priorities(self.plant, matching, known)
        return matching.only(priorities.ordered()), priorities

    def _seen(self, day: dt.date) -> tuple[tuple[Said, ...], Ways]:
        """What assets said of themselves, and the ways between zones that firewalls and captures tell."""
        from keur.assess.priority.exposure import Ways

        firewalls = devices.gather(self.plant, self.folder)
        if not self.plant.captures and not firewalls.devices:
            return (), Ways()
        captures = self.gather().captures
        with open_facts(self.plant, facts_folder(self.folder), captures, firewalls, day) as facts:
            return _told(facts)

    def add_sboms(self, paths: Iterable[Path], assets: Collection[str]) -> AddedSboms:
        """Copies bills of materials from files, folders and archives into the plant folder, for each of the assets."""
        from keur.products.adding import add_sboms

        return add_sboms(self.folder, paths, assets)

    def sboms(self) -> GatheredSboms:
        """The bills of materials of the plant, by asset."""
        from keur.observe.sboms.gathering import gather_sboms

        return gather_sboms(self.folder, [one.id for one in self.plant.assets])

    def triage(self, matching: Matching, priorities: Priorities) -> Triage:
        """What people decided about each match, and what still holds on the day of the matching."""
        from keur.assess.advisories.ranking import ranks
        from keur.assess.advisories.triage import triage
        from keur.products.receipts import read_receipts

        receipts = read_receipts(self.folder)
        sightings = priorities.known.sightings
        return triage(self.plant, matching, receipts, matching.day, ranks(matching, priorities), sightings)

    def plan_maintenance(self, matching: Matching, priorities: Priorities) -> MaintenancePlan:
        """The patches that were decided, put into maintenance windows from the day of the matching on."""
        from keur.assess.advisories.ranking import ranks
        from keur.assess.maintenance.plan import maintenance_plan

        rank = ranks(matching, priorities)
        return maintenance_plan(self.plant, matching, self.triage(matching, priorities), rank)

    def decide(self, matching: Matching, priorities: Priorities, decision: AdvisoryDecision) -> AdvisoryDecision:
        """Records a decision about an advisory, with what is known now of its assets; gives it as recorded. Raises
        PlantErrors when it lacks something."""
        from keur.assess.advisories.ranking import ranks
        from keur.assess.advisories.triage import known_now
        from keur.plant.edit import add_decision

        rank = ranks(matching, priorities)
        knew = tuple(known_now(self.plant, matching, asset, decision.advisory, rank) for asset in decision.assets)
        whole = dataclasses.replace(decision, knew=knew)
        add_decision(self.folder, whole)
        return whole


def open_plant(folder: str | Path) -> OpenPlant:
    """Loads a plant folder. Raises `keur.plant.PlantErrors` with all mistakes of all files."""
    path = Path(folder)
    return OpenPlant(path, plant_folder.load(path, vocabulary()))


def _told(facts: Facts) -> tuple[tuple[Said, ...], Ways]:
    """What assets say of themselves, and the ways between zones."""
    from keur.assess.priority.exposure import ways
    from keur.facts.identities import identities

    return identities(facts), ways(facts)


def _clock_day() -> dt.date:
    return dt.datetime.now().astimezone().date()


def vocabulary() -> Vocabulary:
    """All names that a plant may use and does not define itself."""
    return Vocabulary(protocols(), requirements(), duty_ids(), questions.numbers())


def protocols() -> Collection[str]:
    """Names that a channel may use as its protocol."""
    return frozenset(capture_core.protocols())


def requirements() -> Collection[str]:
    """Numbers of the requirements of IEC 62443-2-1, and ids of what the law asks beyond it, that a plant may answer."""
    rows = shipped().rows(CATALOGUE)
    numbers = {row.number for row in rows if row.kind is RowKind.REQUIREMENT}
    return frozenset(numbers | {gap.id for gap in shipped().gaps(CATALOGUE)})
