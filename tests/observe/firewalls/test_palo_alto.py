"""PAN-OS: what a plant's firewall decides, in each of the three ways in which it can be written."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from keur.observe.firewalls.formats import palo_alto as reader
from keur.observe.firewalls.intervals import show_addresses
from keur.observe.firewalls.model import Action, Effect, Firewall, Stage
from tests.observe.firewalls.deciding import SAMPLES, decision, firewall, sample
from tests.observe.firewalls.panos import NETWORK, panos, passes, rule

PLANT = sample("palo-alto/plant.set")
WRITTEN = {"set": PLANT, "xml": sample("palo-alto/plant.xml"), "braces": sample("palo-alto/plant.braces")}
SCADA, LINE1, LINE2, DMZ, OUT = "ethernet1/2", "ethernet1/3.101", "ethernet1/3.102", "ethernet1/4", "ethernet1/1"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (f"10.10.0.20 > 10.20.1.7 tcp/502 in={SCADA} out={LINE1}", "permitted"),
        (f"10.10.0.20 > 10.20.1.10 tcp/502 in={SCADA} out={LINE1}", "permitted"),
        (f"10.10.0.30 > 10.20.1.7 tcp/502 in={SCADA} out={LINE1}", "blocked"),
        (f"10.10.0.20 > 10.20.2.7 tcp/102:1024 in={SCADA} out={LINE2}", "permitted"),
        (f"10.10.0.20 > 10.20.2.7 tcp/102:6000 in={SCADA} out={LINE2}", "blocked"),
        (f"10.10.0.20 > 10.20.2.7 udp/34964 in={SCADA} out={LINE2}", "permitted"),
        (f"10.10.0.20 > 10.20.2.7 tcp/50000 in={SCADA} out={LINE2}", "permitted"),
        (f"10.20.1.5 > 10.20.2.5 tcp/1 in={LINE1} out={LINE2}", "permitted"),
        (f"10.20.1.5 > 10.30.0.10 tcp/443 in={LINE1} out={DMZ} app=ssl", "permitted"),
        (f"10.20.1.5 > 10.30.0.10 tcp/443 in={LINE1} out={DMZ} app=web-browsing", "blocked"),
        (f"10.20.1.5 > 10.30.0.11 tcp/443 in={LINE1} out={DMZ} app=ssl", "blocked"),
        (f"198.51.100.7 > 203.0.113.4 tcp/443 in={OUT} out={DMZ}", "permitted"),
        (f"198.51.100.7 > 10.30.0.20 tcp/8443 in={OUT} out={DMZ}", "blocked"),
        (f"10.30.0.9 > 8.8.8.8 tcp/8080 in={DMZ} out={OUT} app=web-browsing", "permitted"),
        (f"10.30.0.9 > 8.8.8.8 tcp/22 in={DMZ} out={OUT} app=ssh", "blocked"),
        (f"10.60.0.9 > 10.10.0.20 tcp/22 in=tunnel.7 out={SCADA}", "unknown"),
        (f"10.50.0.9 > 10.10.0.20 tcp/22 in=ae1 out={SCADA}", "blocked"),
        (f"198.51.100.7 > 10.10.0.20 tcp/22 in={OUT} out={SCADA}", "blocked"),
    ],
)
def test_the_plant_decides(said: str, wanted: str) -> None:
    for way, found in WRITTEN.items():
        assert decision(found, said) == wanted, way


def test_the_plant_is_understood_but_for_a_rule_about_users() -> None:
    assert {way: [gap.line for gap in found.gaps] for way, found in WRITTEN.items()} == {
        "set": [122],
        "xml": [505],
        "braces": [345],
    }
    assert [gap.effect for gap in PLANT.gaps] == [Effect.RULE]
    assert (PLANT.format, PLANT.name) == ("palo-alto", "fw-filling-line")
    assert PLANT.coverage.not_understood == 1


def test_three_ways_of_writing_mean_the_same() -> None:
    assert _without_lines(WRITTEN["xml"]) == _without_lines(PLANT)
    assert _without_lines(WRITTEN["braces"]) == _without_lines(PLANT)


def _without_lines(found: Firewall) -> tuple[object, ...]:
    chains = [
        dataclasses.replace(chain, rules=tuple(dataclasses.replace(one, line=0) for one in chain.rules))
        for chain in found.chains.values()
    ]
    parts = (found.interfaces, found.routes, found.translations)
    rest = [[dataclasses.replace(one, line=0) for one in part] for part in parts]
    return (found.name, chains, found.hooks, rest, found.routes_known)


def test_rules_carry_what_the_file_says_of_them() -> None:
    rules = {one.name: one for one in PLANT.chains["security"].rules}
    first = rules["hmi to plcs"]
    assert (first.line, first.log, first.comment) == (71, True, "Loop check 12, see drawing E-7.")
    assert first.text.startswith('"hmi to plcs" from scada to cells source hmi')
    # PAN-OS Administrator's Guide, "Components of a Security Policy Rule": `log-end no` switches logging off.
    assert (rules["not the first"].action, rules["not the first"].log) == (Action.DROP, False)
    assert rules["history"].schedule == "day-shift"
    assert not rules["vendor"].enabled
    assert (rules["interzone-default"].line, rules["interzone-default"].log) == (135, True)
    assert (rules["intrazone-default"].line, rules["intrazone-default"].log) == (0, False)


def test_line_numbers_are_those_of_the_way_it_is_written() -> None:
    for way, line in {"set": 80, "xml": 383, "braces": 292}.items():
        text = (SAMPLES / f"palo-alto/plant.{way}").read_text().splitlines()
        assert "not the first" in text[line - 1]
        assert {one.name: one.line for one in WRITTEN[way].chains["security"].rules}["not the first"] == line


def test_a_schedule_of_days_holds_from_the_first_to_the_last() -> None:
    # 2024/06/03@08:00-2024/06/08@00:00: the last moment is the first of a day that does not count.
    said = f"10.10.0.50 > 10.20.2.5 tcp/22 in={SCADA} out={LINE2} app=ssh"
    days = {day: decision(PLANT, said, today=dt.date(2024, 6, day)) for day in (2, 3, 7, 8)}
    assert days == {2: "blocked", 3: "permitted", 7: "permitted", 8: "blocked"}


def test_interfaces_have_addresses_zones_and_routers() -> None:
    ports = {port.name: port for port in PLANT.interfaces}
    assert [str(one) for one in ports[LINE1].addresses] == ["10.20.1.1/24"]
    assert (ports[LINE1].zone, ports[LINE1].table, ports[OUT].description) == ("cells", "default", "to the provider")
    assert not ports["ethernet1/5"].enabled
    assert (ports["ae1"].zone, ports["ethernet1/6"].addresses) == ("", ())


def test_management_is_what_the_profile_of_an_interface_says() -> None:
    # PAN-OS Web Interface Help, "Network > Network Profiles > Interface Mgmt".
    ports = {port.name: port for port in PLANT.interfaces}
    assert set(ports[SCADA].management) == {"ping", "ssh", "https"}
    assert show_addresses(ports[SCADA].management["ssh"]) == "10.10.0.0/24"
    assert ports[DMZ].management == {}
    # "Device > Setup > Interfaces": the management interface answers HTTPS, SSH and ping unless switched off.
    assert set(ports["management"].management) == {"ping", "ssh", "https"}
    assert show_addresses(ports["management"].management["https"]) == "192.168.99.0/24"
    assert ports["management"].table == "management"


def test_a_service_of_the_management_interface_is_switched_off_or_on() -> None:
    system = "set deviceconfig system ip-address 192.168.1.1\nset deviceconfig system service disable-"
    found = panos(f"{system}ssh yes", f"{system}telnet no")
    own = next(port for port in found.interfaces if port.name == "management").management
    assert set(own) == {"ping", "https", "telnet"}
    assert own["https"].is_any


def test_what_the_firewall_itself_answers_is_not_known_from_rules() -> None:
    assert decision(PLANT, f"10.10.0.20 > 10.10.0.1 tcp/443 in={SCADA}", (Stage.LOCAL,)) == "unknown"


def test_routes_of_all_kinds() -> None:
    # PAN-OS Networking Administrator's Guide, "Static Routes": the distance is 10 unless it is given.
    assert [(str(r.destination), str(r.gateway), r.interface, r.distance, r.discard) for r in PLANT.routes] == [
        ("0.0.0.0/0", "203.0.113.1", "", 10, False),
        ("192.168.0.0/16", "None", "", 10, True),
        ("10.60.0.0/16", "None", "tunnel.7", 20, False),
    ]
    assert PLANT.routes_known


ROUTE = "set network virtual-router default routing-table ip static-route"


def test_a_route_over_another_router_is_laid_out() -> None:
    # "Static Routes", next hop "Next VR": the packet is looked up in the table of that router.
    found = panos(
        f"{ROUTE} over destination 10.7.0.0/16",
        f"{ROUTE} over nexthop next-vr other",
        "set network interface ethernet ethernet1/4 layer3 ip 10.7.3.1/24",
        "set network virtual-router other interface ethernet1/4",
        "set network virtual-router other routing-table ip static-route deep destination 10.7.9.0/24",
        "set network virtual-router other routing-table ip static-route deep nexthop ip-address 10.7.3.9",
        "set network virtual-router other routing-table ip static-route away destination 0.0.0.0/0",
        "set network virtual-router other routing-table ip static-route away nexthop discard",
    )
    routes = [route for route in found.routes if route.table == "default"]
    assert [(str(r.destination), r.interface, str(r.gateway), r.discard) for r in routes] == [
        ("0.0.0.0/0", "", "203.0.113.1", False),
        ("10.7.3.0/24", "ethernet1/4", "None", False),
        ("10.7.9.0/24", "", "10.7.3.9", False),
        ("10.7.0.0/16", "", "None", True),
    ]


def test_of_the_routes_of_another_router_the_longest_one_is_used() -> None:
    there = "set network virtual-router other routing-table ip static-route"
    found = panos(
        f"{ROUTE} over destination 10.7.0.0/16",
        f"{ROUTE} over nexthop next-vr other",
        f"{there} wide destination 0.0.0.0/0",
        f"{there} wide nexthop ip-address 192.0.2.1",
        f"{there} near destination 10.0.0.0/8",
        f"{there} near nexthop ip-address 192.0.2.2",
        f"{there} near admin-dist 200",
    )
    assert [str(r.gateway) for r in found.routes if str(r.destination) == "10.7.0.0/16"] == ["192.0.2.2"]


def test_a_route_over_another_router_gives_way_to_a_nearer_one() -> None:
    there = "set network virtual-router other routing-table ip static-route"
    commands = (
        f"{ROUTE} over destination 10.7.0.0/16 nexthop next-vr other",
        f"{ROUTE} plain destination 10.7.0.0/16 nexthop ip-address 10.1.0.9",
        f"{there} near destination 10.7.7.0/24 nexthop ip-address 192.0.2.2",
    )
    spare = panos(*commands, f"{ROUTE} over admin-dist 20")
    assert [str(r.gateway) for r in spare.routes if r.table == "default"] == ["203.0.113.1", "10.1.0.9"]
    first = panos(*commands, f"{ROUTE} plain admin-dist 20")
    assert [str(r.gateway) for r in first.routes if r.table == "default"] == ["203.0.113.1", "None", "192.0.2.2"]


def test_routers_that_point_at_each_other_throw_packets_away() -> None:
    found = panos(
        f"{ROUTE} over destination 10.7.0.0/16",
        f"{ROUTE} over nexthop next-vr other",
        "set network virtual-router other routing-table ip static-route back destination 10.7.0.0/16",
        "set network virtual-router other routing-table ip static-route back nexthop next-vr default",
    )
    assert {r.discard for r in found.routes if str(r.destination) == "10.7.0.0/16"} == {True}


@pytest.mark.parametrize(
    ("command", "effects"),
    [
        ("set network virtual-router default protocol bgp enable yes", []),
        ("set network virtual-router default protocol bgp enable no", None),
        (f"{ROUTE} x nexthop ip-address 10.1.0.9", [Effect.NONE]),
        (f"{ROUTE} x destination 10.8.0.0/16 nexthop next-vr gone", [Effect.NONE]),
        (f"{ROUTE} x destination 10.8.0.0/16 nexthop fqdn r.example.com", [Effect.NONE]),
    ],
)
def test_routes_are_not_all_known(command: str, effects: list[Effect] | None) -> None:
    found = panos(command)
    assert [gap.effect for gap in found.gaps] == (effects or [])
    assert found.routes_known == (effects is None)


def test_policy_based_forwarding_leaves_in_doubt_where_packets_go() -> None:
    # PAN-OS Networking Administrator's Guide, "Policy-Based Forwarding": it goes before the routing table.
    pbf = "set rulebase pbf rules p from zone plant\nset rulebase pbf rules p "
    found = panos(rule(), f"{pbf}action forward egress-interface ethernet1/3")
    assert (found.routes_known, [gap.effect for gap in found.gaps]) == (False, [Effect.STRICTER])
    assert panos(rule(), f"{pbf}action no-pbf").routes_known
    assert panos(rule(), f"{pbf}action discard", "set rulebase pbf rules p disabled yes").routes_known


def test_an_interface_in_no_zone_lets_nothing_through() -> None:
    # PAN-OS Web Interface Help, "Network > Zones".
    found = panos(rule("from any;to any"), "set network interface ethernet ethernet1/9 layer3 ip 10.9.0.1/24")
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1") == "permitted"
    assert passes(found, "10.9.0.5 > 10.2.0.5 tcp/1 in=ethernet1/9") == "blocked"
    assert passes(found, "10.1.0.5 > 10.9.0.5 tcp/1 out=ethernet1/9") == "blocked"


def test_zones_hold_interfaces_of_any_type() -> None:
    found = panos(
        "set zone wire network virtual-wire [ ethernet1/7 ethernet1/8 ]",
        "set zone bridge network layer2 ethernet1/9",
        rule("from wire;to bridge"),
    )
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1 in=ethernet1/8 out=ethernet1/9") == "permitted"


def test_a_zone_that_is_not_there_makes_a_doubt_on_its_rule_only() -> None:
    found = panos(rule("from [ plant gone ]"), rule("from outside;action deny", "s"))
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1") == "permitted"
    assert passes(found, "10.3.0.5 > 10.2.0.5 tcp/1") == "unknown"
    assert [(gap.text, gap.effect) for gap in found.gaps] == [("from gone", Effect.RULE)]


def test_each_way_of_writing_is_recognised_and_nothing_else() -> None:
    for way in WRITTEN:
        assert reader.recognise((SAMPLES / f"palo-alto/plant.{way}").read_text()) > 0.7
    others = [path for path in SAMPLES.rglob("*") if path.is_file() and path.parent.name != "palo-alto"]
    assert others
    assert {reader.recognise(path.read_text(errors="replace")[:65_536]) for path in others} == {0.0}


def test_the_xml_of_the_api_is_read_too() -> None:
    text = (SAMPLES / "palo-alto/plant.xml").read_text().split("\n", 1)[1]
    found = firewall(f'<response status="success"><result>{text}</result></response>', "palo-alto")
    assert _without_lines(found) == _without_lines(PLANT)


def test_a_configuration_of_nothing_but_a_network_has_the_rules_at_the_end() -> None:
    # PAN-OS Administrator's Guide, "Security Policy": within a zone traffic passes, between zones it does not.
    found = panos(network=NETWORK + "set zone plant network layer3 ethernet1/4\n")
    assert passes(found, "10.1.0.5 > 10.1.1.5 tcp/1 out=ethernet1/4") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1") == "blocked"
    assert [one.name for one in found.chains["security"].rules] == ["intrazone-default", "interzone-default"]
