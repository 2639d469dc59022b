"""FortiOS: what a plant's FortiGate decides, and each rule of meaning that the reader claims."""

from __future__ import annotations

import datetime as dt

import pytest

from keur.observe.firewalls.formats import fortigate as reader
from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import Action, Effect, Stage
from tests.observe.firewalls.deciding import decision, firewall, sample
from tests.observe.firewalls.fortios import INTERFACES, fortigate, policy, section

PLANT = sample("fortigate/plant.conf")


def test_the_plant_is_read_whole() -> None:
    assert (PLANT.format, PLANT.name) == ("fortigate", "fw-mixing-hall")
    # Only what is said on purpose: a country, a forgotten virtual IP, a profile, users, a cloud.
    assert {gap.line for gap in PLANT.gaps} == {147, 251, 392, 414, 434}
    assert PLANT.coverage.not_understood == 5
    assert all(gap.effect is Effect.RULE for gap in PLANT.gaps)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("10.10.0.20 > 10.20.1.7 tcp/502 in=scada out=plc-line1", "permitted"),
        ("10.10.0.20 > 10.20.1.10 tcp/502 in=scada out=plc-line1", "blocked"),
        ("10.10.0.30 > 10.20.1.7 tcp/502 in=scada out=plc-line1", "blocked"),
        ("10.10.0.20 > 10.20.1.7 tcp/102:1024 in=scada out=plc-line1", "permitted"),
        ("10.10.0.20 > 10.20.1.7 tcp/102:6000 in=scada out=plc-line1", "blocked"),
        ("10.10.0.20 > 10.20.1.7 icmp/8 in=scada out=plc-line1", "permitted"),
        ("10.10.0.20 > 10.20.1.7 icmp/13 in=scada out=plc-line1", "blocked"),
        ("10.10.0.20 > 10.20.2.7 tcp/502 in=scada out=plc-line2", "permitted"),
        ("10.10.0.20 > 10.20.2.7 tcp/503 in=scada out=plc-line2", "blocked"),
        ("10.20.1.5 > 10.30.0.10 tcp/443 in=plc-line1 out=dmz", "permitted"),
        ("10.20.1.5 > 10.20.2.5 tcp/1 in=plc-line1 out=plc-line2", "permitted"),
        ("203.0.113.200 > 10.30.0.20 tcp/8443 in=wan1 out=dmz translated=yes", "permitted"),
        ("203.0.113.200 > 10.30.0.20 tcp/443 in=wan1 out=dmz translated=yes", "blocked"),
        ("203.0.113.200 > 10.30.0.20 tcp/8443 in=wan1 out=dmz", "blocked"),
        ("203.0.113.200 > 10.30.0.10 tcp/443 in=wan1 out=dmz translated=yes", "unknown"),
        ("10.10.0.9 > 8.8.8.8 tcp/443 in=scada out=wan1", "permitted"),
        ("10.30.0.9 > 8.8.8.8 tcp/443 in=dmz out=wan1", "unknown"),
        ("10.30.0.9 > 8.8.8.8 tcp/80 in=dmz out=wan1", "blocked"),
        ("10.30.0.9 > 10.10.0.19 udp/502 in=dmz out=scada", "permitted"),
        ("10.30.0.9 > 10.10.0.19 tcp/502 in=dmz out=scada", "blocked"),
        ("10.30.0.9 > 10.10.0.20 udp/502 in=dmz out=scada", "blocked"),
        ("10.99.0.1 > 10.10.0.20 tcp/1 in=ssl.root out=scada", "unknown"),
        ("2001:db8:10::5 > 2001:db8:30::1 tcp/1 in=scada out=dmz", "permitted"),
        ("10.10.0.5 > 10.30.0.1 tcp/1 in=scada out=dmz", "blocked"),
        ("10.30.0.10 > 52.0.0.1 tcp/443 in=dmz out=cellular", "unknown"),
        ("10.30.0.11 > 52.0.0.1 tcp/443 in=dmz out=cellular", "blocked"),
        ("10.10.0.20 > 239.1.1.1 udp/5000 in=scada out=plc-line1", "unknown"),
    ],
)
def test_the_plant_decides(said: str, wanted: str) -> None:
    assert decision(PLANT, said) == wanted


def test_rules_carry_what_the_file_says_of_them() -> None:
    rules = {rule.name: rule for rule in PLANT.chains["policy"].rules if rule.name}
    assert (rules["7"].line, rules["7"].log, rules["7"].comment) == (290, True, "Loop check 12, see drawing E-7.")
    assert rules["7"].text.startswith('7 name "hmi to plcs" srcintf scada dstintf cells action accept')
    assert rules["12"].schedule == "day-shift"
    assert (rules["3"].action, rules["3"].log) == (Action.DROP, False)
    assert not rules["15"].enabled
    assert [rule.name for rule in PLANT.chains["policy"].rules if rule.name][:4] == ["7", "3", "12", "14"]


