"""`keur firewall trace`: what firewalls do with one packet, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address
from typing import IO, TYPE_CHECKING, Any

import click

from keur.cli.firewall.subject import Subject, subject
from keur.cli.language import pick, say
from keur.cli.options import format_option
from keur.cli.terminal import clock_day, console_on, fail, output_file, plain

if TYPE_CHECKING:
    from keur.reach.packets import Packet
    from keur.reach.steps import Origin
    from keur.reach.trace import Trace
    from keur.reach.tracing import Journey, Station

NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58, "gre": 47, "esp": 50, "ah": 51, "sctp": 132}


@click.command(
    "trace",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Volg één pakket langs de regels.", en="Follow one packet along the rules."),
    help=say(
        nl="Volgt één pakket door een firewall (configuratiebestanden) of door alle firewalls van een fabriek (map): "
        "welke regels het tegenkomt, welke beslist, en wat adresvertaling ervan maakt. Eindcode: 0 doorgelaten, 1 "
        "tegengehouden, 2 onbekend.\n\n"
        "Voorbeeld: keur firewall trace fabriek --from 10.20.20.10 --to 10.20.10.11 --protocol tcp/502",
        en="Follows one packet through a firewall (configuration files) or through all firewalls of a plant (folder): "
        "which rules it meets, which one decides, and what address translation makes of it. Exit code: 0 let through, "
        "1 stopped, 2 unknown.\n\n"
        "Example: keur firewall trace plant --from 10.20.20.10 --to 10.20.10.11 --protocol tcp/502",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar=say(nl="BESTAND|MAP...", en="FILE|FOLDER..."))
@click.option("--from", "source", required=True, metavar="IP", help=say(nl="Afzender.", en="Sender."))
@click.option("--to", "destination", required=True, metavar="IP", help=say(nl="Bestemming.", en="Destination."))
@click.option(
    "--protocol",
    required=True,
    metavar=say(nl="PROTOCOL[/POORT]", en="PROTOCOL[/PORT]"),
    help=say(
        nl="tcp/502, udp/123, icmp/8 (type), gre, of een IP-protocolnummer.",
        en="tcp/502, udp/123, icmp/8 (type), gre, or an IP protocol number.",
    ),
)
@click.option(
    "--source-port",
    type=click.IntRange(0, 65_535),
    default=50_000,
    show_default=True,
    metavar=say(nl="POORT", en="PORT"),
    help=say(nl="Poort van de afzender.", en="Port of the sender."),
)
@click.option(
    "--state",
    type=click.Choice(["new", "established", "related", "invalid", "untracked"]),
    default="new",
    show_default=True,
    help=say(nl="Wat de firewall van de verbinding weet.", en="What the firewall knows of the connection."),
)
@click.option(
    "--application",
    metavar=say(nl="PROTOCOL:HANDELING", en="PROTOCOL:OPERATION"),
    help=say(
        nl="Soort bericht, zoals modbus:write, voor regels die daarnaar kijken.",
        en="Kind of message, such as modbus:write, for rules that look at that.",
    ),
)
@click.option(
    "--in", "into", default="", metavar="INTERFACE", help=say(nl="Waar het binnenkomt.", en="Where it comes in.")
)
@click.option(
    "--out", "out", default="", metavar="INTERFACE", help=say(nl="Waar het vertrekt.", en="Where it goes out.")
)
@click.option(
    "--firewall", metavar="ASSET", help=say(nl="Alleen deze, van een fabriek.", en="Only this one, of a plant.")
)
@format_option()
def command(
    paths: tuple[str, ...],
    source: str,
    destination: str,
    protocol: str,
    source_port: int,
    state: str,
    application: str | None,
    into: str,
    out: str,
    firewall: str | None,
    kind: str,
) -> None:
    from keur.reach.tracing import Interfaces, summed

    packet = _packet(source, destination, protocol, source_port, state)
    found = subject(paths, firewall)
    named = {one.name for device in found.devices for one in device.firewall.interfaces}
    for name in filter(None, (into, out)):
        if named and name not in named:
            fail(
                say(nl=f"geen interface `{name}`; wel ", en=f"no interface `{name}`; there is ")
                + ", ".join(sorted(named))
            )
    ways = _ways(found, packet, Interfaces(into, out), application, alone=firewall is not None)
    decision = summed(ways)
    with output_file(None) as file:
        if kind == "json":
            _write_json(packet, decision.name.lower(), ways, file)
        else:
            _write(packet, decision.name.lower(), ways, file)
    raise SystemExit({"PERMITTED": 0, "BLOCKED": 1, "UNKNOWN": 2}[decision.name])


def _packet(source: str, destination: str, protocol: str, source_port: int, state: str) -> Packet:
    from keur.observe.firewalls.model import SYN, TCP, State
    from keur.reach.packets import Packet

    ends = []
    for option, text in (("--from", source), ("--to", destination)):
        try:
            ends.append(ip_address(text))
        except ValueError:
            fail(say(nl=f"{option}: `{text}` is geen IP-adres", en=f"{option}: `{text}` is no IP address"))
    if ends[0].version != ends[1].version:
        fail(say(nl="--from en --to: IPv4 en IPv6 door elkaar", en="--from and --to: IPv4 and IPv6 mixed"))
    name, slash, port = protocol.lower().partition("/")
    number = NUMBERS.get(name, int(name) if name.isdecimal() and int(name) < 256 else None)
    with_port = number in (6, 17, 132, 1, 58)
    most = 255 if number in (1, 58) else 65_535
    if number is None or (slash and not (port.isdecimal() and int(port) <= most and with_port)):
        fail(
            say(
                nl=f"--protocol: `{protocol}` is niet zoals tcp/502", en=f"--protocol: `{protocol}` is not like tcp/502"
            )
        )
    if with_port and not slash:
        fail(
            say(
                nl=f"--protocol: noem ook de poort (of het ICMP-type), zoals {name}/502",
                en=f"--protocol: name the port (or ICMP type) as well, as {name}/502",
            )
        )
    target = int(port) * (256 if number in (1, 58) else 1) if slash else 0
    opening = State(state) is State.NEW
    flags = SYN if opening or number != TCP else 0x10
    return Packet(
        ends[0], ends[1], number, target, source_port if number in (6, 17, 132) else 0, state=State(state), flags=flags
    )


def _ways(found: Subject, packet: Packet, asked: Any, application: str | None, *, alone: bool) -> list[Journey]:
    """All ways that the packet may take: for each place where it may come in, and each kind of message."""

    from keur.reach import tracing
    from keur.reach.applications import resolved
    from keur.reach.engine import applications_of
    from keur.reach.topology import Topology

    today = clock_day()
    devices = resolved(found.devices)
    kinds = sorted({"", *(name for device in devices for name in applications_of(device.firewall))})
    if application is not None:
        kinds = [application if application in kinds else ""]
    by_itself = found.plant is None or alone or asked.into or asked.out
    topology = None if by_itself or found.plant is None else Topology(found.plant, devices)
    ways: list[Journey] = []
    for kind in kinds:
        one = replace(packet, application=kind)
        if topology is None:
            ways += [way for device in devices for way in tracing.alone(device, one, asked, today)]
        else:
            ways += tracing.journeys(topology, one, today)
    return tracing.distinct(ways)


def _write(packet: Packet, decision: str, ways: Sequence[Journey], file: IO[str]) -> None:
    from keur.reach import telling

    console = console_on(file, 160)
    console.print(
        f"[bold]{plain(telling.packet(packet))}[/bold]  {packet.state.value}  {_decision(decision)}", soft_wrap=True
    )
    if not ways:
        console.print(
            "  "
            + say(
                nl="achter geen interface van een firewall ligt de afzender: onbekend welke weg dit pakket neemt",
                en="the sender lies behind no interface of a firewall: which way this packet takes is not known",
            )
        )
    for way in ways:
        console.print()
        for line in _way(way):
            console.print(plain(line), soft_wrap=True)
    if len({way.decision for way in ways}) > 1:
        console.print()
        console.print(
            say(
                nl="Het hangt af van de weg of van de soort bericht; zeg meer met --in, --out of --application.",
                en="It depends on the way or on the kind of message; say more with --in, --out or --application.",
            )
        )


def _way(way: Journey) -> Iterator[str]:
    for station in way.stations:
        yield from _station(station)
    yield f"  = {_decision(way.decision.name.lower())}: {_ending(way.ending.value)}" + (
        f" ({way.last.application})" if way.last.application else ""
    )


def _station(station: Station) -> Iterator[str]:
    from keur.reach import telling

    into, out = station.in_interface or "?", station.out_interface or "?"
    yield f"  {station.device}  {into} > {out}"
    if station.destination is not None:
        yield "    " + _translation("destination", station.destination)
    for hook in station.hooks:
        for passage in hook.passages:
            mark = "*" if passage.origin == hook.decider else "?" if passage.doubtful else " "
            yield f"   {mark}{'  ' * passage.depth} {origin(passage.origin)}"
        if hook.decider not in [passage.origin for passage in hook.passages]:
            yield f"   * {origin(hook.decider)}"
    if station.source is not None:
        yield "    " + _translation("source", station.source)
    if station.doubtful:
        yield "    " + say(
            nl="wat de vertaling ervan maakt, is niet bekend", en="what translation makes of it is not known"
        )
    elif station.destination or station.source:
        yield "    " + say(nl="zoals het binnenkwam: ", en="as it came in: ") + telling.packet(station.packet)


def _translation(way: str, translation: Any) -> str:
    what = (
        say(nl="bestemming vertaald", en="destination translated")
        if way == "destination"
        else say(nl="bron vertaald", en="source translated")
    )
    return f"{translation.line}: {what}: {translation.text}"


def origin(of: Origin) -> str:
    if of.rule is None:
        if not of.chain:
            return say(nl="geen regel", en="no rule")
        return f"{of.line or '-'}: {of.chain}: " + say(nl="standaard van de lijst", en="default of the list")
    doubt = f" [{pick(of.rule.doubt)}]" if of.rule.doubt else ""
    return f"{of.line or '-'}: {of.chain}: {of.rule.text} > {of.rule.action.value}{doubt}"


def _decision(name: str) -> str:
    return {
        "permitted": say(nl="doorgelaten", en="let through"),
        "blocked": say(nl="tegengehouden", en="stopped"),
        "unknown": say(nl="onbekend", en="unknown"),
    }[name]


def _ending(name: str) -> str:
    return {
        "arrived": say(nl="het komt aan", en="it arrives"),
        "blocked": say(nl="door de regel met *", en="by the rule with *"),
        "no-route": say(nl="geen route", en="no route"),
        "thrown-away": say(nl="een route gooit het weg", en="a route throws it away"),
        "firewall": say(nl="het is voor de firewall zelf", en="it is for the firewall itself"),
        "out-of-sight": say(
            nl="het gaat verder langs een router zonder configuratie",
            en="it goes on past a router without configuration",
        ),
        "too-long": say(nl="het gaat in het rond", en="it goes round in circles"),
    }[name]


def _write_json(packet: Packet, decision: str, ways: Sequence[Journey], file: IO[str]) -> None:
    import json

    from keur.reach import telling

    document = {
        "packet": telling.packet(packet),
        "state": packet.state.value,
        "decision": decision,
        "ways": [
            {
                "decision": way.decision.name.lower(),
                "ending": way.ending.value,
                "kind_of_message": way.last.application,
                "last": telling.packet(way.last),
                "firewalls": [_station_data(station) for station in way.stations],
            }
            for way in ways
        ],
    }
    file.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _station_data(station: Station) -> dict[str, Any]:
    return {
        "firewall": station.device,
        "in": station.in_interface,
        "out": station.out_interface,
        "decision": station.decision.name.lower(),
        "destination_translated_by": station.destination.line if station.destination else None,
        "source_translated_by": station.source.line if station.source else None,
        "rules": [rule for hook in station.hooks for rule in _rules(hook)],
    }


def _rules(hook: Trace) -> list[dict[str, Any]]:
    return [
        {
            "chain": passage.origin.chain,
            "line": passage.origin.line,
            "text": passage.origin.rule.text if passage.origin.rule else "",
            "action": passage.origin.rule.action.value if passage.origin.rule else "default",
            "depth": passage.depth,
            "in_doubt": passage.doubtful,
            "decides": passage.origin == hook.decider,
        }
        for passage in hook.passages
    ]
