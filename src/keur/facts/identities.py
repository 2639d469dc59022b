"""What devices said of themselves, for those who compare it with the asset list."""

from __future__ import annotations

from keur.facts.database import Facts
from keur.products.observed import FIELDS, Said


def identities(facts: Facts) -> tuple[Said, ...]:
    """What each asset said of itself in the captures, earliest first."""
    attributes = ", ".join(f"'{one}'" for one in FIELDS)
    rows = facts.rows(
        f"""
        SELECT asset, attribute, value, protocol, witness_capture, witness_frame FROM identity
        WHERE asset IS NOT NULL AND attribute IN ({attributes})
        ORDER BY first_us, asset, attribute, value, witness_frame
        """
    )
    files = {one.sha256: one.file for one in facts.captures}
    return tuple(
        Said(
            row["asset"],
            row["attribute"],
            row["value"],
            row["protocol"],
            files[row["witness_capture"]],
            row["witness_frame"],
        )
        for row in rows
    )
