"""What actors log of what they do. The truth of the day is made from these logs and never from the captures."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Flow:
    """Who talks to whom. Addresses are IP addresses, or MAC addresses with transport `l2`; ports are 0 off TCP and
    UDP."""

    protocol: str
    transport: str
    client: str
    client_port: int
    server: str
    server_port: int


class Journal:
    """Log of one actor: a JSON line for each thing it did, written at once."""

    def __init__(self, actor: str, folder: Path) -> None:
        self.actor = actor
        self._file = (folder / f"{actor}.jsonl").open("a", buffering=1, encoding="utf-8")

    def did(
        self,
        flow: Flow,
        what: str,
        operation: str,
        incident: str | None = None,
        failed: bool = False,
        began: float | None = None,
    ) -> None:
        """Logs one act that began at `began` (now, when absent). `operation` is its operation class (read, write,
        control, ...); `failed`: it got no answer, or an error."""
        now = time.time()
        entry = {"time": began or now, "until": now, "actor": self.actor, **asdict(flow)}
        entry |= {"what": what, "operation": operation, "incident": incident, "failed": failed}
        self._file.write(json.dumps(entry) + "\n")

    @contextmanager
    def doing(self, flow: Flow, what: str, operation: str, incident: str | None = None) -> Iterator[None]:
        """Logs the act done inside; an exception makes it a failed one and goes on."""
        began, failed = time.time(), True
        try:
            yield
            failed = False
        finally:
            self.did(flow, what, operation, incident, failed, began)
