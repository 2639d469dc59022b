"""The truth of the day, put together from the actors' logs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab.incidents import CATALOGUE, WRONG_CLAIMS, WRONG_IN_RULES, WRONG_IN_SUPPLY, WRONG_ON_PAPER

HEADER = """\
# What really happened on the day that the captures show, from the logs of the actors themselves: nothing here was
# read from a capture. Made by lab/run. Only acts within the time of the captures are listed.
#
# incidents: what a check should speak of. `checks` names the checks that must, `also` those that rightly may.
# declaration: what is wrong in the declared plant itself, which no actor can log.
# rules: what is wrong in the firewall's rules, with words of the line that a finding must cite.
# supply: what is wrong in the supply chain and in nobody's doings. Each line that a finding cites has one of the words.
#   `also`: what else the check rightly may be about.
# claims: what the programme claims and is not so, and what of the above contradicts it.
# activity: one line for each conversation and label. `operations` counts acts as the actor sees them: with Modbus
#   one act is one request; with other protocols an act can be several messages. Port 0: none, or not known because
#   no connection came about. Addresses of transport `l2` are MAC addresses. `failed`: acts without an answer.
"""

KEY = ("actor", "protocol", "transport", "client", "client_port", "server", "server_port", "incident")


def read(folder: Path) -> list[dict[str, Any]]:
    """All acts of all logs in a folder, by time."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]
    return sorted((json.loads(line) for line in lines), key=lambda act: act["time"])


def moment(seconds: float) -> str:
    """Unix time as ISO 8601 in UTC, to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def conversations(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Acts folded into one row for each conversation and label, in order of first act."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for act in acts:
        key = tuple(act[name] for name in KEY)
        row = rows.setdefault(key, {name: act[name] for name in KEY} | {"first": act["time"], "operations": []})
        row["last"] = max(row.get("last", 0.0), act["until"])
        row["failed"] = row.get("failed", 0) + act["failed"]
        for operation in row["operations"]:
            if operation["what"] == act["what"]:
                operation["count"] += 1
                break
        else:
            row["operations"].append({"what": act["what"], "class": act["operation"], "count": 1})
    return [row | {"first": moment(row["first"]), "last": moment(row["last"])} for row in rows.values()]


def write(acts: list[dict[str, Any]], window: tuple[float, float]) -> str:
    """The truth file as YAML text. Each line of activity is JSON, which YAML includes."""
    seen = [act for act in acts if window[0] <= act["time"] and act["until"] <= window[1]]
    lines = [HEADER + f'captured_from: "{moment(window[0])}"', f'captured_to: "{moment(window[1])}"', "incidents:"]
    for event in CATALOGUE.values():
        times = [act["time"] for act in seen if act["incident"] == event.id]
        if not times:
            raise ValueError(f"incident {event.id} is in nobody's log")
        lines += [f"  - id: {event.id}", f"    actor: {event.host}", f'    first: "{moment(times[0])}"']
        lines += [f"    checks: [{', '.join(event.checks)}]", f"    also: [{', '.join(event.also)}]", "    text:"]
        lines += [f"      {language}: {json.dumps(text)}" for language, text in event.text.items()]
    lines += ["declaration:", *(f"  - {{check: {check}, about: {about}}}" for check, about in WRONG_ON_PAPER)]
    lines += ["rules:", *(f"  - {{check: {check}, line: {json.dumps(line)}}}" for check, line in WRONG_IN_RULES)]
    lines.append("supply:")
    for check, about, words, also in WRONG_IN_SUPPLY:
        listed = f"words: [{', '.join(words)}], also: [{', '.join(also)}]"
        lines.append(f"  - {{check: {check}, about: {about}, {listed}}}")
    lines += ["claims:", *(f"  - {{requirement: {id}, because: {json.dumps(why)}}}" for id, why in WRONG_CLAIMS)]
    lines.append("activity:")
    lines += [f"  - {json.dumps(row, ensure_ascii=False)}" for row in conversations(seen)]
    return "\n".join(lines) + "\n"
