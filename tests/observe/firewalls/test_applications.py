"""The table of application names: strict, with a source for each name, and in keur's words."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keur._rust import capture
from keur.observe.firewalls.applications import FILE, Application, Sure, application, applications, load
from keur.plant.errors import PlantErrors
from keur.plant.model import Operation

CLASSES = {
    protocol: {Operation(word) for name, _, _, word, _ in capture.functions() if name == protocol}
    for protocol in capture.protocols()
}
TEXT = """\
sources:
  - id: guide
    title: A guide
applications:
  - vendor: palo-alto
    name: modbus-read-coils
    protocol: modbus
    operations: [read]
    sure: verified
    source: guide
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(PlantErrors) as caught:
        load(text)
    return caught.value.show("en").splitlines()


def test_reading_coils_is_reading_modbus() -> None:
    found = application("palo-alto", "modbus-read-coils")
    assert found is not None
    assert (found.protocol, found.operations, found.sure) == ("modbus", {Operation.READ}, Sure.VERIFIED)
    assert "predefined.xml" in found.source


def test_the_container_of_modbus_is_the_whole_protocol() -> None:
    found = application("palo-alto", "modbus")
    assert found is not None
    assert found.operations is None


def test_nothing_is_guessed_from_a_name() -> None:
    assert application("palo-alto", "modbus-erase-everything") is None
    assert application("fortigate", "modbus-read-coils") is None
    assert application("palo-alto", "MODBUS") is None


@pytest.mark.parametrize("one", applications().values(), ids=lambda one: f"{one.vendor} {one.name}")
def test_an_application_stands_for_classes_that_its_protocol_has(one: Application) -> None:
    assert one.protocol in capture.protocols()
    assert one.operations is None or one.operations <= CLASSES[one.protocol]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("104asdu-process-monitor", 1, 44),
        ("104asdu-process-control", 45, 69),
        ("104asdu-system-monitor", 70, 99),
        ("104asdu-system-control", 100, 109),
        ("104asdu-param-control", 110, 119),
        ("104asdu-file-transfer", 120, 127),
    ],
)
def test_groups_of_iec_104_have_the_classes_of_their_type_identifications(name: str, low: int, high: int) -> None:
    # IEC 60870-5-101, 7.2.1: ranges of type identifications by kind of information
    classes = {
        Operation(word)
        for protocol, code, _, word, _ in capture.functions()
        if protocol == "iec104" and code.isdecimal() and low <= int(code) <= high
    }
    found = application("palo-alto", name)
    assert found is not None
    assert found.operations == classes


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("protocol: modbus", "protocol: modbuss", "applications.yaml:7:15: `protocol`: `modbuss` is not possible"),
        ("[read]", "[reed]", "applications.yaml:8:18: `operations`: `reed` is not possible"),
        ("[read]", "[]", "applications.yaml:8:17: `operations` is an empty list"),
        ("sure: verified", "sure: certainly", "applications.yaml:9:11: `sure`: `certainly` is not possible"),
        ("vendor: palo-alto", "vendor: paloalto", "applications.yaml:5:13: `vendor`: `paloalto` is not possible"),
        ("source: guide", "source: gide", "applications.yaml:10:13: source `gide` is missing; did you mean `guide`?"),
        ("    sure: verified\n", "", "applications.yaml:5:5: key `sure` is missing"),
        ("    name:", "    nam:", "applications.yaml:6:5: unknown key `nam`; did you mean `name`?"),
        ("sources:", "source:", "applications.yaml:1:1: unknown key `source`; did you mean `sources`?"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: str) -> None:
    told = mistakes(TEXT.replace(old, new, 1))
    assert any(one.startswith(line) for one in told), told


def test_a_name_stands_in_the_table_once() -> None:
    row = TEXT.split("applications:\n")[1]
    assert mistakes(TEXT + row) == ["applications.yaml:12:11: `modbus-read-coils` stands here twice"]


def test_a_source_stands_there_once_and_is_cited() -> None:
    again = TEXT.replace("applications:", "  - id: guide\n    title: Another\napplications:")
    assert mistakes(again) == ["applications.yaml:4:9: `guide` stands here twice"]
    other = TEXT.replace("applications:", "  - id: other\n    title: Another\napplications:")
    assert mistakes(other) == ["applications.yaml:5:12: nothing cites source `other`"]


@pytest.mark.parametrize("text", ["", "applications", "- a", "sources: []\napplications: []\n", "a: [", "\0"])
def test_what_is_no_table_is_refused(text: str) -> None:
    assert mistakes(text)


@given(st.data())
def test_a_damaged_table_is_read_or_refused(data: st.DataObject) -> None:
    text = (resources.files("keur.observe.firewalls") / FILE).read_text(encoding="utf-8")[:2_500]
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 40)) :]
    try:
        load(damaged)
    except PlantErrors as errors:
        assert errors.errors
