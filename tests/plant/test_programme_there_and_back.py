"""Any programme goes to a workbook and comes back."""

from __future__ import annotations

import datetime as dt

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_broken_programme import FILE
from test_programme_workbook import NUMBERS, exported, imported

from keur.library import requirements
from keur.plant import load
from keur.plant.amendments import inline, record_lines
from keur.plant.files.programme import CLAIMS
from keur.plant.programme.columns import EVIDENCE_COLUMNS, REQUIREMENT_COLUMNS, named, sheet_text
from keur.plant.programme.document import read_document

WORDS = st.text(min_size=1, max_size=30).filter(str.strip)
NAMES = st.from_regex(r"[a-z]{1,8}( [a-z]{1,4})?", fullmatch=True).filter(
    lambda name: named(name, (*REQUIREMENT_COLUMNS, *EVIDENCE_COLUMNS)) is None
)
NOTES = st.dictionaries(NAMES, WORDS, min_size=1, max_size=2)
DAYS = st.dates().map(dt.date.isoformat)
PERIODS = st.tuples(DAYS, DAYS).map(sorted)
FILES = st.lists(st.from_regex(r"[A-Za-z0-9=@+-]{1,8}", fullmatch=True), unique=True, min_size=1, max_size=2)


@st.composite
def proofs(draw: st.DrawFn, name: str) -> dict:
    kind = draw(st.sampled_from(["document", "record", "measure"]))
    (first, last), (collected, received) = draw(PERIODS), draw(PERIODS)
    sha256 = draw(st.text("0123456789abcdef", min_size=64, max_size=64))
    proof = {"file": f"e/{name}.md", "kind": kind, "sha256": sha256, "from": first, "until": last}
    proof |= {"collected": collected, "received": received}
    if kind == "document":
        proof["approved_by"] = draw(WORDS)
    if kind == "measure":
        proof["points"] = draw(st.lists(st.sampled_from(["0", "3", "1.50", "12.25"]), min_size=3, max_size=5))
    return proof | draw(st.fixed_dictionaries({}, optional={"notes": NOTES}))


@st.composite
def entries(draw: st.DrawFn, number: str) -> dict:
    entry = {"id": number, "claim": draw(st.sampled_from(CLAIMS))}
    if entry["claim"] == "not applicable":
        entry |= {"reason": draw(WORDS), "signed_by": draw(WORDS)}
    more = {"target": st.sampled_from("1234"), "owner": WORDS, "how": WORDS, "review": DAYS, "notes": NOTES}
    more["depends_on"] = st.just({"zones": ["scada", "control"], "assets": ["HMI-1"]})
    more["evidence"] = FILES.flatmap(lambda names: st.tuples(*map(proofs, names))).map(list)
    return entry | draw(st.fixed_dictionaries({}, optional=more))


@st.composite
def programmes(draw: st.DrawFn) -> list[dict]:
    chosen = draw(
        st.lists(
            st.sampled_from([number for numbers in NUMBERS.values() for number in numbers]), unique=True, max_size=3
        )
    )
    return [draw(entries(number)) for number in chosen]


def as_in_cells(value: object) -> object:
    """Content with its texts as a cell can hold them."""
    if isinstance(value, dict):
        return {key: as_in_cells(one) for key, one in value.items()}
    return [as_in_cells(one) for one in value] if isinstance(value, list) else sheet_text(str(value))


def written(found: list[dict], flow: bool) -> str:
    if flow:
        return "requirements: # ours\n" + "".join(f"- {inline('', entry)} # one\n" for entry in found)
    lines = [line for entry in found for line in record_lines(entry, 2)]
    return "requirements:\n" + "".join(f"{line} # one\n" for line in lines)


def without_notes(entry: dict) -> dict:
    """A workbook without a column leaves the notes of that name as they are."""
    proofs = [{key: value for key, value in proof.items() if key != "notes"} for proof in entry.get("evidence", ())]
    kept = {key: value for key, value in entry.items() if key not in ("notes", "evidence")}
    return kept | ({"evidence": proofs} if proofs else {})


@given(programmes(), programmes(), st.booleans(), st.sampled_from(["nl", "en"]))
@settings(max_examples=12, phases=[Phase.reuse, Phase.generate])  # shrinking workbooks takes minutes
def test_any_programme_comes_back_and_takes_the_place_of_any_other(
    tmp_path_factory, write, found, other, flow, language
):
    folder = write(tmp_path_factory.mktemp("any"))
    text = written(found, flow)
    (folder / FILE).write_text(text, encoding="utf-8")
    data = exported(folder, language)
    done = imported(folder, data)
    assert (done.changes, done.text) == ((), text)
    (folder / FILE).write_text(written([without_notes(entry) for entry in other], flow), encoding="utf-8")
    (folder / FILE).write_text(imported(folder, data).text, encoding="utf-8")
    plant = load(folder, None, requirements())
    back = {number: as_in_cells(entry) for number, entry in read_document(folder, plant).by_requirement.items()}
    assert back == {entry["id"]: as_in_cells(entry) for entry in found}
