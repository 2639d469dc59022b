"""Which product an asset is, and what advisories say of it."""

ADVISORIES = "observed/advisories"
"""Folder of the advisories and lists of a plant."""
