"""Versions of makers are in one total order, and what means the same is equal."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.advisories.versions import Version, parse

LOWER_THEN_HIGHER = """
4.1 | 4.1.1
V4.1 | V4.10
V4.4.2 | V4.5
V15.1 Update 6 | V15.1 Update 10
V15 | V15.1
V16 Update 6 | V17
V9.1_SP2 | V9.1_SP2_UC04
V9.1 SP2 UC04 | V9.1 SP3
V9.0 SP3 | V9.1
V8.2_SP1 | V8.2_SP2
V7.4 | V7.4_SP1
V7.4 SP1 Update 18 | V7.4_SP1_Update_19
V1.0 | V1.0_SP1
V1.0_SP1 | V1.0 SP2 Update 3
V1.0_SP2_Update_2 | V1.0_SP2_Update_3
V3.14-P020 | V3.14-P021
V3.18 | V3.18_P002
V5.4 SP3 | V5.5_SP1
V5.6_SP2_HF2 | V5.6_SP2_HF3
V4.7_HF32 | V4.7_HF33
V4.8 SP2 HF8 | V4.8_SP2_HF9
V4.95 | V4.95_SP3
V2.3.1-1 | V2.3.1-2
V1.0.211N | V1.0.212N
BIOS_V20.01.09 | BIOS_V20.01.10
V13.5 | V14
15.2(7)E2 | 15.2(7)E3
15.2(7)E2 | 15.2(8)E5
15.2(4a)EA5 | 15.2(5)EA.fc4
15.2(4)EA3 | 15.2(4a)EA5
R16B Revision C | R16B_Revision_D
FRN 20.013 | FRN 20.054
33.011 | 33.013
V34.011 | v36.011
28.015 | 30.014
4.00.02 | 4.01.00
FW10 | FW11
FW9 | FW10
FW11 | FW14
02.07.07(09) | 02.07.07(10)
02.05.23(08) | 02.07.07(10)
1.1.5.S0 | 1.1.6.S0
2014 R2 | 2014 R2 SP1
2016 | 2016 R2
2016 R2 | 2017
2020 R2 | 2020 R2 SP1
2020 R2 SP1 | 2020 R2 SP1 P01
2020_R2_SP1_P01 | 2023
2018_SP3_P04 | 2018_SP3_P05
2021_CU1 | 2021_CU2
2021_CU3 | 2021_CU3_Hotfix_2
R6.03.10 | R6.06.00
R4.10 | R5.01.00
R510.2 HF13 | R510.2_HF14
R520.1 | R520.1_TCU5
R15A | R15B
R15B | R15B_PC4
R15B_PC4 | R15B_PC5
R15B | R16A
1.2 FP2 HF5 | 1.2 FP2 HF6
1.2 FP1 | 1.2 FP2
12.7.1 | 12.7.3
1.594U | 1.595V
1.156M | 1.156N
B1 | B2
6.6.8 | 6.6.8a
6.6.8a | 6.6.9
8.0 SP2 | 8.0 SP2 Patch 1
8.0 SP2 Patch 1 | 8.1
15.1 | 15.1 HF001
4.4.9 | 4.4.9SP
3.1 Build 4022.2 | 3.1 Build 4022.4
1.2 build 09123015 | 1.3 build 15082117
3.5.13.20 | 3.5.14.0
SV3.60 | SV3.70
2.5-GA-01-22261 | 2.6-GA-01-23248
SE2021MP8 | SE2021MP9
V222.0MP11 | V222.0MP12
2.0 beta 1 | 2.0 rc 1
2.0 rc 1 | 2.0
8.2_20170816 | 8.2_20170817
B.06.17 | B.06.18
MX-V4.1.4.11 | MX-V4.1.4.70
2306.10 | 2406.90
"""
SAME = """
4.1 | 4.1.0
V4.1 | 4.1
v.4.1 | V 4.1
002.005.000 | 2.5.0
V10.00 | 10
FRN 20.013 | 20.13
Firmware V2.9.4 | 2.9.4
Versie 3.2 | V3.2.0
FW 11 | FW11
2020 R2 | 2020_R2
V15 Upd. 3 | V15 Update 3
V1.0 Service Pack 1 | V1.0 SP1
15.2(7)E2 | 15.2{7}E2
3.1 Build 4022.4 | 3.1.4022.4
V16 Hotfix 2 | V16 HF2
R6.06.00 | 6.06
BIOS V20.01.10 | BIOS_V20.01.10
"""
NO_VERSION = [
    "",
    "onbekend",
    "unknown",
    "-",
    "?",
    "8/30/2024",
    "January 2020",
    "2019-12-13",
    "version 3 to 5",
    "x" * 500,
]


def pairs(table: str) -> list[tuple[str, str]]:
    return [tuple(part.strip() for part in line.split(" | ")) for line in table.strip().splitlines()]  # type: ignore[misc]


def version(written: str) -> Version:
    found = parse(written)
    assert found is not None, written
    return found


@pytest.mark.parametrize(("lower", "higher"), pairs(LOWER_THEN_HIGHER))
def test_versions_of_the_field_are_in_order(lower: str, higher: str) -> None:
    assert version(lower) < version(higher)


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_what_means_the_same_is_equal(one: str, other: str) -> None:
    assert version(one) == version(other)
    assert hash(version(one)) == hash(version(other))


@pytest.mark.parametrize("written", NO_VERSION)
def test_what_is_no_version_is_none(written: str) -> None:
    assert parse(written) is None


def test_a_version_begins_those_that_go_on_from_it() -> None:
    assert version("4.1").begins(version("4.1.2")) and version("4.0").begins(version("4.0.3"))
    assert version("V7.4").begins(version("V7.4 SP1"))
    assert not version("4.0").begins(version("4.1")) and not version("4.1").begins(version("4.10"))


numbers = st.lists(st.integers(0, 400), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
words = st.sampled_from(
    ["", " SP1", " SP2 Update 3", " R2", "_HF4", "a", "(7)E2", " beta 2", "-P021", ".x", " Patch 1"]
)
versions = st.tuples(st.sampled_from(["", "V", "FW", "R", "v.", "FRN "]), numbers, words).map("".join)


@settings(max_examples=300, deadline=None)
@given(versions, versions, versions)
def test_the_order_is_total(one: str, other: str, third: str) -> None:
    a, b, c = version(one), version(other), version(third)
    assert a == a and not a < a
    assert (a < b) + (b < a) + (a == b) == 1
    if a <= b and b <= c:
        assert a <= c


CORPUS = Path(__file__).parents[4] / "shared" / "data" / "csaf"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the advisories in ../shared/data, not part of keur")
def test_the_order_is_total_on_what_makers_write() -> None:
    names = (name for file in CORPUS.glob("*/*.json") for name in re.findall(r'"name": "([^"]+)"', file.read_text()))
    written = sorted({piece.strip() for name in names if len(name) < 60 for piece in re.split(r"[<>=|/]+", name)})
    known = [one for text in written if (one := parse(text))]
    assert len(known) > 1_500
    ordered = sorted(known)
    assert all(not later < earlier for earlier, later in pairwise(ordered))
    random.Random(0).shuffle(known)
    for a, b, c in zip(known, known[1:], known[2:], strict=False):
        assert (a < b) + (b < a) + (a == b) == 1 and (a == b) == (hash(a) == hash(b) and a.key == b.key)
        assert not (a <= b <= c) or a <= c
        assert parse(a.written) == a


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_version_or_none(text: str) -> None:
    found = parse(text)
    assert found is None or (found == found and not found < found)
