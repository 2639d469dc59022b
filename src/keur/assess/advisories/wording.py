"""Where decisions about advisories stand, in words."""

from __future__ import annotations

from keur.assess.advisories.triage import TriageState
from keur.plant.model import Text
from keur.plant.triage import AdvisoryDecision, Treatment

STATES = {
    TriageState.UNDECIDED: Text("niet besloten", "undecided"),
    TriageState.OVERDUE: Text("te laat", "overdue"),
    TriageState.REOPENED: Text("weer open", "reopened"),
    TriageState.HOLDING: Text("besloten", "decided"),
    TriageState.SETTLED: Text("opgelost", "settled"),
}


def told(decision: AdvisoryDecision) -> Text:
    """What is done, and until when."""
    match decision.treatment:
        case Treatment.PATCH if decision.window:
            return Text(nl=f"patchen in venster {decision.window}", en=f"patch in window {decision.window}")
        case Treatment.PATCH:
            return Text(nl=f"patchen uiterlijk {decision.by}", en=f"patch by {decision.by}")
        case Treatment.MITIGATE:
            return Text(
                nl=f"maatregel tot en met {decision.expires}: {decision.measure}",
                en=f"measure until {decision.expires}: {decision.measure}",
            )
        case Treatment.TAKE_OFFLINE:
            return Text(nl="van het net halen", en="take offline")
        case Treatment.ACCEPT:
            return Text(nl=f"aanvaarden tot en met {decision.until}", en=f"accept until {decision.until}")
        case Treatment.NOT_AFFECTED:
            return Text(nl=f"niet getroffen: {decision.because}", en=f"not affected: {decision.because}")
