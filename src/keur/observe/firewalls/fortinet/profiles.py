"""Application control and intrusion prevention on a policy: whether a profile can stop what the policy accepts.

Sources: FortiOS CLI Reference, "config application list" (an entry without an action blocks; applications that no entry
names, and unknown ones, pass by default) and "config ips sensor" (an entry without an action does what each signature
says); FortiOS Administration Guide, "Profile-based NGFW": inspection comes after the policy is matched, so it can only
stop more. Profiles that look for viruses, web pages and files in what passes are no reason for a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator

from keur.observe.firewalls import reasons
from keur.observe.firewalls.fortinet.device import Device, Domain
from keur.observe.firewalls.fortinet.tree import Block
from keur.plant.model import Text

_PASSING = frozenset({"pass", "monitor"})


def stoppers(device: Device, domain: Domain, policy: Block) -> tuple[Text, ...]:
    """Why a policy's profiles may stop what it accepts; the lines are noted."""
    found = []
    for block, key, name in _named(domain, policy):
        if _may_stop(domain, key, name):
            found.append(device.doubt(block.line_of(key), f"set {key} {name}", reasons.not_modelled(f"{key} {name}")))
    botnets = policy.value("scan-botnet-connections")
    if botnets == "block":
        why = reasons.not_modelled("scan-botnet-connections")
        found.append(device.doubt(policy.line_of("scan-botnet-connections"), "scan-botnet-connections block", why))
    return tuple(found)


def _named(domain: Domain, policy: Block) -> Iterator[tuple[Block, str, str]]:
    """The profiles of a policy, from itself or from its group. `utm-status` switches them on; policies by application
    have no such switch."""
    if policy.value("utm-status", "enable" if domain.by_application else "disable") != "enable":
        return
    block = policy
    if policy.value("profile-type") == "group":
        group = domain.section("firewall profile-group").entries.get(policy.value("profile-group"))
        if group is None:
            yield policy, "profile-group", policy.value("profile-group")
            return
        block = group
    for key in ("application-list", "ips-sensor"):
        if block.value(key):
            yield block, key, block.value(key)


def _may_stop(domain: Domain, key: str, name: str) -> bool:
    path = {"application-list": "application list", "ips-sensor": "ips sensor"}.get(key, "")
    profile = domain.section(path).entries.get(name)
    if profile is None:
        return True
    entries = profile.section("entries").entries.values()
    if key == "ips-sensor":
        if profile.is_on("block-malicious-url") or profile.value("scan-botnet-connections") == "block":
            return True
        return any(one.value("status") != "disable" and one.value("action") != "pass" for one in entries)
    switches = ("control-default-network-services", "enforce-default-app-port")
    others = (profile.value("other-application-action"), profile.value("unknown-application-action"))
    if "block" in others or any(profile.is_on(switch) for switch in switches):
        return True
    return any(one.value("action", "block") not in _PASSING for one in entries)
