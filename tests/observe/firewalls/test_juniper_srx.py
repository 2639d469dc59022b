"""Junos as a whole: both forms, zones, policies, the firewall itself, routes.

What each test holds a decision against is in Juniper's guides, named beside it.
"""

from __future__ import annotations

import datetime as dt

import pytest

from keur.observe.firewalls.model import Action, Effect, Firewall, Rule, Stage
from keur.observe.firewalls.reading import read, recognise
from tests.observe.firewalls.deciding import SAMPLES, decision, firewall, packet, sample
from tests.observe.firewalls.junos_lines import ZONES, policy, zoned

LOCAL = (Stage.LOCAL,)
FOLDER = SAMPLES / "juniper-srx"


@pytest.fixture(scope="module", params=["plant.conf", "plant.set"])
def plant(request: pytest.FixtureRequest) -> Firewall:
    return sample(f"juniper-srx/{request.param}")


def rule(found: Firewall, chain: str, name: str) -> Rule:
    (one,) = (one for one in found.chains[chain].rules if one.name == name)
    return one


def test_both_forms_of_a_configuration_mean_the_same() -> None:
    braces, commands = sample("juniper-srx/plant.conf"), sample("juniper-srx/plant.set")
    assert braces.hooks == commands.hooks
    assert braces.chains.keys() == commands.chains.keys()
    for name, chain in braces.chains.items():
        said = [(one.name, one.matches, one.action, one.enabled, one.log, one.schedule) for one in chain.rules]
        other = commands.chains[name].rules
        assert said == [(one.name, one.matches, one.action, one.enabled, one.log, one.schedule) for one in other]
    for one, two in zip(braces.translations, commands.translations, strict=True):
        assert (one.way, one.matches, one.to, one.to_ports) == (two.way, two.matches, two.to, two.to_ports)
    assert [route.destination for route in braces.routes] == [route.destination for route in commands.routes]


def test_a_plant_is_understood_but_for_what_is_not_in_the_file(plant: Firewall) -> None:
    assert plant.name == "srx-packaging"
    assert plant.coverage.understood + plant.coverage.beside == plant.coverage.lines - 2
    assert {gap.effect for gap in plant.gaps} == {Effect.RULE}
    assert ["updates" in gap.text or "role-engineer" in gap.text for gap in plant.gaps] == [True, True]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("10.1.0.7 > 10.2.0.50 tcp/443 in=ge-0/0/0.0 out=ge-0/0/1.0", "permitted"),
        ("10.1.0.7 > 10.2.0.50 tcp/5455 in=ge-0/0/0.0 out=ge-0/0/1.0", "permitted"),
        ("10.1.0.7 > 10.2.0.50 udp/5450:2000 in=ge-0/0/0.0 out=ge-0/0/1.0", "permitted"),
        ("10.1.0.7 > 10.2.0.50 udp/5450:80 in=ge-0/0/0.0 out=ge-0/0/1.0", "blocked"),
        ("10.1.0.7 > 10.2.0.51 tcp/443 in=ge-0/0/0.0 out=ge-0/0/1.0", "blocked"),
        ("10.1.0.7 > 10.2.0.11 tcp/3389 in=ge-0/0/0.0 out=ge-0/0/1.0", "blocked"),
        ("10.2.0.11 > 10.31.0.20 tcp/502 in=ge-0/0/1.0 out=ge-0/0/2.31", "permitted"),
        ("10.2.0.11 > 10.31.0.30 tcp/502 in=ge-0/0/1.0 out=ge-0/0/2.31", "blocked"),
        ("10.31.0.20 > 10.2.0.11 tcp/502 in=ge-0/0/2.31 out=ge-0/0/1.0", "blocked"),
    ],
)
def test_policies_of_a_pair_of_zones_decide_in_order(plant: Firewall, asked: str, expected: str) -> None:
    assert decision(plant, asked) == expected


def test_a_policy_that_is_inactive_stays_in_the_list_and_counts_for_nothing(plant: Firewall) -> None:
    old = rule(plant, "from-zone office to-zone supervision", "OLD-RDP")
    assert not old.enabled
    assert old.line > 0


