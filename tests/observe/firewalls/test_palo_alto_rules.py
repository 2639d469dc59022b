"""PAN-OS: what rules ask for apart from addresses and services, and when they hold."""

from __future__ import annotations

import datetime as dt

import pytest

from keur.observe.firewalls.model import Action, Effect
from tests.observe.firewalls.deciding import decision
from tests.observe.firewalls.panos import effects, panos, passes, rule

SAID = "10.1.0.5 > 10.2.0.5 tcp/502"
WITHIN = "10.1.0.5 > 10.1.0.9 tcp/1 out=ethernet1/1"
BETWEEN = "10.1.0.5 > 10.2.0.9 tcp/1"


@pytest.mark.parametrize(
    ("settings", "within", "between"),
    [
        # PAN-OS Administrator's Guide, "Components of a Security Policy Rule", rule type.
        ("from [ plant dmz ];to [ plant dmz ]", "blocked", "blocked"),
        ("from [ plant dmz ];to [ plant dmz ];rule-type universal", "blocked", "blocked"),
        ("from [ plant dmz ];no-to;rule-type intrazone", "blocked", "permitted"),
        ("from dmz;no-to;rule-type intrazone", "permitted", "permitted"),
        ("from any;to any;rule-type intrazone", "blocked", "permitted"),
        ("from [ plant dmz ];to [ plant dmz ];rule-type interzone", "permitted", "blocked"),
        ("from any;to any;rule-type interzone", "permitted", "blocked"),
        ("from plant;to plant;rule-type interzone", "permitted", "permitted"),
        ("from [ plant gone ];to any;rule-type intrazone", "blocked", "unknown"),
        ("from [ dmz gone ];to any;rule-type interzone", "unknown", "unknown"),
        ("from any;to any;rule-type sideways", "unknown", "unknown"),
    ],
)
def test_rule_types(settings: str, within: str, between: str) -> None:
    found = panos(rule(f"{settings};action deny"), rule("from any;to any", "rest"))
    assert (passes(found, WITHIN), passes(found, BETWEEN)) == (within, between)


@pytest.mark.parametrize(
    ("command", "within", "between"),
    [
        ("interzone-default action allow", "permitted", "permitted"),
        ("intrazone-default action deny", "blocked", "blocked"),
        ("intrazone-default action reset-both", "blocked", "blocked"),
        ("intrazone-default log-end yes", "permitted", "blocked"),
        ("intrazone-default action sometimes", "unknown", "blocked"),
        ("intrazone-default something new", "unknown", "blocked"),
    ],
)
def test_the_rules_at_the_end_can_be_changed(command: str, within: str, between: str) -> None:
    found = panos(f"set rulebase default-security-rules rules {command}")
    assert (passes(found, WITHIN), passes(found, BETWEEN)) == (within, between)


def test_a_default_rule_that_is_changed_has_its_line_and_says_whether_it_logs() -> None:
    found = panos("set rulebase default-security-rules rules interzone-default log-end yes", network="")
    last = found.chains["security"].rules[-1]
    assert (last.line, last.log, last.action) == (2, True, Action.DROP)


@pytest.mark.parametrize("action", ["deny", "drop", "reset-client", "reset-server", "reset-both"])
def test_actions_that_drop(action: str) -> None:
    assert passes(panos(rule(f"action {action}"), rule(name="s")), SAID) == "blocked"


@pytest.mark.parametrize(
    "setting",
    [
        'source-user "plant\\operators"',
        "source-user known-user",
        "category gambling",
        "source-hip patched",
        "destination-hip [ any patched ]",
        "hip-profiles patched",
        "source-device printers",
        "schedule gone",
        "target devices 0123456789",
        "target negate yes",
        "something new",
        "no-service",
        "no-to",
        "no-from",
    ],
)
def test_conditions_that_are_not_in_the_packet_make_a_doubt(setting: str) -> None:
    found = panos(rule(setting), rule("from outside", "s"))
    assert passes(found, SAID) == "unknown"
    assert set(effects(found)) == {Effect.RULE}
    denied = panos(rule(f"{setting};action deny" if "action" not in setting else setting), rule(name="s"))
    assert passes(denied, SAID) == "unknown"


@pytest.mark.parametrize("setting", ["no-action", "action maybe"])
def test_a_rule_without_an_action_that_is_known_makes_a_doubt(setting: str) -> None:
    found = panos(rule(setting), rule(name="s"))
    assert passes(found, SAID) == "unknown"
    assert set(effects(found)) == {Effect.RULE}


