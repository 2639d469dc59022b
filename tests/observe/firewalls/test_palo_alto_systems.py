"""PAN-OS: several virtual systems, shared gateways, and what Panorama gives to a firewall."""

from __future__ import annotations

import pytest

from keur.observe.firewalls.model import Effect, Way
from tests.observe.firewalls.deciding import SAMPLES, decision, firewall, sample
from tests.observe.firewalls.panos import NETWORK, panos, passes, rule

VSYS = sample("palo-alto/vsys.set")
PLANT, CELLS, OFFICE, OUT, OTHER, NOWHERE = (f"ethernet1/{n}" for n in (2, 3, 4, 1, 5, 9))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (f"10.1.0.5 > 10.2.0.5 tcp/502 in={PLANT} out={CELLS}", "permitted"),
        (f"10.2.0.5 > 10.1.0.5 tcp/502 in={CELLS} out={PLANT}", "blocked"),
        (f"10.2.0.5 > 10.2.0.6 tcp/502 in={CELLS} out={CELLS}", "permitted"),
        # PAN-OS Administrator's Guide, "Inter-VSYS Traffic ...": both virtual systems must let it through.
        (f"10.3.0.200 > 10.1.0.10 tcp/443 in={OFFICE} out={PLANT}", "permitted"),
        (f"10.3.0.5 > 10.1.0.10 tcp/443 in={OFFICE} out={PLANT}", "blocked"),
        (f"10.3.0.200 > 10.1.0.11 tcp/443 in={OFFICE} out={PLANT}", "blocked"),
        (f"10.3.0.200 > 10.2.0.10 tcp/443 in={OFFICE} out={CELLS}", "blocked"),
        (f"10.1.0.10 > 10.3.0.200 tcp/443 in={PLANT} out={OFFICE}", "blocked"),
        # "Shared Gateway": only the virtual system's own rules are asked.
        (f"10.1.0.10 > 8.8.8.8 tcp/443 in={PLANT} out={OUT}", "permitted"),
        (f"10.1.0.11 > 8.8.8.8 tcp/443 in={PLANT} out={OUT}", "blocked"),
        (f"10.3.0.11 > 8.8.8.8 tcp/80 in={OFFICE} out={OTHER}", "permitted"),
        (f"8.8.8.8 > 10.3.0.11 tcp/80 in={OUT} out={OFFICE}", "permitted"),
        (f"8.8.8.8 > 10.3.0.11 tcp/443 in={OUT} out={OFFICE}", "blocked"),
        (f"8.8.8.8 > 10.1.0.10 tcp/443 in={OUT} out={PLANT}", "blocked"),
        (f"203.0.113.5 > 203.0.113.131 tcp/1 in={OUT} out={OTHER}", "permitted"),
        # An interface that no virtual system has.
        (f"10.9.0.5 > 10.1.0.10 tcp/443 in={NOWHERE} out={PLANT}", "blocked"),
        (f"10.9.0.5 > 8.8.8.8 tcp/443 in={NOWHERE} out={OUT}", "blocked"),
        ("10.9.0.5 > 10.8.0.5 tcp/443 in=gone out=away", "unknown"),
    ],
)
def test_virtual_systems_decide_each_for_themselves(said: str, wanted: str) -> None:
    assert decision(VSYS, said) == wanted


def test_virtual_systems_are_understood() -> None:
    assert (VSYS.gaps, VSYS.routes_known) == ((), True)
    assert [(one.name, one.way, one.doubt) for one in VSYS.translations] == [("out", Way.SOURCE, None)]
    ports = {port.name: (port.zone, port.table) for port in VSYS.interfaces}
    assert ports[PLANT] == ("plant", "plant")
    assert ports[OUT] == ("internet", "internet")


def test_without_an_external_zone_nothing_goes_to_another_virtual_system() -> None:
    text = (SAMPLES / "palo-alto/vsys.set").read_text()
    text = "".join(line for line in text.splitlines(keepends=True) if "zone to-plant" not in line)
    text = text.replace("from office to to-plant", "from any to any")
    found = firewall(text, "palo-alto")
    assert decision(found, f"10.3.0.200 > 10.1.0.10 tcp/443 in={OFFICE} out={PLANT}") == "blocked"


def test_nat_between_virtual_systems_is_in_doubt() -> None:
    text = (SAMPLES / "palo-alto/vsys.set").read_text()
    nat = "set vsys vsys2 rulebase nat rules n "
    text += f"{nat}from office to to-plant source any destination any\n{nat}source-translation dynamic-ip-and-port "
    found = firewall(f"{text}translated-address 10.3.0.1\n", "palo-alto")
    assert [one.doubt is not None for one in found.translations if one.name == "n"] == [True]
    assert {gap.effect for gap in found.gaps} == {Effect.RULE}


