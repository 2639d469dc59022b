from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import keur.dossier
from keur.assess.programme.status import Status
from keur.assess.result import VERDICTS
from keur.checks.finding import SEVERITIES
from keur.dossier.duties_page import PARTS
from keur.dossier.headline import SECTIONS
from keur.dossier.purdue import OUTSIDE, PSEUDO_ZONES
from keur.dossier.wording import WORDS, counted, number, size
from keur.plant.model import LEVELS, Decision, EvidenceKind, Operation, ZoneKind

FOLDER = Path(keur.dossier.__file__).parent
GROUPS = {
    "basis": ("declared", "connected", "route", "default"),
    "verdict": VERDICTS,
    "severity": SEVERITIES,
    "kind": tuple(ZoneKind),
    "level": (*LEVELS, OUTSIDE),
    "zone": (*PSEUDO_ZONES, *(f"{name}.kind" for name in PSEUDO_ZONES)),
    "class": tuple(Operation),
    "decision": tuple(Decision),
    "decision.until": tuple(Decision),
    "answer": ("yes", "no", "unknown"),
    "citation": ("frame", "offset", "line"),
    "trace": tuple(EvidenceKind),
    "duties": tuple(status.replace(" ", "_") for status in Status),
    "actions": ("action", "horizon", "effort", "owner", "due", "for"),
}


def strings() -> set[str]:
    """Every text in the code of the dossier, but for the table itself."""
    found = set()
    for file in FOLDER.glob("*.py"):
        if file.name != "wording.py":
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


def calls(*names: str) -> set[str]:
    """First plain text among the arguments of each call of a function of these names."""
    found = set()
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
                found |= {
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_both_languages_are_complete_and_fill_in_the_same_values():
    for key, text in WORDS.items():
        assert text.nl.strip() and text.en.strip(), key
        values = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in (text.nl, text.en)]
        assert values[0] == values[1], key


def test_every_text_that_the_report_asks_for_is_in_the_table():
    assert calls("word") >= {"diagram.intro", "unread.none"}
    assert calls("word") <= set(WORDS)
    assert {f"{key}.{form}" for key in calls("counted") for form in ("one", "many")} <= set(WORDS)
    assert {*SECTIONS, *PARTS} <= set(WORDS)
    for group, members in GROUPS.items():
        assert {f"{group}.{member}" for member in members} <= set(WORDS), group


def test_no_text_in_the_table_is_left_unused():
    named = strings() | {f"{key}.{form}" for key in calls("counted") for form in ("one", "many")}
    named |= {f"{group}.{member}" for group, members in GROUPS.items() for member in members}
    named |= {f"{name}.letter" for name in ("declared", "permitted", "observed")}
    named |= {key for key in WORDS if key.startswith("not_demonstrated.")}
    assert set(WORDS) - named == set()


def test_dutch_texts_hold_no_english_words_for_verdicts():
    english = re.compile(r"\b(breach|bypass|unused|blocked|finding|channel|declared|severity)\b", re.I)
    assert not [text.nl for text in WORDS.values() if english.search(re.sub(r"{\w+}", "", text.nl))]


def test_numbers_are_written_as_the_language_does():
    assert (number(1204331, "nl"), number(1204331, "en")) == ("1.204.331", "1,204,331")
    assert (size(210_443_120, "nl"), size(210_443_120, "en"), size(999, "en")) == ("210,4 MB", "210.4 MB", "999 B")
    assert size(999_960, "en") == "1.0 MB"
    assert counted("channels", 1, "nl") == "1 kanaal"
