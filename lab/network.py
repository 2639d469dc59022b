"""The network of the virtual plant: zones, hosts, and the namespaces, bridges and links that they are made of.

Every zone is one Ethernet switch: a Linux bridge inside the firewall's namespace. Every host is a namespace with one
veth link to its zone's bridge. The firewall has one address on every bridge and filters what it forwards by
`firewall/fw-01.nft`. One old router, with a leg in two zones, joins these past it.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path

ROUTER = "keur-router"
RULES = Path(__file__).parent / "firewall" / "fw-01.nft"
PROVIDER = "10.20.40.254"
"""The enterprise's router to the internet, where the firewall's default route leads. Nobody is there."""


@dataclass(frozen=True)
class Zone:
    """A switch with its network. Captured zones are listed in `CAPTURED`."""

    id: str
    network: str

    @property
    def bridge(self) -> str:
        return f"br-{self.id}"[:15]

    @property
    def router_address(self) -> str:
        """First address of the network."""
        return str(IPv4Network(self.network)[1])

    @property
    def router_mac(self) -> str:
        return f"02:4b:52:01:{int(self.network.split('.')[2]):02x}:01"


@dataclass(frozen=True)
class Host:
    """A namespace with one interface. MAC addresses are locally administered and the same in every run."""

    id: str
    zone: str
    ipv4: str
    mac: str
    plugged: bool = True
    """False: its link is down when the day begins; an incident plugs it in."""

    @property
    def namespace(self) -> str:
        return f"keur-{self.id}"


ZONES = {
    zone.id: zone
    for zone in (
        Zone("enterprise", "10.20.40.0/24"),
        Zone("dmz", "10.20.35.0/26"),
        Zone("operations", "10.20.30.0/24"),
        Zone("supervision", "10.20.20.0/24"),
        Zone("bioreactors", "10.20.10.0/24"),
        Zone("hvac", "10.20.11.0/24"),
        Zone("safety", "10.20.12.0/26"),
        Zone("remote", "10.20.90.0/26"),
    )
}

CAPTURED = ("bioreactors", "hvac", "safety", "dmz", "supervision", "operations")
"""Zones with a capture on their switch, in order. Each leaves out what the ones before it have already seen, so a
conversation between two of them is in one capture only."""

HOSTS = {
    host.id: host
    for host in (
        Host("erp", "enterprise", "10.20.40.10", "02:4b:52:10:40:10"),
        Host("pc-qa", "enterprise", "10.20.40.57", "02:4b:52:10:40:57"),
        Host("replica", "dmz", "10.20.35.10", "02:4b:52:10:35:10"),
        Host("jump", "dmz", "10.20.35.20", "02:4b:52:10:35:20"),
        Host("infra", "operations", "10.20.30.10", "02:4b:52:10:30:10"),
        Host("historian", "operations", "10.20.30.20", "02:4b:52:10:30:20"),
        Host("eng", "operations", "10.20.30.30", "02:4b:52:10:30:30"),
        Host("scada", "supervision", "10.20.20.10", "02:4b:52:10:20:10"),
        Host("hmi", "supervision", "10.20.20.21", "02:4b:52:10:20:21"),
        Host("sw-br", "bioreactors", "10.20.10.2", "02:4b:52:10:10:02"),
        Host("plc-br1", "bioreactors", "10.20.10.11", "02:4b:52:10:10:11"),
        Host("plc-br2", "bioreactors", "10.20.10.12", "02:4b:52:10:10:12"),
        Host("plc-dsp", "bioreactors", "10.20.10.21", "02:4b:52:10:10:21"),
        Host("io-dsp", "bioreactors", "10.20.10.22", "02:4b:52:10:10:22"),
        Host("gw-scale", "bioreactors", "10.20.10.31", "02:4b:52:10:10:31"),
        Host("plc-wash", "bioreactors", "10.20.10.41", "02:4b:52:10:10:41"),
        Host("ahu1", "hvac", "10.20.11.11", "02:4b:52:10:11:11"),
        Host("ahu2", "hvac", "10.20.11.12", "02:4b:52:10:11:12"),
        Host("sis", "safety", "10.20.12.11", "02:4b:52:10:12:11"),
        Host("vendor", "remote", "10.20.90.5", "02:4b:52:10:90:05"),
        # Plugged in during the day, and in nobody's inventory.
        Host("stranger", "bioreactors", "10.20.10.77", "02:4b:52:66:00:77", plugged=False),
        Host("spare", "bioreactors", "10.20.10.12", "02:4b:52:66:00:12", plugged=False),
    )
}


@dataclass(frozen=True)
class Leg:
    """An interface of the old router."""

    zone: str
    ipv4: str
    mac: str


OLD_ROUTER = "keur-rt-old"
OLD_LEGS = (
    Leg("supervision", "10.20.20.250", "02:4b:52:77:20:fa"),
    Leg("hvac", "10.20.11.250", "02:4b:52:77:11:fa"),
)
"""The router that joined these zones before there was a firewall, and that nobody took away."""
OLD_ROUTES = (("hmi", "10.20.11.0/24", "10.20.20.250"), ("ahu1", "10.20.20.21/32", "10.20.11.250"))
"""Routes by it that hosts still have: host, destination, gateway."""


def namespaces() -> list[str]:
    """All namespaces of the virtual plant."""
    return [ROUTER, OLD_ROUTER, *(host.namespace for host in HOSTS.values())]


def command(*words: str) -> None:
    """Runs a command; raises `CalledProcessError` with its message shown."""
    subprocess.run(words, check=True)


def inside(namespace: str, *words: str) -> list[str]:
    """Command line that runs a command inside a namespace."""
    return ["ip", "netns", "exec", namespace, *words]


def build() -> None:
    """Makes all namespaces, bridges and links. An earlier, half-removed plant is removed first."""
    remove()
    for namespace in namespaces():
        command("ip", "netns", "add", namespace)
        # IPv6 would only add router solicitations that no actor asked for.
        settings = ["net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1"]
        settings += ["net.ipv4.ip_forward=1"] if namespace in (ROUTER, OLD_ROUTER) else []
        # What stays inside a zone passes its switch and not the firewall. Not every kernel has this setting (-e).
        settings += ["net.bridge.bridge-nf-call-iptables=0"] if namespace == ROUTER else []
        command(*inside(namespace, "sysctl", "-qew", *settings))
        command("ip", "-n", namespace, "link", "set", "lo", "up")
    for zone in ZONES.values():
        _build_switch(zone)
    command("ip", "-n", ROUTER, "route", "add", "default", "via", PROVIDER)
    command(*inside(ROUTER, "nft", "-f", str(RULES)))
    for host in HOSTS.values():
        _connect(host)
    _build_old_router()


def _build_switch(zone: Zone) -> None:
    command(
        *("ip", "-n", ROUTER, "link", "add", zone.bridge, "address", zone.router_mac),
        # Bit 14 lets LLDP pass, so that the tap sees it as a mirror port of a switch would.
        *("type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0", "group_fwd_mask", "16384"),
    )
    length = zone.network.partition("/")[2]
    command("ip", "-n", ROUTER, "addr", "add", f"{zone.router_address}/{length}", "dev", zone.bridge)
    command("ip", "-n", ROUTER, "link", "set", zone.bridge, "up")


def _connect(host: Host) -> None:
    _link(f"v-{host.id}", host.namespace, "eth0", Leg(host.zone, host.ipv4, host.mac))
    if host.plugged:
        plug(host)


def _link(port: str, namespace: str, interface: str, leg: Leg) -> None:
    """Runs a cable from a port of a zone's switch to an interface, which stays down."""
    zone = ZONES[leg.zone]
    command(
        *("ip", "-n", ROUTER, "link", "add", port, "type", "veth"),
        *("peer", "name", interface, "address", leg.mac, "netns", namespace),
    )
    command("ip", "-n", ROUTER, "link", "set", port, "master", zone.bridge, "up")
    length = zone.network.partition("/")[2]
    command("ip", "-n", namespace, "addr", "add", f"{leg.ipv4}/{length}", "broadcast", "+", "dev", interface)


