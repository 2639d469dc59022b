"""Triage of advisories: which matches somebody judged, and which judgements still hold."""
