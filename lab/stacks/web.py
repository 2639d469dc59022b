"""HTTP and HTTPS with Python's own server and client."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import ssl
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab.actor import Actor
from lab.journal import Flow


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "PlantWeb/2.3"
    sys_version = ""

    def do_GET(self) -> None:
        status = {"time": int(time.time()), "page": self.path, "BR1": {"T": 37.0, "pH": 7.01}, "alarms": []}
        body = json.dumps(status).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The client logs; the server need not."""


def certificate(folder: Path, name: str) -> Path:
    """Makes a self-signed certificate with its key in one PEM file."""
    file = folder / f"{name}.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN={name} "
        f"-addext subjectAltName=DNS:{name} -keyout {file} -out {file}.crt".split(),
        check=True,
        capture_output=True,
    )
    with file.open("a") as pem:
        pem.write(Path(f"{file}.crt").read_text())
    return file


async def serve(actor: Actor, port: int = 80, name: str | None = None) -> None:
    """A web server with one page; with TLS when it has a `name`."""
    server = ThreadingHTTPServer((actor.address, port), _Page)
    server.daemon_threads = True
    if name:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(actor.folder, name))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    await asyncio.to_thread(server.serve_forever)


async def get(
    actor: Actor, server: str, path: str, name: str | None = None, logon: str | None = None, incident: str | None = None
) -> None:
    """Fetches one page over a connection of its own: by TLS with this server name, or in clear, with a Basic logon
    (`user:password`) if asked."""
    await asyncio.to_thread(_get, actor, server, path, name, logon, incident)


def _get(actor: Actor, server: str, path: str, name: str | None, logon: str | None, incident: str | None) -> None:
    connection = http.client.HTTPConnection(server, 443 if name else 80, timeout=5)
    began = time.time()
    connection.connect()
    protocol = "tls" if name else "http"
    flow = Flow(protocol, "tcp", actor.address, connection.sock.getsockname()[1], server, connection.port)
    if name:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection.sock = context.wrap_socket(connection.sock, server_hostname=name)
    headers = {"User-Agent": "PlantClient/1.4"}
    if logon:
        headers["Authorization"] = "Basic " + base64.b64encode(logon.encode()).decode()
    connection.request("GET", path, headers=headers)
    connection.getresponse().read()
    connection.close()
    what = f"GET {path}" + (" with a Basic logon" if logon else "")
    actor.journal.did(flow, what, "session" if logon else "read", incident, began=began)
