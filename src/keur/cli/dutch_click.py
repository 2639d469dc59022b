"""Dutch for the words that click itself says. click asks gettext for them and ships no Dutch."""

from __future__ import annotations

import gettext

TEXTS = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Positional arguments": "Argumenten",
    "Show the version and exit.": "Toon de versie en stop.",
    "Show this message and exit.": "Toon deze uitleg en stop.",
    "default: {default}": "standaard: {default}",
    "Aborted!": "Afgebroken.",
    "Error: {message}": "Fout: {message}",
    "Try '{command} {option}' for help.": "Uitleg: '{command} {option}'.",
    "Invalid value: {message}": "Ongeldige waarde: {message}",
    "Invalid value for {param_hint}: {message}": "Ongeldige waarde voor {param_hint}: {message}",
    "Missing command.": "Opdracht ontbreekt.",
    "Missing argument": "Argument ontbreekt:",
    "Missing option": "Optie ontbreekt:",
    "Missing parameter": "Parameter ontbreekt:",
    "Missing parameter: {param_name}": "Parameter ontbreekt: {param_name}",
    "No such option {name!r}.": "Optie {name!r} bestaat niet.",
    "No such command {name!r}.": "Opdracht {name!r} bestaat niet.",
    "Did you mean {possibility}?": "Bedoelt u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelt u een van: {possibilities}?)",
    "Option {name!r} does not take a value.": "Optie {name!r} heeft geen waarde.",
    "Option {name!r} requires an argument.": "Optie {name!r} vraagt om een waarde.",
    "Got unexpected extra argument ({args})": "Te veel argumenten: {args}",
    "Got unexpected extra arguments ({args})": "Te veel argumenten: {args}",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} is niet {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} is niet een van {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} heeft niet de vorm {format}.",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen geldig getal ({number_type}).",
    "{value} is not in the range {range}.": "{value} ligt niet in het bereik {range}.",
    "file": "bestand",
    "directory": "map",
    "path": "pad",
    "{name} {filename!r} does not exist.": "{name} {filename!r} bestaat niet.",
    "{name} {filename!r} is a file.": "{name} {filename!r} is een bestand.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} is een map.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} mag niet gelezen worden.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} mag niet geschreven worden.",
    "Could not open file {filename!r}: {message}": "Kan {filename!r} niet openen: {message}",
    "unknown error": "onbekende fout",
}


def install() -> None:
    """Makes gettext know these texts. To be called before click is imported, which takes gettext's functions then."""

    def one(message: str) -> str:
        return TEXTS.get(message, message)

    def counted(one_thing: str, more: str, count: int) -> str:
        return one(one_thing if count == 1 else more)

    gettext.gettext = one
    gettext.ngettext = counted  # type: ignore[assignment]
