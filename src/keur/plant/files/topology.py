"""The shape of a firewall, in `declared/topology.yaml`."""

from __future__ import annotations

from keur.plant.files.names import ASSET_ID, OBSERVED_FILE, ZONE_ID, word
from keur.plant.model import Text
from keur.plant.shapes import Key, ListOf, Record
from keur.plant.values import Fitting, Flag

INTERFACE_NAME = Fitting(
    r"[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]{0,62}[^\x00-\x20\x7f])?",
    Text(nl="naam van een interface", en="a name of an interface"),
)

INTERFACE = Record(
    (
        Key("name", INTERFACE_NAME, word("Naam, zoals in de configuratie.", "Name, as in the configuration.")),
        Key(
            "zones",
            ListOf(ZONE_ID, least=1),
            word("Zones die achter deze interface liggen.", "Zones that lie behind this interface."),
            required=False,
        ),
        Key(
            "internet",
            Flag(),
            word("Ligt het internet achter deze interface?", "Does the internet lie behind this interface?"),
            required=False,
        ),
    )
)

FIREWALL = Record(
    (
        Key("id", ASSET_ID, word("Het apparaat, uit assets.csv.", "The asset, of assets.csv.")),
        Key(
            "files",
            ListOf(OBSERVED_FILE, least=1),
            word(
                "Configuratiebestanden, ten opzichte van observed/; weglaten: die zo heten als het apparaat.",
                "Configuration files, relative to observed/; left out: those named after the asset.",
            ),
            required=False,
        ),
        Key(
            "format",
            Fitting(r"[a-z0-9][a-z0-9-]{0,31}", Text(nl="naam van een formaat", en="a name of a format")),
            word(
                "Formaat van de bestanden, als keur het verkeerd herkent.",
                "Format of the files, where keur recognises it wrongly.",
            ),
            required=False,
        ),
        Key(
            "interfaces",
            ListOf(INTERFACE, least=1, unique=False),
            word(
                "Wat achter de interfaces ligt, waar adressen en routes dat niet zeggen.",
                "What lies behind the interfaces, where addresses and routes do not say so.",
            ),
            required=False,
        ),
    )
)
