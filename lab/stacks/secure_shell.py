"""SSH with paramiko: a server that runs no shell but answers commands, and a client that logs on."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time

import paramiko

from lab.actor import Actor
from lab.journal import Flow

PORT = 22

logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class _Session(paramiko.ServerInterface):
    def get_allowed_auths(self, _username: str) -> str:
        return "password"

    def check_auth_password(self, _username: str, _password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, _channel: int) -> int:
        return paramiko.OPEN_SUCCEEDED if kind == "session" else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        def answer() -> None:
            time.sleep(0.2)  # The acceptance of the command has to go out first.
            channel.sendall(b"done: " + command + b"\n" + b"log line of the controller\n" * 20)
            channel.send_exit_status(0)
            channel.close()

        threading.Thread(target=answer, daemon=True).start()
        return True


async def serve(actor: Actor) -> None:
    """Accepts connections for ever."""
    key = paramiko.ECDSAKey.generate()

    def accept() -> None:
        with socket.create_server((actor.address, PORT)) as listener:
            while True:
                transport = paramiko.Transport(listener.accept()[0])
                transport.add_server_key(key)
                transport.start_server(event=threading.Event(), server=_Session())

    await asyncio.to_thread(accept)


async def run(actor: Actor, server: str, commands: tuple[str, ...]) -> None:
    """Logs on, runs commands one after the other, and logs off."""
    await asyncio.to_thread(_run, actor, server, commands)


def _run(actor: Actor, server: str, commands: tuple[str, ...]) -> None:
    began = time.time()
    with socket.create_connection((server, PORT), timeout=5) as connection:
        flow = Flow("ssh", "tcp", actor.address, connection.getsockname()[1], server, PORT)
        transport = paramiko.Transport(connection)
        transport.connect(username="engineer", password="lab-only")
        for command in commands:
            channel = transport.open_session()
            channel.exec_command(command)
            while channel.recv(4096):
                pass
            time.sleep(1)
        transport.close()
    actor.journal.did(flow, f"log on and run {len(commands)} commands", "session", began=began)
