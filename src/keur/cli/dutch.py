"""What click itself says, in Dutch: its headings and its messages about wrong use."""

from __future__ import annotations

import sys

TEXTS = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "default: {default}": "standaard: {default}",
    "required": "verplicht",
    "Show this message and exit.": "Toon deze uitleg.",
    "Show the version and exit.": "Toon de versie.",
    "Error: {message}": "Fout: {message}",
    "Try '{command} {option}' for help.": "Vraag '{command} {option}' voor uitleg.",
    "Missing command.": "Opdracht ontbreekt.",
    "Missing argument": "Ontbrekend argument",
    "Missing option": "Ontbrekende optie",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "Invalid value: {message}": "Ongeldige waarde: {message}",
    "Invalid value for {param_hint}: {message}": "Ongeldige waarde voor {param_hint}: {message}",
    "No such option {name!r}.": "Onbekende optie {name!r}.",
    "Did you mean {possibility}?": "Bedoelt u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelt u een van: {possibilities}?)",
    "Option {name!r} does not take a value.": "Optie {name!r} heeft geen waarde.",
    "Option {name!r} requires an argument.": "Optie {name!r} vraagt om een waarde.",
    "Got unexpected extra argument ({args})": "Onverwacht argument ({args})",
    "Got unexpected extra arguments ({args})": "Onverwachte argumenten ({args})",
    "{value!r} is not {choice}.": "{value!r} is niet {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} is geen van {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen getal.",
    "{value} is not in the range {range}.": "{value} valt buiten {range}.",
    "{value!r} does not match the format {format}.": "{value!r} heeft niet de vorm {format}.",
    "file": "bestand",
    "directory": "map",
    "path": "pad",
    "File": "Bestand",
    "Directory": "Map",
    "Path": "Pad",
    "{name} {filename!r} is a file.": "{name} {filename!r} is een bestand.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} is een map.",
}


def speak_dutch() -> None:
    """Lets click speak Dutch. Its texts go through gettext, which chooses a language by the shell's locale and from
    compiled files alone; keur has a language of its own, so the lookup is replaced instead."""

    def one(text: str) -> str:
        return TEXTS.get(text, text)

    def some(single: str, several: str, number: int) -> str:
        return one(single if number == 1 else several)

    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for lookup, put in (("_", one), ("ngettext", some)):
                if hasattr(module, lookup):
                    setattr(module, lookup, put)
