"""The fixed texts of the report, in Dutch and English."""

from __future__ import annotations

from typing import Literal

from keur.plant.model import Text

Language = Literal["nl", "en"]


def word(key: str, language: Language, /, **values: object) -> str:
    """The text for `key`, with `{name}` filled in.

    Raises KeyError for a key that is not in `WORDS`.
    """
    text = WORDS[key]
    found = text.nl if language == "nl" else text.en
    return found.format(**values) if values else found


def known(group: str, name: str, language: Language) -> str:
    """The text for `group.name`, or `name` itself where the table does not know it."""
    key = f"{group}.{name}"
    return word(key, language) if key in WORDS else name


def counted(key: str, count: int, language: Language) -> str:
    """`count` with its noun, singular or plural: `1 kanaal`, `2 kanalen`."""
    return word(f"{key}.{'one' if count == 1 else 'many'}", language, count=number(count, language))


def number(value: int, language: Language) -> str:
    """Thousands apart, as the language writes them."""
    shown = f"{value:,}"
    return shown.replace(",", ".") if language == "nl" else shown


def size(value: int, language: Language) -> str:
    """Bytes in a readable unit (powers of 1000)."""
    if value < 1000:
        return f"{value} B"
    amount = float(value)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.95 or unit == "TB":
            shown = f"{amount:.1f} {unit}"
            return shown.replace(".", ",") if language == "nl" else shown
    raise AssertionError("the last unit always returns")


