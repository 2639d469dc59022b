"""Rules that look at applications: known where the vendor's list says what a name means, unknown where it does not."""

from __future__ import annotations

from ipaddress import ip_address, ip_interface

import pytest

from keur.checks import case
from keur.observe.firewalls.intervals import Intervals
from keur.observe.firewalls.model import TCP, Action, Chain, Firewall, Hook, Interface, Packets, Rule, Stage
from keur.reach.applications import kinds_of, resolved
from keur.reach.devices import Device, addresses_of
from keur.reach.matrix import Matrix
from keur.reach.packets import Packet

CHANNELS = [
    {"protocol": "modbus", "transport": "tcp", "operations": ["read"]},
    {"protocol": "modbus", "transport": "tcp", "operations": ["write"]},
    {"protocol": "modbus", "transport": "tcp", "operations": ["program"]},
    {"protocol": "s7comm", "transport": "tcp"},
    {"transport": "tcp", "port": 502},
]
READ = 0
READS = {
    *("modbus-base", "modbus-read-coils", "modbus-read-discrete-inputs", "modbus-read-fifo-queue"),
    *("modbus-read-file-record", "modbus-read-holding-registers", "modbus-read-input-registers"),
}
PLANT = case.plant(
    {
        "zones": [{"id": "plc", "networks": ["10.1.0.0/24"]}, {"id": "scada", "networks": ["10.2.0.0/24"]}],
        "conduits": [{"id": "c", "from": "scada", "to": "plc", "channels": CHANNELS}],
    }
)
WRITE_PACKET = Packet(ip_address("10.2.0.5"), ip_address("10.1.0.5"), TCP, 502, 50_000)


def matrix(
    *names: str, format: str = "palo-alto", action: Action = Action.ACCEPT, default: Action = Action.DROP
) -> Matrix:
    box = Packets(protocols=Intervals.of(TCP), applications=frozenset(names))
    interfaces = (Interface("a", 1, (ip_interface("10.1.0.1/24"),)), Interface("b", 1, (ip_interface("10.2.0.1/24"),)))
    chain = Chain("rules", (Rule(1, "rule", (box,), action),), default)
    firewall = Firewall(format, "fw", {"rules": chain}, (Hook("rules", Stage.FORWARD),), interfaces, routes_known=True)
    return Matrix(PLANT, [Device("fw", False, (), firewall, addresses_of(interfaces))])


def answers(found: Matrix) -> list[str]:
    return [found.permission(number).answer for number in range(len(CHANNELS))]


def test_the_name_of_a_protocol_lets_all_of_it_through_and_nothing_else() -> None:
    assert answers(matrix("modbus")) == ["yes", "yes", "yes", "no", "unknown"]


def test_a_name_of_one_function_says_nothing_sure_about_its_class_but_rules_out_the_others() -> None:
    assert answers(matrix("modbus-read-coils")) == ["unknown", "no", "no", "no", "unknown"]


def test_the_names_of_all_functions_of_a_class_let_the_class_through() -> None:
    # The base name may hold functions of any class.
    assert answers(matrix(*READS)) == ["yes", "unknown", "unknown", "no", "unknown"]


def test_a_name_that_is_not_in_the_list_makes_everything_unknown() -> None:
    found = matrix("ssl")
    assert answers(found) == ["unknown"] * 5
    (cell,) = found.undeclared("scada", "plc")
    assert cell.decision.name == "UNKNOWN" and "ssl" in cell.fate.deciders[0].origin.rule.doubt.en


def test_a_name_of_another_vendor_is_not_taken_for_known() -> None:
    assert answers(matrix("modbus", format="fortigate"))[READ] == "unknown"
    assert answers(matrix("Modbus", format="fortigate"))[READ] == "yes"


def test_a_refusal_of_one_function_does_not_refuse_its_class() -> None:
    found = matrix("modbus-write-single-coil", action=Action.DROP, default=Action.ACCEPT)
    assert answers(found) == ["yes", "unknown", "yes", "yes", "unknown"]


@pytest.mark.parametrize(
    ("protocol", "operations", "answer"),
    [
        ("modbus", ["write"], "yes"),
        ("modbus", ["read", "write"], "unknown"),
        ("modbus", ["program"], "unknown"),  # the base name may hold it
        ("dns", [], "no"),
        (None, [], "unknown"),
    ],
)
def test_observed_messages_are_judged_by_their_kind(protocol: str | None, operations: list[str], answer: str) -> None:
    found = matrix(
        *("modbus-mask-write-register", "modbus-read-write-register", "modbus-write-file-record", "modbus-base"),
        *("modbus-write-multiple-coils", "modbus-write-multiple-registers", "modbus-write-single-coil"),
        "modbus-write-single-register",
    )
    kinds = kinds_of(protocol, operations, found.kinds)
    assert found.of_packet("scada", "plc", WRITE_PACKET, kinds).answer == answer


def test_firewalls_that_look_at_no_application_are_left_as_they_are() -> None:
    found = matrix("modbus")
    device = next(iter(found.reach.engine.devices.values()))
    plain = Device("x", False, (), Firewall("nftables", "", {}, ()), addresses_of(()))
    assert resolved([plain])[0].firewall is plain.firewall
    assert device.firewall.chains["rules"].rules[0].text == "rule"
    assert Matrix(PLANT, [plain]).kinds == ("",)
