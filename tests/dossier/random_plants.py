"""Random plants for the geometry tests."""

from __future__ import annotations

from dossier_results import zone
from hypothesis import strategies as st

from keur.dossier.route import Link
from keur.plant.model import LEVELS, Zone, ZoneKind

names = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_categories=("Cs",)), st.sampled_from("Wmi W<&\"'")),
    min_size=1,
    max_size=60,
)


@st.composite
def plants(draw: st.DrawFn) -> tuple[list[Zone], list[str], list[Link]]:
    """Zones, pseudo-zones and pipes: up to 14 zones and 40 pipes, spans and crowds included."""
    zones = []
    for number in range(draw(st.integers(1, 14))):
        low = draw(st.integers(0, 6))
        high = draw(st.integers(low, min(6, low + 3)))
        name = draw(names)
        kind = draw(st.sampled_from(list(ZoneKind)))
        zones.append(zone(f"z{number}", name, name, kind.value, *LEVELS[low : high + 1]))
    pseudo = draw(st.sampled_from([[], ["internet"], ["internet", "unknown", "group"]]))
    ends = st.sampled_from([*(one.id for one in zones), *pseudo])
    pairs = draw(st.lists(st.tuples(ends, ends), max_size=40))
    return zones, pseudo, [Link(f"p{number}", start, end) for number, (start, end) in enumerate(pairs)]
