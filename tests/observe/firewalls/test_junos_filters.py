"""Firewall filters of Junos: terms, conditions, actions, and where filters are applied.

Source: Junos OS Routing Policies, Firewall Filters, and Traffic Policers User Guide.
"""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Effect, Firewall, Stage
from tests.observe.firewalls.deciding import decision
from tests.observe.firewalls.junos_lines import BETWEEN, policy, zoned

OPEN = policy("OPEN", "destination-address any", "application any", "permit")


def filtered(*lines: str, family: str = "inet", place: str = "ge-0/0/1 unit 0 family inet filter input F") -> Firewall:
    """Lines of filter `F` at the way in of `ge-0/0/1.0`, in front of policies that permit everything."""
    start = f"set firewall family {family} filter F"
    return zoned(
        *OPEN,
        "set security forwarding-options family inet6 mode flow-based",
        f"set interfaces {place}",
        *(f"{start} {line}" for line in lines),
    )


def asked(service: str = "tcp/80", source: str = "10.1.0.1", destination: str = "10.2.0.1", more: str = "") -> str:
    return f"{source} > {destination} {service} {BETWEEN} {more}"


@pytest.mark.parametrize(
    ("conditions", "yes", "no"),
    [
        (["source-address 10.1.0.0/24"], asked(), asked(source="10.9.0.1")),
        (["destination-address 10.2.0.1"], asked(), asked(destination="10.2.0.2")),
        (["address 10.2.0.0/16"], asked(), asked(destination="10.9.0.1")),
        (["protocol tcp", "destination-port [ 80 443 ]"], asked(), asked("tcp/81")),
        (["protocol tcp", "destination-port-except 80"], asked("tcp/81"), asked()),
        (["protocol tcp", "source-port 40000-50000"], asked(), asked("tcp/80:80")),
        (["protocol udp", "port snmp"], asked("udp/9:161"), asked("udp/9:162")),
        (["protocol-except tcp"], asked("udp/80"), asked()),
        (["protocol tcp", "tcp-established"], asked(more="flags=16 state=established"), asked()),
        (["protocol tcp", "tcp-initial"], asked(), asked(more="flags=18 state=established")),
        (["protocol tcp", 'tcp-flags "(syn & !ack) | rst"'], asked(), asked(more="flags=16 state=established")),
        (["protocol tcp", "tcp-flags 0x2"], asked(), asked(more="flags=16 state=established")),
        (["protocol icmp", "icmp-type echo-request"], asked("icmp/8"), asked("icmp/0")),
        (["protocol icmp", "icmp-type-except 8"], asked("icmp/0"), asked("icmp/8")),
        (["protocol icmp", "icmp-type 3", "icmp-code [ 0 4 ]"], asked("icmp/3.4"), asked("icmp/3.1")),
        (["interface ge-0/0/1.0"], asked(), "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/2.0 out=ge-0/0/1.0"),
        (["source-address 10.1.0.0/255.255.0.255"], asked(source="10.1.7.0"), asked()),
    ],
)
def test_conditions_of_one_kind_are_alternatives_and_kinds_must_all_hold(
    conditions: list[str], yes: str, no: str
) -> None:
    found = filtered(*(f"term T from {one}" for one in conditions), "term T then accept", "term REST then discard")
    assert decision(found, yes) == "permitted"
    assert decision(found, no) == "blocked"
    assert found.gaps == ()


def test_the_longest_prefix_tells_whether_an_address_is_an_exception() -> None:
    # "Firewall Filter Match Conditions Based on Address Fields".
    found = filtered(
        "term T from source-address 10.0.0.0/8",
        "term T from source-address 10.1.0.0/16 except",
        "term T from source-address 10.1.0.7/32",
        "term T then accept",
    )
    assert decision(found, asked(source="10.9.0.1")) == "permitted"
    assert decision(found, asked(source="10.1.0.1")) == "blocked"
    assert decision(found, asked(source="10.1.0.7")) == "permitted"


def test_prefix_lists_are_part_of_the_list_also_those_made_of_other_statements() -> None:
    found = zoned(
        *OPEN,
        'set policy-options prefix-list OWN apply-path "interfaces <ge-*> unit <*> family inet address <*>"',
        "set policy-options prefix-list SPECIAL 10.1.0.66/32",
        "set firewall family inet filter F term T from source-prefix-list OWN",
        "set firewall family inet filter F term T from source-prefix-list SPECIAL except",
        "set firewall family inet filter F term T then accept",
        "set interfaces ge-0/0/1 unit 0 family inet filter input F",
    )
    assert decision(found, asked()) == "permitted"
    assert decision(found, asked(source="10.1.0.66")) == "blocked"
    assert decision(found, asked(source="10.9.0.1")) == "blocked"


@pytest.mark.parametrize(
    ("condition", "possible", "not_possible"),
    [
        ("destination-port 80", asked("icmp/8"), asked("tcp/81")),
        ("icmp-type 8", asked("tcp/81"), asked("icmp/0")),
        ("tcp-established", asked("udp/81"), asked()),
    ],
)
def test_a_condition_asks_for_no_protocol_so_others_may_fit_by_chance(
    condition: str, possible: str, not_possible: str
) -> None:
    # "you must also configure the protocol match condition": without it, bytes in that place are compared.
    found = filtered(f"term T from {condition}", "term T then accept", "term REST then discard")
    assert decision(found, possible) == "unknown"
    assert decision(found, not_possible) == "blocked"
    assert [gap.effect for gap in found.gaps] == [Effect.RULE]


