"""Whether the Cyberbeveiligingswet covers the legal entity, and as what: step by step, each with its row of law."""

from keur.assess.scope.answer import scope
from keur.assess.scope.result import Scope

__all__ = ["Scope", "scope"]
