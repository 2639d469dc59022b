"""Who plays what on an ordinary day: the roles of every host. What breaks the rules is in `lab.incidents`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial

from pymodbus.exceptions import ModbusException

from lab import incidents
from lab.actor import Actor, Role
from lab.network import HOSTS
from lab.stacks import bacnet, link_layer, modbus, names_and_time, opcua, s7, secure_shell, snmp, telnet, web

ADDRESS = {host.id: host.ipv4 for host in HOSTS.values()}
REPLICA_NAME = f"replica.{names_and_time.DOMAIN}"


OPEN_FROM = 1.0
"""Second of the day from which clients open their connections; servers are there by then."""


async def keep_trying(actor: Actor, session: Callable[[], Awaitable[None]]) -> None:
    """Holds a session all day, as a poller does: when its connection breaks, it connects again two seconds later."""
    await actor.at(OPEN_FROM)
    while True:
        try:
            return await session()
        except (OSError, ModbusException):
            await asyncio.sleep(2)


async def poll_bioreactor(plc: str, first: float, actor: Actor) -> None:
    """SCADA: measurements every second, setpoints back every other second, recipe steps now and then."""

    async def session() -> None:
        async with modbus.connect(actor, ADDRESS[plc]) as controller:
            async for turn in actor.every(1, first):
                await controller.inputs(0, 10)
                if turn % 2 == 0:
                    await controller.holding(0, 8)
                if turn % 5 == 0:
                    await controller.coils(0, 16)
                if turn % 20 == 7:
                    await controller.write(0, 370 + random.randint(-5, 5))
                if turn % 45 == 30:
                    await controller.write_several(2, [400, 120, 350])

    await keep_trying(actor, session)


async def poll_downstream(actor: Actor) -> None:
    """SCADA: the chromatography skid's process block every second, a new set point every half minute."""

    async def session() -> None:
        async with s7.connect(actor, ADDRESS["plc-dsp"]) as plc:
            async for turn in actor.every(1, 2.3):
                await plc.read(s7.PROCESS, 32)
                if turn % 30 == 20:
                    await plc.write(s7.PROCESS, 40, random.randbytes(4))

    await keep_trying(actor, session)


async def poll_clean_rooms(actor: Actor) -> None:
    """SCADA: both air handlers every two seconds, and their setpoints for the night."""
    device = bacnet.Device(actor, "Zilverduin SCADA", 1000)
    await actor.at(OPEN_FROM)
    for controller in ("ahu1", "ahu2"):
        await device.find(ADDRESS[controller])
    async for turn in actor.every(2, 6.6):
        for controller in ("ahu1", "ahu2"):
            for point in (bacnet.TEMPERATURE, bacnet.PRESSURE):
                await device.read(ADDRESS[controller], point)
            if turn % 30 == 15:
                await device.write(ADDRESS[controller], 20.5 + turn % 2)


async def watch_safety(actor: Actor) -> None:
    """SCADA: reads, and only reads, the safety controller."""

    async def session() -> None:
        async with modbus.connect(actor, ADDRESS["sis"]) as controller:
            async for _ in actor.every(2, 2.8):
                await controller.discrete(0, 16)
                await controller.holding(0, 4)

    await keep_trying(actor, session)


async def show_overview(actor: Actor) -> None:
    """Operator station: the overview page every three seconds."""
    async for _ in actor.every(3, 3.5):
        await web.get(actor, ADDRESS["scada"], "/overview")


async def use_opcua(
    actor: Actor, server: str, period: float, first: float, act: Callable[[opcua.Session], Awaitable[None]]
) -> None:
    """Holds an OPC UA session and does one thing in it, again and again."""

    async def hold() -> None:
        async with opcua.connect(actor, ADDRESS[server]) as session:
            async for _ in actor.every(period, first):
                await act(session)

    await keep_trying(actor, hold)


async def collect_history(actor: Actor) -> None:
    """Historian: reads SCADA."""
    await use_opcua(actor, "scada", 2, 5, opcua.Session.read)


async def feed_replica(actor: Actor) -> None:
    """Historian: pushes to the replica in the DMZ."""
    await use_opcua(actor, "replica", 5, 6, opcua.Session.write)


async def read_batches(actor: Actor) -> None:
    """ERP: batch records over HTTPS."""
    async for turn in actor.every(10, 9):
        await web.get(actor, ADDRESS["replica"], f"/batches/{2600 + turn}", name=REPLICA_NAME)


async def read_key_figures(actor: Actor) -> None:
    """ERP: key figures over OPC UA."""
    await use_opcua(actor, "replica", 10, 7, opcua.Session.read)


async def read_dashboard(actor: Actor) -> None:
    """Quality department: the dashboard over HTTPS."""
    async for _ in actor.every(25, 14):
        await web.get(actor, ADDRESS["replica"], "/dashboard", name=REPLICA_NAME)


async def keep_time(first: float, actor: Actor) -> None:
    async for _ in actor.every(64, first):
        await names_and_time.ask_time(actor, ADDRESS["infra"])