@pytest.mark.parametrize(
    "condition",
    [
        "ttl 64",
        "is-fragment",
        "packet-length 100",
        "dscp ef",
        "novelty 1",
        "source-prefix-list NONE",
        "protocol 300",
        "tcp-flags (syn",
        "source-address 10.1.0.0/24 except",
        "interface-set NONE",
        "source-address 10.1.0.0.0",
    ],
)
def test_a_condition_that_is_not_understood_leaves_its_packets_unknown(condition: str) -> None:
    found = filtered(f"term T from {condition}", "term T then discard", "term REST then accept")
    assert decision(found, asked()) == "unknown"
    assert found.gaps


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("accept", "permitted"),
        ("discard", "blocked"),
        ("reject administratively-prohibited", "blocked"),
        ("count ALL", "permitted"),  # a term without a terminating action accepts
        ("policer LIMIT", "permitted"),
        ("next term", "blocked"),
        ("routing-instance TESTBED", "permitted"),
        ("decapsulate gre", "unknown"),
        ("packet-mode", "unknown"),
        ("novelty", "unknown"),
    ],
)
def test_actions_end_a_term_or_go_on(then: str, expected: str) -> None:
    # "Firewall Filter Terminating Actions", "Firewall Filter Nonterminating Actions".
    found = filtered(f"term T then {then}", "term REST then discard")
    assert decision(found, asked()) == expected


def test_what_no_term_decides_about_is_discarded() -> None:
    # "How Standard Firewall Filters Evaluate Packets": the implicit last term.
    assert decision(filtered("term T from protocol udp", "term T then accept"), asked()) == "blocked"


def test_a_term_that_is_inactive_stays_in_the_list_and_counts_for_nothing() -> None:
    found = filtered("term T then discard", "term REST then accept")
    assert decision(found, asked()) == "blocked"
    off = filtered("term T then discard", "term REST then accept\ndeactivate firewall family inet filter F term T")
    assert decision(off, asked()) == "permitted"
    assert [rule.enabled for rule in off.chains["inet filter F"].rules] == [False, True]


def test_a_list_of_filters_is_one_filter() -> None:
    # "Multiple Firewall Filters Applied as a List": what the first does not decide about goes to the next.
    found = zoned(
        *OPEN,
        "set interfaces ge-0/0/1 unit 0 family inet filter input-list [ ONE TWO ]",
        "set firewall family inet filter ONE term T from protocol udp",
        "set firewall family inet filter ONE term T then discard",
        "set firewall family inet filter TWO term T from source-address 10.1.0.0/24",
        "set firewall family inet filter TWO term T then accept",
    )
    assert decision(found, asked()) == "permitted"
    assert decision(found, asked("udp/80")) == "blocked"
    assert decision(found, asked(source="10.9.0.1")) == "blocked"


def test_the_later_of_a_filter_and_a_list_holds() -> None:
    lines = [
        "set firewall family inet filter F term T then discard",
        "set firewall family inet filter G term T then accept",
    ]
    one = "set interfaces ge-0/0/1 unit 0 family inet filter input F"
    other = "set interfaces ge-0/0/1 unit 0 family inet filter input-list G"
    assert decision(zoned(*OPEN, *lines, one, other), asked()) == "permitted"
    assert decision(zoned(*OPEN, *lines, other, one), asked()) == "blocked"


def test_a_filter_at_the_way_out_sees_the_packet_as_it_leaves() -> None:
    found = filtered(
        "term T from source-address 10.1.0.0/24",
        "term T then discard",
        "term REST then accept",
        place="ge-0/0/2 unit 0 family inet filter output F",
    )
    assert decision(found, asked()) == "blocked"
    (hook,) = (one for one in found.hooks if one.chain == "inet filter F")
    assert (hook.stage, hook.original) == (Stage.AFTER_TRANSLATION, False)


def test_a_filter_at_the_way_in_sees_the_packet_before_translation() -> None:
    hooks = [one for one in filtered("term T then accept").hooks if one.chain == "inet filter F"]
    assert [(one.stage, one.original) for one in hooks] == [(Stage.BEFORE_TRANSLATION, True), (Stage.LOCAL, True)]


def test_each_family_has_filters_of_its_own() -> None:
    found = zoned(
        *OPEN,
        "set security forwarding-options family inet6 mode flow-based",
        "set interfaces ge-0/0/1 unit 0 family inet6 filter input SIX",
        "set firewall family inet6 filter SIX term T from next-header tcp",
        "set firewall family inet6 filter SIX term T from source-address 2001:db8::/32",
        "set firewall family inet6 filter SIX term T then accept",
    )
    assert decision(found, asked(source="2001:db8::1", destination="2001:db9::1")) == "permitted"
    assert decision(found, asked("udp/80", source="2001:db8::1", destination="2001:db9::1")) == "blocked"
    assert decision(found, asked()) == "permitted"


def test_a_filter_that_is_not_there_leaves_everything_at_its_place_unknown() -> None:
    found = zoned(*OPEN, "set interfaces ge-0/0/1 unit 0 family inet filter input NONE")
    assert decision(found, asked()) == "unknown"
    assert decision(found, "10.2.0.1 > 10.1.0.1 tcp/80 in=ge-0/0/2.0 out=ge-0/0/1.0") == "blocked"


def test_a_filter_within_a_filter_is_not_followed() -> None:
    found = filtered("term T filter G", "term REST then accept")
    assert decision(found, asked()) == "unknown"


def test_a_filter_on_frames_may_drop_what_the_rest_lets_through() -> None:
    found = zoned(*OPEN, "set interfaces ge-0/0/7 unit 0 family ethernet-switching filter input PORTS")
    assert decision(found, asked()) == "unknown"
    assert [gap.effect for gap in found.gaps] == [Effect.STRICTER]


def test_filters_look_at_each_packet_alone() -> None:
    assert all(rule.stateless for rule in filtered("term T then accept").chains["inet filter F"].rules)