PANORAMA = sample("palo-alto/panorama.set")
IN_OUT = "in=ethernet1/1 out=ethernet1/2"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        # Panorama Administrator's Guide, "Device Group Policies": shared rules first, then from the top down.
        ("10.1.0.66 > 10.2.0.9 tcp/80", "blocked"),
        ("10.1.0.21 > 10.2.0.9 tcp/443", "permitted"),
        # "Device Group Objects": the object of the nearest group holds, for each group its own.
        ("10.1.0.20 > 10.2.0.9 tcp/443", "blocked"),
        # Rules after those of the firewall go from the bottom up: the line first, then all factories.
        ("10.1.0.20 > 10.2.0.10 tcp/80", "permitted"),
        ("10.1.0.20 > 10.2.0.10 tcp/81", "blocked"),
        ("10.1.0.22 > 10.2.0.10 tcp/81", "permitted"),
        ("10.1.0.22 > 10.2.0.11 tcp/81", "blocked"),
    ],
)
def test_panorama_gives_rules_before_and_after(said: str, wanted: str) -> None:
    assert decision(PANORAMA, f"{said} {IN_OUT}") == wanted


def test_the_file_of_a_panorama_is_about_the_firewall_that_it_is_for() -> None:
    assert (PANORAMA.name, PANORAMA.gaps) == ("fw-line-7", ())
    assert {port.name: port.zone for port in PANORAMA.interfaces} == {"ethernet1/1": "plant", "ethernet1/2": "dmz"}
    last = PANORAMA.chains["security"].rules[-1]
    assert (last.name, last.line, last.log) == ("interzone-default", 28, True)


@pytest.mark.parametrize(
    "commands",
    [
        "set device-group line-8 devices 019999999999",
        "set device-group line-7 devices 019999999999",
        "set device-group spare devices 012345678901",
        "set device-group factories parent-dg line-7",
        "set device-group factories parent-dg gone",
        "set template other config devices localhost.localdomain deviceconfig system hostname x\n"
        "set template-stack line-firewalls templates other",
        "set deviceconfig setting management ancestor-objects-first yes",
    ],
)
def test_a_panorama_of_which_it_is_not_clear_what_a_firewall_gets(commands: str) -> None:
    text = (SAMPLES / "palo-alto/panorama.set").read_text() + commands + "\n"
    found = firewall(text, "palo-alto")
    assert Effect.EVERYTHING in {gap.effect for gap in found.gaps}
    assert decision(found, f"10.1.0.21 > 10.2.0.9 tcp/443 {IN_OUT}") == "unknown"


def test_rules_for_some_firewalls_only_are_in_doubt() -> None:
    text = (SAMPLES / "palo-alto/panorama.set").read_text()
    text += "set device-group line-7 pre-rulebase security rules plc target devices 012345678901\n"
    assert decision(firewall(text, "palo-alto"), f"10.1.0.21 > 10.2.0.9 tcp/443 {IN_OUT}") == "unknown"


def test_a_firewall_holds_rules_of_panorama_around_its_own() -> None:
    local = rule("source 10.1.0.5;action deny", "local")
    before = rule("source 10.1.0.5;destination 10.2.0.1", "r").replace("rulebase", "pre-rulebase")
    after = rule("source any", "r").replace("rulebase", "post-rulebase")
    found = panos(local, after, before)
    assert [one.name for one in found.chains["security"].rules if one.line] == ["r", "local", "r (20)"]
    assert passes(found, "10.1.0.5 > 10.2.0.1 tcp/1") == "permitted"
    assert passes(found, "10.1.0.5 > 10.2.0.2 tcp/1") == "blocked"
    assert passes(found, "10.1.0.6 > 10.2.0.2 tcp/1") == "permitted"


def test_an_object_that_panorama_and_the_firewall_each_have_is_in_doubt_unless_it_is_the_same() -> None:
    # "Manage Precedence of Inherited Objects": the device refuses it, so that it is not known what runs.
    own = "set address x ip-netmask 10.1.0.5"
    for pushed, wanted in (("10.1.0.5", "permitted"), ("10.1.0.6", "unknown")):
        found = panos(own, f"set policy panorama address x ip-netmask {pushed}", rule("source x"))
        assert passes(found, "10.1.0.5 > 10.2.0.5 tcp/1") == wanted


def test_shared_objects_are_seen_from_every_virtual_system_and_nearer_ones_first() -> None:
    found = panos(
        "set shared address x ip-netmask 10.1.0.5",
        "set shared address y ip-netmask 10.1.0.6",
        "set address y ip-netmask 10.1.0.7",
        rule("source [ x y ]"),
    )
    wanted = {5: "permitted", 6: "blocked", 7: "permitted"}
    assert {n: passes(found, f"10.1.0.{n} > 10.2.0.5 tcp/1") for n in wanted} == wanted


def test_the_first_virtual_system_may_be_named_or_not() -> None:
    named = NETWORK.replace("set zone", "set vsys vsys1 zone") + rule().replace("set ", "set vsys vsys1 ") + "\n"
    assert passes(firewall(named, "palo-alto"), "10.1.0.5 > 10.2.0.5 tcp/1") == "permitted"
    config = "".join(f"set config devices localhost.localdomain {line[4:]}\n" for line in named.splitlines() if line)
    assert passes(firewall(config, "palo-alto"), "10.1.0.5 > 10.2.0.5 tcp/1") == "permitted"
