"""`keur explain`: what a check looks for, why it matters, and what to do."""

from __future__ import annotations

import difflib

import click

from keur.cli.language import language, say
from keur.cli.terminal import fail, meant


def ids(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Ids of checks that start so, for completion in the shell."""
    from keur.assess.programme.explanation import CLAIM_CONTRADICTED
    from keur.checks.registry import FOLDER

    known = [*(path.parent.name for path in FOLDER.glob("*/check.yaml")), CLAIM_CONTRADICTED.id]
    return sorted(name for name in known if name.startswith(start))


@click.command(
    "explain",
    options_metavar=say(nl="[OPTIES]", en="[OPTIONS]"),
    short_help=say(nl="Leg een controle uit.", en="Explain a check."),
    help=say(
        nl="Legt uit wat een controle zoekt, waarom dat in een fabriek telt en wat te doen. Zonder naam: alle "
        "controles.\n\nVoorbeeld: keur explain undeclared-conduit",
        en="Explains what a check looks for, why it matters in a plant, and what to do. Without a name: all checks.\n\n"
        "Example: keur explain undeclared-conduit",
    ),
)
@click.argument("check", metavar=say(nl="[CONTROLE]", en="[CHECK]"), required=False, shell_complete=ids)
def command(check: str | None) -> None:
    from keur.assess.programme.explanation import explained
    from keur.checks.description import CheckError
    from keur.checks.pages import page

    try:
        checks = {found.id: found for found in explained()}
    except CheckError as error:
        fail(str(error))
    if check is None:
        width = max(len(name) for name in checks)
        for name, found in checks.items():
            title = found.description.title.nl if language() == "nl" else found.description.title.en
            click.echo(f"{name:<{width}}  {title}")
        return
    if check not in checks:
        hint = meant(next(iter(difflib.get_close_matches(check, checks, 1)), None))
        fail(say(nl=f"geen controle `{check}`{hint}", en=f"no check `{check}`{hint}"))
    click.echo(page(checks[check], language()))
