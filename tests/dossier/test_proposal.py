"""Proposed rules let through what a plant declares and nothing else, in the language of every product."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.checks import case
from keur.dossier import proposal
from keur.dossier.proposal import TARGETS, NotExact, propose
from keur.observe.firewalls.model import State
from keur.plant.model import Plant
from keur.reach.proposal import wanted
from tests.reach import kernel

NETWORKS = {
    "plc": ["10.1.0.0/24", "fd00:1::/64"],
    "scada": ["10.2.0.0/25", "10.2.4.0/30", "fd00:2::/64"],
    "dmz": ["192.168.3.0/24"],
    "v6": ["fd00:4::8/125"],
}
ASSETS = [
    {"id": "plc-1", "zone": "plc", "ipv4": ["10.1.0.11"]},
    {"id": "plc-2", "zone": "plc", "ipv4": ["10.1.0.12"], "ipv6": ["fd00:1::12"]},
    {"id": "hmi", "zone": "scada", "ipv4": ["10.2.0.10"], "ipv6": ["fd00:2::10"]},
]


@st.composite
def channels(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"protocol": "modbus"},
                {"protocol": "s7comm", "transport": "tcp"},
                {"protocol": "ntp", "transport": "udp"},
                {"transport": "tcp", "port": 8883},
                {"transport": "udp", "port": 65_535},
                {"protocol": "opcua", "transport": "tcp", "port": 48_010},
            ]
        )
    )
    return found | {"opened_by": draw(st.sampled_from(["from", "to", "either"]))}


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    pairs = draw(st.lists(st.tuples(st.sampled_from(list(NETWORKS)), st.sampled_from(list(NETWORKS))), max_size=5))
    conduits = []
    for number, (one, other) in enumerate(pairs):
        if one == other:
            continue
        found = draw(st.lists(channels(), min_size=1, max_size=3))
        for channel in found:
            ends = {"from": one, "to": other}
            for side, zone in ends.items():
                assets = [asset["id"] for asset in ASSETS if asset["zone"] == zone]
                if assets and draw(st.booleans()):
                    channel[f"{side}_assets"] = draw(st.lists(st.sampled_from(assets), min_size=1, unique=True))
        conduits.append(
            {"id": f"a-rather-long-name-{one}-{other}-{number}", "from": one, "to": other, "channels": found}
        )
    zones = [{"id": zone, "networks": networks} for zone, networks in NETWORKS.items()]
    return case.plant({"zones": zones, "assets": ASSETS, "conduits": conduits})


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(plants())
def test_rules_read_back_are_what_is_declared(target: str, plant: Plant) -> None:
    declared = wanted(plant, None).channels
    text = propose(target, declared, "plant")
    kind = TARGETS[target]
    for one in declared:
        mentioned = any(
            kind.family in (None, v) and box.source.family(v) and box.destination.family(v)
            for v in (4, 6)
            for box in one.boxes
        )
        assert not mentioned or f"conduit {one.conduit.id}" in text


PLAIN = case.plant(
    {
        "zones": [{"id": "plc", "networks": ["10.1.0.0/24"]}, {"id": "scada", "networks": ["10.2.0.0/24"]}],
        "conduits": [
            {"id": "line", "from": "scada", "to": "plc", "channels": [{"protocol": "modbus", "transport": "tcp"}]},
            {"id": "l2", "from": "scada", "to": "plc", "channels": [{"protocol": "profinet", "transport": "l2"}]},
            {
                "id": "what",
                "from": "scada",
                "to": "plc",
                "enforced_by": ["fw-2"],
                "channels": [{"transport": "tcp", "port": 1}],
            },
        ],
    }
)


@pytest.mark.parametrize("target", TARGETS)
def test_rules_that_say_otherwise_are_refused_with_a_packet(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = proposal._written
    monkeypatch.setattr(proposal, "_written", lambda *args: written(*args).replace("502", "503"))
    if TARGETS[target].family == 6:
        assert propose(target, wanted(PLAIN, None).channels, "plant")  # nothing is declared of IPv6
        return
    with pytest.raises(NotExact) as refused:
        propose(target, wanted(PLAIN, None).channels, "plant")
    assert refused.value.difference.packet.destination_port in (502, 503)


@pytest.mark.parametrize("target", [target for target, kind in TARGETS.items() if kind.each_packet])
def test_rules_that_stop_answers_are_refused(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that opens a connection gets through, and nothing comes back: the plant would stand still."""
    written = proposal._written
    answers = re.compile(r"^.*ct state established,related accept\n|^-A F_answers -p all.*\n", re.MULTILINE)
    monkeypatch.setattr(proposal, "_written", lambda *args: answers.sub("", written(*args)))
    two = case.plant(
        {
            "zones": [
                {"id": "plc", "networks": ["10.1.0.0/24", "fd00:1::/64"]},
                {"id": "scada", "networks": ["10.2.0.0/24", "fd00:2::/64"]},
            ],
            "conduits": [{"id": "l", "from": "scada", "to": "plc", "channels": [{"transport": "tcp", "port": 502}]}],
        }
    )
    with pytest.raises(NotExact) as refused:
        propose(target, wanted(two, None).channels, "plant")
    assert refused.value.difference.packet.state is State.ESTABLISHED


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_not_declared_is_stopped_and_logged(target: str) -> None:
    text = propose(target, wanted(PLAIN, "fw-1").channels, "plant")
    logs = {
        "nftables": 'log prefix "rest" drop',
        "iptables": "-A F_rest -p all -j LOG --log-prefix rest\n-A F_rest -p all -j DROP",
        "cisco-asa": "extended deny ip any any log",
        "fortinet": "set logtraffic all",
        "paloalto": "<log-end>yes</log-end>",
    }
    assert logs["iptables" if target == "ip6tables" else target] in text


