"""What happens on this day that a plant would want to know: one row an incident, one function that plays it.

`checks` names the checks of keur that should speak of it, `also` those that rightly may. Incidents are only labelled
here; what was really done, when and from which port is in the actors' logs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from lab.actor import Actor
from lab.network import HOSTS, plug, unplug
from lab.stacks import link_layer, modbus, names_and_time, opcua, s7, snmp, telnet, web

PUBLIC_NAMES, PUBLIC_TIME = "8.8.8.8", "216.239.35.0"
"""Public DNS and NTP services that cheap firmware has built in. The plant has no way out; nothing reaches them."""


@dataclass(frozen=True)
class Incident:
    id: str
    host: str
    second: float
    """Of the day, when it begins."""
    text: dict[str, str]
    checks: tuple[str, ...]
    play: Callable[[Incident, Actor], Awaitable[None]]
    also: tuple[str, ...] = ()


async def _write_register(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with modbus.connect(actor, HOSTS["plc-br1"].ipv4, event.id) as controller:
        await controller.holding(0, 8)
        await controller.write(0, 385)


async def _upload_program(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with s7.connect(actor, HOSTS["plc-dsp"].ipv4, event.id) as plc:
        await plc.who()
        await plc.blocks()
        await plc.upload(s7.RECIPE)


async def _plug_in(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    plug(actor.host)
    await actor.at(event.second + 1)
    await link_layer.identify_devices(actor, 0x6600, event.id)
    async with modbus.connect(actor, HOSTS["plc-br1"].ipv4, event.id) as controller:
        await controller.who()
        for turn in range(12):
            await actor.at(event.second + 2 + turn)
            await controller.holding(0, 16)


async def _look_past_dmz(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with s7.connect(actor, HOSTS["plc-dsp"].ipv4, event.id) as plc:
        await plc.who()
        await plc.protection()


async def _start_plc(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with s7.connect(actor, HOSTS["plc-dsp"].ipv4, event.id) as plc:
        await plc.protection()
        await plc.start()


async def _stop_plc(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with s7.connect(actor, HOSTS["plc-dsp"].ipv4, event.id) as plc:
        await plc.protection()
        await plc.stop()


async def _telnet(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    await telnet.log_on(actor, HOSTS["gw-scale"].ipv4, event.id)


async def _copied_address(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    plug(actor.host)
    for turn in range(2):  # ANNOUNCE_NUM and ANNOUNCE_INTERVAL of RFC 5227
        await actor.at(event.second + 0.5 + 2 * turn)
        link_layer.announce_address(actor, event.id)
    await actor.at(event.second + 3.5)
    unplug(actor.host)


async def _reach_out(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    for _ in range(3):
        await names_and_time.resolve(actor, PUBLIC_NAMES, "pool.ntp.org", event.id)
        await names_and_time.ask_time(actor, PUBLIC_TIME, event.id)


async def _read_safety(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with modbus.connect(actor, HOSTS["sis"].ipv4, event.id) as controller:
        await controller.discrete(0, 16)
        await controller.holding(0, 4)


async def _go_around(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    for path in ("/airflow", "/pressure"):
        await web.get(actor, HOSTS["ahu1"].ipv4, path, incident=event.id)


async def _wrong_side(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    async with opcua.connect(actor, HOSTS["historian"].ipv4, event.id) as session:
        for turn in range(3):
            await actor.at(event.second + 2 * turn)
            await session.read()


async def _monitor(event: Incident, actor: Actor) -> None:
    async for turn in actor.every(20, event.second):
        await snmp.get(actor, HOSTS["sw-br"].ipv4, turn, event.id)


async def _web_logon(event: Incident, actor: Actor) -> None:
    await actor.at(event.second)
    for path in ("/", "/schedule"):
        await web.get(actor, HOSTS["ahu1"].ipv4, path, logon="service:lab-only", incident=event.id)


_ROWS = (
    Incident(
        "snmp-in-clear",
        "infra",
        15,
        {
            "nl": "Netwerkbewaking bevraagt de switch van de bioreactoren met SNMP v2c; het wachtwoord is leesbaar.",
            "en": "Network monitoring polls the bioreactors' switch with SNMP v2c; its password travels in clear.",
        },
        ("cleartext-administration",),
        _monitor,
    ),
    Incident(
        "vendor-past-the-dmz",
        "vendor",
        37,
        {
            "nl": "De leverancier bekijkt de zuiverings-PLC buiten de DMZ om: zo afgesproken, en toch niet goed.",
            "en": "The vendor looks at the downstream PLC past the DMZ: as declared, and still not right.",
        },
        ("enterprise-to-control-direct",),
        _look_past_dmz,
    ),
    Incident(
        "enterprise-writes-register",
        "pc-qa",
        45,
        {
            "nl": "Een pc van de kwaliteitsafdeling schrijft rechtstreeks een register in de PLC van bioreactor 1.",
            "en": "A PC of the quality department writes a register of bioreactor 1's PLC directly.",
        },
        ("breach", "enterprise-to-control-direct"),
        _write_register,
        ("operation-not-allowed",),
    ),
    Incident(
        "program-uploaded",
        "eng",
        60,
        {
            "nl": "Het engineeringstation haalt een blok uit de zuiverings-PLC: afgesproken, maar altijd getoond.",
            "en": "The engineering station uploads a block from the downstream PLC: declared, but always shown.",
        },
        ("program-transfer-seen",),
        _upload_program,
    ),
    Incident(
        "stranger-in-control-network",
        "stranger",
        75,
        {
            "nl": "Een onbekend apparaat wordt in het netwerk van de bioreactoren gestoken en leest een PLC uit.",
            "en": "An unknown device is plugged into the bioreactors' network and reads a PLC.",
        },
        ("asset-not-declared",),
        _plug_in,
        ("undeclared-conduit",),
    ),
    Incident(
        "vendor-stops-plc",
        "vendor",
        95,
        {
            "nl": "De laptop van de leverancier, die ook na goedkeuring alleen mag kijken, stopt de zuiverings-PLC.",
            "en": "The vendor's laptop, which also by its approval may only look, stops the downstream PLC.",
        },
        ("operation-not-allowed", "program-transfer-seen", "operation-beyond-approval"),
        _stop_plc,
        ("enterprise-to-control-direct",),
    ),
    Incident(
        "plc-started-again",
        "eng",
        109,
        {
            "nl": "Een engineer start de stilgezette PLC weer: afgesproken, maar altijd getoond.",
            "en": "An engineer starts the stopped PLC again: declared, but always shown.",
        },
        ("program-transfer-seen",),
        _start_plc,
    ),
    Incident(
        "telnet-to-gateway",
        "scada",
        118,
        {
            "nl": "Vanaf SCADA wordt met Telnet ingelogd op de weegschaalgateway.",
            "en": "Somebody on SCADA logs on to the scale gateway with Telnet.",
        },
        ("breach", "cleartext-administration"),
        _telnet,
    ),
    Incident(
        "copied-address",
        "spare",
        128,
        {
            "nl": "Een reserve-PLC met een kopie van de configuratie meldt zich met het IP-adres van bioreactor 2.",
            "en": "A spare PLC with a copied configuration announces itself with bioreactor 2's IP address.",
        },
        ("address-conflict",),
        _copied_address,
        ("asset-not-declared",),
    ),
    Incident(
        "around-the-firewall",
        "hmi",
        138,
        {
            "nl": "Het bedienstation opent de webpagina van luchtbehandelingskast 1 via een oude router om fw-01 heen.",
            "en": "The operator station opens the web page of air handler 1 by way of an old router, around fw-01.",
        },
        ("bypass",),
        _go_around,
    ),
    Incident(
        "gateway-reaches-out",
        "gw-scale",
        145,
        {
            "nl": "De weegschaalgateway zoekt een publieke naamserver en een publieke tijdserver op het internet.",
            "en": "The scale gateway looks for a public name server and a public time server on the internet.",
        },
        ("internet-address-in-ot", "external-time-or-name-service"),
        _reach_out,
        ("undeclared-conduit",),
    ),
    Incident(
        "engineering-reads-safety",
        "eng",
        160,
        {
            "nl": "Het engineeringstation leest de veiligheidsbesturing uit; dat mag alleen SCADA.",
            "en": "The engineering station reads the safety controller; only SCADA may.",
        },
        ("breach", "safety-zone-reached"),
        _read_safety,
    ),
    Incident(
        "dmz-opens-inwards",
        "replica",
        168,
        {
            "nl": "De replica in de DMZ opent zelf een verbinding naar de historian, in plaats van andersom.",
            "en": "The replica in the DMZ opens a connection to the historian, instead of the other way round.",
        },
        ("connection-opened-from-the-wrong-side",),
        _wrong_side,
        ("breach",),
    ),
    Incident(
        "web-logon-in-clear",
        "eng",
        180,
        {
            "nl": "Een engineer logt over HTTP, zonder versleuteling, in op luchtbehandelingskast 1.",
            "en": "An engineer logs on to air handler 1 over HTTP, without encryption.",
        },
        ("cleartext-administration",),
        _web_logon,
    ),
)

CATALOGUE = {row.id: row for row in _ROWS}

WRONG_ON_PAPER = (
    ("asset-never-seen", "plc-br3"),
    ("channel-never-used", "engineering-hvac bacnet"),
    ("conduit-past-review-date", "scada-hvac"),
    ("dual-homed-asset", "rt-old"),
    ("blocked-conduit", "hvac-time ntp"),
)
"""What is wrong in the demo's declaration itself: check, and what it is about. Nobody does it, so nobody logs it."""

