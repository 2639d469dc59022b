"""From findings to an answer: decisions, verdicts of channels, and what was not seen."""

from keur.assess.judgement import check, exit_code, open_findings

__all__ = ["check", "exit_code", "open_findings"]
