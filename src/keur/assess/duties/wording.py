"""What people read for statuses and for the terms of the action plan, in both languages."""

from __future__ import annotations

from keur.assess.programme.status import Status
from keur.plant.model import Effort, Horizon, Text

STATUSES: dict[Status, Text] = {
    Status.MET: Text("vervuld", "met"),
    Status.NOT_MET: Text("niet vervuld", "not met"),
    Status.NOT_DEMONSTRATED: Text("niet aangetoond", "not demonstrated"),
    Status.NOT_APPLICABLE: Text("niet van toepassing", "not applicable"),
}
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