NAMES = ("1-line", "ip", "drop", "a.b_c", "x" * 64, "0", "-".join("abc") * 12, "rest", "answers", "root0")
LOADERS = {
    "nftables": ["nft", "-f", "-"],
    "iptables": ["iptables-restore"],
    "ip6tables": ["ip6tables-restore"],
}


@pytest.mark.skipif(kernel.missing() is not None, reason=f"the kernel cannot be asked: {kernel.missing()}")
@pytest.mark.parametrize("target", LOADERS)
def test_the_kernel_takes_the_rules(target: str) -> None:
    if shutil.which(LOADERS[target][0]) is None:
        pytest.skip(f"needs {LOADERS[target][0]}")
    zones = [{"id": zone, "networks": networks} for zone, networks in NETWORKS.items()]
    conduits = [
        {"id": name, "from": "scada", "to": "plc", "channels": [{"protocol": "modbus", "opened_by": "either"}]}
        for name in NAMES
    ]
    text = propose(target, wanted(case.plant({"zones": zones, "conduits": conduits}), None).channels, "plant")
    loaded = subprocess.run(
        ["unshare", "--net", *LOADERS[target]], input=text, capture_output=True, text=True, check=False
    )
    assert loaded.returncode == 0, loaded.stderr


def test_what_no_firewall_can_do_is_left_out_and_told() -> None:
    found = wanted(PLAIN, "fw-1")
    assert [one.conduit.id for one in found.channels] == ["line"]
    assert [(one.conduit.id, "without IP" in one.text.en) for one in found.left_out] == [("l2", True)]


def test_a_conduit_past_its_last_day_gets_no_rule() -> None:
    last = dt.date(2030, 1, 31)
    zones = [{"id": "plc", "networks": ["10.1.0.0/24"]}, {"id": "scada", "networks": ["10.2.0.0/24"]}]
    conduit = {"id": "test", "from": "scada", "to": "plc", "until": last, "channels": [{"protocol": "modbus"}]}
    plant = case.plant({"zones": zones, "conduits": [conduit]})
    assert wanted(plant, None, last).channels and not wanted(plant, None, last).left_out
    later = wanted(plant, None, last + dt.timedelta(days=1))
    assert not later.channels
    assert [one.text.en for one in later.left_out] == [
        "was allowed up to and including 2030-01-31; extend the conduit or remove it"
    ]


EVIL = (
    "\"; flush ruleset; # <!-- --> ' \n -j ACCEPT",
    "x\nCOMMIT\n*filter",
    "]]></description><entry name='x'>",
    "--\r\nno access-list KEUR\u2028",
    '"\nnext\nend',
    "\\",
)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=40) | st.sampled_from(EVIL), st.sampled_from(EVIL))
def test_no_name_ends_its_comment(target: str, name: str, title: str) -> None:
    """Names of a plant folder are harmless; those of a plant made in Python need not be."""
    (line,) = wanted(PLAIN, "fw-1").channels
    hostile = replace(line, conduit=replace(line.conduit, id=name))
    plain = propose(target, [replace(line, conduit=replace(line.conduit, id="conduit"))], "plant")
    text = propose(target, [hostile], f"keur {title}")
    assert len(text.split("\n")) == len(plain.split("\n"))
