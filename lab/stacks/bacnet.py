"""BACnet/IP with bacpypes3."""

from __future__ import annotations

from argparse import Namespace

from bacpypes3.app import Application
from bacpypes3.basetypes import EngineeringUnits
from bacpypes3.local.analog import AnalogInputObject, AnalogValueObjectCmd
from bacpypes3.pdu import Address
from bacpypes3.primitivedata import Real

from lab.actor import Actor
from lab.journal import Flow
from lab.network import ZONES

PORT = 47808
TEMPERATURE, PRESSURE, SETPOINT = "analog-input,1", "analog-input,2", "analog-value,1"


class Device:
    """A BACnet device: an application on the host's address, with two measurements and a setpoint if it is a
    controller."""

    def __init__(self, actor: Actor, name: str, instance: int, controller: bool = False) -> None:
        length = ZONES[actor.host.zone].network.partition("/")[2]
        self._actor = actor
        self._application = Application.from_args(
            Namespace(
                name=name,
                instance=instance,
                network=0,
                address=f"{actor.address}/{length}",
                vendoridentifier=999,
                foreign=None,
                ttl=30,
                bbmd=None,
            )
        )
        if controller:
            self._add_points()

    def _add_points(self) -> None:
        degrees = EngineeringUnits("degreesCelsius")
        pascals = EngineeringUnits("pascals")
        for point in (
            AnalogInputObject(objectIdentifier=TEMPERATURE, objectName="Supply air", presentValue=20.4, units=degrees),
            AnalogInputObject(objectIdentifier=PRESSURE, objectName="Room pressure", presentValue=45.0, units=pascals),
            AnalogValueObjectCmd(objectIdentifier=SETPOINT, objectName="Setpoint", presentValue=20.5, units=degrees),
        ):
            self._application.add_object(point)

    def _flow(self, server: str) -> Flow:
        return Flow("bacnet", "udp", self._actor.address, PORT, server, PORT)

    async def announce(self) -> None:
        """Broadcasts I-Am in its own network, as a controller does when it starts."""
        zone = ZONES[self._actor.host.zone]
        broadcast = zone.network.rpartition(".")[0] + ".255"
        self._actor.journal.did(self._flow(broadcast), "I-Am broadcast (unconfirmed 0)", "identify")
        self._application.i_am()

    async def find(self, server: str) -> None:
        """Asks one address who it is."""
        with self._actor.journal.doing(self._flow(server), "Who-Is (unconfirmed 8)", "identify"):
            await self._application.who_is(address=Address(server), timeout=2)

    async def read(self, server: str, point: str) -> None:
        with self._actor.journal.doing(self._flow(server), "readProperty (confirmed 12)", "read"):
            await self._application.read_property(server, point, "present-value")

    async def write(self, server: str, value: float) -> None:
        with self._actor.journal.doing(self._flow(server), "writeProperty (confirmed 15)", "write"):
            await self._application.write_property(server, SETPOINT, "present-value", Real(value), priority=10)
