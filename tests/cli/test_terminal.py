"""What reaches a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from keur.cli.terminal import plain


def test_names_from_a_plant_are_neither_markup_nor_commands_to_the_terminal() -> None:
    shown = io.StringIO()
    Console(file=shown, width=200).print(plain("Hall [noord] [/x] \x1b]0;title\x07\nend"))
    assert shown.getvalue() == "Hall [noord] [/x] \ufffd]0;title\ufffd end\n"
