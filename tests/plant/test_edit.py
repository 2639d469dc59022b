"""Notes and decisions are added as a person would: comments and layout stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keur.plant import PlantErrors, add_verdict, create, load, write_capture_note
from keur.plant.model import CaptureNote, Decision, Place, Verdict

CAPTURES = "observed/captures.yaml"
VERDICTS = "decided/verdicts.yaml"
NOTE = CaptureNote("captures/b.pcap", "hall", 0.0, "", None, Place(CAPTURES, 1))
VERDICT = Verdict(
    "00000000000000ff",
    Decision.FIX,
    "Nieuwe firewallregel",
    "J. Jansen",
    dt.date(2026, 11, 23),
    dt.date(2027, 1, 1),
    Place(VERDICTS, 1),
)


def test_a_new_capture_is_added_and_everything_else_stays(tmp_path, write):
    before = "# Wij meten elke maandag\ncaptures:\n- file: captures/a.pcap   # eerste\n  segment: hall\n# einde"
    folder = write(tmp_path, {CAPTURES: before})
    write_capture_note(folder, replace(NOTE, taken_by="Jan: #1", clock_offset_seconds=-0.25))
    assert (folder / CAPTURES).read_text() == before + (
        '\n- file: captures/b.pcap\n  segment: hall\n  clock_offset_seconds: -0.25\n  taken_by: "Jan: #1"\n'
    )


def test_a_known_capture_is_changed_in_its_place(tmp_path, write):
    before = (
        "captures:\n  - file: captures/b.pcap # de tweede\n    segment: hal # oud\n  - file: c.pcap\n    segment: x\n"
    )
    folder = write(tmp_path, {CAPTURES: before})
    write_capture_note(folder, replace(NOTE, sha256="ab" * 32))
    assert (folder / CAPTURES).read_text() == (
        "captures:\n  - file: captures/b.pcap # de tweede\n    segment: hall # oud\n"
        f'    sha256: "{"ab" * 32}"\n  - file: c.pcap\n    segment: x\n'
    )


def test_a_known_capture_on_one_line_gets_its_new_keys_there(tmp_path, write):
    folder = write(tmp_path, {CAPTURES: "captures:\n  - { file: captures/b.pcap, segment: hall } # b\n"})
    write_capture_note(folder, replace(NOTE, taken_by="Jan, Piet", clock_offset_seconds=3))
    assert (folder / CAPTURES).read_text() == (
        'captures:\n  - { file: captures/b.pcap, segment: hall, clock_offset_seconds: 3, taken_by: "Jan, Piet" } # b\n'
    )


def test_a_text_over_several_lines_stays_whole(tmp_path, write):
    before = (
        "captures:\n  - file: captures/b.pcap\n    segment: hall\n    taken_by: >\n      Jan\n      en Piet\n# einde\n"
    )
    folder = write(tmp_path, {CAPTURES: before})
    write_capture_note(folder, replace(NOTE, clock_offset_seconds=3))
    assert (folder / CAPTURES).read_text() == before.replace("# einde", "    clock_offset_seconds: 3\n# einde")
    assert load(folder).captures[0].taken_by == "Jan en Piet"


def test_a_note_that_says_less_takes_nothing_away(tmp_path, write):
    before = "captures:\n  - {file: captures/b.pcap, segment: hall, taken_by: Jan, clock_offset_seconds: 3}\n"
    folder = write(tmp_path, {CAPTURES: before})
    write_capture_note(folder, NOTE)
    assert (folder / CAPTURES).read_text() == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("captures: []\n", "captures:\n  - file: captures/b.pcap\n    segment: hall\n"),
        ("captures:\n", "captures:\n  - file: captures/b.pcap\n    segment: hall\n"),
        ("captures: ~ # leeg\n", "captures: # leeg\n  - file: captures/b.pcap\n    segment: hall\n"),
        (
            "captures: [{file: a, segment: s}]\n",
            "captures: [{file: a, segment: s}, {file: captures/b.pcap, segment: hall}]\n",
        ),
        ("captures:\r\n", "captures:\r\n  - file: captures/b.pcap\r\n    segment: hall\r\n"),
    ],
)
def test_a_list_in_any_layout_takes_an_entry(tmp_path, write, before, after):
    folder = write(tmp_path, {CAPTURES: before})
    write_capture_note(folder, NOTE)
    assert (folder / CAPTURES).read_bytes().decode() == after


def test_a_layout_that_cannot_be_edited_safely_is_left_alone(tmp_path, write):
    before = "captures:\n  - file: a\n    segment: s\n...\n"
    folder = write(tmp_path, {CAPTURES: before})
    with pytest.raises(PlantErrors, match=r"captures.yaml:2:3: keur cannot safely write into a list in this layout"):
        write_capture_note(folder, NOTE)
    assert (folder / CAPTURES).read_text() == before


def test_a_file_with_mistakes_is_left_alone(tmp_path, write):
    folder = write(tmp_path, {CAPTURES: "captures: 3\n"})
    with pytest.raises(PlantErrors, match=r"captures.yaml:1:11: `captures` must be a list"):
        write_capture_note(folder, NOTE)
    assert (folder / CAPTURES).read_text() == "captures: 3\n"


def test_a_note_that_would_be_a_mistake_is_not_written(tmp_path, write, sound):
    folder = write(tmp_path)
    with pytest.raises(PlantErrors, match="not a path inside observed/"):
        write_capture_note(folder, replace(NOTE, file="/etc/passwd"))
    assert (folder / CAPTURES).read_text() == sound[CAPTURES]


def test_a_plant_without_the_file_gets_it_with_its_comments(tmp_path, write):
    folder = write(tmp_path)
    (folder / VERDICTS).unlink()
    add_verdict(folder, VERDICT)
    text = (folder / VERDICTS).read_text()
    assert text.startswith("# yaml-language-server: $schema=../schemas/verdicts.json\n#\n# Besluiten over bevindingen.")
    assert replace(load(folder).verdicts[0], place=VERDICT.place) == VERDICT


def test_a_later_decision_stands_beside_the_earlier(tmp_path, write, sound):
    folder = write(tmp_path)
    add_verdict(folder, replace(VERDICT, finding="0123456789abcdef", date=dt.date(2026, 12, 1)))
    assert (folder / VERDICTS).read_text().startswith(sound[VERDICTS])
    assert [verdict.decision for verdict in load(folder).verdicts] == [Decision.ACCEPT, Decision.FIX]


def test_a_second_decision_on_one_day_is_refused(tmp_path, write):
    folder = write(tmp_path)
    with pytest.raises(PlantErrors, match="has a decision of 2026-11-23 already"):
        add_verdict(folder, replace(VERDICT, finding="0123456789abcdef"))


def test_an_acceptance_without_end_is_refused(tmp_path, write, sound):
    folder = write(tmp_path)
    with pytest.raises(PlantErrors, match="key `expires` is missing"):
        add_verdict(folder, replace(VERDICT, expires=None))
    assert (folder / VERDICTS).read_text() == sound[VERDICTS]


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text
)


@given(reason=words, who=words)
@example(reason="no", who="Null")
def test_any_text_comes_back_as_it_was(reason, who):
    with TemporaryDirectory() as name:
        folder = Path(name) / "plant"
        create(folder, "en")
        add_verdict(folder, replace(VERDICT, reason=reason, who=who))
        (verdict,) = load(folder).verdicts
    assert (verdict.reason, verdict.who) == (reason, who)
