"""`python -m keur` is the `keur` command."""

from keur.cli import main

main(prog_name="keur")
