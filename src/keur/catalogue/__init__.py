"""Laws and standards as dated data: which requirements exist, and what keur calls them."""

from keur.catalogue.standards import Requirement, UnknownRequirement, requirement, requirements

__all__ = ["Requirement", "UnknownRequirement", "requirement", "requirements"]
