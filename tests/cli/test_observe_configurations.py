"""`keur observe` with configurations of firewalls: they come into a plant whole, once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import SMALL, files_of

Keur = Callable[..., Result]

RULES = """table inet f {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip saddr 10.2.0.0/24 tcp dport 502 accept
  }
}
"""
ADDRESSES = """[{"ifname": "eth0", "addr_info": [{"family": "inet", "local": "10.20.30.1", "prefixlen": 24}]}]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "fw-1.nft"
    path.write_text(RULES)
    return path


def test_a_configuration_is_recognised_copied_and_measured(keur: Keur, plant: Path, rules: Path) -> None:
    done = keur("observe", plant, rules)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "observed/firewalls/fw-1.nft: nftables, 6 lines: 6 understood" in done.stdout
    assert "`fw-1` belongs to no asset" in done.stdout
    assert (plant / "observed/firewalls/fw-1.nft").read_text() == RULES
    again = keur("observe", plant, rules)
    assert "was there already" in again.stdout


def test_a_newer_configuration_takes_the_place_of_the_earlier_which_is_kept(
    keur: Keur, plant: Path, rules: Path
) -> None:
    keur("observe", plant, rules)
    newer = RULES.replace("502", "102")
    rules.write_text(newer)
    done = keur("observe", plant, rules)
    assert "takes the place of an earlier one" in done.stdout
    assert (plant / "observed/firewalls/fw-1.nft").read_text() == newer
    (earlier,) = (plant / "observed/firewalls/.earlier").iterdir()
    assert earlier.read_text() == RULES
    assert "502" not in keur("observe", plant).stdout


def test_what_lies_behind_the_interfaces_is_shown_with_its_line(keur: Keur, plant: Path, tmp_path: Path) -> None:
    (plant / "declared/zones.yaml").write_text(
        "zones:\n  - {id: cell, name: {nl: Cel, en: Cell}, levels: ['1'], kind: control, networks: [10.20.30.0/24]}\n"
    )
    (plant / "declared/assets.csv").write_text("id,zone,kind\nfw-1,cell,firewall\n")
    (tmp_path / "addr.json").write_text(ADDRESSES)
    done = keur("observe", plant, tmp_path / "addr.json", "--firewall", "fw-1")
    assert done.exit_code == 0
    assert "eth0  cell  10.20.30.0/24  address of the interface, observed/firewalls/fw-1/addr.json:1" in done.stdout


def test_two_configurations_of_one_firewall_are_both_left_out(keur: Keur, plant: Path, tmp_path: Path) -> None:
    (plant / "declared/assets.csv").write_text("id,zone,kind\nfw-1,cell,firewall\n")
    (plant / "declared/zones.yaml").write_text(
        "zones:\n  - {id: cell, name: {nl: Cel, en: Cell}, levels: ['1'], kind: control}\n"
    )
    for name, text in (("march", RULES), ("april", RULES.replace("502", "102"))):
        (tmp_path / name).write_text(text)
        done = keur("observe", plant, tmp_path / name, "--firewall", "fw-1")
    assert done.exit_code == 2
    assert "keep only the configuration that runs" in done.stderr
    answer = keur("check", plant)
    assert "describes fw-1 as observed/firewalls/fw-1/" in answer.stdout


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"dear reader, this is a letter\n", [], "is no configuration that keur recognises"),
        (b"\x00\x01\x02binary", [], "is not text"),
        (b"", [], "is empty"),
        (RULES.encode(), ["--firewall", "fw-9"], "that is no asset of the plant"),
    ],
)
def test_a_refused_configuration_leaves_the_plant_as_it_was(
    keur: Keur, plant: Path, tmp_path: Path, content: bytes, options: list[str], message: str
) -> None:
    before = files_of(plant)
    (tmp_path / "x.conf").write_bytes(content)
    done = keur("observe", plant, tmp_path / "x.conf", *options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert files_of(plant) == before


def test_a_capture_needs_a_segment_and_a_configuration_does_not(keur: Keur, plant: Path, rules: Path) -> None:
    done = keur("observe", plant, SMALL, rules)
    assert done.exit_code == 2
    assert "is a capture: name with --segment" in done.stderr
    both = keur("observe", plant, SMALL, rules, "--segment", "cell-1")
    assert both.exit_code == 0
    assert "operations.pcap" in both.stdout and "nftables" in both.stdout
    everything = keur("observe", plant).stdout
    assert "operations.pcap: segment cell-1" in everything and "observed/firewalls/fw-1.nft" in everything