def test_a_packet_between_interfaces_of_one_zone_needs_a_policy_too(plant: Firewall) -> None:
    # Security Policies User Guide, "Security Zones": policies hold for traffic within a zone as well.
    assert decision(plant, "10.31.0.21 > 10.32.0.9 icmp/8 in=ge-0/0/2.31 out=ge-0/0/2.32") == "permitted"
    assert decision(plant, "10.31.0.21 > 10.32.0.9 tcp/80 in=ge-0/0/2.31 out=ge-0/0/2.32") == "blocked"


def test_global_policies_are_asked_when_none_of_the_pair_matches(plant: Firewall) -> None:
    # "Global Security Policies": zone policies first, then global ones, then the default policy.
    assert decision(plant, "10.31.0.21 > 10.2.0.50 udp/123 in=ge-0/0/2.31 out=ge-0/0/1.0") == "permitted"
    assert decision(plant, "10.1.0.9 > 10.2.0.50 udp/123 in=ge-0/0/0.0 out=ge-0/0/1.0") == "blocked"  # NO-MORE
    assert decision(plant, "192.0.2.9 > 10.2.0.50 udp/123 in=ge-0/0/3.0 out=ge-0/0/1.0") == "blocked"


def test_an_address_is_of_the_zones_own_book_in_front_of_the_global_one(plant: Firewall) -> None:
    # "Address Books and Address Sets": HMI-1 of the book of zone cell-1 is another one than the global HMI-1.
    asked = "10.2.0.11 > 10.31.0.99 tcp/102 in=ge-0/0/1.0 out=ge-0/0/2.31"
    assert decision(plant, asked, today=dt.date(2026, 3, 3)) == "permitted"
    assert decision(plant, asked.replace("> 10.31.0.99", "> 10.2.0.11"), today=dt.date(2026, 3, 3)) == "blocked"


def test_a_policy_with_dates_holds_on_those_days_only(plant: Firewall) -> None:
    access = rule(plant, "from-zone supervision to-zone cell-1", "ENGINEERING-ACCESS")
    assert (access.since, access.until, access.schedule) == (dt.date(2026, 3, 1), dt.date(2026, 3, 14), "")
    asked = "10.2.0.11 > 10.31.0.99 tcp/102 in=ge-0/0/1.0 out=ge-0/0/2.31"
    assert decision(plant, asked, today=dt.date(2026, 3, 20)) == "blocked"
    assert rule(plant, "from-zone supervision to-zone cell-1", "MODBUS").schedule == "SHIFTS"


def test_excluded_addresses_are_all_others(plant: Firewall) -> None:
    assert decision(plant, "10.2.0.11 > 10.31.0.21 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.31") == "permitted"
    assert decision(plant, "10.2.0.50 > 10.31.0.21 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.31") == "blocked"


def test_a_policy_may_drop_what_was_translated(plant: Firewall) -> None:
    # CLI Reference, "drop-translated": only packets whose destination was not translated are permitted.
    asked = "10.2.0.11 > 10.31.0.21 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.31"
    assert decision(plant, f"{asked} translated=yes") == "blocked"


def test_applications_that_a_policy_names_are_asked_by_name(plant: Firewall) -> None:
    asked = "10.2.0.12 > 203.0.113.9 tcp/80 in=ge-0/0/1.0 out=ge-0/0/3.0"
    assert decision(plant, f"{asked} app=junos:SSL") == "permitted"
    assert decision(plant, asked) == "blocked"


def test_names_of_hosts_and_of_users_leave_the_answer_unknown(plant: Firewall) -> None:
    assert decision(plant, "10.2.0.50 > 203.0.113.9 tcp/443 in=ge-0/0/1.0 out=ge-0/0/3.0") == "unknown"
    assert decision(plant, "10.2.0.60 > 203.0.113.9 tcp/22 in=ge-0/0/1.0 out=ge-0/0/3.0") == "unknown"
    assert decision(plant, "10.2.0.50 > 203.0.113.9 tcp/444 in=ge-0/0/1.0 out=ge-0/0/3.0") == "blocked"


def test_an_interface_in_no_zone_passes_nothing() -> None:
    # Security Zones User Guide: an interface without a zone is in the null zone, and its packets are dropped.
    found = firewall("set security policies default-policy permit-all\n" + ZONES)
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0") == "permitted"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/9.0") == "blocked"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/9.0 out=ge-0/0/2.0") == "blocked"


