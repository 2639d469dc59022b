"""Decisions about advisories with one thing wrong, exactly what keur says of it, and that what is written loads."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.plant import PlantErrors, load
from keur.plant.edit import add_decision
from keur.plant.model import Place
from keur.plant.triage import MATCHES, AdvisoryDecision, Justification, Known, Treatment

FILE = "decided/advisories.yaml"
BROKEN = (
    (
        "    by: 2027-03-31\n",
        "",
        "2:5: `window` or `by` is missing: `patch` needs it",
        "2:5: `window` of `by` ontbreekt: nodig bij `patch`",
    ),
    (
        "by: 2027-03-31",
        "by: 2026-03-31",
        "5:9: `by` (2026-03-31) is before the date of the decision (2026-11-28)",
        "5:9: `by` (2026-03-31) ligt voor de datum van het besluit (2026-11-28)",
    ),
    (
        "decision: patch\n    by: 2027-03-31\n    supplier_state: released\n    own_state: in internal test",
        "decision: mitigate\n    measure: Key on Run",
        "2:5: `expires` is missing: `mitigate` needs it",
        "2:5: `expires` ontbreekt: nodig bij `mitigate`",
    ),
    (
        "supplier_state: released",
        "until: 2027-03-31",
        "6:12: `until` does not belong to `patch`",
        "6:12: `until` hoort niet bij `patch`",
    ),
    (
        "decision: patch",
        "decision: ignore",
        "4:15: `decision`: `ignore` is not possible; choose from patch, mitigate, take-offline, accept, not-affected",
        "4:15: `decision`: `ignore` kan niet; kies uit patch, mitigate, take-offline, accept, not-affected",
    ),
    (
        "assets: [PLC-1]",
        "assets: [PLC-1, HMI-1]",
        "3:21: `knew` says nothing of `HMI-1`; record the decision with keur advisories decide",
        "3:21: `knew` zegt niets van `HMI-1`; leg het besluit vast met keur advisories decide",
    ),
    (
        "- asset: PLC-1",
        "- asset: HMI-1",
        "12:16: asset `HMI-1` is not among the `assets` of this decision",
        "12:16: apparaat `HMI-1` staat niet onder `assets` van dit besluit",
    ),
    (
        "match: affected",
        "match: maybe",
        "15:16: `match`: `maybe` is not possible; choose from affected, needs check, not affected, not named",
        "15:16: `match`: `maybe` kan niet; kies uit affected, needs check, not affected, not named",
    ),
    ("    why: In the spring stop\n", "", "2:5: key `why` is missing", "2:5: sleutel `why` ontbreekt"),
)


@pytest.mark.parametrize(("old", "new", "english", "dutch"), BROKEN, ids=lambda value: str(value)[:20])
def test_what_is_wrong_is_said_with_its_place(tmp_path, write, complete, old, new, english, dutch):
    assert old in complete[FILE]
    write(tmp_path, {FILE: complete[FILE].replace(old, new, 1)})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path)
    assert f"{FILE}:{english}" in error.value.show("en").splitlines()
    assert f"{FILE}:{dutch}" in error.value.show("nl").splitlines()


def test_an_asset_that_does_not_exist_is_refused(tmp_path, write, complete):
    write(tmp_path, {FILE: complete[FILE].replace("PLC-1", "PLC-2")})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path)
    assert error.value.show("en") == f"{FILE}:3:14: asset `PLC-2` does not exist; did you mean `PLC-1`?"
    assert error.value.show("nl") == f"{FILE}:3:14: apparaat `PLC-2` bestaat niet; bedoelt u `PLC-1`?"


DAYS = st.dates(dt.date(2026, 11, 28), dt.date(2030, 1, 1))
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(str.strip).filter(bool)


@st.composite
def decisions(draw: st.DrawFn) -> AdvisoryDecision:
    treatment = draw(st.sampled_from(Treatment))
    assets = draw(st.sampled_from([("PLC-1",), ("PLC-1", "HMI-1")]))
    known = [
        Known(
            asset,
            draw(WORDS),
            "0" * 64,
            draw(st.sampled_from(MATCHES)),
            draw(st.just("") | WORDS),
            draw(st.none() | st.lists(WORDS, unique=True, max_size=2).map(tuple)),
            draw(st.none() | st.sampled_from(["now", "next"])),
            draw(st.none() | st.just("open")),
        )
        for asset in assets
    ]
    return AdvisoryDecision(
        advisory=draw(WORDS),
        assets=assets,
        treatment=treatment,
        who=draw(WORDS),
        why=draw(WORDS),
        date=dt.date(2026, 11, 28),
        window=None,
        by=draw(DAYS) if treatment is Treatment.PATCH else None,
        measure=draw(WORDS) if treatment is Treatment.MITIGATE else None,
        evidence=None,
        expires=draw(DAYS) if treatment is Treatment.MITIGATE else None,
        until=draw(DAYS) if treatment is Treatment.ACCEPT else None,
        because=draw(st.sampled_from(Justification)) if treatment is Treatment.NOT_AFFECTED else None,
        supplier_state=None,
        own_state=None,
        knew=tuple(known),
        place=Place(FILE, 1),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(decisions(), min_size=1, max_size=3))
def test_what_is_written_loads_as_it_was_and_comments_stay(tmp_path_factory, write, complete, some):
    folder = write(tmp_path_factory.mktemp("plant"), {FILE: "# ours\n" + complete[FILE] + "  # the end\n"})
    before = (folder / FILE).read_text()
    for one in some:
        add_decision(folder, one)
    assert (folder / FILE).read_text().startswith(before)
    loaded = load(folder).triage
    assert len(loaded) == 1 + len(some)
    for one, other in zip(some, loaded[1:], strict=True):
        assert one == dataclasses.replace(other, place=one.place)
