"""What people read for the terms of the action plan, in both languages."""

from __future__ import annotations

from keur.plant.model import Effort, Horizon, Text

HORIZONS: dict[Horizon, Text] = {
    Horizon.QUICK_WIN: Text("snel te winnen", "quick win"),
    Horizon.DAYS_90: Text("90 dagen", "90 days"),
    Horizon.PROGRAMME: Text("programma", "programme"),
}
EFFORTS: dict[Effort, Text] = {
    Effort.SMALL: Text("klein", "small"),
    Effort.MEDIUM: Text("middel", "medium"),
    Effort.LARGE: Text("groot", "large"),
}