def test_without_a_default_policy_the_rest_is_denied() -> None:
    found = zoned(*policy("P", "destination-address any", "application junos-http", "permit"))
    last = found.chains["security policies"].rules[-1]
    assert (last.name, last.action, last.line) == ("default-policy", Action.DROP, 0)
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0") == "permitted"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/81 in=ge-0/0/1.0 out=ge-0/0/2.0") == "blocked"


def test_a_zone_may_have_all_interfaces_that_no_other_zone_has() -> None:
    found = firewall(
        "set security zones security-zone inside interfaces all\n"
        "set security zones security-zone outside interfaces ge-0/0/2.0\n"
        + "\n".join([*policy("P", "destination-address any", "application any", "permit"), ""])
    )
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/7.0 out=ge-0/0/2.0") == "permitted"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/2.0 out=ge-0/0/7.0") == "blocked"


def test_packets_of_open_sessions_pass_and_a_first_one_must_be_a_syn() -> None:
    # Flow-Based Processing User Guide: fast path; "TCP session checks" (tcp-syn-check is on by default).
    found = zoned(*policy("P", "destination-address any", "application junos-http", "permit"))
    back = "10.2.0.1 > 10.1.0.1 tcp/40000:80 in=ge-0/0/2.0 out=ge-0/0/1.0"
    assert decision(found, f"{back} state=established flags=16") == "permitted"
    assert decision(found, back) == "blocked"
    there = "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0"
    assert decision(found, f"{there} flags=16") == "blocked"
    loose = zoned(
        *policy("P", "destination-address any", "application junos-http", "permit"),
        "set security flow tcp-session no-syn-check",
    )
    assert decision(loose, f"{there} flags=16") == "permitted"


@pytest.mark.parametrize(("mode", "expected"), [("", "unknown"), ("drop", "blocked"), ("flow-based", "permitted")])
def test_ipv6_passes_policies_only_where_the_file_says_so(mode: str, expected: str) -> None:
    # "forwarding-options (Security)": the default mode of inet6 differs between releases.
    lines = [f"set security forwarding-options family inet6 mode {mode}"] if mode else []
    found = zoned(*policy("P", "destination-address any", "application any", "permit"), *lines)
    assert decision(found, "2001:db8::1 > 2001:db8:2::1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0") == expected


def test_a_device_in_packet_mode_is_unknown_as_a_whole() -> None:
    found = zoned("set security forwarding-options family mpls mode packet-based")
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0") == "unknown"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("10.2.0.11 > 10.2.0.1 tcp/22 in=ge-0/0/1.0", "permitted"),
        ("10.2.0.12 > 10.2.0.1 tcp/22 in=ge-0/0/1.0", "blocked"),  # policy to junos-host
        ("10.1.0.9 > 10.1.0.1 tcp/8443 in=ge-0/0/0.0", "permitted"),  # at its own port
        ("10.1.0.9 > 10.1.0.1 tcp/443 in=ge-0/0/0.0", "blocked"),
        ("10.1.0.9 > 10.1.0.1 tcp/22 in=ge-0/0/0.0", "blocked"),  # the interface says what it answers
        ("10.1.0.9 > 10.1.0.1 icmp/8 in=ge-0/0/0.0", "permitted"),
        ("10.31.0.9 > 10.31.0.1 icmp/8 in=ge-0/0/2.31", "permitted"),  # by the group
        ("10.31.0.9 > 10.31.0.1 tcp/22 in=ge-0/0/2.31", "blocked"),
        ("192.0.2.1 > 192.0.2.2 icmp/8 in=ge-0/0/3.0", "blocked"),
    ],
)
def test_the_firewall_answers_what_its_zones_and_its_own_filter_let_in(
    plant: Firewall, asked: str, expected: str
) -> None:
    # Security Zones User Guide, "Host Inbound Traffic"; filter on lo0 for the routing engine.
    assert decision(plant, asked, LOCAL) == expected


def test_interfaces_say_who_may_administer_them(plant: Firewall) -> None:
    by_name = {one.name: one for one in plant.interfaces}
    office, supervision = by_name["ge-0/0/0.0"], by_name["ge-0/0/1.0"]
    assert (office.zone, supervision.zone) == ("office", "supervision")
    assert set(office.management) == {"https"}
    assert set(supervision.management) == {"ssh"}
    assert packet("10.1.0.9 > 10.1.0.1 tcp/22").source in by_name["ge-0/0/0.0"].addresses[0].network
    sources = office.management["https"]
    assert int(packet("10.1.0.9 > 10.1.0.1 tcp/22").source) in sources.v4
    assert int(packet("192.0.2.1 > 10.1.0.1 tcp/22").source) not in sources.v4  # PROTECT-RE
    assert by_name["ge-0/0/3.0"].management == {}