COMMISSIONING = "inbedrijfstelling, tijdelijk tot 2019-09-01"

WRONG_IN_RULES = (
    ("any-any-rule", COMMISSIONING),
    ("rule-past-its-date", COMMISSIONING),
    ("safety-zone-permitted", COMMISSIONING),
    ("conduit-without-rule", COMMISSIONING),
    ("vendor-path-not-through-dmz", "vendor-diagnosis"),
    ("it-ot-without-dmz", "CHG-0188 proef MES, projectgroep"),
    ("rule-without-conduit", "CHG-0117 weegschaal inregelen"),
    ("shadowed-rule", "CHG-0231 geen telnet naar de weegschaal"),
    ("open-door", "enterprise-replica"),
    ("management-from-wrong-zone", "beheer"),
    ("refusal-not-logged", "policy drop"),
    ("unused-rule", "jump-hvac"),
    ("vendor-path-after-contract", "jump-hvac"),
)
"""What is wrong in `firewall/fw-01.nft`, used on this day or not: check, and words of the line that it must cite."""

WRONG_IN_SUPPLY = (
    ("session-on-shared-account", "vatwerk vatwerk-service", ("vatwerk-service",), ()),
    ("answer-contradicted-by-facts", "vatwerk B3", ("B3", "vatwerk-service"), ("vatwerk C2",)),
    ("advisory-undecided", "sluiswachter", ("Sluiswachter",), ()),
    ("measure-expired", "WAD-2026-01 Alleen infra mag bij het beheer van de switch", ("WAD-2026-01", "sw-br"), ()),
)
"""What is wrong in the supply chain and in nobody's doings: check, what it is about, words of which each line that it
cites must have one, and what else the check rightly may be about."""

