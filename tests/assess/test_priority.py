"""What comes first: the published tables, and the decision points that the plant, the lists and CVSS give."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from keur.assess.priority import points, tables
from keur.assess.priority.exposure import Exposures, Way, Ways, ways
from keur.assess.priority.order import Priorities
from keur.assess.priority.result import ACTIONS, Action
from keur.checks import case
from keur.observe.advisories.csaf import from_json
from keur.observe.advisories.feeds import Feed, FeedKind, Feeds
from keur.observe.advisories.gathering import Gathered, read_paths
from keur.plant import load
from keur.plant.model import Plant, ZoneKind
from keur.products.answers import match_assets
from keur.products.verdict import State, Verdict
from tests.observe.advisories.documents import document, leaf
from tests.products import labels

DEMO = Path(__file__).parents[2] / "demo"
TABLES = labels.CORPUS.parent / "ssvc"
DAY = dt.date(2026, 11, 28)
EASY = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@pytest.fixture(scope="module")
def plant() -> Plant:
    return load(DEMO)


def lists(**entries: dict[str, dict[str, str]]) -> Feeds:
    feeds = Feeds()
    for kind, found in entries.items():
        feeds.add(Feed(FeedKind(kind.upper()), kind, DAY, found))
    return feeds


def test_every_combination_has_an_outcome_and_worse_is_never_less_urgent() -> None:
    order = list(ACTIONS)
    axes = (("none", "public poc", "active"), ("small", "controlled", "open"), ("no", "yes"), tables.IMPACTS)
    for combination in product(*axes):
        here = order.index(tables.deployer(*combination))
        for at, axis in enumerate(axes):
            if combination[at] != axis[-1]:
                worse = list(combination)
                worse[at] = axis[axis.index(combination[at]) + 1]
                assert order.index(tables.deployer(*worse)) <= here, (combination, worse)


@pytest.mark.skipif(not TABLES.is_dir(), reason="needs the tables in ../shared/data, not part of keur")
def test_the_tables_are_those_of_their_publishers() -> None:
    def rows(name: str) -> list[list[str]]:
        return list(csv.reader((TABLES / f"{name}_1_0_0.csv").read_text(encoding="utf-8").splitlines()))[1:]

    deployer, impact, bod = rows("deployer_patch_application_priority"), rows("human_impact"), rows("cisa_bod_26_04")
    assert (len(deployer), len(impact), len(bod)) == (72, 16, 16)
    assert all(tables.deployer(*row[1:5]) == row[5] for row in deployer)
    assert all(tables.human_impact(*row[1:3]) == row[3] for row in impact)
    assert all(tables.timeline(row[1] == "yes", row[2] == "yes", row[3], row[4]) == row[5] for row in bod)


@pytest.mark.parametrize(
    ("feeds", "value", "known", "why"),
    [
        (lists(kev={"CVE-1": {"date_added": "2026-03-05"}}), "active", True, "in KEV since 2026-03-05"),
        (lists(kev={}, ssvc={"CVE-1": {"exploitation": "active"}}), "active", True, "by the SSVC list"),
        (lists(kev={}, ssvc={"CVE-1": {"exploitation": "poc"}}), "public poc", True, "by the SSVC list"),
        (lists(kev={}, epss={"CVE-1": {"epss": "0.42"}}), "public poc", True, "EPSS is 0.42"),
        (lists(kev={}, epss={"CVE-1": {"epss": "0.02"}}), "none", True, "KEV of 2026-11-28"),
        (lists(kev={}, epss={"CVE-1": {"epss": "nan or so"}}), "none", True, "no list tells"),
        (lists(), "none", False, "there is no KEV list; not demonstrated"),
    ],
)
def test_exploitation_comes_from_the_lists_and_a_missing_list_is_said(
    feeds: Feeds, value: str, known: bool, why: str
) -> None:
    found = points.exploitation("CVE-1", feeds)
    assert (found.value, found.known) == (value, known) and why in found.why.en


@pytest.mark.parametrize(
    ("vector", "automatable", "impact"),
    [
        (EASY, "yes", "total"),
        ("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no", "total"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:N", "no", "partial"),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "yes", "total"),
        ("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "no", "total"),
        ("", "yes", "total"),
    ],
)
def test_what_no_list_tells_is_derived_from_cvss_and_marked(vector: str, automatable: str, impact: str) -> None:
    found = points.automatable("CVE-1", vector, Feeds()), points.technical_impact("CVE-1", vector, Feeds())
    assert [(one.value, one.known) for one in found] == [(automatable, False), (impact, False)]
    said = lists(ssvc={"CVE-1": {"automatable": "no", "technical_impact": "partial"}})
    assert points.automatable("CVE-1", vector, said).value == "no" and points.automatable("CVE-1", vector, said).known
    assert points.technical_impact("CVE-1", vector, said).value == "partial"


def test_what_the_advisory_says_plainly_counts_and_is_cited() -> None:
    ssvc = lists(kev={}, ssvc={"CVE-1": {"exploitation": "none"}})
    found = points.exploitation("CVE-1", ssvc, "It was exploited.", "observed/advisories/a.json")
    assert found.value == "active" and found.known
    assert found.why.en == "the advisory says so (observed/advisories/a.json): «It was exploited.»"


def test_human_impact_comes_from_the_consequences_of_the_zone(plant: Plant) -> None:
    zones = {zone.id: zone for zone in plant.zones}
    found = {id: points.human_impact(zone) for id, zone in zones.items()}
    assert (found["dmz"].value, found["safety"].value) == ("low", "very high")
    assert "declared/zones.yaml:" in found["dmz"].why.en
    ungraded = dataclasses.replace(zones["dmz"], consequence={})
    assert (points.human_impact(ungraded).value, points.human_impact(ungraded).known) == ("high", False)
    safety = dataclasses.replace(ungraded, kind=ZoneKind.SAFETY)
    assert points.human_impact(safety).value == "very high"


def exposure(plant: Plant, id: str, **known: object) -> tuple[str, bool, str]:
    asset = next(one for one in plant.assets if one.id == id)
    found = Exposures(plant, Ways(**known)).of(asset)  # type: ignore[arg-type]
    return found.value, found.known, found.why.en


def test_exposure_is_computed_from_firewalls_captures_and_conduits(plant: Plant) -> None:
    internet = Way("internet", "bioreactors", "fw.nft:7")
    assert exposure(plant, "plc-br1", permitted=(internet,))[:2] == ("open", True)
    elsewhere = dataclasses.replace(internet, destination="10.20.10.12 10.20.10.20-10.20.10.22")
    assert exposure(plant, "plc-br1", permitted=(elsewhere,))[0] == "controlled"
    assert exposure(plant, "plc-dsp", permitted=(elsewhere,))[0] == "open"
    seen = Way("internet", "bioreactors", "day.pcap frame 9", asset="plc-br1")
    said = "traffic from the internet was seen (day.pcap frame 9)"
    assert exposure(plant, "plc-br1", seen=(seen,)) == ("open", True, said)
    assert exposure(plant, "plc-br2", seen=(seen,))[0] == "controlled"
    inside = Way("operations", "bioreactors", "fw.nft:9")
    assert "firewalls let operations through" in exposure(plant, "plc-br1", permitted=(inside,))[2]
    assert "declared/conduits.yaml:" in exposure(plant, "plc-br1")[2]


def test_only_what_is_known_to_be_alone_is_small(plant: Plant) -> None:
    alone = dataclasses.replace(plant, conduits=())
    closed = {"closed": frozenset({"safety"}), "watched": frozenset({"safety"})}
    assert exposure(alone, "sis", **closed)[:2] == ("small", True)
    assert exposure(alone, "sis", closed=closed["closed"])[:2] == ("controlled", False)
    assert exposure(plant, "sis", **closed)[:2] == ("controlled", True)
    assert "not demonstrated" in exposure(alone, "sis")[2]


def test_a_conduit_from_outside_that_nothing_enforces_is_open(plant: Plant) -> None:
    loose = [dataclasses.replace(one, enforced_by=()) for one in plant.conduits if one.from_zone == "remote"]
    assert loose
    without = dataclasses.replace(plant, conduits=tuple(loose))
    asset = next(one for one in plant.assets if one.zone == loose[0].to_zone)
    assert exposure(without, asset.id)[0] == "open" and "nothing enforces it" in exposure(without, asset.id)[2]


FIREWALL = """
table inet f {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip saddr 8.8.8.0/24 ip daddr 10.1.0.5 tcp dport 443 accept
    ip saddr 10.2.0.0/24 ip daddr 10.1.0.0/24 tcp dport 502 accept
  }
}
"""


def test_ways_are_what_firewalls_permit_and_captures_show(tmp_path: Path) -> None:
    zones = [("plc", "control"), ("scada", "supervision"), ("alone", "control")]
    one = case.build(
        {
            "plant": {
                "zones": [
                    {"id": id, "kind": kind, "networks": [f"10.{at}.0.0/24"]} for at, (id, kind) in enumerate(zones, 1)
                ],
                "assets": [
                    {"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.5"]},
                    {"id": "plc-2", "zone": "plc", "ipv4": ["10.1.0.6"]},
                    {"id": "alone-1", "zone": "alone", "ipv4": ["10.3.0.5"]},
                ],
            },
            "firewalls": [
                {
                    "id": "fw",
                    "interfaces": {"plc": "plc", "scada": "scada", "alone": "alone", "wan": "internet"},
                    "config": FIREWALL,
                }
            ],
            "conversations": [{"client": "10.2.0.9", "server": "10.1.0.6", "protocol": "modbus", "port": 502}],
        }
    )
    with one.open(tmp_path) as facts:
        known = ways(facts)
    assert {(way.from_zone, way.to_zone) for way in known.permitted} == {("internet", "plc"), ("scada", "plc")}
    assert [(way.from_zone, way.asset) for way in known.seen] == [("scada", "plc-2")]
    assert "alone" in known.closed and "plc" not in known.closed
    exposures = Exposures(one.plant, known)
    found = {asset.id: exposures.of(asset) for asset in one.plant.assets}
    assert [found[id].value for id in ("plc-1", "plc-2")] == ["open", "controlled"]
    assert "fw.conf:5" in found["plc-1"].why.en


def prioritised(plant: Plant, feeds: Feeds, known: Ways) -> tuple[Priorities, Verdict]:
    value = document(leaf("PL-300", "<4", "P"), vendor="Polderlogic")
    value["vulnerabilities"][0]["scores"] = [{"cvss_v3": {"baseScore": 9.8, "vectorString": EASY}, "products": ["P"]}]
    gathered = Gathered(advisories=[from_json(value, "a.json", "0" * 64)[0]], feeds=feeds)
    matching = match_assets([one for one in plant.assets if one.id == "plc-br1"], gathered, DAY)
    return Priorities(plant, matching, known), matching.verdicts[0]


def test_a_new_entry_in_kev_or_a_new_way_in_makes_it_urgent(plant: Plant) -> None:
    quiet, verdict = prioritised(plant, lists(kev={}), Ways())
    first = quiet.of(verdict)
    assert first and (first.action, first.outcome, first.timeline) == (Action.NEXT, "scheduled", "60 days")
    used = prioritised(plant, lists(kev={verdict.cves[0]: {}}), Ways())[0].of(verdict)
    assert used and (used.action, used.timeline) == (Action.NOW, "3 days & forensic investigation")
    reached = Ways(permitted=(Way("internet", "bioreactors", "fw.nft:7"),))
    opened = prioritised(plant, lists(kev={}), reached)[0].of(verdict)
    assert opened and (opened.action, opened.publicly_exposed, opened.timeline) == (Action.NOW, True, "3 days")
    clear = dataclasses.replace(verdict, state=State.NOT_AFFECTED)
    assert quiet.of(clear) is None


def test_the_most_urgent_comes_first(plant: Plant) -> None:
    assets = [asset for asset in plant.assets if asset.vendor == "Polderlogic" and asset.id.startswith("plc-br")]
    assert len(assets) > 1
    value = document(leaf("PL-300", "<40", "P"), vendor="Polderlogic")
    gathered = Gathered(advisories=[from_json(value, "a.json", "0" * 64)[0]], feeds=lists(kev={}))
    matching = match_assets(assets, gathered, DAY)
    last = matching.verdicts[-1].asset
    reached = Ways(seen=(Way("internet", "bioreactors", "day.pcap frame 9", asset=last),))
    ordered = Priorities(plant, matching, reached).ordered()
    assert ordered[0].asset == last and len(ordered) == len(matching.verdicts) > 1


@pytest.mark.skipif(not labels.CORPUS.is_dir(), reason="needs the advisories in ../shared/data, not part of keur")
def test_now_is_a_small_part_of_real_advisories_on_a_realistic_plant(plant: Plant) -> None:
    files = ("labelled.csv", "labelled-later.csv", "labelled-third.csv")
    rows = [label.asset for file in files for label in labels.labels(file)]
    zones = ("bioreactors", "hvac", "supervision", "operations", "safety")
    assets = tuple(dataclasses.replace(row, id=f"a{at}", zone=zones[at % 5]) for at, row in enumerate(rows))
    gathered = read_paths([labels.CORPUS, labels.CORPUS.parent / "feeds"])
    matching = match_assets(assets, gathered, DAY)
    priorities = Priorities(dataclasses.replace(plant, assets=assets), matching, Ways())
    found: Counter[Action] = Counter()
    for verdict in matching.verdicts:
        if (first := priorities.of(verdict)) is not None:
            found[first.action] += 1
    assert found.total() > 700
    assert 0 < found[Action.NOW] / found.total() < 0.10