def test_interfaces_have_addresses_instances_and_whether_they_are_on(plant: Firewall) -> None:
    by_name = {one.name: one for one in plant.interfaces}
    assert [str(one) for one in by_name["ge-0/0/0.0"].addresses] == ["10.1.0.1/24", "2001:db8:1::1/64"]
    assert by_name["ge-0/0/4.0"].table == "TESTBED"
    assert not by_name["ge-0/0/2.32"].enabled
    assert by_name["ge-0/0/0.0"].description == "Office side"


def test_static_routes_have_their_table_and_preference(plant: Firewall) -> None:
    routes = {(str(one.destination), one.table, str(one.gateway)): one for one in plant.routes}
    assert routes["0.0.0.0/0", "", "192.0.2.1"].distance == 5
    assert routes["10.31.128.0/17", "", "10.31.0.254"].distance == 7
    assert routes["10.77.0.0/16", "", "None"].discard
    assert routes["10.60.0.0/16", "", "10.1.0.250"].distance == 20
    assert ("0.0.0.0/0", "TESTBED", "10.99.0.254") in routes
    assert plant.routes_known


def test_routes_are_not_all_known_where_neighbours_tell_some() -> None:
    assert not firewall("set protocols ospf area 0 interface ge-0/0/1.0\n" + ZONES).routes_known


def test_other_systems_in_the_same_box_are_unknown_at_their_interfaces() -> None:
    found = zoned(
        *policy("P", "destination-address any", "application any", "permit"),
        "set logical-systems CUSTOMER interfaces ge-0/0/1 unit 7 family inet address 10.7.0.1/24",
        "set tenants T routing-instances R interface ge-0/0/8.0",
    )
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/2.0") == "permitted"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.7 out=ge-0/0/2.0") == "unknown"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0 out=ge-0/0/8.0") == "unknown"
    assert {gap.effect for gap in found.gaps} == {Effect.RULE}


def test_without_zones_nobody_knows_what_passes() -> None:
    found = firewall(
        "set interfaces ge-0/0/1 unit 0 family inet filter input F\n"
        "set firewall family inet filter F term T from protocol udp\n"
        "set firewall family inet filter F term T then discard\n"
        "set firewall family inet filter F term REST then accept\n"
    )
    assert decision(found, "10.1.0.1 > 10.2.0.1 udp/80 in=ge-0/0/1.0") == "blocked"
    assert decision(found, "10.1.0.1 > 10.2.0.1 tcp/80 in=ge-0/0/1.0") == "unknown"


def test_a_line_that_nobody_knows_is_told_and_does_as_little_as_is_certain() -> None:
    found = firewall("set novelty something\nset security novelty something\n" + ZONES)
    assert [(gap.line, gap.effect) for gap in found.gaps] == [(1, Effect.NONE), (2, Effect.STRICTER)]


@pytest.mark.parametrize("name", ["plant.conf", "plant.set"])
def test_the_format_is_recognised(name: str) -> None:
    found = recognise((FOLDER / name).read_text(encoding="utf-8"))
    assert found is not None
    assert (found.format, found.score > 0.9) == ("juniper-srx", True)


@pytest.mark.parametrize(
    "head",
    [
        "set firewall name INSIDE rule 10 action accept\n",
        "config firewall policy\n    edit 1\n",
        "set rulebase security\n",
    ],
)
def test_formats_that_look_alike_are_left_to_others(head: str) -> None:
    found = recognise(head)
    assert found is None or found.format != "juniper-srx"


def test_a_session_around_the_configuration_is_no_part_of_it() -> None:
    text = (FOLDER / "plant.conf").read_text(encoding="utf-8")
    found = read(f"user@srx> show configuration\n{text}\n{{primary:node0}}\nuser@srx>\n".encode(), "x")
    assert [gap.text for gap in found.gaps] == [gap.text for gap in sample("juniper-srx/plant.conf").gaps]
