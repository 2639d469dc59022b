"""Matching: who is affected, who is not, and who must be checked, each with its reason; and how right that is."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from keur.observe.advisories.csaf import from_json
from keur.observe.advisories.feeds import Feed, FeedKind
from keur.observe.advisories.gathering import Gathered
from keur.observe.advisories.model import Advisory
from keur.plant.model import Asset
from keur.products.answers import match_assets
from keur.products.matching import Advisories
from keur.products.verdict import Coverage, State, Verdict
from tests.observe.advisories.documents import document, leaf
from tests.products.labels import CORPUS, Label, asset, corpus, labels

AFFECTED, CHECK, CLEAR = State.AFFECTED, State.NEEDS_CHECK, State.NOT_AFFECTED


def advisory(*leaves: Any, **more: Any) -> Advisory:
    return from_json(document(*leaves, **more), "a.json", "0" * 64)[0]


def verdict(of: Asset, *advisories: Advisory) -> Verdict | None:
    found = Advisories(advisories).match_one(of)
    assert len(found) <= len(advisories)
    return found[0] if found else None


def siemens(product: str, firmware: str = "", order: str = "", **more: str) -> Asset:
    return asset("a", vendor="Siemens AG", product=product, firmware=firmware, order_number=order, **more)


PLC = advisory(
    leaf("SIMATIC S7-1200 CPU 1211C (6ES7211-1BE40-0XB0)", "<V4.7", "P", model_numbers=["6ES7211-1BE40-0XB0"])
)


@pytest.mark.parametrize(
    ("of", "state", "reason"),
    [
        (siemens("S7-1200", "V4.6", "6ES7 211-1BE40-0XB0"), AFFECTED, "version V4.6 falls within `<V4.7`"),
        (siemens("CPU 1211C", "4.7"), CLEAR, "version 4.7 falls outside `<V4.7`"),
        (siemens("S7-1200 CPU 1211C"), CHECK, "the asset list has no version; fill in `firmware`"),
        (siemens("S7-1200 CPU 1211C", "zie sticker"), CHECK, "`zie sticker` in the asset list cannot be read"),
        (siemens("S7-1200", "4.6"), CHECK, "the asset list names the product too broadly"),
        (siemens("S7-1500 CPU 1211C", "4.6", "6ES7 315-2EH14-0AB0"), None, ""),
        (siemens("S7-1200 CPU 1212C", "4.6"), None, ""),
        (asset("a", vendor="Rockwell", product="S7-1200 CPU 1211C", firmware="4.6"), None, ""),
        (asset("a", vendor="Simens", product="S71200 CPU 1211C", firmware="4.6"), AFFECTED, "falls within"),
        (asset("a", vendor="", product="SIMATIC S7-1200 CPU 1211C", firmware="4.6"), AFFECTED, "falls within"),
        (siemens("S7-1200 CPU 1211C onbekend", "4.x"), CHECK, "cannot be told"),
    ],
)  # fmt: skip
def test_three_values_each_with_its_reason(of: Asset, state: State | None, reason: str) -> None:
    found = verdict(of, PLC)
    assert (found.state if found else None) is state
    if found:
        assert reason in found.reason.en and found.reason.nl and found.quote
        assert found.cves == ("CVE-2026-1000",)


def test_a_contradiction_in_the_advisory_is_said_and_not_resolved() -> None:
    remedy = {"category": "vendor_fix", "details": "CompactLogix 5370: Versions 34.016 and later", "product_ids": ["P"]}
    one = advisory(leaf("CompactLogix 5370", "<=34.016", "P"), vendor="Rockwell Automation", remediations=[remedy])
    at = asset("a", vendor="Allen-Bradley", product="CompactLogix 5370", firmware="34.016")
    found = verdict(at, one)
    assert found and found.state is CHECK and "contradicts itself" in found.reason.en
    assert found.quote == remedy["details"]
    below = verdict(asset("a", vendor="Allen-Bradley", product="CompactLogix 5370", firmware="34.011"), one)
    assert below and below.state is AFFECTED


def test_a_product_that_is_both_affected_and_fixed_is_to_be_checked() -> None:
    leaves = (leaf("SINEC NMS", "<V3.0", "P"), leaf("SINEC NMS", "2.5", "Q", "product_version"))
    one = advisory(*leaves, status={"known_affected": ["P"], "fixed": ["Q"]})
    found = verdict(siemens("SINEC NMS", "2.5"), one)
    assert found and found.state is CHECK and "also listed as fixed" in found.reason.en


def test_an_inventory_that_contradicts_itself_is_to_be_checked() -> None:
    one = advisory(leaf("SIMATIC S7-300 CPU family", "vers:all/*", "P"))
    found = verdict(siemens("S7-1500 CPU 1511-1 PN", "2.8", "6ES7 315-2EH14-0AB0"), one)
    assert found and found.state is CHECK and "asset list contradicts itself" in found.reason.en


def test_a_product_without_status_but_with_a_remedy_counts_and_that_is_said() -> None:
    leaves = (leaf("OZW672", "<V10", "P"), leaf("OZW772", "<V10", "Q"))
    remedy = {"category": "vendor_fix", "details": "Update to V10", "product_ids": ["P", "Q"]}
    one = advisory(*leaves, status={"known_affected": ["P"]}, remediations=[remedy])
    found = verdict(siemens("OZW772", "9.0"), one)
    assert found and found.state is AFFECTED and "no status" in found.reason.en


def test_a_flag_says_why_a_product_is_not_affected() -> None:
    leaves = (leaf("SINEC NMS", "vers:all/*", "P"), leaf("SINEC INS", "vers:all/*", "Q"))
    value = document(*leaves, status={"known_affected": ["Q"]})
    value["vulnerabilities"][0]["flags"] = [{"label": "vulnerable_code_not_in_execute_path", "product_ids": ["P"]}]
    value["vulnerabilities"][0]["threats"] = [{"category": "impact", "details": "It is off.", "product_ids": ["P"]}]
    one = from_json(value, "a.json", "0" * 64)[0]
    found = verdict(siemens("SINEC NMS", "2.5"), one)
    assert found and found.state is CLEAR and "the vulnerable code is not executed" in found.reason.en
    assert "vulnerable_code_not_in_execute_path: It is off." in found.quote
    assert (other := verdict(siemens("SINEC INS", "2.5"), one)) and other.state is AFFECTED
    value["vulnerabilities"][0]["product_status"]["known_affected"].append("P")
    both = verdict(siemens("SINEC NMS", "2.5"), from_json(value, "a.json", "0" * 64)[0])
    assert both and both.state is CHECK and "also listed as fixed or not affected" in both.reason.en


@pytest.mark.parametrize(
    ("installed", "state"), [("2.7", AFFECTED), ("2.7.0", AFFECTED), ("2.7.1", CLEAR), ("2.7.2", CHECK), ("2.8", CLEAR)]
)
def test_a_remedy_settles_what_the_range_leaves_open(installed: str, state: State) -> None:
    remedy = {"category": "mitigation", "details": "Users should upgrade to v2.7.1.", "product_ids": ["P"]}
    one = advisory(leaf("Easergy T300", "<= 2.7", "P"), vendor="Schneider Electric", remediations=[remedy])
    found = verdict(asset("a", vendor="Schneider", product="Easergy T300", firmware=installed), one)
    assert found and found.state is state


@pytest.mark.parametrize(
    "cells",
    [
        {"product": "WeOS-switch Lynx L210-F2G", "firmware": "WeOS 4.21.0"},
        {"product": "Lynx_L210‑F2G®", "firmware": "4.21.0 (2023-05-11)"},
        {"product": "=A1+K2-U3: L210–F2G kast 3", "firmware": "v4.21.0 bijgewerkt in mei"},
        {"product": "L210-F2G V4.21.0", "vendor": "Westermo Nederland B.V."},
        {"product": "Westermo L210-F2G (FW 4.21.0)", "vendor": ""},
    ],
)
def test_the_same_device_is_known_however_it_is_typed(cells: dict[str, str]) -> None:
    one = advisory(leaf("L210-F2G Lynx", "4.21.0", "P"), vendor="Westermo")
    found = verdict(asset("a", **({"vendor": "Westermo"} | cells)), one)
    assert found and found.state is AFFECTED


@pytest.mark.parametrize("installed", ["4.21.0 of 4.23.0", "4.21 t/m 4.23", "sinds 2019", "4.20.0 (of 4.21.0)"])
def test_a_remark_with_another_version_is_not_passed_over(installed: str) -> None:
    one = advisory(leaf("L210-F2G Lynx", "4.21.0", "P"), vendor="Westermo")
    found = verdict(asset("a", vendor="Westermo", product="L210-F2G", firmware=installed), one)
    assert found and found.state is CHECK


def test_an_order_number_alone_tells_the_maker_where_only_one_has_it() -> None:
    one = advisory(leaf("CJ2H-CPU6 □ -EIP", "vers:all/*", "P"), vendor="Omron")
    found = verdict(asset("a", vendor="", product="CJ2H-CPU64-EIP"), one)
    assert found and found.state is AFFECTED


def test_release_lines_each_hold_for_their_own() -> None:
    leaves = [leaf(f"Teamcenter V{line}", f"<V{line}.0.{fix}", f"P{line}") for line, fix in (("13.2", 13), ("14.0", 4))]
    one = advisory(*leaves)
    states = {at: verdict(siemens("Teamcenter", at), one) for at in ("13.2.0.12", "13.2.0.13", "14.0.0.3", "12.4.0.1")}
    assert {at: found.state if found else None for at, found in states.items()} == {
        "13.2.0.12": AFFECTED,
        "13.2.0.13": CLEAR,
        "14.0.0.3": AFFECTED,
        "12.4.0.1": None,
    }


def test_hardware_versions_must_be_known() -> None:
    one = advisory(leaf("SIMATIC S7-400 CPU hardware version 4.0 and below", "vers:all/*", "P"))
    states = [verdict(siemens("S7-400 CPU", "6.0", hardware_version=hardware), one) for hardware in ("3.1", "5.0", "")]
    assert [found.state if found else None for found in states] == [AFFECTED, None, CHECK]


def test_software_on_a_platform_is_to_be_checked_unless_the_platform_is_known() -> None:
    tree = {
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": "S",
                "relates_to_product_reference": "H",
                "full_product_name": {"name": "Guardian on APE1808", "product_id": "S:H"},
            }
        ]
    }
    leaves = (leaf("Nozomi Guardian", "<22.6", "S"), leaf("RUGGEDCOM APE1808", "vers:all/*", "H"))
    one = advisory(*leaves, tree=tree, status={"known_affected": ["S:H"]})
    found = verdict(siemens("Nozomi Guardian", "22.1"), one)
    assert found and found.state is CHECK and "only where it is installed on" in found.reason.en
    found = verdict(siemens("Nozomi Guardian op RUGGEDCOM APE1808", "22.1"), one)
    assert found and found.state is AFFECTED


@pytest.mark.parametrize(
    ("vendor", "written", "named", "fits"),
    [
        ("Siemens", "Simatc S7-1200 PLC", "SIMATIC S7-1200", True),
        ("Rockwell", "Controllogix 5580 besturing", "ControlLogix 5580", True),
        ("Rockwell", "ControlLogix 5570", "ControlLogix 5580", False),
        ("Phoenix Contact", "FL SWITCH 3008", "FL SWITCH 2208", False),
        ("Siemens", "WinCC OA", "SIMATIC WinCC", False),
        ("Rockwell", "FactoryTalk Linx", "FactoryTalk Linx Gateway", False),
        ("Rockwell", "FactoryTalk Linx Gateway", "FactoryTalk Linx Gateway", True),
        ("Moxa", "EDS-408A-MM-SC switch kast 3", "EDS-408A series", True),
        ("Siemens", "SCALANCE X204-2 netwerkswitch", "SCALANCE X-200 switch family", True),
        ("Schneider", "PowerLogic PM5560 energiemeter", "PowerLogic PM5560", True),
        ("Schneider", "PowerLogic PM5561", "PowerLogic PM5560", False),
        ("WAGO", "PFC200 controller 750-8212", "750-82xx/xxx-xxx", True),
        ("Baxter", "Life2000", "Life2000 Ventilation System", True),
        ("AVEVA", "PI AF Client", "PI Asset Framework Client", True),
        ("Moxa", "NPort IAW5150A", "NPort IAW5000A-I/O Series", True),
        ("Siemens", "RF685R lezer", "SIMATIC RF68XR", True),
        ("Ewon", "Flexy 201", "Flexy and Cosy", True),
        ("Schneider", "Umotion Builder", "U.motion Builder", True),
        ("Rockwell", "Kinetix 5700 servo", "Stratix 5700", False),
        ("Rockwell", "GuardLogix 5570", "ControlLogix 5570", False),
    ],
)
def test_words_may_be_misspelled_but_every_token_with_a_digit_is_exact(
    vendor: str, written: str, named: str, fits: bool
) -> None:
    others = advisory(leaf("SIMATIC WinCC OA", "vers:all/*", "P"), leaf("Other 1", "vers:all/*", "Q"), id="OTHER")
    one = advisory(leaf(named, "vers:all/*", "P"), vendor=vendor)
    found = Advisories([one, others]).match_one(asset("a", vendor=vendor, product=written, firmware="1.0"))
    assert [v.state for v in found if v.advisory == one.id] == ([AFFECTED] if fits else [])


def test_without_vendor_a_whole_name_tells_the_maker_where_only_one_has_it() -> None:
    ours = advisory(leaf("PowerMonitor 1000", "vers:all/*", "P"), vendor="Rockwell Automation", id="OURS")
    historian = advisory(leaf("Historian", "vers:all/*", "P"), vendor="AVEVA", id="HISTORIAN")
    meter = asset("a", vendor="onbekend", product="PowerMonitor 1000 energiemeter", firmware="1.0")
    assert [one.advisory for one in Advisories([ours, historian]).match_one(meter)] == ["OURS"]
    other = advisory(leaf("PowerMonitor 1000", "vers:all/*", "P"), vendor="Moxa", id="OTHER")
    assert Advisories([ours, other]).match_one(meter) == []
    vague = asset("b", vendor="", product="Historian", firmware="1.0")
    assert Advisories([ours, historian]).match_one(vague) == []


def test_withdrawn_advisories_say_nothing() -> None:
    value = document(leaf("SINEC NMS", "vers:all/*", "P"), csaf="2.1")
    value["document"]["category"] = "csaf_withdrawn"
    assert verdict(siemens("SINEC NMS"), from_json(value, "a.json", "0" * 64)[0]) is None


def test_every_asset_has_a_coverage_and_what_is_exploited_comes_first() -> None:
    gathered = Gathered(advisories=[PLC, advisory(leaf("OZW772", "vers:all/*", "P"), id="USED", cve="CVE-2026-2")])
    gathered.feeds.add(Feed(FeedKind.KEV, "kev.json", dt.date(2026, 1, 1), {"CVE-2026-2": {}}))
    assets = [
        siemens("S7-1200 CPU 1211C", "4.6"),
        asset("used", vendor="Siemens", product="OZW772"),
        asset("other", vendor="Siemens", product="SINAMICS G120"),
        asset("no-feed", vendor="Sartorius", product="Biostat"),
        asset("blank", product="PLC 1"),
    ]
    matching = match_assets(assets, gathered, dt.date(2026, 1, 2))
    assert [one.asset for one in matching.verdicts] == ["used", "a"]
    assert matching.exploited(matching.verdicts[0]) == ("CVE-2026-2",)
    assert {one.asset: one.coverage for one in matching.coverage} == {
        "a": Coverage.MATCHED,
        "used": Coverage.MATCHED,
        "other": Coverage.NOTHING_FOUND,
        "no-feed": Coverage.NO_FEED,
        "blank": Coverage.DATA_MISSING,
    }


@pytest.fixture(scope="module")
def index() -> Advisories:
    if not CORPUS.is_dir():
        pytest.skip("needs the advisories in ../shared/data, not part of keur")
    return Advisories(corpus())


def answers(index: Advisories, pairs: list[Label]) -> list[str]:
    found = []
    for label in pairs:
        states = [one.state.value for one in index.match_one(label.asset) if one.advisory.casefold() == label.advisory]
        found.append(states[0] if states else "not affected")
    return found


@pytest.mark.parametrize(
    ("file", "held_back"),
    [
        ("labelled.csv", False),
        ("labelled.csv", True),
        ("labelled-later.csv", None),
        ("labelled-third.csv", None),
        ("labelled-fourth.csv", None),
        ("labelled-fifth.csv", None),
    ],
)
def test_precision_and_recall_on_pairs_that_were_judged_by_hand(
    index: Advisories, file: str, held_back: bool | None
) -> None:
    pairs = [label for label in labels(file) if held_back in (None, label.held_back)]
    states = answers(index, pairs)
    hits = sum(state == label.expected == "affected" for state, label in zip(states, pairs, strict=True))
    said, checks = states.count("affected"), states.count("needs check")
    assert len(pairs) > 50
    assert hits / said >= 0.95
    assert hits / sum(label.expected == "affected" for label in pairs) >= 0.9
    assert checks / (said + checks) <= 0.15


RESPELLED: dict[str, Callable[[Asset], dict[str, str]]] = {
    "capitals": lambda of: {"vendor": of.vendor.upper(), "product": of.product.upper()},
    "other dashes": lambda of: {name: getattr(of, name).replace("-", "–") for name in ("product", "order_number")},
    "no dashes": lambda of: {"order_number": of.order_number.replace("-", "").replace(" ", "")},
    "blanks in the order number": lambda of: {"order_number": of.order_number.replace("-", " ")},
    "underscores": lambda of: {"product": of.product.replace(" ", "_")},
    "a remark": lambda of: {"firmware": f"{of.firmware} (nagezien)" if of.firmware[-1:].isdigit() else of.firmware},
    "a prefix": lambda of: {"firmware": f"FW {of.firmware}" if of.firmware[:1].isdigit() else of.firmware},
    "a place": lambda of: {"product": f"{of.product} kast 3" if of.firmware else of.product},
    "a legal form": lambda of: {"vendor": f"{of.vendor} GmbH" if of.vendor else ""},
}


@pytest.mark.parametrize("how", RESPELLED)
def test_another_spelling_gives_the_same_answers(index: Advisories, how: str) -> None:
    pairs = [*labels("labelled-third.csv"), *labels("labelled-fourth.csv")][::3]
    changed = [
        dataclasses.replace(one, asset=dataclasses.replace(one.asset, **RESPELLED[how](one.asset))) for one in pairs
    ]
    assert any(before.asset != after.asset for before, after in zip(pairs, changed, strict=True))
    before, after = answers(index, pairs), answers(index, changed)
    lost = sum(one != other for one, other in zip(before, after, strict=True))
    assert lost <= len(pairs) / 50


def test_one_advisory_alone_gives_what_all_together_give(index: Advisories) -> None:
    """The quick way for a new advisory loses nothing."""
    assets = [label.asset for label in labels()]
    inventory = index.inventory(assets)
    for label in labels()[::9]:
        one = next(found for found in index.advisories if found.id.casefold() == label.advisory)
        alone = {found.asset: found.state for found in index.only(one).match_inventory(inventory)}
        together = {of.id: v.state for of in assets for v in index.match_one(of) if v.advisory == one.id}
        assert alone == together
