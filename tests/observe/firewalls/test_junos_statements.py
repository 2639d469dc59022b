"""Junos' statements: commands that change what stands there, braces, groups, lists made of other statements.

Source: Junos OS CLI User Guide, "Configuration Mode Commands", "Use Configuration Groups".
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.firewalls.formats import juniper_srx
from keur.observe.firewalls.juniper.statements import Statements
from keur.observe.firewalls.model import Effect, Firewall
from tests.observe.firewalls.deciding import SAMPLES, decision, firewall
from tests.observe.firewalls.junos_lines import BETWEEN, ZONES, policy, zoned

PLANT = (SAMPLES / "juniper-srx" / "plant.conf").read_text(encoding="utf-8")
COMMANDS = (SAMPLES / "juniper-srx" / "plant.set").read_text(encoding="utf-8")
PATH = "security policies from-zone inside to-zone outside"
OPEN = policy("OPEN", "destination-address any", "application any", "permit")
SHUT = policy("SHUT", "destination-address any", "application any", "deny")
WEB = f"10.1.0.1 > 10.2.0.1 tcp/80 {BETWEEN}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([*OPEN, *SHUT], "permitted"),
        ([*SHUT, *OPEN], "blocked"),
        ([*SHUT, *OPEN, f"insert {PATH} policy OPEN before policy SHUT"], "permitted"),
        ([*OPEN, *SHUT, f"insert {PATH} policy OPEN after policy SHUT"], "blocked"),
        ([*SHUT, *OPEN, f"delete {PATH} policy SHUT"], "permitted"),
        ([*SHUT, *OPEN, f"deactivate {PATH} policy SHUT"], "permitted"),
        ([*SHUT, *OPEN, f"deactivate {PATH} policy SHUT", f"activate {PATH} policy SHUT"], "blocked"),
        ([*OPEN, f"deactivate {PATH}"], "blocked"),
        ([*OPEN, f"set {PATH} policy OPEN then deny"], "blocked"),
        ([*OPEN, "edit security policies", "delete from-zone inside to-zone outside policy OPEN", "top"], "blocked"),
        ([*OPEN, f"rename {PATH} policy OPEN to policy WIDE"], "permitted"),
        ([f"set {PATH} policy P match source-address [ any any-ipv4 ]", *OPEN], "unknown"),
    ],
)
def test_commands_change_what_stands_there(lines: list[str], expected: str) -> None:
    assert decision(zoned(*lines), WEB) == expected


def test_a_command_on_what_is_not_there_is_told() -> None:
    found = zoned(*OPEN, f"insert {PATH} policy OPEN before policy NONE", f"delete {PATH} policy NONE")
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(9, Effect.EVERYTHING), (10, Effect.NONE)]


def test_a_command_that_nobody_knows_makes_everything_unknown() -> None:
    found = zoned(*OPEN, "wildcard delete security policies")
    assert decision(found, WEB) == "unknown"


BRACES = """
/* the two sides */
security {
    zones { security-zone inside { interfaces { ge-0/0/1.0; } } security-zone outside { interfaces ge-0/0/2.0; } }
    policies {
        from-zone inside to-zone outside {
            # nobody needs this one any more
            inactive: policy SHUT { match { source-address any; destination-address any; application any; } then deny; }
            protect: policy OPEN {
                match { source-address any; destination-address any; application [ junos-http junos-https ]; }
                then { permit; log { session-init; } }
            }
        }
    }
}
"""


def test_braces_may_stand_on_one_line_with_comments_and_markers() -> None:
    found = firewall(BRACES)
    assert decision(found, WEB) == "permitted"
    assert decision(found, f"10.1.0.1 > 10.2.0.1 tcp/22 {BETWEEN}") == "blocked"
    rules = found.chains["from-zone inside to-zone outside"].rules
    assert [(one.name, one.line, one.enabled, one.log) for one in rules] == [
        ("SHUT", 8, False, False),
        ("OPEN", 9, True, True),
    ]
    assert found.coverage.lines == 12
    assert found.gaps == ()


def test_a_part_that_replaces_another_takes_its_place() -> None:
    found = firewall(BRACES.replace("protect: policy OPEN", "replace: policy OPEN") + BRACES.replace("permit", "deny"))
    assert decision(found, WEB) == "blocked"


def test_a_block_that_is_not_closed_makes_everything_unknown() -> None:
    found = firewall(BRACES.rstrip().removesuffix("}"))
    assert decision(found, WEB) == "unknown"
    assert {gap.effect for gap in found.gaps} == {Effect.EVERYTHING}


# Groups


def test_a_group_counts_where_it_is_applied_and_names_fit_patterns() -> None:
    found = zoned(
        "set groups G security policies from-zone <*> to-zone <out*> policy FROM-GROUP match source-address any",
        "set groups G security policies from-zone <*> to-zone <out*> policy FROM-GROUP match destination-address any",
        "set groups G security policies from-zone <*> to-zone <out*> policy FROM-GROUP match application junos-http",
        "set groups G security policies from-zone <*> to-zone <out*> policy FROM-GROUP then permit",
        "set security policies apply-groups G",
        *policy("SSH", "destination-address any", "application junos-ssh", "permit"),
    )
    assert decision(found, WEB) == "permitted"
    assert decision(found, "10.2.0.1 > 10.1.0.1 tcp/80 in=ge-0/0/2.0 out=ge-0/0/1.0") == "blocked"
    (rule,) = (one for one in found.chains["from-zone inside to-zone outside"].rules if one.name == "FROM-GROUP")
    assert rule.line == 5


def test_what_is_written_out_goes_before_what_a_group_says() -> None:
    group = [line.replace("set ", "set groups G ", 1) for line in OPEN]
    found = zoned("set apply-groups G", *group, f"set {PATH} policy OPEN then deny")
    assert decision(found, WEB) == "blocked"
    assert decision(zoned("set apply-groups G", *group), WEB) == "permitted"


def test_the_first_of_several_groups_goes_first_and_exceptions_take_one_away() -> None:
    one = [line.replace("set ", "set groups ONE ", 1) for line in OPEN]
    other = [f"set groups OTHER {PATH} policy OPEN then deny"]
    assert decision(zoned(*one, *other, "set apply-groups [ ONE OTHER ]"), WEB) == "permitted"
    assert decision(zoned(*one, *other, "set apply-groups [ OTHER ONE ]"), WEB) == "blocked"
    excepted = zoned(*one, *other, "set apply-groups [ OTHER ONE ]", "set security policies apply-groups-except OTHER")
    assert decision(excepted, WEB) == "permitted"


def test_groups_may_ask_for_groups() -> None:
    group = [line.replace("set ", "set groups INNER ", 1) for line in OPEN]
    assert decision(zoned(*group, "set groups OUTER apply-groups INNER", "set apply-groups OUTER"), WEB) == "permitted"
    round_and_round = zoned(*group, "set groups INNER apply-groups INNER", "set apply-groups INNER")
    assert decision(round_and_round, WEB) == "permitted"


def test_a_group_that_is_not_there_makes_everything_unknown_where_it_may_matter() -> None:
    assert decision(zoned(*OPEN, "set security apply-groups NONE"), WEB) == "unknown"
    assert decision(zoned(*OPEN, "set snmp apply-groups NONE"), WEB) == "permitted"


def test_of_a_cluster_the_first_member_is_read_and_that_is_told() -> None:
    lines = [
        'set apply-groups "${node}"',
        "set groups node0 system host-name first",
        "set groups node1 system host-name second",
    ]
    found = zoned(*OPEN, *lines)
    assert (found.name, [gap.effect for gap in found.gaps]) == ("first", [Effect.NONE])
    apart = zoned(*OPEN, *lines, *(line.replace("set ", "set groups node1 ", 1) for line in SHUT))
    assert decision(apart, WEB) == "unknown"


def test_a_range_of_interfaces_is_each_of_its_members() -> None:
    found = zoned(
        "set interfaces interface-range SWITCH member-range ge-0/0/10 to ge-0/0/12",
        "set interfaces interface-range SWITCH member ge-0/0/1",
        "set interfaces interface-range SWITCH unit 0 family inet filter input F",
        "set firewall family inet filter F term T then discard",
        *OPEN,
    )
    assert {"ge-0/0/10.0", "ge-0/0/11.0", "ge-0/0/12.0"} <= {one.name for one in found.interfaces}
    assert decision(found, WEB) == "blocked"


# Hostile


def shown(text: str) -> Firewall:
    """Reads a text that may be anything, and holds the reader to saying what it did not understand."""
    found = juniper_srx.read(text)
    assert found.coverage.lines >= found.coverage.understood
    return found


@pytest.mark.parametrize("text", [BRACES, PLANT], ids=["small", "plant"])
def test_a_file_in_braces_that_is_cut_short_is_unknown_as_a_whole(text: str) -> None:
    begun = text.index("{") + 1
    for end in range(begun, len(text.rstrip()), 37 if text is BRACES else 37 * 13):
        assert Effect.EVERYTHING in {gap.effect for gap in shown(text[:end]).gaps}, end


def test_commands_that_are_cut_short_are_read_as_far_as_they_go() -> None:
    text = ZONES + "\n".join(OPEN)
    for end in range(0, len(text), 37):
        shown(text[:end])
    for end in range(0, len(COMMANDS), 37 * 13):
        shown(COMMANDS[:end])


def test_a_command_that_is_cut_short_leaves_its_policy_in_doubt() -> None:
    found = zoned(*OPEN[:-1], OPEN[-1].removesuffix("ermit"))
    assert decision(found, WEB) == "unknown"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(text: str) -> None:
    shown(text)
    shown(f"set {text}")


def test_files_with_lines_turned_around_are_read_without_harm() -> None:
    chance = random.Random(7)
    for text in (PLANT, COMMANDS):
        for _ in range(8):
            lines = text.split("\n")
            for _ in range(6):
                at = chance.randrange(len(lines))
                lines[at] = chance.choice(
                    ["}", "{", "[", '"', "/*", lines[at][::-1], lines[chance.randrange(len(lines))]]
                )
            shown("\n".join(lines))


def test_deep_nesting_and_long_lists_have_bounds() -> None:
    assert shown("a { " * 5_000 + "b;" + " }" * 5_000).gaps
    assert shown("set " + "a " * 5_000).gaps
    many = "\n".join(f"set groups G security zones <*> interfaces ge-{n}/0/0.0" for n in range(1_200))
    zones = "\n".join(f"set security zones security-zone z{n}" for n in range(200))
    found = shown(f"{many}\n{zones}\nset apply-groups G\n")
    assert any(gap.effect is Effect.EVERYTHING for gap in found.gaps) or found.gaps == ()
    ring = "\n".join(f"set groups G{n} apply-groups G{(n + 1) % 200}" for n in range(200))
    shown(f"{ring}\nset apply-groups G0\n")


def test_commands_are_read_the_quick_way_and_the_careful_way_alike() -> None:
    quick, careful = Statements(COMMANDS), Statements(COMMANDS.replace("\n", " #\n"))
    quick.read()
    careful.read()
    assert quick.root.text() == careful.root.text()
