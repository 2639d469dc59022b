"""What the answer says of firewalls: which were read, what was not understood, and the rules behind each verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from keur.assess.result import (
    Attached,
    ChannelVerdict,
    ConfigurationRead,
    FirewallRead,
    NotUnderstood,
    PairPermission,
    RuleCited,
    Unread,
)
from keur.checks.finding import Citation
from keur.facts.database import Facts
from keur.observe.firewalls.model import Effect, Gap
from keur.reach.devices import ConfigFile, Device

NOT_READ = "configuration-not-read"
NOT_UNDERSTOOD = "configuration-not-understood"


def pairs(facts: Facts) -> tuple[PairPermission, ...]:
    rows = facts.rows("SELECT from_zone, to_zone, permitted FROM zone_pair ORDER BY from_zone, to_zone")
    return tuple(PairPermission(row["from_zone"], row["to_zone"], row["permitted"]) for row in rows)


def rules(facts: Facts) -> dict[str, list[RuleCited]]:
    """The rules behind each verdict row, in order."""
    rows = facts.rows(
        """
        SELECT v.verdict_row, r.firewall, r.label, r.record_file, r.record_line
        FROM verdict_rule v
        JOIN firewall_rule r USING (rule)
        ORDER BY v.verdict_row, r.rule
        """
    )
    found: dict[str, list[RuleCited]] = defaultdict(list)
    for row in rows:
        citation = Citation("line", row["record_file"], line=int(row["record_line"]))
        found[row["verdict_row"]].append(RuleCited(row["firewall"], row["label"], citation))
    return found


def read(facts: Facts) -> tuple[FirewallRead, ...]:
    """Every firewall with its files, what lies behind its interfaces, and what was not understood."""
    attached: dict[str, list[Attached]] = defaultdict(list)
    for row in facts.rows("SELECT * FROM zone_attachment ORDER BY firewall, interface, zone, basis, addresses"):
        line = row["record_line"]
        citation = None if line is None else Citation("line", row["record_file"], line=int(line))
        attached[row["firewall"]].append(
            Attached(row["zone"], row["interface"], row["addresses"], row["basis"], citation)
        )
    return tuple(
        FirewallRead(
            id=device.id,
            declared=device.declared,
            files=tuple(map(_file, device.files)),
            attached=tuple(attached[device.id]),
            not_understood=tuple(_gaps(device)),
        )
        for device in facts.firewalls.devices
    )


def _file(config: ConfigFile) -> ConfigurationRead:
    coverage = config.coverage
    return ConfigurationRead(
        file=config.file,
        sha256=config.sha256,
        format=config.format,
        lines=coverage.lines,
        understood=coverage.understood,
        beside=coverage.beside,
        not_understood=coverage.not_understood,
    )


def _gaps(device: Device) -> Iterator[NotUnderstood]:
    for gap in device.firewall.gaps:
        file = gap.file or device.files[0].file
        yield NotUnderstood(Citation("line", file, line=gap.line or None), gap.text, gap.reason)


def unread(facts: Facts) -> list[Unread]:
    """Files that were not read at all, and files of which lines were not understood."""
    found = [Unread(one.file, NOT_READ, 1, one.text.nl, one.text.en) for one in facts.firewalls.not_read]
    for device in facts.firewalls.devices:
        for config in device.files:
            # A gap without a line of its own, such as a file that is cut off, counts as well.
            serious = {gap.line for gap in _gaps_of(device, config.file) if gap.effect is not Effect.NONE}
            missing = max(config.coverage.not_understood, len(serious))
            if missing:
                found.append(
                    Unread(
                        config.file,
                        NOT_UNDERSTOOD,
                        missing,
                        "regels van de configuratie die niet zijn begrepen; wat zij beslissen, geldt als onbekend",
                        "lines of the configuration that were not understood; what they decide counts as unknown",
                    )
                )
    return found


def _gaps_of(device: Device, file: str) -> Iterator[Gap]:
    return (gap for gap in device.firewall.gaps if (gap.file or device.files[0].file) == file)


def not_demonstrated(facts: Facts, channels: Iterable[ChannelVerdict]) -> list[str]:
    """What nobody has shown about firewalls, in stable words."""
    if not facts.firewalls.devices:
        return ["permitted"]
    known = {pair.permitted for pair in pairs(facts)}
    if "unknown" in known or any(channel.permitted == "unknown" for channel in channels):
        return ["permitted-partly"]
    return []
