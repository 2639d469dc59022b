"""FortiOS: the language of the file, addresses, services, and conditions of policies."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.fortinet.words import statements
from keur.observe.firewalls.intervals import show_addresses, show_numbers
from keur.observe.firewalls.model import Effect, Firewall, Rule
from tests.observe.firewalls.deciding import decision
from tests.observe.firewalls.fortios import VERSION, fortigate, policy, section

SAID = "10.1.0.5 > 10.2.0.5 tcp/502 in=a out=b"


def rules(found: Firewall, name: str = "1") -> list[Rule]:
    """The rules that a policy came to: the sure one, the doubtful one, or both."""
    return [rule for rule in found.chains["policy"].rules if rule.name == name]


def destinations(found: Firewall) -> list[str]:
    """For each of these rules the destinations, with a question mark when they are in doubt."""
    return [
        f"{show_addresses(box.destination)}{'?' if rule.doubt else ''}" for rule in rules(found) for box in rule.matches
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set a b  c", ["set", "a", "b", "c"]),
        ('set a "b c" d', ["set", "a", "b c", "d"]),
        ('rename "x" to "new"_name', ["rename", "x", "to", "new_name"]),
        (r'set a "say \"stop\" \\ twice"', ["set", "a", r'say "stop" \ twice']),
        ("set a 'single \"quoted\"'", ["set", "a", 'single "quoted"']),
        ("set a it's", ["set", "a", "it's"]),
        (r"set a\ b", ["set", "a b"]),
        ('set a ""', ["set", "a", ""]),
        ('set a "two\nlines" b', ["set", "a", "two\nlines", "b"]),
        ("  # set a b", None),
    ],
)
def test_words_of_a_line(text: str, words: list[str] | None) -> None:
    assert [list(one.words) for one in statements(text)] == ([words] if words else [])


def test_lines_are_counted_over_quotes_of_several_lines() -> None:
    found = list(statements('a\nset b "1\n2\n3" c\nd'))
    assert [(one.line, one.last_line) for one in found] == [(1, 1), (2, 4), (5, 5)]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("subnet 10.2.0.0 255.255.255.0", ["10.2.0.0/24"]),
        ("subnet 10.2.0.0/24", ["10.2.0.0/24"]),
        ("type ipmask", ["0.0.0.0/0"]),
        ("type iprange;start-ip 10.2.0.1;end-ip 10.2.0.2", ["10.2.0.1-10.2.0.2"]),
        ("type wildcard;wildcard 10.2.0.1 255.255.254.255", ["10.2.0.1 10.2.1.1"]),
        ("type interface-subnet;interface b", ["10.2.0.0/24"]),
        ("type interface-subnet;interface gone", ["0.0.0.0/0?"]),
        ("type fqdn;fqdn plc.example.com", ["0.0.0.0/0?"]),
        ("type geography;country NL", ["0.0.0.0/0?"]),
        ("type dynamic;sub-type ems-tag", ["0.0.0.0/0?"]),
        ("type mac;macaddr 00:11:22:33:44:55", ["0.0.0.0/0?"]),
        ("type iprange;start-ip 10.2.0.2;end-ip 10.2.0.1", ["0.0.0.0/0?"]),
        ("subnet nonsense", ["0.0.0.0/0?"]),
        ("subnet 10.2.0.0/24;surprise yes", ["10.2.0.0/24", "0.0.0.0/0?"]),
        ("subnet 10.2.0.0/24;associated-interface c;color 3;comment x", ["10.2.0.0/24"]),
    ],
)
def test_an_address_object(settings: str, wanted: list[str]) -> None:
    found = fortigate(section("firewall address", x=settings), policy("dstaddr x"))
    assert destinations(found) == wanted
    assert bool(found.gaps) == any("?" in one for one in wanted)


def test_an_address_that_is_not_there_leaves_the_others_sure() -> None:
    found = fortigate(section("firewall address", x="subnet 10.2.0.0/24"), policy("dstaddr x y"))
    assert destinations(found) == ["10.2.0.0/24", "0.0.0.0/0?"]
    assert [(gap.line, gap.reason.en) for gap in found.gaps] == [(29, "address object `y` is not in the file")]


def test_groups_hold_groups_and_leave_out_members() -> None:
    objects = section("firewall address", x="subnet 10.2.0.0/24", y="subnet 10.2.0.128/25", z="subnet 10.4.0.0/24")
    groups = section(
        "firewall addrgrp", inner="member x;exclude enable;exclude-member y", outer="member inner z", idle="member y"
    )
    found = fortigate(objects, groups, policy("dstaddr outer"))
    assert destinations(found) == ["10.2.0.0/25 10.4.0.0/24"]
    without = groups.replace("set exclude enable\n", "")
    assert destinations(fortigate(objects, without, policy("dstaddr outer"))) == ["10.2.0.0/24 10.4.0.0/24"]


def test_a_group_that_holds_itself_is_in_doubt() -> None:
    objects = section("firewall address", x="subnet 10.2.0.0/24")
    groups = section("firewall addrgrp", g="member x h", h="member g")
    assert destinations(fortigate(objects, groups, policy("dstaddr g"))) == ["10.2.0.0/24", "0.0.0.0/0?"]
    empty = section("firewall addrgrp", g="comment nothing")
    assert destinations(fortigate(empty, policy("dstaddr g"))) == ["0.0.0.0/0?"]


def test_groups_too_deep_are_in_doubt() -> None:
    chain = {f"g{n}": f"member g{n + 1}" for n in range(500)}
    found = fortigate(section("firewall addrgrp", **chain), policy("dstaddr g0"))
    assert decision(found, SAID) == "unknown"


def test_sides_can_be_negated() -> None:
    objects = section("firewall address", x="subnet 10.2.0.0/24")
    found = fortigate(objects, policy("dstaddr x;dstaddr-negate enable"))
    assert decision(found, SAID) == "blocked"
    assert decision(found, SAID.replace("10.2.0.5", "10.9.0.5")) == "permitted"
    assert decision(found, "2001:db8::1 > 2001:db8::2 tcp/502 in=a out=b") == "blocked"


def test_policies_for_ipv6_of_older_versions_stand_in_a_section_of_their_own() -> None:
    six = section("firewall address6", x="ip6 2001:db8::/32")
    old = section(
        "firewall policy6",
        **{"1": "srcintf a;dstintf b;srcaddr x;dstaddr all;service ALL;schedule always;action accept"},
    )
    found = fortigate(six, policy(), old)
    assert decision(found, "2001:db8::1 > 2001:db8:1::2 tcp/1 in=a out=b") == "permitted"
    assert decision(found, "2001:dead::1 > 2001:db8:1::2 tcp/1 in=a out=b") == "blocked"
    assert decision(found, SAID) == "permitted"
    assert len(rules(found, "6 1")) == 1


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("tcp-portrange 502", ["6:502"]),
        ("tcp-portrange 502 20000-20010;udp-portrange 502", ["6:502,20000-20010", "17:502"]),
        ("tcp-portrange 80;udp-portrange 80", ["6,17:80"]),
        ("sctp-portrange 2905", ["132:2905"]),
        ("protocol ICMP", ["1:0-65535"]),
        ("protocol ICMP;icmptype 8", ["1:2048-2303"]),
        ("protocol ICMP;icmptype 3;icmpcode 4", ["1:772"]),
        ("protocol ICMP6;icmptype 128", ["58:32768-33023"]),
        ("protocol IP;protocol-number 47", ["47:0-65535"]),
        ("protocol IP", ["0-255:0-65535"]),
        ("protocol ICMP;icmpcode 4", ["0-255:0-65535?"]),
        ("protocol ICMP;tcp-portrange 4", ["0-255:0-65535?"]),
        ("comment x", ["0-255:0-65535?"]),
        ("tcp-portrange 70000", ["0-255:0-65535?"]),
        ("tcp-portrange 90-80", ["0-255:0-65535?"]),
        ("protocol HTTP", ["0-255:0-65535?"]),
        ("tcp-portrange 80;iprange 10.0.0.1", ["0-255:0-65535?"]),
        ("tcp-portrange 80;helper ftp;session-ttl 60;category General", ["6:80"]),
    ],
)
def test_a_service(settings: str, wanted: list[str]) -> None:
    found = fortigate(section("firewall service custom", s=settings), policy("service s"))
    assert [
        f"{show_numbers(box.protocols)}:{show_numbers(box.destination_ports)}{'?' if rule.doubt else ''}"
        for rule in rules(found)
        for box in rule.matches
    ] == wanted


def test_services_of_the_factory_are_known_where_the_file_leaves_them_out() -> None:
    found = fortigate(
        policy("service MODBUS HTTPS RSH"), section("firewall service custom", MODBUS="tcp-portrange 502")
    )
    assert decision(found, SAID) == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/514:600 in=a out=b") == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/514:6000 in=a out=b") == "blocked"
    own = section("firewall service custom", HTTPS="tcp-portrange 8443")
    assert decision(fortigate(own, policy("service HTTPS")), "10.1.0.5 > 10.2.0.5 tcp/443 in=a out=b") == "blocked"


def test_service_groups() -> None:
    groups = section("firewall service group", g="member HTTPS h", h="member SSH", i="member j", j="member i")
    found = fortigate(groups, policy("service g"))
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/22 in=a out=b") == "permitted"
    assert decision(found, SAID) == "blocked"
    assert decision(fortigate(groups, policy("service i")), SAID) == "unknown"
    assert decision(fortigate(policy("service gone")), SAID) == "unknown"


def test_services_can_be_negated() -> None:
    found = fortigate(policy("service HTTPS PING;service-negate enable"))
    assert decision(found, SAID) == "permitted"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/443 in=a out=b") == "blocked"
    assert decision(found, "10.1.0.5 > 10.2.0.5 icmp/8 in=a out=b") == "blocked"
    assert decision(found, "10.1.0.5 > 10.2.0.5 icmp/3 in=a out=b") == "permitted"
    assert decision(fortigate(policy("service RSH;service-negate enable")), SAID) == "unknown"


@pytest.mark.parametrize(
    "condition",
    [
        'users "jan"',
        'groups "staff"',
        "devices printer",
        "reputation-minimum 3",
        "ztna-status enable",
        "sgt-check enable",
        "tos-mask 0xff",
        "disclaimer enable",
        "schedule nowhere",
        "internet-service-src enable",
        "brand-new-key 1",
        "utm-status enable;ips-sensor gone",
        "utm-status enable;profile-type group;profile-group gone",
        "srcintf gone",
        "srcaddr all gone;dstaddr gone",
        "scan-botnet-connections block",
        "nat64 enable",
        "action ipsec;vpntunnel x",
        "no-service",
        "no-srcaddr",
        "no-dstaddr",
        "no-srcintf",
    ],
)
def test_conditions_that_are_not_in_the_packet_leave_a_policy_in_doubt(condition: str) -> None:
    found = fortigate(policy(condition))
    assert decision(found, SAID) == "unknown"
    assert found.gaps
    assert all(gap.effect is Effect.RULE and gap.line >= 19 for gap in found.gaps)


@pytest.mark.parametrize(
    "condition",
    [
        "reputation-minimum 0",
        "tos-mask 0x00",
        "ztna-status disable",
        "traffic-shaper high;auto-asic-offload disable;wccp disable;av-profile default;ssl-ssh-profile x",
        "ips-sensor strict;application-list strict",
        "captive-portal-exempt enable;global-label Section",
        "no-schedule",
    ],
)
def test_settings_that_do_not_bear_on_packets(condition: str) -> None:
    found = fortigate(policy(condition))
    assert decision(found, SAID) == "permitted"
    assert not found.gaps


def test_others_are_passed_to_the_next_policy_by_one_with_users() -> None:
    # FortiOS 5.2 Handbook, "Identity fall through rules"; 6.2, "Authentication Policy Extensions".
    next_one = {"2": "srcintf a;dstintf b;srcaddr all;dstaddr all;service ALL;schedule always;action accept"}
    assert decision(fortigate(policy("groups x", **next_one)), SAID) == "permitted"
    asks = "config user setting\nset auth-on-demand always\nend\n"
    assert decision(fortigate(asks, policy("groups x", **next_one)), SAID) == "unknown"


def test_any_and_all_stand_alone() -> None:
    found = fortigate(policy("srcintf any a;dstaddr all none"))
    assert decision(found, SAID) == "unknown"


def test_the_order_is_that_of_the_list() -> None:
    deny = {"2": "srcintf any;dstintf any;srcaddr all;dstaddr all;service ALL;schedule always"}
    assert decision(fortigate(policy(**deny)), SAID) == "permitted"
    moved = policy(**deny).removesuffix("end\n") + "move 2 before 1\nmove 2 before 9\nend\n"
    assert decision(fortigate(moved), SAID) == "blocked"


def test_policies_can_be_cloned_deleted_and_purged() -> None:
    changed = policy().removesuffix("end\n") + "clone 1 to 5\ndelete 1\nedit 5\nset service SSH\nnext\nend\n"
    found = fortigate(changed)
    assert [rule.name for rule in found.chains["policy"].rules if rule.name] == ["5"]
    assert decision(found, SAID) == "blocked"
    assert decision(fortigate(policy(), "config firewall policy\npurge\nend"), SAID) == "blocked"


def test_edit_0_makes_a_new_policy_each_time() -> None:
    text = "config firewall policy\nedit 0\nset status disable\nnext\nedit 0\nset status disable\nnext\nend\n"
    assert len([rule for rule in fortigate(text).chains["policy"].rules if not rule.enabled]) == 2


def test_values_can_be_changed_one_by_one() -> None:
    text = policy("service SSH").replace(
        "set service SSH\n", "set service SSH FTP HTTP\nunselect service FTP\nappend service HTTPS\nunset comments\n"
    )
    found = fortigate(text)
    ports = [
        port for port in (21, 22, 80, 443) if decision(found, f"10.1.0.5 > 10.2.0.5 tcp/{port} in=a out=b") != "blocked"
    ]
    assert ports == [22, 80, 443]
    assert found.coverage.not_understood == 0


def test_references_follow_a_new_name() -> None:
    objects = section("firewall address", old="subnet 10.2.0.0/24")
    later = "config firewall address\nrename old to new\nrename gone to x\nend\n"
    found = fortigate(objects, policy("dstaddr old"), later)
    assert destinations(found) == ["10.2.0.0/24"]
    # A name that was given later stood for nothing when the policy was made.
    assert destinations(fortigate(objects, policy("dstaddr new"), later)) == ["10.2.0.0/24?"]


def test_lines_that_are_not_understood_are_gaps_by_what_they_may_do() -> None:
    inside = policy().replace("next\n", "frobnicate 1\nnext\n")
    assert [gap.effect for gap in fortigate(inside).gaps] == [Effect.RULE]
    assert decision(fortigate(inside), SAID) == "unknown"
    between = policy().replace("end\n", "frobnicate 1\nend\n")
    assert [gap.effect for gap in fortigate(between).gaps] == [Effect.EVERYTHING]
    strange = fortigate(policy(), "config quantum tunnel\nset depth 3\nend\n")
    assert [gap.effect for gap in strange.gaps] == [Effect.NONE]
    assert decision(strange, SAID) == "permitted"
    new = fortigate(policy(), section("firewall quantum-policy", **{"1": "action deny"}))
    assert [gap.effect for gap in new.gaps] == [Effect.STRICTER]
    assert decision(new, SAID) == "unknown"


def test_an_entry_whose_name_the_device_refuses_is_not_there() -> None:
    found = fortigate(section("firewall address", **{"n" * 80: "subnet 10.2.0.0/24"}), policy())
    assert [gap.line for gap in found.gaps] == [19]
    assert found.coverage.not_understood == 1


def test_a_file_that_starts_or_ends_in_the_middle_is_not_taken_for_whole() -> None:
    cut = fortigate(policy().removesuffix("end\n"))
    assert decision(cut, SAID) == "unknown"
    assert cut.gaps[-1].reason.en == "the file ends in the middle of a section"
    assert decision(fortigate("set service ALL\nnext\nend\n", policy()), SAID) == "unknown"
    assert decision(fortigate(policy(), 'config system dns\nset primary "1.1.1.1\nend\n'), SAID) == "unknown"


def test_multicast_has_policies_of_its_own() -> None:
    # FortiOS Administration Guide, "Configuring multicast forwarding".
    group = "10.1.0.5 > 239.0.0.1 udp/5000 in=a out=b"
    assert decision(fortigate(policy()), group) == "unknown"
    off = "config system settings\nset multicast-forward disable\nend\n"
    assert decision(fortigate(off, policy()), group) == "blocked"
    own = fortigate(policy(), section("firewall multicast-policy", **{"1": "srcintf a;dstintf b"}))
    assert [gap.effect for gap in own.gaps] == [Effect.RULE]
    assert decision(own, SAID) == "permitted"


def test_interfaces_in_two_zones_are_in_doubt_in_both() -> None:
    zones = section("system zone", x="interface a", y="interface a c", c="interface b")
    found = fortigate(zones, policy("srcintf y"))
    assert decision(found, SAID) == "unknown"
    assert decision(found, SAID.replace("in=a", "in=c")) == "permitted"
    assert len(found.gaps) == 2


def test_versions_before_5_4_are_read() -> None:
    found = fortigate(policy(), version=VERSION.replace("7.2.5", "5.04"))
    assert decision(found, "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "permitted"