async def look_up(name: str, first: float, actor: Actor) -> None:
    async for _ in actor.every(30, first):
        await names_and_time.resolve(actor, ADDRESS["infra"], f"{name}.{names_and_time.DOMAIN}")


async def read_modbus_neighbour(neighbour: str, period: float, first: float, actor: Actor) -> None:
    """A PLC reads another device of its own zone."""

    async def session() -> None:
        async with modbus.connect(actor, ADDRESS[neighbour]) as controller:
            async for _ in actor.every(period, first):
                await controller.holding(6, 2)

    await keep_trying(actor, session)


async def scan_remote_io(actor: Actor) -> None:
    """PROFINET controller: looks for its remote I/O."""
    async for turn in actor.every(40, 12):
        await link_layer.identify_devices(actor, 0x1000 + turn)


async def air_handler(name: str, instance: int, neighbour: str | None, actor: Actor) -> None:
    """BACnet controller; the second one takes the outdoor temperature from the first."""
    device = bacnet.Device(actor, name, instance, controller=True)
    await actor.at(10 + instance % 10)
    await device.announce()
    if neighbour:
        async for _ in actor.every(15, 13):
            await device.read(ADDRESS[neighbour], bacnet.TEMPERATURE)
    await asyncio.Event().wait()


async def vendor_session(actor: Actor) -> None:
    """Vendor: as agreed, over the jump host."""
    await actor.at(30)
    await secure_shell.run(actor, ADDRESS["jump"], ("ssh eng", "tail diagnostics.log", "exit"))


async def jump_session(actor: Actor) -> None:
    """Jump host: the vendor's session goes on to the engineering station."""
    await actor.at(31)
    await secure_shell.run(actor, ADDRESS["eng"], ("tail diagnostics.log", "exit"))


ROLES: dict[str, tuple[Role, ...]] = {
    "erp": (read_batches, read_key_figures),
    "pc-qa": (read_dashboard,),
    "replica": (partial(web.serve, port=443, name=REPLICA_NAME), partial(opcua.serve, name="replica")),
    "jump": (secure_shell.serve, jump_session),
    "infra": (names_and_time.serve,),
    "historian": (partial(opcua.serve, name="historian"), collect_history, feed_replica, partial(keep_time, 22)),
    "eng": (secure_shell.serve, partial(keep_time, 23)),
    "scada": (
        partial(poll_bioreactor, "plc-br1", 2.0),
        partial(poll_bioreactor, "plc-br2", 2.5),
        poll_downstream,
        poll_clean_rooms,
        watch_safety,
        partial(opcua.serve, name="scada"),
        web.serve,
        partial(look_up, "historian", 11),
        partial(keep_time, 16),
    ),
    "hmi": (show_overview, partial(look_up, "scada", 10), partial(keep_time, 21)),
    "sw-br": (
        partial(snmp.serve, description="Waddenkabel WK-2410 industrial switch, 10 ports, firmware 4.2.1"),
        partial(link_layer.announce_neighbour, description="Waddenkabel WK-2410"),
    ),
    "plc-br1": (
        partial(modbus.serve, vendor="Polderlogic", product="PL-300", code="PL300-CPU2", firmware="3.1.4"),
        partial(read_modbus_neighbour, "gw-scale", 5, 8.0),
        partial(read_modbus_neighbour, "plc-br2", 4, 9.0),
        partial(keep_time, 18),
    ),
    "plc-br2": (
        partial(modbus.serve, vendor="Polderlogic", product="PL-300", code="PL300-CPU2", firmware="3.0.9"),
        partial(link_layer.defend_address, incident="copied-address"),
        partial(keep_time, 19),
    ),
    "plc-dsp": (
        s7.serve,
        scan_remote_io,
        partial(link_layer.announce_neighbour, description="Downstream controller", first=9),
        partial(keep_time, 20),
    ),
    "io-dsp": (
        partial(link_layer.answer_identify, name="io-dsp", vendor="Polderlogic PL-IO16"),
        partial(link_layer.announce_neighbour, description="Polderlogic PL-IO16", first=10),
    ),
    "gw-scale": (
        partial(modbus.serve, vendor="Weegwijzer", product="SG-1 serial gateway", code="SG-1", firmware="1.07"),
        partial(telnet.serve, banner="Weegwijzer SG-1 1.07"),
    ),
    "plc-wash": (
        partial(link_layer.announce_neighbour, description="Wash skid controller", first=11),
        partial(keep_time, 24),
    ),
    "ahu1": (partial(air_handler, "AHU clean room 1", 2011, None), web.serve),
    "ahu2": (partial(air_handler, "AHU clean room 2", 2012, "ahu1"),),
    "sis": (partial(modbus.serve, vendor="Zekerheid", product="Z-SIS 2oo3", code="ZSIS-23", firmware="2.4"),),
    "vendor": (vendor_session,),
    "stranger": (),
    "spare": (),
}


def roles(host: str) -> list[Role]:
    """All roles of a host: its ordinary work, and its part in incidents."""
    return [*ROLES[host], *(partial(event.play, event) for event in incidents.CATALOGUE.values() if event.host == host)]
