"""PAN-OS: how `set` commands are read, and what of them is not known."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Action, Effect
from tests.observe.firewalls.panos import effects, panos, passes, rule

SAID = "10.1.0.5 > 10.2.0.5 tcp/502"


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("set rulebase tunnel-inspect rules t from any", []),
        ("set rulebase qos rules q action class 4", []),
        ("set rulebase newest rules n from any", [Effect.STRICTER]),
        ("set rulebase security settings strict yes", [Effect.EVERYTHING]),
        ("set deviceconfig system something new", []),
        ("set something new", [Effect.NONE]),
        ("set network something new", [Effect.NONE]),
        ("set zone plant something new", [Effect.NONE]),
        ("set address x ip-netmask 10.1.0.5 something new", [Effect.RULE]),
    ],
)
def test_words_that_the_reader_does_not_know(command: str, wanted: list[Effect]) -> None:
    assert effects(panos(command, rule())) == wanted


COMMANDS = [
    'set rulebase security rules "a rule" from plant to dmz source any destination any application any service any',
    'set rulebase security rules "a rule" action allow log-end yes description "of a ""b"" and [c] to dmz" tag old',
]


def test_a_command_may_say_several_things() -> None:
    found = panos(*COMMANDS)
    (only_rule,) = (one for one in found.chains["security"].rules if one.line)
    assert (only_rule.name, only_rule.action, found.gaps) == ("a rule", Action.ACCEPT, ())
    assert passes(found, SAID) == "permitted"


@pytest.mark.parametrize(
    ("said", "comment"),
    [
        ('"plain"', "plain"),
        ("word", "word"),
        ('"with "quotes" in it"', 'with "quotes" in it'),
        ('"over\nlines"', "over\nlines"),
        ('"to dmz"', "to dmz"),
        ('"[ a ]"', "[ a ]"),
        ('""', ""),
    ],
)
def test_a_description_is_a_text(said: str, comment: str) -> None:
    found = panos(rule(f"description {said}"), rule("from outside", "s"))
    assert found.chains["security"].rules[0].comment == comment
    assert (passes(found, SAID), found.gaps) == ("permitted", ())


def test_rules_are_moved_and_deleted() -> None:
    # PAN-OS CLI Quick Start, "Modify the Configuration".
    deny, allow = rule("action deny", "deny"), rule(name="allow")
    move = "move rulebase security rules "
    names = {
        f"{move}allow top": ["allow", "deny", "last"],
        f"{move}deny bottom": ["allow", "last", "deny"],
        f"{move}deny after allow": ["allow", "deny", "last"],
        f"{move}last before deny": ["last", "deny", "allow"],
        f"{move}gone before deny": ["deny", "allow", "last"],
        "delete rulebase security rules deny": ["allow", "last"],
        "delete rulebase security rules gone": ["deny", "allow", "last"],
    }
    for command, wanted in names.items():
        found = panos(deny, allow, rule(name="last"), command)
        assert [one.name for one in found.chains["security"].rules if one.line] == wanted, command
        assert found.gaps == ()


@pytest.mark.parametrize(
    "command",
    ["rename rulebase security rules r to s", "move rulebase security rules r", "delete", "copy x to y", "# said", "!"],
)
def test_other_commands_are_not_guessed_at(command: str) -> None:
    assert effects(panos(rule(), command)) == ([] if command[0] in "#!" else [Effect.EVERYTHING])


def test_values_that_are_given_again() -> None:
    # A list grows; of a single value, the last one given holds.
    found = panos(
        "set address x ip-netmask 10.1.0.5",
        "set address x ip-netmask 10.1.0.6",
        rule("source [ x 10.1.0.4 ]"),
        "set rulebase security rules r source 10.1.0.9",
        "set rulebase security rules r action deny",
        "set rulebase security rules r action allow",
    )
    wanted = {"10.1.0.4": "permitted", "10.1.0.5": "blocked", "10.1.0.6": "permitted", "10.1.0.9": "permitted"}
    assert {source: passes(found, f"{source} > 10.2.0.5 tcp/1") for source in wanted} == wanted


def test_a_command_that_is_given_twice_is_understood_twice() -> None:
    found = panos(rule(), rule())
    assert found.coverage.not_understood == 0
    assert len([one for one in found.chains["security"].rules if one.line]) == 1
