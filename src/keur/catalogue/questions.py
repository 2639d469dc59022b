"""The questions to vendors: `questionnaire/questions.yaml`, read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from keur.plant.errors import Mistakes
from keur.plant.files.names import word
from keur.plant.files.vendors import STANDARDS
from keur.plant.model import Text
from keur.plant.nodes import parse
from keur.plant.rules import unique
from keur.plant.shapes import Key, ListOf, Record, bare
from keur.plant.values import Choice, Fitting, Flag, Whole, Words
from keur.plant.vendors import CLAUSES

FILE = "questionnaire/questions.yaml"

_NL = Key("nl", Words(), word("In het Nederlands.", "In Dutch."))
_EN = Key("en", Words(), word("In het Engels.", "In English."))
_ID = Fitting(r"[A-Z]([1-9][0-9]?)?", Text(nl="nummer", en="a number"))

_QUESTION = Record(
    (
        Key("id", _ID, word("Nummer van de vraag.", "Number of the question.")),
        _NL,
        _EN,
        Key(
            "from_tier",
            Whole(1, 3),
            word("Lichtste klasse waaraan het wordt gevraagd.", "Lightest tier that is asked."),
        ),
        Key("weight", Whole(1, 3), word("Hoe zwaar het telt.", "How much it counts.")),
        Key(
            "knock_out", Flag(), word("Nee is hier niet aanvaardbaar.", "A no is not acceptable here."), required=False
        ),
        Key("clause", Choice(CLAUSES), word("Bepaling die het vastlegt.", "Clause that lays it down."), required=False),
        Key(
            "certificates", ListOf(Choice(STANDARDS)), word("Wat het beantwoordt.", "What answers it."), required=False
        ),
        Key("rests_on", ListOf(Words(), least=1), word("Rijen van de catalogi.", "Rows of the catalogues.")),
    )
)
_BLOCK = Record(
    (
        Key("id", _ID, word("Letter van het blok.", "Letter of the block.")),
        _NL,
        _EN,
        Key("questions", ListOf(_QUESTION, least=1, unique=False), word("De vragen.", "The questions.")),
    )
)
_QUESTIONS = Record((Key("blocks", ListOf(_BLOCK, unique=False), word("De blokken.", "The blocks.")),))


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: Text
    from_tier: int
    """Asked of vendors of this tier and of heavier ones (1 is the heaviest)."""
    weight: int
    """1 to 3."""
    knock_out: bool
    """Of a vendor of tier 1, a no here is not acceptable without a measure, whatever the score."""
    clause: str | None
    """The clause of an agreement that lays it down."""
    certificates: tuple[str, ...]
    """Standards whose certificate answers it."""
    rests_on: tuple[str, ...]
    """Ids of catalogue rows."""


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    title: Text
    questions: tuple[Question, ...]


@cache
def blocks() -> tuple[Block, ...]:
    """All blocks of questions, in order. Raises PlantErrors when the file has mistakes."""
    mistakes = Mistakes()
    text = (resources.files("keur.catalogue") / FILE).read_text(encoding="utf-8")
    node = parse(text, FILE, mistakes)
    read = None if node is None else _QUESTIONS.read(node, FILE, mistakes)
    mistakes.stop_if_any()
    assert read is not None  # noqa: S101  no mistakes, so the file was read
    listed = read.value["blocks"].value
    ids = [one.value["id"] for block in listed for one in (block, *block.value["questions"].value)]
    unique(Text(nl="nummer", en="number"), ((one.value, one.place) for one in ids), mistakes)
    mistakes.stop_if_any()
    return tuple(
        Block(one["id"], Text(one["nl"], one["en"]), tuple(map(_question, one["questions"])))
        for one in bare(read)["blocks"]
    )


def _question(value: dict[str, object]) -> Question:
    told = {"text": Text(str(value["nl"]), str(value["en"]))}
    rest = {name: value.get(name, other) for name, other in _LEFT_OUT.items()}
    kept = {name: value[name] for name in ("id", "from_tier", "weight", "rests_on")}
    return Question(**told, **rest, **kept)  # type: ignore[arg-type]


_LEFT_OUT: dict[str, object] = {"knock_out": False, "clause": None, "certificates": ()}


def asked(tier: int) -> tuple[Block, ...]:
    """The questions that a vendor of a tier is asked, without blocks that are left empty."""
    found = (
        Block(block.id, block.title, tuple(one for one in block.questions if one.from_tier >= tier))
        for block in blocks()
    )
    return tuple(block for block in found if block.questions)


def numbers() -> frozenset[str]:
    """Numbers of all questions."""
    return frozenset(one.id for block in blocks() for one in block.questions)
