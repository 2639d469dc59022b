"""Maintenance windows with one thing wrong, exactly what keur says of it, and the stops that a window has."""

from __future__ import annotations

import datetime as dt

import pytest

from keur.plant import PlantErrors, load

FILE = "declared/windows.yaml"
BROKEN = (
    (
        "end: 2027-01-05 06:00",
        "end: 2027-01-05",
        "9:14: `end`: `2027-01-05` is not a date with a time (yyyy-mm-dd hh:mm, such as 2026-11-23 06:00)",
        "9:14: `end`: `2027-01-05` is geen datum met tijd (jjjj-mm-dd uu:mm, zoals 2026-11-23 06:00)",
    ),
    (
        "end: 2027-01-05 06:00",
        "end: 2027-01-04 06:00",
        "9:14: `end` (2027-01-04 06:00:00) is not after `start` (2027-01-04 06:00:00)",
        "9:14: `end` (2027-01-04 06:00:00) ligt niet na `start` (2027-01-04 06:00:00)",
    ),
    (
        "hours: 20",
        "hours: 25",
        "13:16: `hours` (25) is more than the stop is long (24 hours)",
        "13:16: `hours` (25) is meer dan de stop lang is (24 uur)",
    ),
    (
        "        until: 2027-03-31\n",
        "",
        "7:9: key `until` is missing: `every_weeks` needs it",
        "7:9: sleutel `until` ontbreekt: nodig bij `every_weeks`",
    ),
    (
        "until: 2027-03-31",
        "until: 2047-03-31",
        "11:16: `until` is more than 10 years after the start",
        "11:16: `until` ligt meer dan 10 jaar na het begin",
    ),
    (
        "also: [2027-01-11 06:00]",
        "also: [2027-01-05 05:59]",
        "7:9: the stops of 2027-01-04 06:00 and 2027-01-05 05:59 overlap",
        "7:9: de stops van 2027-01-04 06:00 en 2027-01-05 05:59 overlappen",
    ),
    (
        "    zones: [control]\n    assets: [HMI-1]\n",
        "",
        "2:5: say what this holds for: `zones` or `assets`",
        "2:5: zeg waarvoor dit geldt: `zones` of `assets`",
    ),
    (
        "zones: [control]",
        "zones: [contrl]",
        "3:13: zone `contrl` does not exist; did you mean `control`?",
        "3:13: zone `contrl` bestaat niet; bedoelt u `control`?",
    ),
    (
        "assets: [HMI-1]",
        "assets: [HMI-2]",
        "4:14: asset `HMI-2` does not exist; did you mean `HMI-1`?",
        "4:14: apparaat `HMI-2` bestaat niet; bedoelt u `HMI-1`?",
    ),
    (
        "until: 2026-12-31",
        "until: 2026-11-30",
        "16:35: `until` (2026-11-30) is not after `from` (2026-12-01)",
        "16:35: `until` (2026-11-30) ligt niet na `from` (2026-12-01)",
    ),
    (
        "    freezes:",
        "  - {id: other, zones: [control], work: {hours: 1, staff: 1}}\n"
        "  - {id: another, zones: [scada]}\n  - id: third\n    zones: [scada]\n    freezes:",
        "15:25: `work` of `control` exists already (declared/windows.yaml:3:13)",
        "15:25: `work` van `control` bestaat al (declared/windows.yaml:3:13)",
    ),
    (
        "    freezes:",
        "      - {id: monthly, start: 2027-05-01 06:00, end: 2027-05-01 07:00, staff: 1}\n    freezes:",
        "15:14: maintenance window `monthly` exists already (declared/windows.yaml:7:13)",
        "15:14: onderhoudsvenster `monthly` bestaat al (declared/windows.yaml:7:13)",
    ),
)


@pytest.mark.parametrize(("old", "new", "english", "dutch"), BROKEN, ids=lambda value: str(value)[:20])
def test_what_is_wrong_is_said_with_its_place(tmp_path, write, complete, old, new, english, dutch):
    assert old in complete[FILE]
    write(tmp_path, {FILE: complete[FILE].replace(old, new, 1)})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path)
    assert f"{FILE}:{english}" in error.value.show("en").splitlines()
    assert f"{FILE}:{dutch}" in error.value.show("nl").splitlines()


def test_a_decision_names_a_window_that_exists(tmp_path, write, complete):
    decisions = "decided/advisories.yaml"
    text = complete[decisions].replace("by: 2027-03-31", "window: month")
    write(tmp_path, {FILE: complete[FILE], decisions: text})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path)
    assert error.value.show("en") == (
        f"{decisions}:5:13: maintenance window `month` does not exist; did you mean `monthly`?"
    )
    write(tmp_path, {decisions: text.replace("month", "monthly")})
    assert load(tmp_path).triage[0].window == "monthly"
    write(tmp_path, {FILE: "maintenance: 1\n"})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path)
    assert decisions not in error.value.show("en")


def test_a_window_has_all_its_stops_and_its_work(tmp_path, write, complete):
    write(tmp_path, {FILE: complete[FILE]})
    (one,) = load(tmp_path).maintenance
    (window,) = one.windows
    assert [f"{start:%m-%d}" for start in window.starts] == ["01-04", "01-11", "02-01", "03-01", "03-29"]
    assert (window.minutes, window.staff, window.length) == (20 * 60, 3, dt.timedelta(days=1))
    assert one.work and (one.work.minutes, one.work.revalidation_minutes, one.work.staff) == (90, 960, 2)
