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


def show(found: Sequence[PolicyStatus], not_read: Sequence[str]) -> None:
    """Prints how many policies are in which state, then each policy."""
    console = Console(highlight=False, soft_wrap=True)
    counted = Counter(one.state for one in found)
    summary = ", ".join(f"{pick(words)} {counted[state]}" for state, words in STATES.items() if counted[state])
    console.print(say(nl=f"{len(found)} beleidsstukken ({summary})", en=f"{len(found)} policies ({summary})"))
    for one in found:
        console.print(f"\n[bold]{plain(one.id)}[/bold]  {pick(STATES[one.state])}  {plain(pick(one.title))}")
        for line in _lines(one):
            console.print("  " + plain(line))
    for file in not_read:
        console.print("\n" + plain(say(nl=f"niet gelezen (geen .md): {file}", en=f"not read (no .md): {file}")))


def _lines(one: PolicyStatus) -> list[str]:
    lines = [say(nl="dient ", en="serves ") + _cited(one.serves)] if one.serves else []
    if one.state is not PolicyState.MISSING:
        lines.append(_approval(one))
    if one.placeholders:
        at = ", ".join(str(line) for line in dict.fromkeys(place.line for place in one.placeholders))
        count = len(one.placeholders)
        lines.append(say(nl=f"{count} voorstellen over, op regel {at}", en=f"{count} proposals left, on line {at}"))
    if one.evidence_for:
        lines.append(say(nl="bewijs bij ", en="evidence for ") + ", ".join(map(_use, one.evidence_for)))
        if one.state in (PolicyState.DRAFT, PolicyState.MISSING):
            lines.append(say(nl="als bewijs genoemd, maar niet vastgesteld", en="named as evidence, but not approved"))
    return lines


def _cited(rows: Sequence[str]) -> str:
    """Rows as they are cited, with the prefix of each catalogue once, and a warning at uncertain ones."""
    by_prefix: dict[str, list[str]] = {}
    for id in rows:
        row = shipped().row(id)
        doubt = say(nl=" (onzeker)", en=" (uncertain)") if row.mark is Mark.UNCERTAIN else ""
        by_prefix.setdefault(shipped().catalogue(row.catalogue).prefix, []).append(row.number + doubt)
    return "; ".join(prefix + ", ".join(numbers) for prefix, numbers in by_prefix.items())


def _approval(one: PolicyStatus) -> str:
    empty = say(nl="(nog open)", en="(still open)")
    owner, by, on, review = (value or empty for value in (one.owner, one.approved_by, one.approved_on, one.review))
    return say(
        nl=f"eigenaar {owner}; vastgesteld door {by} op {on}; opnieuw bezien uiterlijk {review}",
        en=f"owner {owner}; approved by {by} on {on}; to be reviewed by {review}",
    )


def _use(use: Use) -> str:
    right = say(nl="hash klopt", en="hash is right")
    wrong = say(nl="hash klopt niet meer", en="hash is no longer right")
    return f"{use.requirement} ({right if use.unchanged else wrong})"
