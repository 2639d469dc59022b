"""The one cause behind each finding of the demo plant, found without keur: an incident in the log of the actors, or a
mistake in the declaration, the rules, the supply chain or the programme."""

from __future__ import annotations

import csv
import datetime as dt
import socket
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.wire import DEMO, SLACK, Frame, Row, all_frames, demo_truth, seconds_of, zone_of

TODAY = "2026-11-28"
RULESET = (DEMO / "observed" / "firewalls" / "fw-01" / "ruleset.nft").read_text(encoding="utf-8").splitlines()
PER_CHANNEL = "conduit-without-rule"
"""The check that tells one rule's mistake once for each channel."""


@cache
def frames() -> dict[tuple[str, int], Frame]:
    return {(f"observed/captures/{frame.capture}.pcap", frame.number): frame for frame in all_frames()}


@cache
def truth() -> dict[str, Any]:
    return demo_truth()


@cache
def conduits() -> dict[str, Row]:
    return {one["id"]: one for one in yaml.safe_load((DEMO / "declared" / "conduits.yaml").read_text())["conduits"]}


@cache
def assets() -> dict[str, Row]:
    with (DEMO / "declared" / "assets.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def cited(finding: Row) -> list[Frame]:
    return [frames()[one["file"], one["frame"]] for one in finding["citations"] if one["kind"] == "frame"]


def is_of(frame: Frame, row: Row) -> bool:
    """Whether an actor's line is about this frame: its endpoints, at its time."""
    if not seconds_of(row["first"]) - SLACK <= frame.seconds <= seconds_of(row["last"]) + SLACK:
        return False
    if frame.transport == "arp":
        said = socket.inet_ntoa(frame.payload[14:18])
        return row["client"] == frame.sender or (row["protocol"] != "arp" and row["client"] == said)
    return {frame.source, frame.target} == {(row["client"], row["client_port"]), (row["server"], row["server_port"])}


def rightful(frame: Frame) -> bool:
    """An asset's claim of its own declared address: of an address conflict it shows one side, at any time."""
    if frame.transport != "arp":
        return False
    said = socket.inet_ntoa(frame.payload[14:18])
    return any(frame.sender in one["mac"].split() and said in one["ipv4"].split() for one in assets().values())


def declared_wrong(finding: Row) -> str | None:
    """The mistake in the declaration that a finding without a frame speaks of, found without keur."""
    check, subject = finding["check"], finding["subject"].split()
    if check == "asset-never-seen" and subject[0] in silent_assets():
        return f"silent {subject[0]}"
    if check == "channel-never-used" and (subject[0], subject[1]) in unused_channels():
        return f"unused {subject[0]} {subject[1]}"
    if check == "conduit-past-review-date" and subject[0] in overdue_conduits():
        return f"overdue {subject[0]}"
    if check == "dual-homed-asset" and subject[0] in assets_in_two_zones():
        return f"two zones {subject[0]}"
    if check == "blocked-conduit" and (subject[0], subject[1]) in blocked_channels():
        return f"blocked {subject[0]} {subject[1]}"
    return None


def rule_wrong(finding: Row) -> str | None:
    """The mistake in the firewall's rules that a finding speaks of: it cites the line that the truth names."""
    lines = [RULESET[one["line"] - 1] for one in finding["citations"] if one["file"].endswith("/ruleset.nft")]
    for wrong in truth()["rules"]:
        if finding["check"] == wrong["check"] and any(wrong["line"] in line for line in lines):
            conduit = " ".join(finding["subject"].split()[:2]) if wrong["check"] == PER_CHANNEL else ""
            return f"rule {wrong['line']} {conduit}".rstrip()
    return None


@cache
def assets_in_two_zones() -> set[str]:
    """Assets with addresses in networks of two zones, and that no conduit calls its firewall."""
    enforcing = {name for conduit in conduits().values() for name in conduit["enforced_by"]}
    return {
        name
        for name, asset in assets().items()
        if len({zone_of(address) for address in asset["ipv4"].split()}) > 1 and name not in enforcing
    }


@cache
def blocked_channels() -> set[tuple[str, str]]:
    """Channels of conduits that no rule's comment names, and that the rule from commissioning does not let through."""
    named = " ".join(RULESET)
    return {
        (name, channel["protocol"])
        for name, conduit in conduits().items()
        for channel in conduit["channels"]
        if f'comment "{name}' not in named and conduit["from"] != "operations"
    }


@cache
def silent_assets() -> set[str]:
    """Assets that sent no frame, in zones where a capture was taken."""
    sent = {frame.sender for frame in frames().values()} | {frame.source[0] for frame in frames().values()}
    tapped = {Path(file).stem for file, _ in frames()}
    return {
        name
        for name, asset in assets().items()
        if asset["zone"] in tapped and not sent & {*asset["mac"].split(), *asset["ipv4"].split()}
    }


@cache
def unused_channels() -> set[tuple[str, str]]:
    """Declared channels that no actor used, and that no rule is for: of a rule's silence `unused-rule` speaks."""
    named = " ".join(RULESET)
    used = {
        (zone_of(row["client"]), zone_of(row["server"]), row["protocol"])
        for row in truth()["activity"]
        if row["transport"] != "l2"
    }
    return {
        (name, channel["protocol"])
        for name, conduit in conduits().items()
        for channel in conduit["channels"]
        if (conduit["from"], conduit["to"], channel["protocol"]) not in used and f'comment "{name}"' not in named
    } - blocked_channels()


@cache
def overdue_conduits() -> set[str]:
    today = dt.date.fromisoformat(TODAY)
    return {name for name, conduit in conduits().items() if conduit["review"] < today}


def supply_wrong(finding: Row) -> str | None:
    """What is wrong in the supply chain that a finding speaks of: all lines that it cites have a word of the truth."""
    lines = [line_of(one) for one in finding["citations"]]
    for wrong in (one for one in truth()["supply"] if one["check"] == finding["check"]):
        proved = all(any(word in line for word in wrong["words"]) for line in lines)
        if (finding["subject"] == wrong["about"] and proved) or finding["subject"] in wrong["also"]:
            return f"supply {wrong['about']}"
    return None


def line_of(citation: Row) -> str:
    return (DEMO / citation["file"]).read_text(encoding="utf-8").splitlines()[citation["line"] - 1]


def claim_wrong(finding: Row) -> str | None:
    """The claim of the programme that a finding speaks of, at the line where its answer begins."""
    if finding["check"] != "claim-contradicted":
        return None
    (citation,) = finding["citations"]
    line = line_of(citation)
    claims = {one["requirement"] for one in truth()["claims"]}
    claim = line.removeprefix("  - id: ")
    return f"claim {claim}" if claim in claims and finding["subject"] == f"62443-2-1:2024:{claim}" else None


def explanation(finding: Row) -> str | None:
    """The one incident or mistake behind a finding: all its frames must be of it."""
    seen = cited(finding)
    if not seen:
        return declared_wrong(finding) or rule_wrong(finding) or supply_wrong(finding) or claim_wrong(finding)
    rightly = {one["id"] for one in truth()["incidents"] if finding["check"] in one["checks"] + one["also"]}
    reasons: list[set[str]] = []
    for frame in (frame for frame in seen if not rightful(frame)):
        rows = [row for row in truth()["activity"] if is_of(frame, row)]
        reasons.append({str(row["incident"]) for row in rows if row["incident"] in rightly})
    common = set.intersection(*reasons) if reasons else set()
    return common.pop() if len(common) == 1 else None
