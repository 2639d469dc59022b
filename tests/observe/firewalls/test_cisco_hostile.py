"""Cisco files that are cut, damaged, circular or no configuration at all: no error, and no silent answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.observe.firewalls import reading
from keur.observe.firewalls.formats import cisco_asa, cisco_ios
from keur.observe.firewalls.model import Effect, Firewall
from keur.reach.steps import of_stages
from tests.observe.firewalls.deciding import FORWARDED, SAMPLES, decision, firewall

FILES = sorted((*SAMPLES.glob("cisco-ios/*"), *SAMPLES.glob("cisco-asa/*")))
READERS = {"cisco-ios": cisco_ios, "cisco-asa": cisco_asa}
STEP = 37
MODEST = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(path: Path, text: str) -> Firewall:
    return READERS[path.parent.name].read(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_cut_says_so(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = text.partition("Cryptochecksum:")[0].rstrip().removesuffix("end")
    for end in range(200, len(whole), STEP):
        found = read(path, text[:end])
        assert Effect.EVERYTHING in {gap.effect for gap in found.gaps}, text[end - 40 : end]
    assert Effect.EVERYTHING not in {gap.effect for gap in read(path, text).gaps}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_lines_in_any_order_are_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    found = read(path, "\n".join([*lines[1::2], *lines[::2]]) + "\n")
    assert of_stages(found, *FORWARDED)


def test_an_entry_whose_last_word_may_go_on_is_in_doubt() -> None:
    ios = "interface Ethernet0\n ip access-group 101 in\naccess-list 101 permit tcp any any eq 50"
    asa = (
        "interface Ethernet0\n nameif a\naccess-group L in interface a\ninterface Ethernet1\n nameif b\n"
        "security-level 50\naccess-list L extended permit tcp any host 10.0.0.5 eq 50"
    )
    for text in (ios, asa):
        said = "10.0.0.1 > 10.0.0.5 tcp/50 in=Ethernet0 out=Ethernet1"
        assert decision(firewall(text), said) == "unknown"
        assert decision(firewall(text + "\n"), said) == "permitted"


def test_other_last_lines_without_an_end_make_everything_unknown() -> None:
    text = "access-list 101 permit tcp any any\ninterface Ethernet0\n ip access-group 101 in"
    assert {gap.effect for gap in firewall(text).gaps} == {Effect.EVERYTHING}
    assert {gap.effect for gap in firewall("interface Ethernet0\n ip address 10.0.0.1 255.0.0.0").gaps} == {Effect.NONE}


def test_a_banner_without_an_end_makes_everything_unknown() -> None:
    found = firewall("hostname r\ninterface Ethernet0\nbanner motd ^C\naccess-list 1 permit any\n", "cisco-ios")
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(3, Effect.EVERYTHING)]


def test_a_file_without_interfaces_says_nothing_of_packets() -> None:
    for text in ("access-list 101 permit ip any any\n", "access-list L extended permit ip any any\n"):
        found = firewall(text)
        assert [(gap.line, gap.effect) for gap in found.gaps] == [(0, Effect.EVERYTHING)]
        assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/1") == "unknown"


@pytest.mark.parametrize(
    ("text", "sure", "doubtful"),
    [
        (  # groups in a circle, with a member that is known
            "object-group network A\n group-object B\n host 10.0.0.5\nobject-group network B\n group-object A\n",
            "10.0.0.5",
            "10.0.0.6",
        ),
        ("object-group network A\n group-object GONE\n host 10.0.0.5\n", "10.0.0.5", "10.0.0.6"),
        ("object-group network A\n host 10.0.0.5\n host 10.0.0.\n", "10.0.0.5", "10.0.0.6"),
    ],
)
def test_what_a_group_surely_holds_is_used(text: str, sure: str, doubtful: str) -> None:
    ios = (
        "interface Ethernet0\n ip access-group L in\nip access-list extended L\n"
        " permit tcp any object-group A eq 502\n" + text
    )
    assert decision(firewall(ios), f"10.1.1.1 > {sure} tcp/502 in=Ethernet0") == "permitted"
    assert decision(firewall(ios), f"10.1.1.1 > {doubtful} tcp/502 in=Ethernet0") == "unknown"
    assert decision(firewall(ios), f"10.1.1.1 > {doubtful} tcp/503 in=Ethernet0") == "blocked"
    asa = (
        "interface Ethernet0\n nameif a\naccess-group L in interface a\ninterface Ethernet1\n nameif b\n"
        "security-level 50\naccess-list L extended permit tcp any object-group A eq 502\n"
        + text.replace(" host", " network-object host")
    )
    way = "in=Ethernet0 out=Ethernet1"
    assert decision(firewall(asa), f"10.1.1.1 > {sure} tcp/502 {way}") == "permitted"
    assert decision(firewall(asa), f"10.1.1.1 > {doubtful} tcp/502 {way}") == "unknown"


def test_groups_within_groups_without_end_are_followed_to_a_bound() -> None:
    deep = "".join(f"object-group network G{n}\n group-object G{n + 1}\n" for n in range(3_000))
    text = (
        deep + "interface Ethernet0\n ip access-group L in\nip access-list extended L\n permit ip object-group G0 any\n"
    )
    assert decision(firewall(text), "10.0.0.1 > 10.0.0.2 tcp/1 in=Ethernet0") == "unknown"


def test_deep_indentation_is_no_burden() -> None:
    text = "hostname r\n" + "".join(" " * depth + "policy-map X\n" for depth in range(1, 2_000))
    assert firewall(text, "cisco-ios").name == "r"


def test_a_mask_with_scattered_bits_is_in_doubt_when_it_is_too_much() -> None:
    found = firewall(
        "interface Ethernet0\n ip access-group 1 in\naccess-list 1 permit 10.0.0.0 85.85.85.85\n"
        "access-list 1 permit 10.0.0.0 170.170.170.170\n"
    )
    assert [gap.effect for gap in found.gaps] in ([], [Effect.RULE], [Effect.RULE] * 2)
    assert decision(found, "10.0.0.1 > 10.0.0.2 tcp/1 in=Ethernet0") in ("unknown", "permitted")


def test_ten_thousand_rules_are_read_whole() -> None:
    entries = "".join(
        f" permit tcp 10.{n % 250}.0.0 0.0.255.255 host 10.9.{n // 250}.7 eq {n % 60_000}\n" for n in range(10_000)
    )
    text = f"interface Ethernet0\n ip access-group L in\nip access-list extended L\n{entries}"
    assert len(firewall(text).chains["L"].rules) == 10_000


@MODEST
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for reader in READERS.values():
        reader.recognise(text)
        reader.read(text)


_WORDS = sorted({word for path in FILES for word in path.read_text(encoding="utf-8").split()})


@MODEST
@given(st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9), max_size=30), st.integers(0, 2))
def test_any_words_of_the_language_are_read(lines: list[list[str]], indent: int) -> None:
    text = "".join(" " * (number % 3 * indent) + " ".join(words) + "\n" for number, words in enumerate(lines))
    for reader in READERS.values():
        of_stages(reader.read(text), *FORWARDED)


@MODEST
@given(st.sampled_from(FILES), st.data())
def test_damaged_files_are_read(path: Path, data: st.DataObject) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(1, 255))
    read(path, reading.decode(bytes(raw), path.name)[0])


@pytest.mark.parametrize(
    "head",
    [
        "!Command: show running-config\nversion 9.3(5)\nfeature interface-vlan\nvrf context management\n",
        "!! IOS XR Configuration 7.3.2\ninterface GigabitEthernet0/0/0/0\n ipv4 address 10.0.0.1 255.255.255.0\n",
        "frr version 8.1\nfrr defaults traditional\ninterface eth0\n ip address 10.0.0.1/24\n",
        "set system host-name srx\nset security zones security-zone trust\n",
        "*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
        "just some words\n",
    ],
)
def test_other_formats_are_left_to_others(head: str) -> None:
    assert max(reader.recognise(head) for reader in READERS.values()) < reading.LEAST_SCORE


def test_the_two_are_told_apart() -> None:
    for path in FILES:
        scores = {name: reader.recognise(path.read_text(encoding="utf-8")) for name, reader in READERS.items()}
        assert max(scores, key=lambda name: scores[name]) == path.parent.name
        assert min(scores.values()) < 0.2