WRONG_CLAIMS = (
    ("CM 1.1", ("stranger-in-control-network", "copied-address")),
    (
        "CM 1.4",
        (
            f"rule {COMMISSIONING}",
            "rule CHG-0117 weegschaal inregelen",
            "rule CHG-0231 geen telnet naar de weegschaal",
            "blocked hvac-time ntp",
        ),
    ),
    (
        "NET 1.1",
        (
            "enterprise-writes-register",
            "vendor-past-the-dmz",
            "gateway-reaches-out",
            "rule CHG-0188 proef MES, projectgroep",
        ),
    ),
    (
        "NET 1.2",
        (
            "enterprise-writes-register",
            "telnet-to-gateway",
            "engineering-reads-safety",
            "dmz-opens-inwards",
            "around-the-firewall",
            "two zones rt-old",
            "rule CHG-0117 weegschaal inregelen",
            "blocked hvac-time ntp",
            "overdue scada-hvac",
        ),
    ),
    ("NET 1.3", ("engineering-reads-safety", f"rule {COMMISSIONING}")),
    ("NET 1.7", (f"rule {COMMISSIONING}", "rule enterprise-replica", "rule beheer")),
    ("NET 1.9", ("gateway-reaches-out",)),
    ("NET 3.2", ("rule vendor-diagnosis", "vendor-stops-plc")),
    ("NET 3.3", ("rule jump-hvac",)),
    ("ORG 1.6", ("rule jump-hvac", "supply vatwerk B3")),
    ("COMP 3.5", ("supply WAD-2026-01 Alleen infra mag bij het beheer van de switch",)),
    ("USER 1.2", ("rule jump-hvac",)),
    ("USER 1.3", ("supply vatwerk vatwerk-service",)),
    ("USER 1.5", ("vendor-stops-plc",)),
    ("USER 1.11", ("snmp-in-clear", "telnet-to-gateway", "web-logon-in-clear")),
    ("USER 1.12", ("supply vatwerk vatwerk-service",)),
    ("USER 2.1", ("vendor-stops-plc",)),
    ("EVENT 1.4", ("rule policy drop",)),
    ("EVENT 1.9", ("supply sluiswachter",)),
)
"""What the demo's programme claims and is not so: requirement of IEC 62443-2-1, and what contradicts it: an incident, a
mistake in the declaration, the line of a rule, or what is wrong in the supply chain."""
