"""PAN-OS files that are cut, mixed up, or no PAN-OS at all: no exception, and no silence."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.formats import palo_alto
from keur.observe.firewalls.model import Effect, Firewall
from keur.observe.firewalls.reading import read
from tests.observe.firewalls.deciding import SAMPLES, decision
from tests.observe.firewalls.panos import NETWORK, panos, passes, rule

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (SAMPLES / "palo-alto").iterdir()}
_SPACED = (
    'set move delete config devices vsys vsys1 rulebase security nat rules r from to source destination any [ ] "x " '
    "address address-group static x { } ; zone network layer3 description before top yes disabled shared device-group"
)


def everything(found: Firewall) -> bool:
    return any(gap.effect is Effect.EVERYTHING for gap in found.gaps)


@pytest.mark.parametrize("name", ["plant.xml", "plant.braces"])
def test_a_file_that_is_cut_says_so(name: str) -> None:
    text = re.sub(r"\n +", "\n", TEXTS[name])
    for at in range(37, len(text), 37):
        if text[:at].rstrip() != text.rstrip():
            assert everything(palo_alto.read(text[:at])), at


@pytest.mark.parametrize("name", ["plant.set", "vsys.set", "panorama.set"])
def test_commands_that_are_cut_raise_nothing(name: str) -> None:
    text = TEXTS[name]
    for at in range(37, len(text), 37):
        palo_alto.read(text[:at])


def test_a_command_that_ends_within_quotes_or_a_list_says_so() -> None:
    assert everything(panos('set rulebase security rules r description "no end'))
    assert everything(panos("set rulebase security rules r source [ a b"))
    assert everything(panos('set address "x'))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_lines_that_are_lost_or_mixed_up_raise_nothing(name: str) -> None:
    choose = random.Random(7)
    lines = TEXTS[name].split("\n")
    for _ in range(25):
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
                mixed[at] = mixed[at].replace("s", choose.choice(['"', "[", "]", "{", "}", ";", "<", ">"]), 1)
        palo_alto.read("\n".join(mixed))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    palo_alto.read(text)
    palo_alto.read(f"set rulebase security rules {text}")
    palo_alto.read(f"rulebase {{\n{text}\n}}")
    palo_alto.read(f'<config urldb="x"><shared>{text}</shared></config>')


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*_SPACED.split(), "\n", "\n"]), max_size=60))
def test_any_words_of_the_language_are_read(words: list[str]) -> None:
    palo_alto.read("set " + " ".join(words).replace("\n ", "\nset "))
    palo_alto.read("config {\n" + " ".join(words))


def test_a_document_type_definition_is_refused() -> None:
    bomb = '<!DOCTYPE config [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
    found = palo_alto.read(f'<?xml version="1.0"?>{bomb}<config urldb="x"><shared>&b;</shared></config>')
    assert everything(found)
    assert "DOCTYPE" in found.gaps[0].reason.nl


def test_an_entity_that_nobody_defined_is_an_error() -> None:
    assert everything(palo_alto.read('<config urldb="x"><shared>&b;</shared></config>'))


def test_deep_nesting_takes_no_recursion() -> None:
    deep = 20_000
    for text in (
        '<config urldb="x">' + "<a>" * deep,
        "config {\n" + "a {\n" * deep,
        "config {\n" + "a {\n" * deep + "}\n" * deep + "}\n",
        "set " + "a " * deep,
    ):
        assert everything(palo_alto.read(text))


def test_groups_that_are_nested_deep_or_in_circles_make_a_doubt() -> None:
    for kind, word, rest in (
        ("address-group", "static", "source g0"),
        ("service-group", "members", "service g0"),
    ):
        chain = [f"set {kind} g{n} {word} g{n + 1}" for n in range(5_000)]
        assert passes(panos(*chain, rule(rest)), "10.1.0.5 > 10.2.0.5 tcp/1") == "unknown"
        circle = [f"set {kind} g{n} {word} [ g{(n + 1) % 50} g{(n + 7) % 50} ]" for n in range(50)]
        assert passes(panos(*circle, rule(rest)), "10.1.0.5 > 10.2.0.5 tcp/1") == "unknown"
    chain = [f"set application-group g{n} members g{n + 1}" for n in range(5_000)]
    assert passes(panos(*chain, rule("application g0")), "10.1.0.5 > 10.2.0.5 tcp/1 app=ssh") == "blocked"


def test_groups_that_hold_each_other_twice_are_read_once() -> None:
    chain = [f"set address-group g{n} static [ g{n + 1} h{n + 1} ]" for n in range(30)]
    chain += [f"set address-group h{n} static [ g{n + 1} h{n + 1} ]" for n in range(30)]
    chain += ["set address-group g30 static 10.1.0.5", "set address-group h30 static 10.1.0.6"]
    assert passes(panos(*chain, rule("source g0")), "10.1.0.5 > 10.2.0.5 tcp/1") == "permitted"


def test_routers_over_routers_are_followed_so_far() -> None:
    halves = ("0.0.0.0/1", "128.0.0.0/1")
    chain = [
        f"set network virtual-router r{n} routing-table ip static-route s{half} destination {halves[half]} "
        f"nexthop next-vr r{n + 1}"
        for n in range(40)
        for half in (0, 1)
    ]
    assert not panos(*chain).routes_known


def test_quotes_that_nothing_closes_take_time_once() -> None:
    palo_alto.read('set a "' + 'x" "' * 20_000)
    palo_alto.read("config {\n" + 'a "b' * 20_000)
    palo_alto.read("set a [ " + '"x ' * 20_000)


def test_many_other_commands_are_not_followed() -> None:
    move = "move rulebase security rules r top\n"
    assert everything(panos(rule(), move * 10_001))


def test_many_overrides_make_a_doubt() -> None:
    overrides = [
        rule(f"no-service;protocol tcp;port {n + 1};application app{n}", f"o{n}", "application-override")
        for n in range(60)
    ]
    found = panos(*overrides, rule("application app0", "r"))
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1 app=x") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/59 app=x") == "unknown"


def test_other_encodings_are_read() -> None:
    said = "10.10.0.20 > 10.20.1.7 tcp/502 in=ethernet1/2 out=ethernet1/3.101"
    for name in ("plant.set", "plant.xml", "plant.braces"):
        text = TEXTS[name].replace("to the provider", "réseau über ñ")
        for data in (text.encode("latin-1"), text.encode("utf-8-sig"), text.encode("utf-16")):
            found = read(data.replace(b"\n", b"\r\n") if data[:1] != b"\xff" else data, name)
            assert (found.format, decision(found, said)) == ("palo-alto", "permitted")


def test_bytes_that_are_no_text_are_no_rules() -> None:
    assert palo_alto.read("\x00\x01\udcff").chains["security"].rules
    assert palo_alto.read(NETWORK.replace("a", "\x00")).gaps
