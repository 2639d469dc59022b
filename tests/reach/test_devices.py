"""Which files are of which firewall, and one firewall out of several files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from keur.plant.model import FirewallNote, Place, Plant
from keur.reach.devices import FOLDER, gather
from tests.reach.plants import chain, forward, plant

ASSET = {"id": "fw-1", "zone": "plc", "ipv4": ["10.1.0.1"]}
RULES = forward("tcp dport 502 accept")
ADDRESSES = "2: a: <BROADCAST,UP> mtu 1500\n    inet 10.1.0.1/24 scope global a\n"


def folder(root: Path, **files: str) -> Path:
    """A plant folder with configurations; `__` in a name is a `/`, and `_` a dot."""
    for name, text in files.items():
        path = root / FOLDER / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def ids(found: Plant, root: Path) -> dict[str, tuple[bool, list[str]]]:
    return {
        one.id: (one.declared, [config.file.removeprefix(f"{FOLDER}/") for config in one.files])
        for one in gather(found, root).devices
    }


@pytest.fixture
def one_asset() -> Plant:
    return plant({"plc": "10.1.0.0/24"}, assets=[ASSET])


def test_a_file_is_of_the_asset_of_its_name(tmp_path: Path, one_asset: Plant) -> None:
    assert ids(one_asset, folder(tmp_path, **{"fw-1_nft": RULES})) == {"fw-1": (True, ["fw-1.nft"])}


def test_files_that_stand_together_are_of_one_firewall(tmp_path: Path, one_asset: Plant) -> None:
    root = folder(tmp_path, **{"fw-1__rules_nft": RULES, "fw-1__addresses_txt": ADDRESSES})
    (device,) = gather(one_asset, root).devices
    assert device.firewall.format == "iproute2+nftables"
    assert [interface.name for interface in device.firewall.interfaces] == ["a"]
    assert {chain.file for chain in device.firewall.chains.values()} == {f"{FOLDER}/fw-1/rules.nft"}


def test_a_file_is_of_the_asset_that_has_its_addresses(tmp_path: Path, one_asset: Plant) -> None:
    root = folder(tmp_path, wall__rules_nft=RULES, wall__addresses_txt=ADDRESSES)
    assert ids(one_asset, root) == {"fw-1": (True, ["wall/addresses.txt", "wall/rules.nft"])}


def test_a_file_of_no_asset_is_read_under_its_own_name(tmp_path: Path, one_asset: Plant) -> None:
    assert ids(one_asset, folder(tmp_path, other_nft=RULES)) == {"other": (False, ["other.nft"])}


def test_two_files_that_say_the_same_chain_are_both_left_out_and_named(tmp_path: Path, one_asset: Plant) -> None:
    found = gather(one_asset, folder(tmp_path, **{"fw-1__old_nft": RULES, "fw-1__new_nft": forward("accept")}))
    assert found.devices == ()
    assert sorted(one.file for one in found.not_read) == [f"{FOLDER}/fw-1/new.nft", f"{FOLDER}/fw-1/old.nft"]
    assert "old.nft" in found.not_read[0].text.en


def test_rules_in_two_files_are_one_firewall(tmp_path: Path, one_asset: Plant) -> None:
    root = folder(tmp_path, **{"fw-1__a_nft": RULES, "fw-1__b_nft": chain("input", "tcp dport 22 accept")})
    (device,) = gather(one_asset, root).devices
    assert [hook.chain for hook in device.firewall.hooks] == ["inet forward forward", "inet input input"]
    assert device.firewall.coverage.lines == 12


def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, one_asset: Plant) -> None:
    found = gather(one_asset, folder(tmp_path, **{"fw-1_nft": RULES, "notes_txt": "call the vendor\n"}))
    assert [one.id for one in found.devices] == ["fw-1"]
    assert [one.file for one in found.not_read] == [f"{FOLDER}/notes.txt"]


def test_a_file_that_is_declared_and_missing_is_named(tmp_path: Path, one_asset: Plant) -> None:
    note = FirewallNote("fw-1", ("firewalls/gone.nft",), None, (), Place("declared/topology.yaml", 2))
    found = gather(replace(one_asset, firewalls=(note,)), folder(tmp_path))
    assert [(one.file, "declared/topology.yaml" in one.text.en) for one in found.not_read] == [
        (f"{FOLDER}/gone.nft", True)
    ]


def test_what_lies_in_a_hidden_folder_is_not_read(tmp_path: Path, one_asset: Plant) -> None:
    assert ids(one_asset, folder(tmp_path, **{"_earlier__fw-1_nft": RULES})) == {}
