"""The answer of `keur programme policies` for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from keur.assess.programme.policies import PolicyState, PolicyStatus, Use
from keur.catalogue import Mark, shipped
from keur.cli.language import pick, say
from keur.cli.terminal import plain
from keur.plant.model import Text

STATES = {
    PolicyState.APPROVED: Text(nl="vastgesteld", en="approved"),
    PolicyState.REVIEW_DUE: Text(nl="herziening verlopen", en="review overdue"),
    PolicyState.DRAFT: Text(nl="concept", en="draft"),
    PolicyState.MISSING: Text(nl="ontbreekt", en="missing"),
}
MOST_SHOWN = 4
"""Proposals and requirements that are shown of each policy; the rest is counted."""


def show(found: Sequence[PolicyStatus], not_read: Sequence[str]) -> None:
    """Prints how many policies are in which state, then each policy."""
    console = Console(highlight=False, soft_wrap=True)
    counted = Counter(one.state for one in found)
    summary = ", ".join(f"{counted[state]} {pick(words)}" for state, words in STATES.items() if counted[state])
    console.print(say(nl=f"{len(found)} beleidsstukken: {summary}", en=f"{len(found)} policies: {summary}"))
    for one in found:
        console.print(f"\n[bold]{plain(one.id)}[/bold]  {pick(STATES[one.state])}  {plain(pick(one.title))}")
        for line in _lines(one):
            console.print("  " + plain(line))
    for file in not_read:
        console.print("\n" + plain(say(nl=f"niet gelezen (geen .md): {file}", en=f"not read (no .md): {file}")))


def _lines(one: PolicyStatus) -> list[str]:
    rows = [row + _doubt(row) for row in one.serves]
    lines = [say(nl="dient: ", en="serves: ") + ", ".join(rows)] if rows else []
    if one.state is PolicyState.MISSING:
        if not one.evidence_for:
            return lines
    else:
        lines.append(_approval(one))
    if one.placeholders:
        shown = [say(nl=f"regel {at.line} {at.text}", en=f"line {at.line} {at.text}") for at in one.placeholders]
        count = len(shown)
        lines.append(say(nl=f"nog {count} in te vullen: ", en=f"{count} to fill in: ") + _some(shown, "; "))
    if one.evidence_for:
        lines.append(say(nl="bewijs bij: ", en="evidence for: ") + ", ".join(map(_use, one.evidence_for)))
        if one.state is PolicyState.DRAFT:
            lines.append(say(nl="een concept is geen bewijs", en="a draft is no evidence"))
    return lines


def _approval(one: PolicyStatus) -> str:
    empty = say(nl="(nog open)", en="(still open)")
    owner, by, on, review = (value or empty for value in (one.owner, one.approved_by, one.approved_on, one.review))
    return say(
        nl=f"eigenaar {owner}; vastgesteld door {by} op {on}; herzien uiterlijk {review}",
        en=f"owner {owner}; approved by {by} on {on}; review by {review}",
    )


def _some(shown: Sequence[str], sign: str) -> str:
    more = [f"+{len(shown) - MOST_SHOWN}"] if len(shown) > MOST_SHOWN else []
    return sign.join([*shown[:MOST_SHOWN], *more])


def _doubt(row: str) -> str:
    return say(nl=" (onzeker)", en=" (uncertain)") if shipped().row(row).mark is Mark.UNCERTAIN else ""


def _use(use: Use) -> str:
    right = say(nl="hash klopt", en="hash is right")
    wrong = say(nl="hash klopt niet meer", en="hash is no longer right")
    return f"{use.requirement} ({right if use.unchanged else wrong})"