@pytest.mark.parametrize(
    "setting",
    [
        "source-user any",
        "category any",
        "source-hip any",
        "profile-setting group strict",
        "profile-setting profiles vulnerability strict",
        "log-setting collector",
        "option disable-server-response-inspection yes",
        "qos marking ip-dscp ef",
        "tag old",
        "target negate no",
        "log-start yes",
        "icmp-unreachable yes",
    ],
)
def test_what_has_no_bearing_on_packets(setting: str) -> None:
    found = panos(rule(setting))
    assert (passes(found, SAID), found.gaps) == ("permitted", ())


def test_a_rule_that_is_off_decides_nothing_and_makes_no_gap() -> None:
    found = panos(rule("action deny;source gone;disabled yes"), rule(name="s"))
    assert (passes(found, SAID), found.gaps) == ("permitted", ())
    assert not found.chains["security"].rules[0].enabled


@pytest.mark.parametrize(
    ("setting", "logged"),
    [("", True), ("log-end no", False), ("log-end no;log-start yes", True), ("log-start yes", True)],
)
def test_sessions_are_logged_at_their_end_unless_said_otherwise(setting: str, logged: bool) -> None:
    assert panos(rule(setting)).chains["security"].rules[0].log is logged


@pytest.mark.parametrize(
    ("schedule", "permitted", "denied"),
    [
        # Days of June 2024 on which a rule that permits, and one that denies, may and surely does hold.
        ("non-recurring 2024/06/03@08:00-2024/06/05@17:00", [3, 4, 5], [4]),
        ("non-recurring 2024/06/03@00:00-2024/06/05@23:59", [3, 4, 5], [3, 4, 5]),
        ("non-recurring 2024/06/03@00:00-2024/06/05@00:00", [3, 4], [3, 4]),
    ],
)
def test_a_schedule_of_some_days(schedule: str, permitted: list[int], denied: list[int]) -> None:
    said = f"{SAID} in=ethernet1/1 out=ethernet1/2"
    days = [dt.date(2024, 6, day) for day in range(1, 9)]
    once = f"set schedule once schedule-type {schedule}"
    found = panos(once, rule("schedule once"))
    assert [day.day for day in days if decision(found, said, today=day) == "permitted"] == permitted
    found = panos(once, rule("schedule once;action deny"), rule(name="s"))
    assert [day.day for day in days if decision(found, said, today=day) == "blocked"] == denied


@pytest.mark.parametrize(
    "schedule",
    [
        "recurring daily [ 08:00-12:00 13:00-17:00 ]",
        "recurring weekly monday 06:00-14:00",
        "non-recurring [ 2024/06/03@08:00-2024/06/05@17:00 2024/07/03@08:00-2024/07/05@17:00 ]",
    ],
)
def test_a_schedule_of_some_hours_goes_by_its_name(schedule: str) -> None:
    found = panos(f"set schedule shift schedule-type {schedule}", rule("schedule shift"))
    assert (found.chains["security"].rules[0].schedule, found.gaps) == ("shift", ())


def test_a_schedule_that_is_not_understood_makes_a_doubt() -> None:
    found = panos("set schedule s schedule-type non-recurring tomorrow", rule("schedule s"))
    assert passes(found, SAID) == "unknown"


DOS = "set rulebase dos rules d "
EVERYTHING = f"{DOS}from zone plant\n{DOS}to zone dmz\n{DOS}source any\n{DOS}destination any\n{DOS}service any"


@pytest.mark.parametrize(
    ("commands", "wanted"),
    [
        # PAN-OS Administrator's Guide, "DoS Protection Policy Rules": `deny` drops, `protect` has thresholds.
        ((f"{DOS}action deny",), "blocked"),
        ((f"{DOS}action protect",), "permitted"),
        ((f"{DOS}action allow",), "permitted"),
        ((f"{DOS}action deny", f"{DOS}disabled yes"), "permitted"),
        ((f"{DOS}action deny", f"{DOS}source-user x"), "unknown"),
        ((f"{DOS}action deny", f"{DOS}from interface ethernet1/3"), "permitted"),
        ((), "unknown"),
    ],
)
def test_dos_rules(commands: tuple[str, ...], wanted: str) -> None:
    assert passes(panos(EVERYTHING, *commands, rule()), SAID) == wanted


def test_an_authentication_rule_may_stop_what_nobody_logged_in_for() -> None:
    # PAN-OS Administrator's Guide, "Authentication Policy".
    settings = "service service-http;authentication-enforcement default-web-form"
    found = panos(rule(settings, "a", "authentication"), rule())
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/80") == "unknown"
    assert passes(found, SAID) == "permitted"
    never = panos(rule(f"{settings};disabled yes", "a", "authentication"), rule())
    assert passes(never, "10.1.0.5 > 10.2.0.5 tcp/80") == "permitted"