WORDS: dict[str, Text] = {
    # The page
    "title": Text("Keuring van het OT-netwerk", "Inspection of the OT network"),
    "skip": Text("Naar de inhoud", "Skip to content"),
    "contents": Text("Inhoud", "Contents"),
    "checked_on": Text("Gekeurd op {date}", "Checked on {date}"),
    "observed_between": Text("Waargenomen verkeer van {first} tot {last}", "Observed traffic from {first} to {last}"),
    "made_by": Text(
        "Gemaakt met keur uit de map van de installatie en de genoemde opnamen.",
        "Made with keur from the plant folder and the captures named.",
    ),
    "scroll": Text("{what}; schuift opzij", "{what}; scrolls sideways"),
    # Headline
    "headline": Text("Samenvatting", "Summary"),
    "breaches.one": Text("{count} doorbraak", "{count} breach"),
    "breaches.many": Text("{count} doorbraken", "{count} breaches"),
    "breaches.meaning": Text(
        "verkeer dat niemand heeft opgegeven en dat toch is waargenomen",
        "traffic that nobody declared and that was observed all the same",
    ),
    "open_doors.one": Text("{count} open deur", "{count} open door"),
    "open_doors.many": Text("{count} open deuren", "{count} open doors"),
    "open_doors.meaning": Text(
        "wat firewalls doorlaten zonder dat iemand het heeft opgegeven, ook als er nog niets doorheen ging",
        "what firewalls let through though nobody declared it, also when nothing went through yet",
    ),
    "bypasses.one": Text(
        "{count} omweg: verkeer dat de firewall weigert en dat toch aankomt",
        "{count} bypass: traffic that the firewall refuses and that arrives all the same",
    ),
    "bypasses.many": Text(
        "{count} omwegen: verkeer dat de firewall weigert en dat toch aankomt",
        "{count} bypasses: traffic that the firewall refuses and that arrives all the same",
    ),
    "in_order.of": Text("{count} van {total} kanalen in orde", "{count} of {total} channels in order"),
    "in_order.meaning": Text(
        "opgegeven en waargenomen zoals bedoeld; elk ander oordeel staat in de oordelenlijst",
        "declared and observed as meant; every other verdict is in the verdict list",
    ),
    "open_findings.one": Text("{count} open bevinding", "{count} open finding"),
    "open_findings.many": Text("{count} open bevindingen", "{count} open findings"),
    "decided_findings.one": Text("{count} bevinding heeft een geldig besluit", "{count} finding has a valid decision"),
    "decided_findings.many": Text(
        "{count} bevindingen hebben een geldig besluit", "{count} findings have a valid decision"
    ),
    "not_demonstrated.one": Text("{count} punt niet aangetoond", "{count} point not demonstrated"),
    "not_demonstrated.many": Text("{count} punten niet aangetoond", "{count} points not demonstrated"),
    "nothing_not_demonstrated": Text(
        "Er zijn geen punten gemeld die niet konden worden aangetoond.",
        "No points were reported that could not be demonstrated.",
    ),
    "never_compliant": Text(
        "Dit rapport zegt nergens dat de installatie voldoet. Het zegt welk bewijs er is, wat ontbreekt, wat "
        "elkaar tegenspreekt en wat verlopen is. Wat niet is aangetoond, telt niet als goed.",
        "This report nowhere says that the plant is compliant. It says what evidence is present, missing, "
        "contradicted "
        "or expired. What is not demonstrated does not count as good.",
    ),
    "not_demonstrated.permitted": Text(
        "Of firewalls het verkeer toestaan: er is geen firewallconfiguratie gelezen. ‘Toegestaan’ is daarom "
        "overal onbekend.",
        "Whether firewalls permit the traffic: no firewall configuration was read. ‘Permitted’ is therefore "
        "unknown everywhere.",
    ),
    "not_demonstrated.permitted-partly": Text(
        "Of firewalls alle verkeer toestaan of weigeren: voor een deel van de zones of kanalen is dat onbekend; zie "
        "‘Firewalls’.",
        "Whether firewalls permit or refuse all traffic: for some zones or channels that is unknown; see ‘Firewalls’.",
    ),
    "not_demonstrated.observed": Text(
        "Of elk kanaal wordt gebruikt: waar geen opname is gelezen, is ‘waargenomen’ onbekend.",
        "Whether every channel is used: where no capture was read, ‘observed’ is unknown.",
    ),
    "zones_unseen": Text(
        "Zones waarvan geen enkel pakket in een opname zit: {zones}.",
        "Zones of which no packet is in any capture: {zones}.",
    ),
    "assets_unseen": Text(
        "{seen} van de {declared} opgegeven assets zijn in het verkeer gezien; van de andere is niets aangetoond.",
        "{seen} of the {declared} declared assets were seen in traffic; nothing is demonstrated of the others.",
    ),
    "unread_short": Text(
        "Een deel van de invoer kon niet worden gelezen; zie ‘Niet gelezen’.",
        "Part of the input could not be read; see ‘Not read’.",
    ),
    # Severities
    "severity.critical": Text("kritiek", "critical"),
    "severity.high": Text("hoog", "high"),
    "severity.medium": Text("midden", "medium"),
    "severity.low": Text("laag", "low"),
    # Verdicts
    "verdict": Text("Oordeel", "Verdict"),
    "verdict.breach": Text("doorbraak", "breach"),
    "verdict.bypass": Text("omweg", "bypass"),
    "verdict.open door": Text("open deur", "open door"),
    "verdict.blocked": Text("geblokkeerd", "blocked"),
    "verdict.unused": Text("ongebruikt", "unused"),
    "verdict.in order": Text("in orde", "in order"),
    "verdict.closed": Text("dicht", "closed"),
    "verdict.unknown": Text("onbekend", "unknown"),
    # Three questions
    "declared": Text("opgegeven", "declared"),
    "permitted": Text("toegestaan", "permitted"),
    "observed": Text("waargenomen", "observed"),
    "declared.letter": Text("O", "D"),
    "permitted.letter": Text("T", "P"),
    "observed.letter": Text("W", "O"),
    "answer.yes": Text("ja", "yes"),
    "answer.no": Text("nee", "no"),
    "answer.unknown": Text("onbekend", "unknown"),
    # Zones and levels
    "zone": Text("Zone", "Zone"),
    "level": Text("Niveau", "Level"),
    "zone.internet": Text("Internet", "Internet"),
    "zone.unknown": Text("In geen zone", "In no zone"),
    "zone.group": Text("Groepsadressen", "Group addresses"),
    "zone.group.kind": Text("multicast en broadcast", "multicast and broadcast"),
    "zone.internet.kind": Text("openbare adressen", "public addresses"),
    "zone.unknown.kind": Text("adressen buiten elke zone", "addresses outside every zone"),
    "kind.safety": Text("veiligheid", "safety"),
    "kind.control": Text("besturing", "control"),
    "kind.supervision": Text("bediening", "supervision"),
    "kind.operations": Text("productie", "operations"),
    "kind.dmz": Text("DMZ", "DMZ"),
    "kind.enterprise": Text("kantoor", "enterprise"),
    "kind.external": Text("extern", "external"),
    "kind.wireless": Text("draadloos", "wireless"),
    "kind.temporary": Text("tijdelijk", "temporary"),
    "level.5": Text("Onderneming", "Enterprise"),
    "level.4": Text("Locatie-IT", "Site IT"),
    "level.3.5": Text("Industriële DMZ", "Industrial DMZ"),
    "level.3": Text("Productieleiding", "Operations"),
    "level.2": Text("Bediening", "Supervision"),
    "level.1": Text("Besturing", "Control"),
    "level.0": Text("Proces", "Process"),
    "level.outside": Text("Zonder niveau", "Without level"),
    "safety_column": Text("Veiligheid (SIS)", "Safety (SIS)"),
    "assets.one": Text("{count} asset", "{count} asset"),
    "assets.many": Text("{count} assets", "{count} assets"),
    "not_seen": Text("niet waargenomen", "not observed"),
    # Diagram
    "diagram": Text("Zones en conduits", "Zones and conduits"),
    "diagram.intro": Text(
        "De niveaus van het Purdue-model zijn banden, de zones vakken. Elke conduit is een genummerde buis in "
        "de kleur van "
        "zijn slechtste oordeel; de pijl wijst van de kant die opent naar de andere. Een gestreepte lijn met een "
        "uitroepteken is verkeer dat niemand heeft opgegeven. De tabel eronder zegt hetzelfde in tekst.",
        "The levels of the Purdue model are bands, the zones boxes. Each conduit is a numbered pipe in the "
        "colour of its "
        "worst verdict; the arrow points from the side that opens to the other. A dashed line with an "
        "exclamation mark "
        "is traffic that nobody declared. The table below says the same in text.",
    ),
    "undrawn.one": Text(
        "{count} paar zones met alleen een open deur is niet getekend; het staat in de matrix.",
        "{count} pair of zones with nothing but an open door is not drawn; it stands in the matrix.",
    ),
    "undrawn.many": Text(
        "{count} paren zones met alleen open deuren zijn niet getekend; zij staan in de matrix.",
        "{count} pairs of zones with open doors only are not drawn; they stand in the matrix.",
    ),
    "diagram.title": Text("Purdue-schema van {site}", "Purdue diagram of {site}"),
    "diagram.desc": Text(
        "{zones} op zeven niveaus, verbonden door {pipes}. Slechtste oordelen: {verdicts}. De tabel onder het "
        "schema noemt elke verbinding.",
        "{zones} on seven levels, joined by {pipes}. Worst verdicts: {verdicts}. The table below the diagram names "
        "every connection.",
    ),
    "zones.one": Text("{count} zone", "{count} zone"),
    "zones.many": Text("{count} zones", "{count} zones"),
    "pipes.one": Text("{count} verbinding", "{count} connection"),
    "pipes.many": Text("{count} verbindingen", "{count} connections"),
    "channels.one": Text("{count} kanaal", "{count} channel"),
    "channels.many": Text("{count} kanalen", "{count} channels"),
    "legend": Text("Legenda", "Legend"),
    "legend.declared": Text("opgegeven conduit", "declared conduit"),
    "legend.undeclared": Text("niet opgegeven", "not declared"),
    "pipes.caption": Text("Verbindingen in het schema", "Connections in the diagram"),
    "zones.caption": Text("Zones in het schema", "Zones in the diagram"),
    "number": Text("Nr.", "No."),
    "name": Text("Naam", "Name"),
    "kind": Text("Soort", "Kind"),
    "from": Text("Van", "From"),
    "to": Text("Naar", "To"),
    "conduit": Text("Conduit", "Conduit"),
    "channels": Text("Kanalen", "Channels"),
    "assets": Text("Assets", "Assets"),
    "sl_t": Text("SL-T (FR 1–7)", "SL-T (FR 1–7)"),
    "over_conduit": Text("over {conduits}", "over {conduits}"),
    "within_zone": Text("binnen één zone, niet getekend", "within one zone, not drawn"),
    "none_declared": Text("niet opgegeven", "not declared"),
    "no_channels": Text("geen kanalen", "no channels"),
    # Matrix
    "matrix": Text("Zone naar zone", "Zone to zone"),
    "matrix.intro": Text(
        "Rijen openen, kolommen antwoorden. Elk vak beantwoordt drie vragen: opgegeven ({d}), toegestaan ({p}) "
        "en waargenomen "
        "({o}). De letter staat er bij ja, een streepje bij nee, een vraagteken bij onbekend. Kleur en teken "
        "geven het "
        "slechtste oordeel; een vak met kanalen leidt naar hun regels en frames in de oordelenlijst.",
        "Rows open, columns answer. Each cell answers three questions: declared ({d}), permitted ({p}) and "
        "observed ({o}). "
        "The letter stands for yes, a dash for no, a question mark for unknown. Colour and sign give the worst "
        "verdict; "
        "a cell with channels leads to their rules and frames in the verdict list.",
    ),
    "matrix.caption": Text("Verkeer van zone (rij) naar zone (kolom)", "Traffic from zone (row) to zone (column)"),
    "matrix.corner": Text("van ↓ naar →", "from ↓ to →"),
    # Findings
    "findings": Text("Bevindingen", "Findings"),
    "findings.intro": Text(
        "In volgorde van gevolg. Naast elke bevinding staat wat iemand erover heeft besloten; een besluit wist "
        "een bevinding niet.",
        "In order of consequence. Beside each finding stands what somebody decided about it; a decision does "
        "not erase a finding.",
    ),
    "findings.none": Text(
        "De controles gaven geen bevindingen. Zie ‘Dekking’ voor wat zij konden zien.",
        "The checks gave no findings. See ‘Coverage’ for what they could see.",
    ),
    "subject": Text("Onderwerp", "Subject"),
    "requirements": Text("Eisen", "Requirements"),
    "evidence": Text("Bewijs", "Evidence"),
    "evidence.none": Text("Geen vindplaats: het gaat om wat ontbreekt.", "No citation: it is about what is missing."),
    "citation.frame": Text("frame {frame}", "frame {frame}"),
    "citation.offset": Text("byte {offset}", "byte {offset}"),
    "citation.line": Text("regel {line}", "line {line}"),
    "decision": Text("Besluit", "Decision"),
    "decision.none": Text("Nog geen besluit. De bevinding is open.", "No decision yet. The finding is open."),
    "decision.expired": Text(
        "Dit besluit is verlopen. De bevinding is weer open.", "This decision has expired. The finding is open again."
    ),
    "decision.accept": Text("Aanvaard", "Accepted"),
    "decision.fix": Text("Wordt verholpen", "To be fixed"),
    "decision.false-alarm": Text("Vals alarm", "False alarm"),
    "decision.until.accept": Text("geldig tot en met {date}", "valid through {date}"),
    "decision.until.fix": Text("uiterlijk {date}", "by {date}"),
    "decision.until.false-alarm": Text("geldig tot en met {date}", "valid through {date}"),
    "fingerprint": Text("Kenmerk", "Fingerprint"),
    # Verdict list
    "verdicts": Text("Oordelenlijst", "Verdict list"),
    "verdicts.intro": Text(
        "Elk kanaal, per paar zones, het slechtste oordeel eerst, met de firewallregel die het doorlaat of tegenhoudt. "
        "De bewerkingen zijn wat is waargenomen; ‘opgegeven’ noemt de "
        "bewerkingen die het kanaal volgens de opgave mag.",
        "Every channel, by pair of zones, worst verdict first, with the firewall rule that lets it pass or stops it. "
        "Operations are what was observed; ‘declared’ names the operations "
        "that the "
        "channel may carry as declared.",
    ),
    "verdicts.caption": Text("Kanalen met hun oordeel", "Channels with their verdict"),
    "verdicts.counts": Text("Kanalen per oordeel", "Channels by verdict"),
    "verdicts.none": Text(
        "Er zijn geen kanalen, opgegeven noch waargenomen.", "There are no channels, declared or observed."
    ),
    "protocol": Text("Protocol", "Protocol"),
    "answers": Text("{d}/{p}/{o}", "{d}/{p}/{o}"),
    "operations": Text("Bewerkingen", "Operations"),
    "operations.none": Text("geen herkend", "none recognised"),
    "allowed": Text("opgegeven: {classes}", "declared: {classes}"),
    "allowed.any": Text("opgegeven: alle", "declared: any"),
    "errors.one": Text("{count} fout", "{count} error"),
    "errors.many": Text("{count} fouten", "{count} errors"),
    "traffic": Text("Verkeer", "Traffic"),
    "conversations.one": Text("{count} gesprek", "{count} conversation"),
    "conversations.many": Text("{count} gesprekken", "{count} conversations"),
    "packets.one": Text("{count} pakket", "{count} packet"),
    "packets.many": Text("{count} pakketten", "{count} packets"),
    "class.identify": Text("identificeren", "identify"),
    "class.read": Text("lezen", "read"),
    "class.write": Text("schrijven", "write"),
    "class.control": Text("besturen", "control"),
    "class.program": Text("programmeren", "program"),
    "class.diagnose": Text("diagnose", "diagnose"),
    "class.session": Text("verbinding", "session"),
    "class.other": Text("overig", "other"),
    "rules": Text("Firewallregels", "Firewall rules"),
    "rules_more.one": Text("en nog {count} regel", "and {count} more rule"),
    "rules_more.many": Text("en nog {count} regels", "and {count} more rules"),
    "example": Text("bijvoorbeeld", "for instance"),
    # Firewalls
    "firewalls": Text("Firewalls", "Firewalls"),
    "firewalls.intro": Text(
        "De configuraties waarop ‘toegestaan’ rust. Wat daarin niet is begrepen, maakt het antwoord voor de "
        "betrokken pakketten onbekend, nooit ja of nee.",
        "The configurations that ‘permitted’ rests on. What was not understood in them makes the answer for the "
        "packets concerned unknown, never yes or no.",
    ),
    "firewalls.none": Text(
        "Er is geen configuratie van een firewall gelezen; zet die in observed/firewalls/.",
        "No firewall configuration was read; put it in observed/firewalls/.",
    ),
    "configurations.caption": Text("Gelezen configuraties", "Configurations read"),
    "firewall": Text("Firewall", "Firewall"),
    "format": Text("Formaat", "Format"),
    "understood": Text("Regels begrepen", "Lines understood"),
    "beside": Text("Doet niet ter zake", "Beside the matter"),
    "not_understood": Text("Niet begrepen", "Not understood"),
    "attached.caption": Text("Wat achter de interfaces ligt", "What lies behind the interfaces"),
    "attached.none": Text(
        "Van geen interface is bekend welke zone erachter ligt. Geef dat op in het topologiebestand, of voeg de "
        "adressen en routes van de firewall toe.",
        "Of no interface it is known which zone lies behind it. Say so in declared/topology.yaml, or add the "
        "firewall's addresses and routes.",
    ),
    "interface": Text("Interface", "Interface"),
    "addresses": Text("Adressen", "Addresses"),
    "basis": Text("Waaruit dat blijkt", "How that is known"),
    "basis.declared": Text("opgegeven in topology.yaml", "declared in topology.yaml"),
    "basis.connected": Text("adres van de interface", "address of the interface"),
    "basis.route": Text("statische route", "static route"),
    "basis.default": Text("standaardroute", "default route"),
    "places.caption": Text("Niet begrepen plaatsen in configuraties", "Places in configurations not understood"),
    "places.intro": Text("Wat deze regels beslissen, telt als onbekend.", "What these lines decide counts as unknown."),
    "places.none": Text("Alle regels zijn begrepen.", "All lines were understood."),
    "places_more.one": Text("en nog {count} plaats", "and {count} more place"),
    "places_more.many": Text("en nog {count} plaatsen", "and {count} more places"),
    "text": Text("Tekst", "Text"),
    # Coverage
    "coverage": Text("Dekking", "Coverage"),
    "coverage.intro": Text(
        "Waarop dit rapport rust. Wat hier niet is gezien, is niet aangetoond.",
        "What this report rests on. What was not seen here is not demonstrated.",
    ),
    "gaps": Text("Niet aangetoond", "Not demonstrated"),
    "captures.caption": Text("Gelezen opnamen", "Captures read"),
    "captures.none": Text("Er is geen opname gelezen.", "No capture was read."),
    "file": Text("Bestand", "File"),
    "segment": Text("Segment", "Segment"),
    "packets": Text("Pakketten", "Packets"),
    "size": Text("Omvang", "Size"),
    "first": Text("Eerste pakket", "First packet"),
    "last": Text("Laatste pakket", "Last packet"),
    "no_time": Text("geen", "none"),
    "zones_seen": Text("Zones waargenomen: {zones}", "Zones observed: {zones}"),
    "zones_never_seen": Text("Zones nooit waargenomen: {zones}", "Zones never observed: {zones}"),
    "assets_seen": Text("Assets waargenomen: {seen} van {declared}", "Assets observed: {seen} of {declared}"),
    "nothing": Text("geen", "none"),
    "times_utc": Text("Tijden zijn in UTC.", "Times are in UTC."),
    # Not read
    "unread": Text("Niet gelezen", "Not read"),
    "unread.intro": Text(
        "Wat in de invoer niet kon worden gelezen of begrepen. Wat hierin stond, ontbreekt in dit rapport of telt als "
        "onbekend.",
        "What in the input could not be read or understood. What was in it is missing from this report, or counts as "
        "unknown.",
    ),
    "unread.caption": Text("Onleesbare delen van de invoer", "Unreadable parts of the input"),
    "unread.none": Text("Alle invoer is gelezen.", "All input was read."),
    "reason": Text("Reden", "Reason"),
    "count": Text("Aantal", "Count"),
}
