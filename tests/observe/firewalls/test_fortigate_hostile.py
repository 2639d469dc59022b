"""FortiOS files that are cut, mixed up, or no FortiOS at all: no exception, and no silence."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.formats import fortigate
from keur.observe.firewalls.model import Effect
from tests.observe.firewalls.deciding import SAMPLES, decision
from tests.observe.firewalls.fortios import policy, section

_SPACED = 'config firewall policy address edit 1 set member x next end move before rename to clone vdom global "x x"'
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (SAMPLES / "fortigate").glob("*.conf")}
SAID = "10.10.0.20 > 10.20.1.7 tcp/502 in=scada out=plc-line1"


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_file_that_is_cut_says_so(name: str) -> None:
    text = re.sub(r"\n +", "\n", TEXTS[name])
    for at in range(37, len(text), 37):
        found = fortigate.read(text[:at])
        between = text[:at].rstrip().endswith(("\nend", "user=admin")) or "config " not in text[:at]
        if not between:
            assert any(gap.effect is Effect.EVERYTHING for gap in found.gaps), at


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_lines_that_are_lost_or_mixed_up_raise_nothing(name: str) -> None:
    choose = random.Random(7)
    lines = TEXTS[name].split("\n")
    for _ in range(30):
        mixed = lines.copy()
        for _ in range(choose.randrange(1, 12)):
            at = choose.randrange(len(mixed))
            change = choose.randrange(4)
            if change == 0:
                mixed.pop(at)
            elif change == 1:
                mixed.insert(at, mixed[choose.randrange(len(mixed))])
            elif change == 2:
                mixed[at] = mixed[at][: choose.randrange(len(mixed[at]) + 1)]
            else:
                mixed[at] = mixed[at].replace("set", choose.choice(["unset", "append", "config", "edit", '"']))
        fortigate.read("\n".join(mixed))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    fortigate.read(text)
    fortigate.read(f"config firewall policy\nedit 1\nset {text}\nnext\nend\n")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*_SPACED.split(), "\n", "\n", "\n"]), max_size=60))
def test_any_words_of_the_language_are_read(words: list[str]) -> None:
    fortigate.read(" ".join(words))


def test_sections_without_end_are_read_without_recursion() -> None:
    deep = "config a\nedit b\n" * 50_000
    found = fortigate.read(deep)
    assert any(gap.effect is Effect.EVERYTHING for gap in found.gaps)


def test_a_quote_without_end_takes_time_once() -> None:
    found = fortigate.read('config system dns\nset a "' + "x\ny " * 200_000)
    assert any(gap.effect is Effect.EVERYTHING for gap in found.gaps)


def test_many_renames_are_not_followed() -> None:
    text = (
        "config firewall address\nedit a0\nnext\n" + "".join(f"rename a{n} to a{n + 1}\n" for n in range(400)) + "end\n"
    )
    assert any(gap.effect is Effect.EVERYTHING for gap in fortigate.read(text).gaps)


def test_many_virtual_ips_on_one_address_are_told_apart_in_time() -> None:
    ones = {f"v{n}": "extip 10.1.0.1;mappedip 10.2.0.1;extintf a" for n in range(300)}
    found = fortigate.read(section("firewall vip", **ones) + policy("dstaddr v1"))
    assert all(one.doubt for one in found.translations)


def test_another_encoding_is_read() -> None:
    text = TEXTS["plant.conf"].replace("SCADA servers", "Siló één")
    assert decision(fortigate.read(text.encode().decode("latin-1")), SAID) == "permitted"
    assert decision(fortigate.read(text.replace("\n", "\n\x0b")), SAID) in ("permitted", "unknown")