def _build_old_router() -> None:
    for number, leg in enumerate(OLD_LEGS):
        _link(f"v-rt-old-{number}", OLD_ROUTER, f"eth{number}", leg)
        command("ip", "-n", OLD_ROUTER, "link", "set", f"eth{number}", "up")
    for host, destination, gateway in OLD_ROUTES:
        command("ip", "-n", HOSTS[host].namespace, "route", "add", destination, "via", gateway)


def plug(host: Host) -> None:
    """Puts a host's cable in."""
    command("ip", "-n", host.namespace, "link", "set", "eth0", "up")
    command("ip", "-n", host.namespace, "route", "add", "default", "via", ZONES[host.zone].router_address)


def forget_neighbours() -> None:
    """Makes the router ask for MAC addresses anew, as every router does from time to time. This one would not: the
    namespaces share one kernel, in which the hosts' TCP keeps its entries fresh."""
    command("ip", "-n", ROUTER, "neigh", "flush", "all")


CONFIGURATION = {
    "ruleset.nft": ("nft", "-a", "list", "ruleset"),
    "addresses.txt": ("ip", "address", "show", "type", "bridge"),
    "routes.txt": ("ip", "route", "show"),
}
"""What an engineer saves of the firewall, by name of file: its rules with their counters, its addresses, its routes."""


def save_configuration(folder: Path) -> None:
    """Writes the files of `CONFIGURATION`."""
    for file, words in CONFIGURATION.items():
        done = subprocess.run(inside(ROUTER, *words), check=True, capture_output=True, text=True)
        (folder / file).write_text(done.stdout)


def unplug(host: Host) -> None:
    """Pulls a host's cable."""
    command("ip", "-n", host.namespace, "link", "set", "eth0", "down")


def remove() -> None:
    """Removes the namespaces of the virtual plant, and only those; links and bridges go with them."""
    present = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True).stdout
    names = {line.split()[0] for line in present.splitlines() if line}
    for namespace in namespaces():
        if namespace in names:
            command("ip", "netns", "delete", namespace)


def tap_filter(zone: str) -> str:
    """Capture filter of a zone's tap: everything but what an earlier tap of `CAPTURED` sees."""
    earlier = [ZONES[other].network for other in CAPTURED[: CAPTURED.index(zone)]]
    return " and ".join(f"not net {network}" for network in earlier)
