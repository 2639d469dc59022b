"""Results of two imagined plants: a small one with a safety zone and a DMZ, and a large one that crowds the page."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from keur.assess.result import (
    Attached,
    CaptureRead,
    ChannelVerdict,
    ConfigurationRead,
    Coverage,
    DecidedFinding,
    FirewallRead,
    NotUnderstood,
    OperationUse,
    PairPermission,
    Result,
    RuleCited,
    Unread,
)
from keur.checks.finding import Citation, Finding, fingerprint
from keur.plant.model import (
    Asset,
    Channel,
    Conduit,
    Decision,
    Opener,
    Operation,
    Place,
    Plant,
    Site,
    Text,
    Verdict,
    Zone,
    ZoneKind,
)

PLACE = Place("declared/zones.yaml", 1)
SHA = hashlib.sha256(b"capture").hexdigest()


def zone(name: str, nl: str, en: str, kind: str, *levels: str, sl_t: tuple[int, ...] | None = None) -> Zone:
    return Zone(name, Text(nl, en), levels, ZoneKind(kind), (), (), (), sl_t, None, {}, False, PLACE)


def conduit(name: str, start: str, end: str, nl: str = "", en: str = "", protocol: str = "modbus") -> Conduit:
    channel = Channel(protocol, "tcp", None, (), (), frozenset({Operation.READ}), Opener.FROM, PLACE)
    title = Text(nl, en) if nl else None
    return Conduit(name, title, start, end, (channel,), (), "", None, None, None, PLACE)


def asset(name: str, in_zone: str) -> Asset:
    return Asset(name, in_zone, "plc", "", "", "", "", (), (), (), "", "", "", "", "", PLACE)


def use(protocol: str, function: str, name: str, operation: str, count: int, errors: int = 0) -> OperationUse:
    return OperationUse(protocol, function, name, operation, True, count, errors)


READS = (
    use("modbus", "3", "Read Holding Registers", "read", 18234, 2),
    use("modbus", "4", "Read Input Registers", "read", 9120),
)
WRITE = use("modbus", "16", "Write Multiple Registers", "write", 3)
STOP = use("s7comm", "0x29", "PLC Stop", "control", 1)


def channel(
    start: str,
    end: str,
    protocol: str,
    port: int | None,
    verdict: str,
    name: str | None = None,
    operations: tuple[OperationUse, ...] = (),
) -> ChannelVerdict:
    declared = "yes" if name else "no"
    observed = "no" if verdict in ("unused", "open door") else "yes"
    cited = (Citation("frame", "observed/captures/dag1.pcapng", SHA, 18422, 54),) if observed == "yes" else ()
    seen = observed == "yes"
    return ChannelVerdict(
        start,
        end,
        protocol,
        port,
        operations,
        ("read", "identify") if name else None,
        declared,
        "unknown",
        observed,
        verdict,
        name,
        12 * seen,
        48230 * seen,
        5_120_330 * seen,
        cited,
    )


def finding(
    check: str, severity: str, subject: str, nl: str, en: str, *citations: Citation, verdict: str | None = None
) -> Finding:
    wanted = ("62443-3-3:2013:SR 5.1", "62443-3-3:2013:SR 5.2")
    return Finding(fingerprint(check, subject), check, severity, subject, Text(nl, en), citations, wanted, verdict)


def frame(number: int, offset: int = 54) -> Citation:
    return Citation("frame", "observed/captures/dag1.pcapng", SHA, number, offset)


def small() -> Result:
    zones = (
        zone("enterprise", "Kantoornetwerk", "Office network", "enterprise", "4", "5"),
        zone("vendor", "Leverancier op afstand", "Remote vendor", "external", "5"),
        zone("dmz", "Industriële DMZ", "Industrial DMZ", "dmz", "3.5", sl_t=(2, 2, 2, 1, 2, 1, 2)),
        zone("operations", "Productieleiding en historian", "Operations and historian", "operations", "3"),
        zone("scada", "Bedieningsruimte", "Control room", "supervision", "2", sl_t=(2, 2, 2, 1, 2, 1, 2)),
        zone("bioreactors", "Bioreactoren", "Bioreactors", "control", "0", "1", sl_t=(3, 3, 3, 1, 3, 1, 3)),
        zone("hvac", "Klimaat cleanroom", "Clean-room climate", "control", "0", "1", "2"),
        zone(
            "sis", "Noodstop bioreactoren", "Bioreactor emergency stop", "safety", "0", "1", sl_t=(4, 3, 4, 1, 3, 2, 3)
        ),
    )
    conduits = (
        conduit("office-historian", "enterprise", "dmz", "Rapportage", "Reporting", "https"),
        conduit("dmz-operations", "dmz", "operations", "Historian-spiegel", "Historian mirror", "opcua"),
        conduit("operations-scada", "operations", "scada", "Meetgegevens", "Measurements", "opcua"),
        conduit("scada-bioreactors", "scada", "bioreactors", "Bediening bioreactoren", "Bioreactor operation"),
        conduit("scada-hvac", "scada", "hvac", "Bediening klimaat", "Climate operation", "bacnet"),
        conduit("sis-scada", "sis", "scada", "Alarmen noodstop", "Emergency stop alarms"),
        conduit("vendor-dmz", "vendor", "dmz", "Onderhoud op afstand", "Remote maintenance", "rdp"),
    )
    channels = (
        channel("enterprise", "bioreactors", "modbus", 502, "breach", None, (WRITE,)),
        channel("vendor", "bioreactors", "s7comm", 102, "breach", None, (STOP,)),
        channel("scada", "operations", "telnet", 23, "breach"),
        channel("scada", "internet", "ntp", 123, "breach"),
        channel("vendor", "dmz", "rdp", 3389, "unused", "vendor-dmz"),
        channel("sis", "scada", "modbus", 502, "unused", "sis-scada"),
        channel("enterprise", "dmz", "https", 443, "in order", "office-historian"),
        channel("dmz", "operations", "opcua", 4840, "in order", "dmz-operations"),
        channel("operations", "scada", "opcua", 4840, "in order", "operations-scada"),
        channel("scada", "bioreactors", "modbus", 502, "in order", "scada-bioreactors", READS),
        channel("scada", "hvac", "bacnet", 47808, "in order", "scada-hvac"),
    )
    stop = finding(
        "program-transfer-seen",
        "critical",
        "vendor > bioreactors s7comm control",
        "De laptop van de leverancier (198.51.100.7) heeft plc-br1 op 22 november om 10:14 gestopt. Een gestopte "
        "besturing laat de bioreactor zonder regeling.",
        "The vendor's laptop (198.51.100.7) stopped plc-br1 on 22 November at 10:14. A stopped controller leaves the "
        "bioreactor without regulation.",
        frame(20113),
        verdict="breach",
    )
    write = finding(
        "enterprise-to-control-direct",
        "critical",
        "enterprise > bioreactors modbus write",
        "Een kantoorcomputer (10.10.4.21) schreef 3 keer een setpoint in plc-br1, buiten de DMZ om.",
        "An office computer (10.10.4.21) wrote a setpoint in plc-br1 3 times, past the DMZ.",
        frame(18422),
        frame(18440),
        Citation("line", "declared/conduits.yaml", line=31),
        verdict="breach",
    )
    telnet = finding(
        "cleartext-administration",
        "high",
        "scada > operations telnet",
        "De bedieningsruimte opent Telnet naar de historian; het wachtwoord gaat leesbaar over het netwerk.",
        "The control room opens Telnet to the historian; the password crosses the network in the clear.",
        frame(3011),
        verdict="breach",
    )
    clock = finding(
        "external-time-or-name-service",
        "medium",
        "scada > internet ntp",
        "Een bedienstation vraagt de tijd bij een server op internet.",
        "An operator station asks a server on the internet for the time.",
        frame(77),
        verdict="breach",
    )
    unseen = finding(
        "asset-never-seen",
        "low",
        "plc-sis1",
        "plc-sis1 staat in de assetlijst en zit in geen enkele opname.",
        "plc-sis1 is in the asset list and in no capture.",
        Citation("record", "declared/assets.csv", line=9),
    )
    fix = Verdict(
        telnet.id,
        Decision.FIX,
        "SSH komt bij de stop van week 50.",
        "M. de Vries",
        dt.date(2026, 11, 20),
        dt.date(2026, 12, 15),
        PLACE,
    )
    old = Verdict(
        clock.id,
        Decision.ACCEPT,
        "Tot de eigen tijdserver draait.",
        "J. Bakker",
        dt.date(2026, 3, 2),
        dt.date(2026, 9, 1),
        PLACE,
    )
    findings = (
        DecidedFinding(stop, None),
        DecidedFinding(write, None),
        DecidedFinding(telnet, fix),
        DecidedFinding(clock, None, old),
        DecidedFinding(unseen, None),
    )
    assets = tuple(asset(f"{zones[index % 8].id}-{index}", zones[index % 8].id) for index in range(14))
    site = Site("Voorbeeld Biotech B.V.", "leiden", Text("Bioreactorhal Leiden", "Leiden bioreactor hall"), "nl")
    plant = Plant("plant", site, zones, conduits, assets, (), (fix, old))
    coverage = Coverage(
        (
            CaptureRead(
                "observed/captures/dag1.pcapng", SHA, "kern", 1_204_331, 210_443_120, 1795341600000000, 1795345200000000
            ),
        ),
        ("enterprise", "vendor", "dmz", "operations", "scada", "bioreactors", "hvac"),
        ("sis",),
        14,
        12,
        ("permitted-partly",),
        (FIREWALL,),
    )
    unread = (
        Unread(
            "observed/captures/dag1.pcapng",
            "truncated-file",
            1,
            "Het bestand eindigt midden in een pakket; alles ervoor is gelezen.",
            "The file ends in the middle of a packet; everything before it was read.",
        ),
    )
    door = replace(
        channel("enterprise", "operations", "tcp/3389", 3389, "open door"),
        permitted="yes",
        observed="no",
        rules=(RULE,),
        example="10.10.4.21 > 10.10.3.5 tcp/3389",
        change=Text("Haal de regel op regel 12 weg.", "Remove the rule at line 12."),
        citations=(RULE.citation,),
    )
    names = [one.id for one in zones]
    open_pairs = {(one.from_zone, one.to_zone) for one in channels} | {("enterprise", "operations")}
    pairs = tuple(
        PairPermission(one, other, "yes" if (one, other) in open_pairs else "no" if one != "vendor" else "unknown")
        for one in names
        for other in names
        if one != other
    )
    return Result(plant, "2026-11-23", findings, (*channels, door), unread, coverage, pairs)


RULE = RuleCited("fw-1", "CHG-0042 beheer op afstand", Citation("line", "observed/firewalls/fw-1/regels.nft", line=12))
FIREWALL = FirewallRead(
    "fw-1",
    True,
    (ConfigurationRead("observed/firewalls/fw-1/regels.nft", SHA, "nftables", 60, 50, 8, 2),),
    (
        Attached(
            "scada", "eth1", "10.10.2.0/24", "connected", Citation("line", "observed/firewalls/fw-1/addr.json", line=3)
        ),
        Attached("internet", "wan", "0.0.0.0/0", "declared", None),
    ),
    (
        NotUnderstood(
            Citation("line", "observed/firewalls/fw-1/regels.nft", line=31),
            "meta mark 0x7 accept",
            Text("`meta mark` hangt af van wat elders is gezet", "`meta mark` depends on what is set elsewhere"),
        ),
    ),
)


_LARGE_ZONES = (
    zone("erp", "ERP en kantoorautomatisering", "ERP and office automation", "enterprise", "5"),
    zone("site-it", "Locatie-IT", "Site IT", "enterprise", "4"),
    zone("wifi", "Draadloos magazijn", "Wireless warehouse", "wireless", "4"),
    zone("dmz", "Industriële DMZ", "Industrial DMZ", "dmz", "3.5", sl_t=(2,) * 7),
    zone("mes", "MES en historian", "MES and historian", "operations", "3"),
    zone("engineering", "Engineeringstations", "Engineering stations", "operations", "3"),
    zone("scada", "SCADA-servers en bedienposten", "SCADA servers and operator stations", "supervision", "2"),
    zone("packaging", "Verpakkingslijn 1 tot en met 4", "Packaging lines 1 to 4", "control", "0", "1", "2"),
    zone("mixing", "Menginstallatie", "Mixing plant", "control", "0", "1"),
    zone(
        "utilities",
        "Nutsvoorzieningen: stoom, perslucht en water",
        "Utilities: steam, air and water",
        "control",
        "0",
        "1",
        "2",
        "3",
    ),
    zone("tank-farm", "Tankenpark", "Tank farm", "control", "0", "1"),
    zone("sis", "Instrumentele beveiliging", "Safety instrumented system", "safety", "0", "1", "2"),
)


def large() -> Result:
    """12 zones, 60 assets, 40 conduits; every verdict occurs."""
    names = [zone.id for zone in _LARGE_ZONES]
    pairs = [(start, end) for start in names for end in names if start != end]
    near = sorted(pairs, key=lambda pair: (abs(names.index(pair[0]) - names.index(pair[1])), pair))
    declared = sorted(near[:60:2] + near[60::7][:10], key=lambda pair: (names.index(pair[0]), names.index(pair[1])))
    protocols = (("modbus", 502), ("opcua", 4840), ("s7comm", 102), ("enip", 44818), ("https", 443), ("bacnet", 47808))
    verdicts = ("in order", "in order", "unused", "in order", "unknown", "blocked", "in order", "bypass")
    conduits, channels = [], []
    for number, (start, end) in enumerate(declared):
        name, (protocol, port) = f"c{number + 1:02}-{start}-{end}", protocols[number % 6]
        conduits.append(conduit(name, start, end, protocol=protocol))
        verdict = verdicts[number % 8]
        channels.append(channel(start, end, protocol, port, verdict, name, READS if verdict != "unused" else ()))
        if number % 3 == 0:
            channels.append(channel(start, end, "icmp", None, "in order", name))
    undeclared = (
        ("erp", "mixing"),
        ("wifi", "utilities"),
        ("engineering", "sis"),
        ("unknown", "packaging"),
        ("scada", "internet"),
    )
    findings = []
    for number, (start, end) in enumerate(undeclared):
        channels.append(channel(start, end, "modbus", 502, "breach", None, (WRITE, *READS)))
        findings.append(
            finding(
                "undeclared-conduit",
                "critical" if number < 2 else "high",
                f"{start} > {end} modbus write",
                f"Tussen {start} en {end} loopt verkeer dat niemand heeft opgegeven.",
                f"Traffic that nobody declared runs between {start} and {end}.",
                frame(100 + number),
                verdict="breach",
            )
        )
    beyond = channel("mes", "engineering", "modbus", 502, "breach", None, (WRITE,))
    channels.append(replace(beyond, conduit=conduits[0].id))
    channels.append(channel("site-it", "mes", "rdp", 3389, "open door"))
    channels[-1] = replace(channels[-1], permitted="yes")
    for number in range(25):
        findings.append(
            finding(
                "asset-never-seen",
                "low",
                f"asset-{number:02}",
                f"asset-{number:02} zit in geen enkele opname.",
                f"asset-{number:02} is in no capture.",
                Citation("record", "declared/assets.csv", line=number + 2),
            )
        )
    assets = tuple(asset(f"asset-{number:02}", names[number % 12]) for number in range(60))
    site = Site("Voorbeeld Voeding N.V.", "delfzijl", Text("Fabriek Delfzijl", "Delfzijl factory"), "nl")
    plant = Plant("plant", site, _LARGE_ZONES, tuple(conduits), assets, (), ())
    captures = tuple(
        CaptureRead(
            f"observed/captures/dag{day}.pcapng",
            SHA,
            f"lijn-{day}",
            1_000_000 * day,
            90_000_000 * day,
            1795341600000000,
            1795345200000000,
        )
        for day in range(1, 5)
    )
    coverage = Coverage(captures, tuple(names[:10]), tuple(names[10:]), 60, 35, ("permitted",))
    return Result(
        plant, "2026-11-23", tuple(DecidedFinding(one, None) for one in findings), tuple(channels), (), coverage
    )
