"""Any answers go to a form and come back: what nobody changed keeps its bytes, what changed changes only its keys."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keur.assess.vendors.score import score
from keur.catalogue.questions import blocks, numbers
from keur.dossier.questionnaire import workbook
from keur.plant import PlantErrors, load
from keur.plant.amendments import inline, record_lines
from keur.plant.answering import import_answers
from keur.plant.loading import Vocabulary
from keur.plant.vendor_form import COLUMNS, entry, in_cell
from keur.plant.vendors import AnswerValue, EvidenceGrade

FILE = "declared/answers/builder.yaml"
DAY = dt.date(2026, 11, 28)
KNOWN = Vocabulary(questions=numbers())
QUESTIONS = [one.id for block in blocks() for one in block.questions]
WORDS = st.text(min_size=1, max_size=30).filter(in_cell) | st.just("_x0041_ =1+1")
DAYS = st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat)
EVIDENCE = st.from_regex(r"declared/(evidence/builder|archive)/[a-z]{1,6}\.pdf", fullmatch=True)


@st.composite
def entries(draw: st.DrawFn, question: str) -> dict:
    value = draw(st.sampled_from(AnswerValue))
    one = {"id": question, "answer": value.value}
    if value is AnswerValue.NOT_APPLICABLE:
        one["reason"] = draw(WORDS)
    one |= draw(st.fixed_dictionaries({}, optional={"text": WORDS}))
    one["grade"] = draw(st.sampled_from(EvidenceGrade)).value
    if draw(st.booleans()):
        one |= {"file": draw(EVIDENCE), "sha256": draw(st.text("0123456789abcdef", min_size=64, max_size=64))}
    return one | draw(st.fixed_dictionaries({"date": DAYS}, optional={"until": DAYS}))


ANSWERS = st.lists(st.sampled_from(QUESTIONS), unique=True, max_size=4).flatmap(
    lambda chosen: st.tuples(*map(entries, chosen))
)


def written(found, flow: bool) -> str:
    if flow:
        return "answers: # ours\n" + "".join(f"- {inline('', one)} # one\n" for one in found)
    lines = [line for one in found for line in record_lines(one, 2)]
    return "# how we asked\nanswers:\n" + "".join(f"{line} # one\n" for line in lines)


def exported(folder, language="en") -> bytes:
    plant = load(folder, KNOWN)
    answers = next(iter(plant.vendor_answers), None)
    return workbook(plant.vendors[0], score(plant.vendors[0], 1, answers, {}, DAY), language, DAY)


def imported(folder, data: bytes, *, write=True):
    (folder / "form.xlsx").write_bytes(data)
    return import_answers(folder, load(folder, KNOWN), folder / "form.xlsx", DAY, numbers(), write=write)[1]


def filled(data: bytes, cells: dict[tuple[str, str], str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows(min_row=2):
        for (question, column), value in cells.items():
            if row[0].value == question:
                cell = row[list(COLUMNS).index(column)]
                cell.value, cell.data_type = value, "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(ANSWERS, ANSWERS, st.booleans(), st.sampled_from(["nl", "en"]))
@settings(
    max_examples=15,
    phases=[Phase.reuse, Phase.generate],  # shrinking workbooks takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the fixture is a mapping that nobody changes
)
def test_any_answers_come_back_and_change_only_what_differs(
    tmp_path_factory, write, with_vendors, found, other, flow, language
):
    folder = write(tmp_path_factory.mktemp("any"), with_vendors | {FILE: written(found, flow)})
    text = (folder / FILE).read_bytes()
    data = exported(folder, language)
    assert imported(folder, data) == ()
    assert (folder / FILE).read_bytes() == text
    (folder / FILE).write_text(written(other, flow), encoding="utf-8")
    done = imported(folder, data)
    assert {one.question for one in done} <= {one["id"] for one in found}
    after = {one.question: one for one in load(folder, KNOWN).vendor_answers[0].answers}
    asked = {one["id"]: one for one in found}
    assert set(after) == set(asked) | {one["id"] for one in other}
    for question, one in asked.items():
        told = {key: in_cell(value) for key, value in entry(after[question]).items()}
        for key in ("answer", "reason", "text", "until"):
            assert told.get(key) == (in_cell(one[key]) if key in one else None)
    assert (folder / FILE).read_text(encoding="utf-8").count("# one") >= (1 if other else 0)
    assert imported(folder, data) == ()


STANDING = """\
# Asked in spring; C2 was told by phone.
answers:
  - id: C2            # who: J. Jansen
    answer: yes
    grade: verified   # looked at it ourselves
    text: >-
      Version 22,
      since March
    date: 2026-05-01
  # Nobody brings a laptop.
  - {id: D1, answer: not-applicable, reason: 'No laptops', grade: statement, date: 2026-05-01}
"""


def test_a_changed_answer_changes_its_keys_and_leaves_the_rest_as_it_is_written(tmp_path, write, with_vendors):
    folder = write(tmp_path, with_vendors | {FILE: STANDING})
    data = filled(exported(folder), {("C2", "answer"): "no", ("B3", "answer"): "yes"})
    assert [one.question for one in imported(folder, data, write=False)] == ["B3", "C2"]
    assert (folder / FILE).read_text(encoding="utf-8") == STANDING
    imported(folder, data)
    expected = STANDING.replace("answer: yes", 'answer: "no"').replace("grade: verified ", "grade: statement ")
    expected = expected.replace("date: 2026-05-01\n  #", "date: 2026-11-28\n  #")
    expected += '  - id: B3\n    answer: "yes"\n    grade: statement\n    date: 2026-11-28\n'
    assert (folder / FILE).read_text(encoding="utf-8") == expected


def test_a_long_text_of_an_answer_survives_a_form_that_cannot_hold_it(tmp_path, write, with_vendors):
    text = STANDING.replace("No laptops", "x" * 40_000)
    folder = write(tmp_path, with_vendors | {FILE: text})
    assert imported(folder, exported(folder)) == ()
    imported(folder, filled(exported(folder), {("D1", "text"): "since May"}))
    (_, one) = load(folder, KNOWN).vendor_answers[0].answers
    assert (one.text, one.reason) == ("since May", "x" * 40_000)


def test_a_layout_that_cannot_be_edited_is_left_as_it_is(tmp_path, write, with_vendors):
    text = "answers: [ {id: C2, answer: yes, grade: statement, date: 2026-05-01}\n ,\n # kept\n ]\n"
    folder = write(tmp_path, with_vendors | {FILE: text})
    data = filled(exported(folder), {("C2", "answer"): "no"})
    try:
        imported(folder, data)
    except PlantErrors as errors:
        assert errors.show("en").endswith("put each key on its own line")
        assert (folder / FILE).read_text(encoding="utf-8") == text
    else:
        after = load(folder, KNOWN).vendor_answers[0].answers
        assert [one.answer for one in after] == [AnswerValue.NO]
        assert "# kept" in (folder / FILE).read_text(encoding="utf-8")
