"""Reads a capture as `keur` does, all protocols on, into its tables. Prints the packets seen."""

import sys

from keur.facts.reading import reading

with reading(sys.argv[1:]) as read:
    print(read.summary.packets)
