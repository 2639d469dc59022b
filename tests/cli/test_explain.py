"""`keur explain`."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from keur.assess.programme.explanation import explained

Keur = Callable[..., Result]


def test_without_a_name_all_checks_are_listed(keur: Keur) -> None:
    for language in ("nl", "en"):
        lines = keur("explain", language=language).stdout.splitlines()
        titles = [getattr(found.description.title, language) for found in explained()]
        assert [line.split(None, 1) for line in lines] == [
            [found.id, title] for found, title in zip(explained(), titles, strict=True)
        ]


def test_a_check_is_explained_in_both_languages(keur: Keur) -> None:
    for found in explained():
        for language in ("nl", "en"):
            done = keur("explain", found.id, language=language)
            title = getattr(found.description.title, language)
            assert done.exit_code == 0 and title in done.stdout


def test_an_unknown_check_brings_the_nearest(keur: Keur) -> None:
    done = keur("explain", "undeclared-condit", language="nl")
    assert done.exit_code == 2
    assert done.stderr == "Fout: geen controle `undeclared-condit`; bedoelt u `undeclared-conduit`?\n"
    assert keur("explain", "zzz").stderr == "Error: no check `zzz`\n"
