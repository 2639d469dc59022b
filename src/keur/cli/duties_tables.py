"""The board of `keur duties` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from keur.assess.duties.board import BEARING, Duty
from keur.assess.programme.status import STATUS_WORDS, Status
from keur.catalogue import Mark
from keur.cli.language import Language, say
from keur.plant.model import Text


def show(duties: Sequence[Duty], wanted: Language, file: IO[str]) -> None:
    """Prints each obligation: status, coverage, and what is missing first."""
    if not duties:
        file.write(say(nl="Geen verplichtingen geldig op deze datum.\n", en="No obligations valid on this date.\n"))
    for one in duties:
        sure = "" if one.row.mark is Mark.VERIFIED else f" [{_mark(one.row.mark)}]"
        file.write(f"{one.row.id}{sure}  {_in(one.row.label, wanted)}\n  {_in(STATUS_WORDS[one.status], wanted)}; ")
        file.write(
            say(
                nl=f"eisen: {one.demonstrated} aangetoond, {one.contradicted} tegengesproken of niet vervuld, "
                f"{one.unanswered} onbeantwoord\n",
                en=f"requirements: {one.demonstrated} demonstrated, {one.contradicted} contradicted or not met, "
                f"{one.unanswered} unanswered\n",
            )
        )
        for gap in one.gaps:
            file.write("  " + say(nl="geen eis dekt: ", en="no requirement covers: ") + _in(gap.label, wanted) + "\n")
        for bearing in one.bearings:
            status = bearing.requirement.status
            if bearing.mapping.kind in BEARING and status is not Status.MET:
                file.write(f"  {bearing.requirement.requirement}: {_in(STATUS_WORDS[status], wanted)}\n")


def _mark(mark: Mark) -> str:
    return {
        Mark.VERIFIED: say(nl="gecontroleerd", en="verified"),
        Mark.SECONDARY: say(nl="uit tweede hand", en="secondary source"),
        Mark.MEMORY: say(nl="niet nagelezen", en="not read again"),
        Mark.UNCERTAIN: say(nl="onzeker", en="uncertain"),
    }[mark]


def _in(text: Text, wanted: Language) -> str:
    return text.nl if wanted == "nl" else text.en
