# ruff: noqa: E501  the messages stand here as they are shown
"""The legal entity in `plant.yaml`: what may stay out, and exactly what keur says of what is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from keur.plant import PlantErrors, load
from keur.plant.entity import Special

ENTITY = """\
keur: 1
organisation:
  name: Voorbeeld Farma BV
  established: NL
  kvk: "00000000"
  emails: [ot@example.nl]
  telephones: [+31 71 000 00 00]
  ip_ranges: [203.0.113.0/28]
  domain_names: [example.nl]
  member_states: [NL, BE]
  sharing:
    - {name: OT-ISAC, joined: 2026-01-01, left: 2026-06-01}
  activities:
    - description: Medicines
      nace: "21.20"
      sbi: 2120
      weight: main
  accounts:
    - {year: 2024, staff_awu: 48.5, turnover_eur: 9000000, balance_eur: 12000000}
    - {year: 2025, staff_awu: 52, turnover_eur: 11000000, balance_eur: 12500000.50}
  group:
    - name: Holding
      votes_percent: 100
      accounts: [{year: 2025, staff_awu: 3}]
    - {name: Partner, of: Holding, capital_percent: 40}
  special: [wwke-critical]
site:
  id: leiden
  name: {nl: Leiden, en: Leiden}
language: nl
"""

BROKEN = {
    "a NACE code with a letter": ('nace: "21.20"', "nace: C21", (("15:13", "`nace`: `C21` is not a NACE code, such as 21 or 21.20", "`nace`: `C21` is geen NACE-code, zoals 21 of 21.20"),)),
    "a NACE code of one digit": ('nace: "21.20"', "nace: 2", (("15:13", "`nace`: `2` is not a NACE code, such as 21 or 21.20", "`nace`: `2` is geen NACE-code, zoals 21 of 21.20"),)),
    "a NACE code that does not agree with the SBI code": ('nace: "21.20"', "nace: 20.14", (("16:12", "`nace` (20.14) and `sbi` (2120) do not name the same division (first two digits)", "`nace` (20.14) en `sbi` (2120) noemen niet dezelfde afdeling (eerste twee cijfers)"),)),
    "negative staff": ("staff_awu: 52", "staff_awu: -52", (("20:31", "`staff_awu`: `-52` is not a headcount, such as 48.5", "`staff_awu`: `-52` is geen aantal arbeidsjaareenheden, zoals 48.5"),)),
    "a decimal comma": ("staff_awu: 52", 'staff_awu: "52,5"', (("20:31", "`staff_awu`: `52,5` is not a headcount, such as 48.5", "`staff_awu`: `52,5` is geen aantal arbeidsjaareenheden, zoals 48.5"),)),
    "separators of thousands": ("turnover_eur: 11000000", "turnover_eur: 11.000.000", (("20:49", "`turnover_eur`: `11.000.000` is not an amount in euro, such as 42000000", "`turnover_eur`: `11.000.000` is geen bedrag in euro, zoals 42000000"),)),
    "years reversed": ("year: 2024", "year: 2026", (("20:14", "2025 stands after 2026; put the years in order, oldest first", "2025 staat na 2026; zet de jaren op volgorde, het oudste eerst"),)),
    "a year twice": ("year: 2024", "year: 2025", (("20:14", "the year 2025 stands here twice", "het jaar 2025 staat er twee keer"),)),
    "a gap between years": ("year: 2024", "year: 2022", (("20:14", "a year is missing between 2022 and 2025; the two-year rule needs years in a row", "tussen 2022 en 2025 ontbreekt een jaar; de regel van twee jaar vraagt jaren achter elkaar"),)),
    "a year that is none": ("year: 2024", "year: 24", (("19:14", "`year`: `24` is not a whole number from 1950 to 2100", "`year`: `24` is geen heel getal van 1950 tot en met 2100"),)),
    "a year before the first accounts": ("  group:", "  first_accounts: 2025\n  group:", (("19:14", "`year` (2024) is before the first accounts (`first_accounts`: 2025)", "`year` (2024) ligt voor het eerste boekjaar (`first_accounts`: 2025)"),)),
    "a partner with more than all of the capital": ("capital_percent: 40", "capital_percent: 140", (("25:53", "`capital_percent`: `140` is not a percentage from 0 to 100", "`capital_percent`: `140` is geen percentage van 0 tot en met 100"),)),
    "a company without a bond": (", capital_percent: 40", "", (("25:7", "say how the company is bound: `capital_percent`, `votes_percent` or `control`", "zeg hoe het bedrijf verbonden is: `capital_percent`, `votes_percent` of `control`"),)),
    "no control with a majority": ("votes_percent: 100", "votes_percent: 100\n      control: false", (("24:16", "`control: false` is not possible with 100 % of the votes: that is control", "`control: false` kan niet met 100 % van de stemmen: dat is zeggenschap"),)),
    "a company of a company that does not exist": ("of: Holding", "of: Holdin", (("25:27", "`of`: the group has no company `Holdin`; did you mean `Holding`?", "`of`: de groep heeft geen bedrijf `Holdin`; bedoelt u `Holding`?"),)),
    "a group in a circle": ("of: Holding", "of: Partner", (("25:27", "`of`: `Partner` itself hangs on this company; the group runs in a circle", "`of`: `Partner` hangt zelf aan dit bedrijf; de groep loopt in een kring"),)),
    "a company twice": ("name: Partner, of: Holding", "name: Holding", (("25:14", "company `Holding` stands here twice", "bedrijf `Holding` staat er twee keer"),)),
    "an unknown special case": ("[wwke-critical]", "[wwke-criticl]", (("26:13", "`special`: `wwke-criticl` is not possible; choose from designated, wwke-critical, former-essential-service, sole-provider, public-safety, systemic-risk, special-importance, defence-body, defence-supplier; did you mean `wwke-critical`?", "`special`: `wwke-criticl` kan niet; kies uit designated, wwke-critical, former-essential-service, sole-provider, public-safety, systemic-risk, special-importance, defence-body, defence-supplier; bedoelt u `wwke-critical`?"),)),
    "an unknown investor": ("capital_percent: 40", "capital_percent: 40, investor: bank", (("25:67", "`investor`: `bank` is not possible; choose from public-investment, venture-capital, university, institutional, local-authority", "`investor`: `bank` kan niet; kies uit public-investment, venture-capital, university, institutional, local-authority"),)),
    "a KvK number that is too short": ('kvk: "00000000"', "kvk: 1234567", (("5:8", "`kvk`: `1234567` is not a KvK number of eight digits", "`kvk`: `1234567` is geen KvK-nummer van acht cijfers"),)),
    "a country that is written out": ("established: NL", "established: Nederland", (("4:16", "`established`: `Nederland` is not a country code, such as NL", "`established`: `Nederland` is geen landcode, zoals NL"),)),
    "an arrangement left before it was joined": ("left: 2026-06-01", "left: 2025-06-01", (("12:49", "`left` (2025-06-01) is before `joined` (2026-01-01)", "`left` (2025-06-01) ligt voor `joined` (2026-01-01)"),)),
    "an e-mail address without a domain": ("ot@example.nl", "ot@example", (("6:12", "`emails`: `ot@example` is not an e-mail address", "`emails`: `ot@example` is geen e-mailadres"),)),
    "no activities": ("  activities:\n    - description: Medicines\n      nace: \"21.20\"\n      sbi: 2120\n      weight: main\n", "  activities: []\n", (("13:15", "`activities` is an empty list", "`activities` is een lege lijst"),)),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entity_says_what_is_wrong_and_where(tmp_path, write, name):
    old, new, says = BROKEN[name]
    assert old in ENTITY
    with pytest.raises(PlantErrors) as wrong:
        load(write(tmp_path, {"plant.yaml": ENTITY.replace(old, new, 1)}))
    assert wrong.value.show("en").splitlines() == [f"plant.yaml:{place}: {english}" for place, english, _ in says]
    assert wrong.value.show("nl").splitlines() == [f"plant.yaml:{place}: {dutch}" for place, _, dutch in says]


def test_an_unknown_entry_is_refused_with_the_nearest_one(tmp_path, write):
    with pytest.raises(PlantErrors) as wrong:
        load(write(tmp_path, {"plant.yaml": ENTITY.replace("weight: main", "entries: [I.5.44]")}))
    assert wrong.value.show("en").startswith(
        "plant.yaml:17:17: `entries`: `I.5.44` is not possible; choose from I.1.a, "
    )
    assert wrong.value.show("en").endswith("did you mean `I.5.4`?")


def test_a_full_entity_is_read_exactly(tmp_path, write):
    entity = load(write(tmp_path, {"plant.yaml": ENTITY})).site.entity
    assert entity.activities[0].nace == entity.activities[0].sbi == "2120"
    assert [one.staff_awu for one in entity.accounts] == [Decimal("48.5"), Decimal(52)]
    assert entity.accounts[1].balance_eur == Decimal("12500000.50")
    assert [(one.name, one.of) for one in entity.group] == [("Holding", None), ("Partner", "Holding")]
    # Votes follow capital, and the other way round, where only one is written.
    assert [(one.capital_percent, one.votes_percent) for one in entity.group] == [(100, 100), (40, 40)]
    assert entity.special == (Special.WWKE_CRITICAL,)
    assert entity.activities[0].entries is None


def test_all_of_it_may_stay_out(tmp_path, write):
    entity = load(write(tmp_path, {})).site.entity
    assert (entity.activities, entity.accounts, entity.group, entity.special) == (None, (), None, None)
