"""Deviations and actions with one thing wrong, and exactly what keur says of it."""

from __future__ import annotations

import pytest

from keur.plant import PlantErrors, load

REQUIREMENTS = ("NET 1.1", "NET 1.2", "board-approval")
OBLIGATIONS = ("Cbw 21(3)(j)", "Cbw 21(3)(h)")
DEVIATIONS, ACTIONS = "declared/deviations.yaml", "declared/actions.yaml"

BROKEN = (
    (
        DEVIATIONS,
        "Cbw 21(3)(j)",
        "Cbw 21(3)(k)",
        "2:17: duty `Cbw 21(3)(k)` does not exist; did you mean `Cbw 21(3)(j)`?",
        "2:17: verplichting `Cbw 21(3)(k)` bestaat niet; bedoelt u `Cbw 21(3)(j)`?",
    ),
    (
        DEVIATIONS,
        "    owner: J. Jansen\n",
        "",
        "2:5: key `owner` is missing",
        "2:5: sleutel `owner` ontbreekt",
    ),
    (
        DEVIATIONS,
        "2027-06-30",
        "2027-06-31",
        "6:13: `review`: `2027-06-31` is not a date (yyyy-mm-dd, such as 2026-11-23)",
        "6:13: `review`: `2027-06-31` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
    ),
    (
        ACTIONS,
        "id: scope",
        "id: NET 1.1",
        "3:9: action `NET 1.1` exists already (declared/actions.yaml:2:10)",
        "3:9: actie `NET 1.1` bestaat al (declared/actions.yaml:2:10)",
    ),
    (
        ACTIONS,
        "id: scope",
        "id: board-aproval",
        "3:9: action `board-aproval` does not exist; did you mean `board-approval`?",
        "3:9: actie `board-aproval` bestaat niet; bedoelt u `board-approval`?",
    ),
    (
        ACTIONS,
        "effort: large",
        "effort: lots",
        "2:62: `effort`: `lots` is not possible; choose from small, medium, large",
        "2:62: `effort`: `lots` kan niet; kies uit small, medium, large",
    ),
    (
        ACTIONS,
        "horizon: programme",
        "status: done",
        "2:69: unknown key `status`; possible here: id, owner, due, effort, horizon, note",
        "2:69: onbekende sleutel `status`; hier kunnen staan: id, owner, due, effort, horizon, note",
    ),
)


@pytest.mark.parametrize(("file", "old", "new", "english", "dutch"), BROKEN, ids=lambda value: str(value)[:20])
def test_what_is_wrong_is_said_with_its_place(tmp_path, write, complete, file, old, new, english, dutch):
    assert old in complete[file]
    write(tmp_path, {file: complete[file].replace(old, new, 1)})
    with pytest.raises(PlantErrors) as error:
        load(tmp_path, None, REQUIREMENTS, OBLIGATIONS)
    assert error.value.show("en").splitlines() == [f"{file}:{english}"]
    assert error.value.show("nl").splitlines() == [f"{file}:{dutch}"]


def test_both_load(tmp_path, write, complete):
    write(tmp_path, {file: complete[file] for file in (DEVIATIONS, ACTIONS)})
    plant = load(tmp_path, None, REQUIREMENTS, OBLIGATIONS)
    assert [one.obligation for one in plant.deviations] == ["Cbw 21(3)(j)"]
    assert [(one.id, one.effort) for one in plant.actions] == [("NET 1.1", "large"), ("scope", None)]
