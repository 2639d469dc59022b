"""Proposed rules let through what a plant declares and nothing else, in the language of every product."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keur.checks import case
from keur.dossier import proposal
from keur.dossier.proposal import TARGETS, NotExact, propose
from keur.plant.model import Plant
from keur.reach.proposal import wanted

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


def test_what_no_firewall_can_do_is_left_out_and_told() -> None:
    found = wanted(PLAIN, "fw-1")
    assert [one.conduit.id for one in found.channels] == ["line"]
    assert [(one.conduit.id, "without IP" in one.text.en) for one in found.left_out] == [("l2", True)]


def test_a_name_cannot_end_its_comment() -> None:
    (line,) = wanted(PLAIN, "fw-1").channels
    evil = "\"; flush ruleset; # <!-- --> ' \n -j ACCEPT"
    text = propose("nftables", [line], evil)
    assert "flush ruleset; #" not in text and "\n -j" not in text
