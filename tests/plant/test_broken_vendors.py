# ruff: noqa: E501  the messages stand here as they are shown
"""What keur says of each mistake in the files about vendors."""

from __future__ import annotations

import pytest

from keur.plant import PlantErrors, load
from keur.plant.loading import Vocabulary

VENDORS = "declared/vendors.yaml"
ACCESS = "declared/access.csv"
APPROVALS = "decided/approvals.csv"
BANS = "declared/bans.yaml"
ANSWERS = "declared/answers/builder.yaml"

BROKEN = {
    "an account of a person without the person": (
        VENDORS,
        "kind: personal, person: jan",
        "kind: personal",
        "declared/vendors.yaml:28:9: key `person` is missing: `personal` needs it",
        "declared/vendors.yaml:28:9: sleutel `person` ontbreekt: nodig bij `personal`",
    ),
    "a shared account with a person": (
        VENDORS,
        "kind: shared}",
        "kind: shared, person: jan}",
        "declared/vendors.yaml:29:45: `person` belongs to `kind: personal` only",
        "declared/vendors.yaml:29:45: `person` hoort alleen bij `kind: personal`",
    ),
    "an account of nobody": (
        VENDORS,
        "personal, person: jan",
        "personal, person: jane",
        "declared/vendors.yaml:28:47: person `jane` does not exist; did you mean `jan`?",
        "declared/vendors.yaml:28:47: persoon `jane` bestaat niet; bedoelt u `jan`?",
    ),
    "an account twice": (
        VENDORS,
        "{id: service,",
        "{id: ext-jan,",
        "declared/vendors.yaml:29:14: account `ext-jan` exists already (declared/vendors.yaml:28:14)",
        "declared/vendors.yaml:29:14: account `ext-jan` bestaat al (declared/vendors.yaml:28:14)",
    ),
    "a page of a clause that is missing": (
        VENDORS,
        "state: missing}",
        "state: missing, page: 2}",
        "declared/vendors.yaml:20:59: `page` cannot stand with `state: missing`: what is missing is on no page",
        "declared/vendors.yaml:20:59: `page` kan niet bij `state: missing`: wat ontbreekt staat op geen bladzijde",
    ),
    "a clause twice": (
        VENDORS,
        "clause: incident-notice",
        "clause: audit",
        "declared/vendors.yaml:20:20: clause `audit` exists already (declared/vendors.yaml:19:20)",
        "declared/vendors.yaml:20:20: bepaling `audit` bestaat al (declared/vendors.yaml:19:20)",
    ),
    "a contract that ends before it starts": (
        VENDORS,
        "until: 2026-12-31",
        "until: 2024-12-31",
        "declared/vendors.yaml:17:14: `until` (2024-12-31) is before `from` (2025-01-01)",
        "declared/vendors.yaml:17:14: `until` (2024-12-31) ligt voor `from` (2025-01-01)",
    ),
    "a certificate's file without its hash": (
        VENDORS,
        "number: 1,",
        "number: 1, file: a.pdf,",
        "declared/vendors.yaml:22:9: key `sha256` is missing: `file` needs it",
        "declared/vendors.yaml:22:9: sleutel `sha256` ontbreekt: nodig bij `file`",
    ),
    "a zone that does not exist": (
        VENDORS,
        "zones: [control]",
        "zones: [contrl]",
        "declared/vendors.yaml:7:13: zone `contrl` does not exist; did you mean `control`?",
        "declared/vendors.yaml:7:13: zone `contrl` bestaat niet; bedoelt u `control`?",
    ),
    "a path of a vendor that does not exist": (
        ACCESS,
        "vpn,builder",
        "vpn,bilder",
        "declared/access.csv:2:5: vendor `bilder` does not exist; did you mean `builder`?",
        "declared/access.csv:2:5: leverancier `bilder` bestaat niet; bedoelt u `builder`?",
    ),
    "a path without a mode": (
        ACCESS,
        ",standing,",
        ",,",
        "declared/access.csv:2:34: `mode` has no value",
        "declared/access.csv:2:34: `mode` heeft geen waarde",
    ),
    "a path in an unknown mode": (
        ACCESS,
        ",standing,",
        ",permanent,",
        "declared/access.csv:2:34: `mode`: `permanent` is not possible; choose from on-demand, supervised, standing",
        "declared/access.csv:2:34: `mode`: `permanent` kan niet; kies uit on-demand, supervised, standing",
    ),
    "a path that leads nowhere": (
        ACCESS,
        ",control; scada,",
        ",,",
        "declared/access.csv:2:1: say where this path leads: in `zones`, in `assets` or both",
        "declared/access.csv:2:1: zeg waar deze weg uitkomt: in `zones`, in `assets` of allebei",
    ),
    "a column misspelt": (
        ACCESS,
        ",gateway,",
        ",gatewy,",
        "declared/access.csv:1:11: unknown column `gatewy`; did you mean `gateway`?",
        "declared/access.csv:1:11: onbekende kolom `gatewy`; bedoelt u `gateway`?",
    ),
    "a column missing": (
        ACCESS,
        ",mode,",
        ",how,",
        "declared/access.csv:1:1: column `mode` is missing",
        "declared/access.csv:1:1: kolom `mode` ontbreekt",
    ),
    "a row with a cell too many": (
        ACCESS,
        ",mine",
        ",mine,",
        "declared/access.csv:2:1: the row has 10 cells, the header 9; is there a `,` too many?",
        "declared/access.csv:2:1: de rij heeft 10 cellen, de kop 9; staat er een `,` te veel?",
    ),
    "an approval for somebody else": (
        APPROVALS,
        ",jan,",
        ",piet,",
        "decided/approvals.csv:2:13: of vendor `builder`: person `piet` does not exist",
        "decided/approvals.csv:2:13: bij leverancier `builder`: persoon `piet` bestaat niet",
    ),
    "an approval for no path": (
        APPROVALS,
        ",vpn,",
        ",vpn2,",
        "decided/approvals.csv:2:17: of vendor `builder`: access path `vpn2` does not exist; did you mean `vpn`?",
        "decided/approvals.csv:2:17: bij leverancier `builder`: toegangsweg `vpn2` bestaat niet; bedoelt u `vpn`?",
    ),
    "a moment without its offset": (
        APPROVALS,
        "2026-11-23T08:00+01:00",
        "2026-11-23 08:00",
        "decided/approvals.csv:2:32: `from`: `2026-11-23 08:00` is not a moment with its offset from UTC, such as 2026-11-23T08:30+01:00",
        "decided/approvals.csv:2:32: `from`: `2026-11-23 08:00` is geen tijdstip met afwijking van UTC, zoals 2026-11-23T08:30+01:00",
    ),
    "an approval that ends before it starts": (
        APPROVALS,
        "2026-11-23T18:00+01:00",
        "2026-11-23T07:30+01:00",
        "decided/approvals.csv:2:55: `until` (2026-11-23 07:30:00+01:00) is before `from` (2026-11-23 08:00:00+01:00)",
        "decided/approvals.csv:2:55: `until` (2026-11-23 07:30:00+01:00) ligt voor `from` (2026-11-23 08:00:00+01:00)",
    ),
    "an operation that does not exist": (
        APPROVALS,
        "read write",
        "read writ",
        "decided/approvals.csv:2:21: `operations`: `writ` is not possible; choose from identify, read, write, control, program, diagnose, session, other; did you mean `write`?",
        "decided/approvals.csv:2:21: `operations`: `writ` kan niet; kies uit identify, read, write, control, program, diagnose, session, other; bedoelt u `write`?",
    ),
    "a ban on an unknown basis": (
        BANS,
        "basis: order",
        "basis: orders",
        "declared/bans.yaml:2:55: `basis`: `orders` is not possible; choose from union-assessment, order, own-policy; did you mean `order`?",
        "declared/bans.yaml:2:55: `basis`: `orders` kan niet; kies uit union-assessment, order, own-policy; bedoelt u `order`?",
    ),
    "not applicable without a reason": (
        ANSWERS,
        ", reason: No laptops",
        "",
        "declared/answers/builder.yaml:3:5: key `reason` is missing: `not-applicable` needs it",
        "declared/answers/builder.yaml:3:5: sleutel `reason` ontbreekt: nodig bij `not-applicable`",
    ),
    "a question that nobody asks": (
        ANSWERS,
        "id: D1",
        "id: D9",
        "declared/answers/builder.yaml:3:10: question `D9` does not exist",
        "declared/answers/builder.yaml:3:10: vraag `D9` bestaat niet",
    ),
    "a question answered twice": (
        ANSWERS,
        "id: D1",
        "id: C2",
        "declared/answers/builder.yaml:3:10: question `C2` exists already (declared/answers/builder.yaml:2:10)",
        "declared/answers/builder.yaml:3:10: vraag `C2` bestaat al (declared/answers/builder.yaml:2:10)",
    ),
    "a kind of vendor that is none": (
        VENDORS,
        "kind: integrator",
        "kind: integrater",
        "declared/vendors.yaml:4:11: `kind`: `integrater` is not possible; choose from supplier, service-provider, integrator; did you mean `integrator`?",
        "declared/vendors.yaml:4:11: `kind`: `integrater` kan niet; kies uit supplier, service-provider, integrator; bedoelt u `integrator`?",
    ),
    "something kept that is none": (
        VENDORS,
        "    replaceability: hard",
        "    holds: [passwords]\n    replaceability: hard",
        "declared/vendors.yaml:23:13: `holds`: `passwords` is not possible; choose from project-files, network-plans, credentials, production-data, personal-data",
        "declared/vendors.yaml:23:13: `holds`: `passwords` kan niet; kies uit project-files, network-plans, credentials, production-data, personal-data",
    ),
    "the same kept twice": (
        VENDORS,
        "    replaceability: hard",
        "    holds: [credentials, credentials]\n    replaceability: hard",
        "declared/vendors.yaml:23:26: `holds`: `credentials` stands here twice",
        "declared/vendors.yaml:23:26: `holds`: `credentials` staat er twee keer",
    ),
    "an asset of a product that does not exist": (
        VENDORS,
        "assets: [PLC-1], supported",
        "assets: [PLC-11], supported",
        "declared/vendors.yaml:9:53: asset `PLC-11` does not exist; did you mean `PLC-1`?",
        "declared/vendors.yaml:9:53: apparaat `PLC-11` bestaat niet; bedoelt u `PLC-1`?",
    ),
    "a page that is no number": (
        VENDORS,
        "page: 3",
        "page: three",
        "declared/vendors.yaml:19:49: `page`: `three` is not a whole number from 1 to 9999",
        "declared/vendors.yaml:19:49: `page`: `three` is geen heel getal van 1 tot en met 9999",
    ),
    "a standard that keur does not know": (
        VENDORS,
        "standard: 62443-2-4",
        "standard: 62443-2-44",
        "declared/vendors.yaml:22:20: `standard`: `62443-2-44` is not possible; choose from 62443-2-4, 62443-3-3, 62443-4-1, 62443-4-2, 27001, other; did you mean `62443-2-4`?",
        "declared/vendors.yaml:22:20: `standard`: `62443-2-44` kan niet; kies uit 62443-2-4, 62443-3-3, 62443-4-1, 62443-4-2, 27001, other; bedoelt u `62443-2-4`?",
    ),
    "a certificate that ends before it starts": (
        VENDORS,
        "until: 2027-01-01",
        "until: 2024-01-01",
        "declared/vendors.yaml:22:96: `until` (2024-01-01) is before `from` (2025-01-01)",
        "declared/vendors.yaml:22:96: `until` (2024-01-01) ligt voor `from` (2025-01-01)",
    ),
    "a file of a contract outside its folder": (
        VENDORS,
        "      reference: C-1",
        "      file: ../secret.pdf\n      reference: C-1",
        "declared/vendors.yaml:15:13: `file`: `../secret.pdf` is not a path inside declared/agreements/ (with `/`, without `..`)",
        "declared/vendors.yaml:15:13: `file`: `../secret.pdf` is geen pad binnen declared/agreements/ (met `/`, zonder `..`)",
    ),
    "a consequence without what stops": (
        VENDORS,
        "{stops: Line 2, consequence: high}",
        "{consequence: high}",
        "declared/vendors.yaml:24:18: key `stops` is missing",
        "declared/vendors.yaml:24:18: sleutel `stops` ontbreekt",
    ),
    "an account with a blank in it": (
        VENDORS,
        "{id: service,",
        "{id: a b,",
        "declared/vendors.yaml:29:14: `id`: `a b` is not a name of an account (without blanks, `,` and `;`)",
        "declared/vendors.yaml:29:14: `id`: `a b` is geen naam van een account (zonder spaties, `,` en `;`)",
    ),
    "a sub-supplier of whom nobody says what it does": (
        VENDORS,
        "{name: Depot BV, does: Spare parts}",
        "{name: Depot BV}",
        "declared/vendors.yaml:11:9: key `does` is missing",
        "declared/vendors.yaml:11:9: sleutel `does` ontbreekt",
    ),
    "a path to a zone that does not exist": (
        ACCESS,
        "control; scada",
        "control; scadaa",
        "declared/access.csv:2:19: zone `scadaa` does not exist; did you mean `scada`?",
        "declared/access.csv:2:19: zone `scadaa` bestaat niet; bedoelt u `scada`?",
    ),
    "a path through an asset that does not exist": (
        ACCESS,
        "PLC-1",
        "PLC-9",
        "declared/access.csv:2:13: asset `PLC-9` does not exist; did you mean `PLC-1`?",
        "declared/access.csv:2:13: apparaat `PLC-9` bestaat niet; bedoelt u `PLC-1`?",
    ),
    "a path through a conduit that does not exist": (
        ACCESS,
        "scada-control,",
        "scada-controls,",
        "declared/access.csv:2:46: conduit `scada-controls` does not exist; did you mean `scada-control`?",
        "declared/access.csv:2:46: conduit `scada-controls` bestaat niet; bedoelt u `scada-control`?",
    ),
    "a port that is none": (
        ACCESS,
        ",443,",
        ",70000,",
        "declared/access.csv:2:60: `port`: `70000` is not a whole number from 1 to 65535",
        "declared/access.csv:2:60: `port`: `70000` is geen heel getal van 1 tot en met 65535",
    ),
    "MFA that is neither yes nor no": (
        ACCESS,
        ",no,",
        ",maybe,",
        "declared/access.csv:2:43: `mfa`: `maybe` is not possible; choose from yes, no",
        "declared/access.csv:2:43: `mfa`: `maybe` kan niet; kies uit yes, no",
    ),
    "an approval of a vendor that does not exist": (
        APPROVALS,
        ",builder,",
        ",bilder,",
        "decided/approvals.csv:2:5: vendor `bilder` does not exist; did you mean `builder`?",
        "decided/approvals.csv:2:5: leverancier `bilder` bestaat niet; bedoelt u `builder`?",
    ),
    "an approval by nobody": (
        APPROVALS,
        ",P. de Vries",
        ",",
        "decided/approvals.csv:2:78: `approved_by` has no value",
        "decided/approvals.csv:2:78: `approved_by` heeft geen waarde",
    ),
    "a ban for a zone that does not exist": (
        BANS,
        "zones: [control]",
        "zones: [controll]",
        "declared/bans.yaml:2:87: zone `controll` does not exist; did you mean `control`?",
        "declared/bans.yaml:2:87: zone `controll` bestaat niet; bedoelt u `control`?",
    ),
    "a ban on no name": (
        BANS,
        "names: [Old Box]",
        "names: []",
        "declared/bans.yaml:2:37: `names` is an empty list",
        "declared/bans.yaml:2:37: `names` is een lege lijst",
    ),
    "a ban without a source": (
        BANS,
        ", source: Order 1",
        "",
        "declared/bans.yaml:2:5: key `source` is missing",
        "declared/bans.yaml:2:5: sleutel `source` ontbreekt",
    ),
    "a phase-out on no day": (
        BANS,
        "zones: [control]",
        "phase_out: 2026-13-01",
        "declared/bans.yaml:2:90: `phase_out`: `2026-13-01` is not a date (yyyy-mm-dd, such as 2026-11-23)",
        "declared/bans.yaml:2:90: `phase_out`: `2026-13-01` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
    ),
    "an answer that is none": (
        ANSWERS,
        "answer: yes",
        "answer: ja",
        "declared/answers/builder.yaml:2:22: `answer`: `ja` is not possible; choose from yes, partly, no, not-applicable",
        "declared/answers/builder.yaml:2:22: `answer`: `ja` kan niet; kies uit yes, partly, no, not-applicable",
    ),
    "a reason where it applies": (
        ANSWERS,
        "answer: yes",
        "answer: yes, reason: r",
        "declared/answers/builder.yaml:2:35: `reason` belongs to `answer: not-applicable` only",
        "declared/answers/builder.yaml:2:35: `reason` hoort alleen bij `answer: not-applicable`",
    ),
    "evidence without its hash": (
        ANSWERS,
        "answer: yes",
        "answer: yes, file: a.pdf",
        "declared/answers/builder.yaml:2:5: key `sha256` is missing: `file` needs it",
        "declared/answers/builder.yaml:2:5: sleutel `sha256` ontbreekt: nodig bij `file`",
    ),
    "evidence outside the plant": (
        ANSWERS,
        "answer: yes",
        "answer: yes, file: ../a.pdf, sha256: x",
        "declared/answers/builder.yaml:2:33: `file`: `../a.pdf` is not a path inside the plant folder (with `/`, no `..`)\ndeclared/answers/builder.yaml:2:51: `sha256`: `x` is not a SHA-256 (64 hexadecimal digits)",
        "declared/answers/builder.yaml:2:33: `file`: `../a.pdf` is geen pad binnen de fabrieksmap (met `/`, zonder `..`)\ndeclared/answers/builder.yaml:2:51: `sha256`: `x` is geen SHA-256 (64 hexadecimale cijfers)",
    ),
    "an answer on no day": (
        ANSWERS,
        "statement, date: 2026-01-01",
        "statement, date: spring",
        "declared/answers/builder.yaml:2:51: `date`: `spring` is not a date (yyyy-mm-dd, such as 2026-11-23)",
        "declared/answers/builder.yaml:2:51: `date`: `spring` is geen datum (jjjj-mm-dd, zoals 2026-11-23)",
    ),
}


def mistakes(folder, language="en"):
    with pytest.raises(PlantErrors) as wrong:
        load(folder, Vocabulary(questions={"C2", "D1"}))
    return wrong.value.show(language)


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_told_where_it_stands(tmp_path, write, with_vendors, name):
    file, old, new, english, dutch = BROKEN[name]
    assert with_vendors[file].count(old) == 1
    folder = write(tmp_path, with_vendors | {file: with_vendors[file].replace(old, new)})
    assert mistakes(folder) == english
    assert mistakes(folder, "nl") == dutch
