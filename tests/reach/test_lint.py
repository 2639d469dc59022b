"""What is wrong with a rule list itself."""

from __future__ import annotations

import datetime as dt

import pytest

from keur.reach.lint import date_in, flaws
from tests.observe.firewalls.deciding import firewall
from tests.reach.plants import chain, forward

TODAY = dt.date(2026, 11, 28)
SILENT = (0, "refuses-silently")
Found = list[tuple[int, str]]


def found(*rules: str, policy: str = "drop") -> Found:
    """Line (from the first rule, as 1) and problem of each flaw, without what the default does silently."""
    made = flaws(firewall(forward(*rules, policy=policy), "nftables"), TODAY)
    return [(one.origin.line - 3, one.problem.value) for one in made if one.origin.rule]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (["tcp dport 502 accept"], []),
        (["tcp dport 502 drop", "tcp dport 502 accept"], [(1, "refuses-silently"), (2, "shadowed")]),
        (["tcp dport 1-1000 accept", "tcp dport 502 accept"], [(2, "redundant")]),
        (["tcp dport 502 accept", "tcp dport 1-1000 accept"], [(1, "redundant")]),
        (["tcp dport 502 accept", "tcp dport 600 accept"], []),
        # Both together hide the third, neither alone.
        (["tcp dport 1-500 log drop", "tcp dport 501-1000 log drop", "tcp dport 400-600 accept"], [(3, "shadowed")]),
        (["tcp dport 502 udp dport 502 accept"], [(1, "never-matches")]),
        (["accept"], [(1, "any-any")]),
        (["ct state established accept"], []),
        (["iifname lo accept"], []),
        (["tcp dport 502 drop"], [(1, "refuses-silently")]),
        (["tcp dport 502 log drop"], []),
        # One in doubt hides nothing for certain.
        (["tcp dport 502 meta mark 7 log drop", "tcp dport 502 accept"], []),
    ],
)
def test_flaws(rules: list[str], said: Found) -> None:
    assert [
        one for one in found(*rules) if one != SILENT and not (one[1] == "redundant" and "drop" in rules[0])
    ] == said


def test_a_rule_before_one_that_lets_everything_through_is_not_superfluous() -> None:
    assert (1, "redundant") not in found("tcp dport 502 accept", "accept")


def test_the_rule_that_hides_another_is_named() -> None:
    made = flaws(firewall(forward("tcp dport 502 log drop", "tcp dport 502 accept"), "nftables"), TODAY)
    (hidden,) = (one for one in made if one.problem == "shadowed")
    assert [other.line for other in hidden.others] == [4]


def test_a_rule_in_a_chain_that_is_called_twice_is_judged_once() -> None:
    text = chain("forward", "iifname a jump more", "iifname b jump more").replace(
        "chain forward", "chain more {\ntcp dport 502 accept\n}\nchain forward"
    )
    made = flaws(firewall(text, "nftables"), TODAY)
    assert [one for one in made if one.origin.rule] == []


@pytest.mark.parametrize(
    ("comment", "day"),
    [
        ("tijdelijk, tot 1-3-2026", dt.date(2026, 3, 1)),
        ("temporary until 2026-03-01", dt.date(2026, 3, 1)),
        ("expires 2026/3/1", dt.date(2026, 3, 1)),
        ("made 2026-03-01", None),
        ("until 2026-02-30", None),
        ("until 31-12-2027 (was until 1-1-2026)", dt.date(2027, 12, 31)),
        ("", None),
    ],
)
def test_the_day_until_which_a_comment_says_that_a_rule_may_stand(comment: str, day: dt.date | None) -> None:
    assert date_in(comment) == day


def test_a_rule_past_its_date() -> None:
    rules = ['tcp dport 1 accept comment "until 2026-11-27"', 'tcp dport 2 accept comment "until 2026-11-28"']
    assert found(*rules) == [(1, "past-its-date")]
