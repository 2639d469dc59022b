"""Records of `decided/advisories.yaml` to decisions, with the rules that hold between their keys and with the plant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from keur.plant.errors import Mistakes
from keur.plant.files.advisories import ALLOWS, NEEDS, OF_ONE_TREATMENT
from keur.plant.model import Text
from keur.plant.rules import ASSET_WORD, check_reference, keyed, unique
from keur.plant.shapes import Read, bare
from keur.plant.triage import AdvisoryDecision, Known

WINDOW_WORD = Text(nl="onderhoudsvenster", en="maintenance window")


def decision(read: Read) -> AdvisoryDecision:
    value = bare(read)
    return AdvisoryDecision(
        advisory=value["advisory"],
        assets=value["assets"],
        treatment=value["decision"],
        who=value["who"],
        why=value["why"],
        date=value["date"],
        window=value.get("window"),
        by=value.get("by"),
        measure=value.get("measure"),
        evidence=value.get("evidence"),
        expires=value.get("expires"),
        until=value.get("until"),
        because=value.get("because"),
        supplier_state=value.get("supplier_state"),
        own_state=value.get("own_state"),
        knew=tuple(map(_known, value["knew"])),
        place=read.place,
    )


def _known(value: dict[str, Any]) -> Known:
    return Known(
        asset=value["asset"],
        revision=value["revision"],
        sha256=value["sha256"],
        match=value["match"],
        firmware=value.get("firmware", ""),
        exploited=value.get("exploited"),
        priority=value.get("priority"),
        exposure=value.get("exposure"),
    )


def check_decisions(
    decisions: Sequence[Read], assets: Collection[str] | None, windows: Collection[str] | None, mistakes: Mistakes
) -> None:
    """Keys that fit the decision, dates in order, assets and windows that exist, and what was known of each asset.
    `assets` and `windows` are ids; None: not to be judged."""
    for one in decisions:
        _check_keys(one, mistakes)
        _check_dates(one, mistakes)
        _check_known(one, mistakes)
        for asset in one.value["assets"].value if "assets" in one.value and assets is not None else ():
            check_reference(asset, ASSET_WORD, assets or (), mistakes)
        if "window" in one.value and windows is not None:
            check_reference(one.value["window"], WINDOW_WORD, windows, mistakes)


def _check_keys(read: Read, mistakes: Mistakes) -> None:
    treatment = bare(read.value.get("decision"))
    if treatment is None:
        return
    for keys in NEEDS[treatment]:
        there = [key for key in keys if key in read.keys]
        if not there:
            nl, en = " of ".join(f"`{key}`" for key in keys), " or ".join(f"`{key}`" for key in keys)
            mistakes.add(
                read.place,
                Text(nl=f"{nl} ontbreekt: nodig bij `{treatment}`", en=f"{en} is missing: `{treatment}` needs it"),
            )
        elif len(there) > 1 and there[1] in read.value:
            first, second = there[:2]
            mistakes.add(
                read.value[second].place,
                Text(
                    nl=f"`{first}` en `{second}` gaan niet samen; kies er een",
                    en=f"`{first}` and `{second}` do not go together; choose one",
                ),
            )
    for key in OF_ONE_TREATMENT:
        if key in read.value and key not in ALLOWS[treatment]:
            mistakes.add(
                read.value[key].place,
                Text(nl=f"`{key}` hoort niet bij `{treatment}`", en=f"`{key}` does not belong to `{treatment}`"),
            )


def _check_dates(read: Read, mistakes: Mistakes) -> None:
    date = bare(read.value.get("date"))
    for key in ("by", "expires", "until"):
        last = bare(read.value.get(key))
        if date and last and last < date:
            mistakes.add(
                read.value[key].place,
                Text(
                    nl=f"`{key}` ({last}) ligt voor de datum van het besluit ({date})",
                    en=f"`{key}` ({last}) is before the date of the decision ({date})",
                ),
            )


def _check_known(read: Read, mistakes: Mistakes) -> None:
    if "knew" not in read.value or "assets" not in read.value:
        return
    knew, assets = read.value["knew"], read.value["assets"]
    unique(ASSET_WORD, keyed(knew.value, "asset"), mistakes)
    named = {bare(asset) for asset in assets.value}
    known = {name for name, _ in keyed(knew.value, "asset")}
    for name, place in keyed(knew.value, "asset"):
        if name not in named:
            mistakes.add(
                place,
                Text(
                    nl=f"apparaat `{name}` staat niet onder `assets` van dit besluit",
                    en=f"asset `{name}` is not among the `assets` of this decision",
                ),
            )
    whole = all("asset" in one.value for one in knew.value)
    for asset in assets.value if whole else ():
        if asset.value not in known:
            mistakes.add(
                asset.place,
                Text(
                    nl=f"`knew` zegt niets van `{asset.value}`; leg het besluit vast met keur advisories decide",
                    en=f"`knew` says nothing of `{asset.value}`; record the decision with keur advisories decide",
                ),
            )