def test_a_policy_that_is_switched_off_makes_no_gap() -> None:
    assert 339 not in {gap.line for gap in PLANT.gaps}


def test_a_one_time_schedule_holds_on_its_days() -> None:
    said = "10.30.0.10 > 10.20.1.5 tcp/502 in=dmz out=plc-line1"
    assert decision(PLANT, said, today=dt.date(2024, 6, 3)) == "permitted"
    assert decision(PLANT, said, today=dt.date(2024, 6, 7)) == "permitted"
    assert decision(PLANT, said, today=dt.date(2024, 6, 8)) == "blocked"


def test_a_policy_that_expires_holds_until_then() -> None:
    said = "10.30.0.10 > 8.8.8.8 47 in=dmz out=wan1"
    assert decision(PLANT, said, today=dt.date(2024, 12, 31)) == "permitted"
    assert decision(PLANT, said, today=dt.date(2025, 1, 1)) == "blocked"


def test_the_implicit_deny_is_a_rule_that_says_whether_it_logs() -> None:
    last = PLANT.chains["policy"].rules[-1]
    assert (last.text, last.line, last.log, last.action) == ("implicit deny", 110, True, Action.DROP)


def test_a_denying_policy_that_holds_on_part_of_a_day_does_not_count_for_that_day() -> None:
    once = section("firewall schedule onetime", half="start 12:00 2024/01/01;end 12:00 2024/01/03")
    found = fortigate(once, policy("action deny;schedule half", **{"2": _ACCEPT}))
    rule = next(rule for rule in found.chains["policy"].rules if rule.name == "1")
    assert (rule.since, rule.until) == (dt.date(2024, 1, 2), dt.date(2024, 1, 2))


_ACCEPT = "srcintf a;dstintf b;srcaddr all;dstaddr all;service ALL;schedule always;action accept"


def test_interfaces_have_addresses_zones_and_management() -> None:
    ports = {port.name: port for port in PLANT.interfaces}
    assert [str(one) for one in ports["scada"].addresses] == ["10.10.0.1/24", "10.10.1.1/24", "2001:db8:10::1/64"]
    assert (ports["plc-line1"].zone, ports["scada"].description) == ("cells", "SCADA servers")
    assert not ports["spare"].enabled
    # FortiOS 5.0 Handbook, "Preventing unwanted login attempts": trusted hosts of all administrators together.
    assert show_addresses(ports["scada"].management["https"]) == "10.10.0.0/24 10.30.0.9"
    assert set(ports["scada"].management) == {"ping", "https", "ssh", "snmp"}


def test_an_administrator_without_trusted_hosts_lets_everybody_try() -> None:
    admins = section("system admin", one="trusthost1 10.0.0.1 255.255.255.255", two="accprofile super_admin")
    found = fortigate(admins, interfaces=INTERFACES.replace("set ip", "set allowaccess ssh\nset ip", 1))
    assert found.interfaces[0].management["ssh"].is_any


def test_packets_to_the_device_meet_local_policies_and_then_what_it_answers() -> None:
    # FortiOS Administration Guide, "Local-in policy".
    local = (Stage.LOCAL,)
    assert decision(PLANT, "10.10.0.20 > 10.10.0.1 tcp/443 in=scada", local) == "blocked"
    assert decision(PLANT, "10.10.0.20 > 10.10.0.1 tcp/8443 in=scada", local) == "permitted"
    assert decision(PLANT, "10.10.0.20 > 10.10.0.1 tcp/22 in=scada", local) == "permitted"
    assert decision(PLANT, "10.20.0.20 > 10.10.0.1 tcp/22 in=scada", local) == "unknown"
    assert decision(PLANT, "10.10.0.20 > 10.10.0.1 udp/500 in=scada", local) == "unknown"


def test_routes_are_read_and_known() -> None:
    assert [(str(r.destination), str(r.gateway), r.interface, r.distance, r.discard) for r in PLANT.routes] == [
        ("0.0.0.0/0", "203.0.113.1", "wan1", 10, False),
        ("10.40.0.0/16", "10.20.1.254", "plc-line1", 5, False),
        ("192.168.0.0/16", "None", "", 254, True),
    ]
    assert PLANT.routes_known


def test_policy_routes_leave_in_doubt_what_passes() -> None:
    routes = section("router static", **{"1": "gateway 10.2.0.9;device b"})
    found = fortigate(policy(), routes, section("router policy", **{"1": "input-device a;gateway 10.3.0.9"}))
    assert not found.routes_known
    assert {gap.effect for gap in found.gaps} == {Effect.STRICTER}
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "unknown"


def test_routes_over_sd_wan_go_to_all_members() -> None:
    wan = """config system sdwan
set status enable
config zone
edit "virtual-wan-link"
next
end
config members
edit 1
set interface "b"
set gateway 10.2.0.254
next
edit 2
set interface "c"
set gateway 10.3.0.254
next
end
end
"""
    routes = section("router static", **{"1": "sdwan-zone virtual-wan-link;distance 1"})
    found = fortigate(wan, policy("dstintf virtual-wan-link"), routes)
    assert [(r.interface, str(r.gateway)) for r in found.routes] == [("b", "10.2.0.254"), ("c", "10.3.0.254")]
    assert decision(found, "10.1.0.5 > 8.8.8.8 tcp/1 in=a out=c") == "permitted"


