"""Laws and standards as dated data: which requirements exist, and what keur calls them."""

from keur.catalogue.requirement import Requirement, UnknownRequirement, requirement, requirements

__all__ = ["Requirement", "UnknownRequirement", "requirement", "requirements"]
