"""The shape of the legal entity in `plant.yaml`: what decides whether the law covers it, and what the register asks."""

from __future__ import annotations

from keur.plant.entity import Investor, Special, Weight
from keur.plant.files.names import word
from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Choice, Cidr, Day, Fitting, Flag, Quantity, Whole, Words

MEMBER_STATES = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""Of the Union, ISO 3166-1 alpha-2."""

ENTRIES = (
    *("I.1.a", "I.1.a.producer", "I.1.b", "I.1.c", "I.1.d", "I.1.e", "I.2.a", "I.2.b", "I.2.c", "I.2.d", "I.3", "I.4"),
    *("I.5.1", "I.5.2", "I.5.3", "I.5.4", "I.5.5", "I.6.piped", "I.6.bottled", "I.7"),
    *("I.8.dns", "I.8.tld", "I.8.trust-qualified", "I.8.trust", "I.8.telecom", "I.8.other", "I.9", "I.10", "I.11"),
    *("II.1", "II.2", "II.3.manufacture", "II.3.distribution", "II.3.articles", "II.4"),
    *("II.5.a", "II.5.b", "II.5.c", "II.5.d", "II.5.e", "II.5.f", "II.6", "II.7"),
)
"""Entries of the annexes, by the names that keur gives them; `keur.assess.scope` says what each is."""

EUR = Quantity(0, 10**13, 2, Text(nl="bedrag in euro, zoals 42000000", en="an amount in euro, such as 42000000"))
PERCENT = Quantity(0, 100, 4, Text(nl="percentage van 0 tot en met 100", en="a percentage from 0 to 100"))

ACCOUNTS = Record(
    (
        Key("year", Whole(1950, 2100), word("Jaar waarin het boekjaar eindigt.", "Year in which the accounts end.")),
        Key(
            "staff_awu",
            Quantity(0, 10**7, 2, Text(nl="aantal arbeidsjaareenheden, zoals 48.5", en="a headcount, such as 48.5")),
            word(
                "Personeel in arbeidsjaareenheden: deeltijd en seizoen naar rato, zonder leerlingen en verlof.",
                "Headcount in annual work units: part-time and seasonal pro rata, without apprentices and leave.",
            ),
            required=False,
        ),
        Key("turnover_eur", EUR, word("Netto-omzet, zonder btw.", "Turnover, without VAT."), required=False),
        Key("balance_eur", EUR, word("Balanstotaal.", "Balance sheet total."), required=False),
        Key(
            "estimate",
            Flag(),
            word("Een schatting, bij een nieuw bedrijf.", "An estimate, of a new company."),
            required=False,
        ),
    )
)

ACTIVITY = Record(
    (
        Key("description", Words(), word("Wat de entiteit doet.", "What the entity does.")),
        Key(
            "nace",
            Fitting(
                r"[0-9]{2}(?:\.[0-9]{1,2})?",
                Text(nl="NACE-code, zoals 21 of 21.20", en="a NACE code, such as 21 or 21.20"),
            ),
            word("NACE Rev. 2: afdeling, groep of klasse.", "NACE Rev. 2: division, group or class."),
            required=False,
        ),
        Key(
            "sbi",
            Fitting(
                r"[0-9]{2}(?:\.?[0-9]{1,2}(?:\.?[0-9])?)?",
                Text(nl="SBI-code, zoals 2120 of 21.20", en="an SBI code, such as 2120 or 21.20"),
            ),
            word("SBI-code uit het handelsregister.", "SBI code of the Dutch trade register."),
            required=False,
        ),
        Key(
            "entries",
            ListOf(Choice(ENTRIES)),
            word(
                "Vermeldingen in bijlage 1 of 2 die passen; een lege lijst als er geen past.",
                "Entries of annex 1 or 2 that fit; an empty list when none fits.",
            ),
            required=False,
        ),
        Key(
            "weight",
            Choice(tuple(Weight), Weight),
            word(
                "Voor het geheel: de hoofdactiviteit, een wezenlijk deel, of een klein deel.",
                "To the whole: the main activity, an essential part, or a minor part.",
            ),
            required=False,
        ),
        Key(
            "generation_mw",
            Quantity(0, 10**6, 3, Text(nl="vermogen in MW, zoals 4.5", en="a capacity in MW, such as 4.5")),
            word(
                "Eigen opwekking van elektriciteit: nominaal vermogen samen, in MW.",
                "Own generation of electricity: nominal capacity together, in MW.",
            ),
            required=False,
        ),
    )
)

GROUP_COMPANY = Record(
    (
        Key("name", Words(), word("Naam van het bedrijf.", "Name of the company.")),
        Key(
            "of",
            Words(),
            word(
                "Het groepsbedrijf waaraan het verbonden is; weglaten: de entiteit zelf.",
                "The company of the group that it is bound to; left out: the entity itself.",
            ),
            required=False,
        ),
        Key("capital_percent", PERCENT, word("Deel van het kapitaal.", "Share of the capital."), required=False),
        Key("votes_percent", PERCENT, word("Deel van de stemmen.", "Share of the votes."), required=False),
        Key(
            "control",
            Flag(),
            word(
                "Zeggenschap: meerderheid van stemmen of van het bestuur, overheersende invloed, of een afspraak.",
                "Control: majority of votes or of the board, dominant influence, or an agreement.",
            ),
            required=False,
        ),
        Key(
            "investor",
            Choice(tuple(Investor), Investor),
            word(
                "Investeerder die met 25 tot 50 % geen partner is.",
                "Investor that is no partner with 25 to 50 %.",
            ),
            required=False,
        ),
        Key("public_body", Flag(), word("Een overheidslichaam.", "A public body."), required=False),
        Key(
            "consolidated",
            Flag(),
            word("Zit al in de jaarrekening van de entiteit.", "Is already in the entity's accounts."),
            required=False,
        ),
        Key("accounts", ListOf(ACCOUNTS, unique=False), word("Cijfers per jaar.", "Figures by year."), required=False),
    )
)

ARRANGEMENT = Record(
    (
        Key("name", Words(), word("Naam van de regeling.", "Name of the arrangement.")),
        Key("joined", Day(), word("Sinds wanneer.", "Since when.")),
        Key("left", Day(), word("Tot wanneer.", "Until when."), required=False),
    )
)

ENTITY_KEYS = (
    Key(
        "established",
        Fitting(r"[A-Z]{2}", Text(nl="landcode, zoals NL", en="a country code, such as NL")),
        word("Land van vestiging.", "Country of establishment."),
        required=False,
    ),
    Key(
        "kvk",
        Fitting(r"[0-9]{8}", Text(nl="KvK-nummer van acht cijfers", en="a KvK number of eight digits")),
        word("Nummer in het handelsregister.", "Number in the Dutch trade register."),
        required=False,
    ),
    Key(
        "foreign_register",
        Words(),
        word("Buitenlands register en nummer.", "Foreign register and number."),
        required=False,
    ),
    Key("address", Words(), word("Adres.", "Address."), required=False),
    Key(
        "emails",
        ListOf(Fitting(r"[^@\s]+@[^@\s]+\.[^@\s]+", Text(nl="e-mailadres", en="an e-mail address")), least=1),
        word("E-mailadressen voor het register.", "E-mail addresses for the register."),
        required=False,
    ),
    Key(
        "telephones",
        ListOf(Fitting(r"\+?[0-9][0-9 ()-]{5,24}", Text(nl="telefoonnummer", en="a telephone number")), least=1),
        word("Telefoonnummers voor het register.", "Telephone numbers for the register."),
        required=False,
    ),
    Key("ip_ranges", ListOf(Cidr()), word("Eigen IP-bereiken.", "Its own IP ranges."), required=False),
    Key(
        "domain_names",
        ListOf(
            Fitting(
                r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{1,62}",
                Text(nl="domeinnaam, zoals voorbeeld.nl", en="a domain name, such as example.nl"),
            )
        ),
        word("Domeinnamen.", "Domain names."),
        required=False,
    ),
    Key(
        "member_states",
        ListOf(Choice(MEMBER_STATES), least=1),
        word("Lidstaten waar de dienst wordt verleend.", "Member States where the service is provided."),
        required=False,
    ),
    Key(
        "sharing",
        ListOf(ARRANGEMENT, unique=False),
        word("Regelingen om informatie te delen.", "Information-sharing arrangements."),
        required=False,
    ),
    Key(
        "first_accounts",
        Whole(1950, 2100),
        word(
            "Bij een jong bedrijf: jaar waarin het eerste boekjaar eindigt.",
            "Of a young company: year in which the first accounts end.",
        ),
        required=False,
    ),
    Key(
        "activities",
        ListOf(ACTIVITY, least=1, unique=False),
        word("Alles wat de entiteit doet.", "All that the entity does."),
        required=False,
    ),
    Key(
        "accounts",
        ListOf(ACCOUNTS, least=1, unique=False),
        word("Cijfers per jaar, het oudste eerst.", "Figures by year, oldest first."),
        required=False,
    ),
    Key(
        "group",
        ListOf(GROUP_COMPANY, unique=False),
        word(
            "Bedrijven verbonden door kapitaal, stemmen of zeggenschap; een lege lijst als er geen zijn.",
            "Companies bound by capital, votes or control; an empty list when there are none.",
        ),
        required=False,
    ),
    Key(
        "special",
        ListOf(Choice(tuple(Special), Special)),
        word(
            "Wat geldt ongeacht de grootte; een lege lijst als er niets geldt.",
            "What holds whatever the size; an empty list when nothing does.",
        ),
        required=False,
    ),
)