def test_virtual_domains_have_policies_and_objects_of_their_own() -> None:
    found = sample("fortigate/vdoms.conf")
    assert decision(found, "10.1.0.10 > 8.8.8.8 tcp/443 in=office out=wan") == "permitted"
    assert decision(found, "10.1.0.11 > 8.8.8.8 tcp/443 in=office out=wan") == "blocked"
    assert decision(found, "10.3.0.10 > 10.2.0.5 tcp/1 in=scada out=cell") == "permitted"
    assert decision(found, "10.1.0.10 > 10.2.0.5 tcp/1 in=cell out=scada") == "blocked"
    # Over the link between them a packet passes each of them.
    assert decision(found, "10.3.0.10 > 8.8.8.8 tcp/443 in=scada out=wan") == "unknown"
    assert decision(found, "10.3.0.10 > 8.8.8.8 tcp/443 in=scada out=link1") == "permitted"
    assert {port.name: port.table for port in found.interfaces}["cell"] == "plant"
    assert not found.routes_known


def test_traffic_that_leaves_where_it_came_in_needs_no_policy() -> None:
    # Technical Tip "Traffic handled by FortiGate for packets with ingress & egress as same interface".
    found = fortigate(policy())
    assert decision(found, "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "permitted"
    assert decision(found, "10.77.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "unknown"
    assert decision(found, "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a translated=yes") == "unknown"


@pytest.mark.parametrize("version", ["7.4.10", "7.6.5", "8.0.0"])
def test_newer_versions_want_a_policy_for_that(version: str) -> None:
    header = f"#config-version=FGT60F-{version}-FW-build1-250101:opmode=0"
    assert decision(fortigate(policy(), version=header), "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "blocked"


def test_without_a_version_that_is_not_known() -> None:
    assert decision(fortigate(policy(), version=""), "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "unknown"
    told = "config system global\nset allow-traffic-redirect disable\nend"
    assert decision(fortigate(told, policy(), version=""), "10.1.0.5 > 10.9.0.1 tcp/1 in=a out=a") == "blocked"


def test_members_of_a_zone_reach_each_other_only_when_no_policy_decides() -> None:
    # Technical Tip "Information about policy matching order when the intrazone setting is used".
    zone = section("system zone", z="intrazone allow;interface a b")
    said = "10.1.0.5 > 10.2.0.5 tcp/80 in=a out=b"
    assert decision(fortigate(zone, policy("srcintf c;dstintf c")), said) == "permitted"
    assert decision(fortigate(zone, policy("srcintf z;dstintf z;action deny")), said) == "blocked"
    closed = section("system zone", z="interface a b")
    assert decision(fortigate(closed, policy("srcintf c;dstintf c")), said) == "blocked"


def test_a_zone_with_one_member_depends_on_the_version() -> None:
    # Technical Tip "Block or allow intra-zone traffic".
    zone = section("system zone", z="intrazone allow;interface a")
    off = "config system global\nset allow-traffic-redirect disable\nend"
    said = "10.1.0.5 > 10.1.9.5 tcp/80 in=a out=a"
    for version, wanted in (("7.4.4", "permitted"), ("7.4.3", "blocked")):
        header = f"#config-version=FGT60F-{version}-FW-build1:opmode=0"
        assert decision(fortigate(off, zone, policy(), version=header), said) == wanted
    assert decision(fortigate(off, zone, policy(), version=""), said) == "unknown"


def test_an_empty_zone_matches_nothing() -> None:
    found = fortigate(section("system zone", z=""), policy("srcintf z"))
    assert not found.gaps
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "blocked"


def test_a_file_without_policies_says_nothing_of_packets() -> None:
    assert decision(fortigate(), "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "unknown"
    assert decision(fortigate("config firewall policy\nend"), "10.1.0.5 > 10.2.0.5 tcp/1 in=a out=b") == "blocked"


def test_access_lists_drop_before_anything_else() -> None:
    found = fortigate(policy(), section("firewall acl", **{"1": "interface a;srcaddr all;dstaddr all;service TELNET"}))
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/23 in=a out=b") == "blocked"
    assert decision(found, "10.1.0.5 > 10.2.0.5 tcp/22 in=a out=b") == "permitted"


def test_the_format_is_recognised() -> None:
    assert reader.recognise("#config-version=FGT60F-7.2.5-FW-build1:opmode=0\n") == 1.0
    assert reader.recognise('config firewall policy\n    edit 1\n        set name "x"\n') > 0.8
    assert reader.recognise("interface Ethernet1\n config nothing\n") == 0.0
    assert firewall("config firewall policy\nedit 1\nset srcintf a\nnext\nend\n").format == "fortigate"
