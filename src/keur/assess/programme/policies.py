"""How far the plant is with its policies: those that keur offers a starting text for, and the plant's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from keur.catalogue.policy_library import StartingText
from keur.plant.model import EvidenceKind, Plant, Text
from keur.plant.policies import FOLDER, Placeholder, Policy, PolicyFolder


class PolicyState(StrEnum):
    MISSING = "missing"
    DRAFT = "draft"
    """Proposals are left in it, or its day of approval is still to come."""
    APPROVED = "approved"
    REVIEW_DUE = "review due"
    """Approved, and its review date has passed."""


@dataclass(frozen=True, slots=True)
class Use:
    """An answer of the plant that gives the policy as evidence."""

    requirement: str
    """As `declared/programme.yaml` names it, such as `NET 1.1`."""
    kind: EvidenceKind
    unchanged: bool
    """Whether the document still has the hash that the answer gives."""


@dataclass(frozen=True, slots=True)
class PolicyStatus:
    id: str
    title: Text
    file: str
    """Path below the plant folder, also when it is missing."""
    state: PolicyState
    offered: bool
    """Whether keur has a starting text for it."""
    serves: tuple[str, ...]
    owner: str | None
    approved_by: str | None
    approved_on: dt.date | None
    review: dt.date | None
    placeholders: tuple[Placeholder, ...]
    evidence_for: tuple[Use, ...]


def policy_statuses(
    plant: Plant, folder: PolicyFolder, offered: Mapping[str, StartingText], today: dt.date
) -> tuple[PolicyStatus, ...]:
    """Each policy as of `today`, by id."""
    there = {policy.id: policy for policy in folder.policies}
    return tuple(_status(plant, id, there.get(id), offered.get(id), today) for id in sorted({*there, *offered}))


def _status(plant: Plant, id: str, policy: Policy | None, offered: StartingText | None, today: dt.date) -> PolicyStatus:
    title = Text(policy.title, policy.title) if policy else Text("", "")
    serves = policy.serves if policy else ()
    if policy is None and offered is not None:
        title, serves = offered.title, offered.serves
    file = f"{FOLDER}/{id}.md"
    return PolicyStatus(
        id=id,
        title=title,
        file=file,
        state=_state(policy, today),
        offered=offered is not None,
        serves=serves,
        owner=policy.owner if policy else None,
        approved_by=policy.approved_by if policy else None,
        approved_on=policy.approved_on if policy else None,
        review=policy.review if policy else None,
        placeholders=policy.placeholders if policy else (),
        evidence_for=tuple(
            Use(answer.requirement, one.kind, policy is not None and one.sha256 == policy.sha256)
            for answer in plant.programme
            for one in answer.evidence
            if one.file == file
        ),
    )


def _state(policy: Policy | None, today: dt.date) -> PolicyState:
    if policy is None:
        return PolicyState.MISSING
    if policy.placeholders or policy.approved_on is None or policy.approved_on > today:
        return PolicyState.DRAFT
    if policy.review is None or policy.review < today:
        return PolicyState.REVIEW_DUE
    return PolicyState.APPROVED
