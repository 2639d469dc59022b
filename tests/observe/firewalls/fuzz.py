"""Reads damaged configurations of all formats until the time is up: nothing may raise, hang, or be sure without cause.

    python -m tests.observe.firewalls.fuzz --minutes 10

A text that makes trouble is kept in `build/fuzz/`, and the run ends with status 1.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from keur.observe.firewalls.reading import ConfigurationError, read
from keur.reach.devices import Device, addresses_of
from keur.reach.engine import Engine
from keur.reach.topology import Forwards
from tests.observe.firewalls.hostile import FILES

LONGEST_SECONDS = 10
"""For one text. The samples take far less than a second."""
KEPT = Path(__file__).parents[3] / "build" / "fuzz"
_JUNK = (
    '"', "'", "{", "}", "[", "]", "(", ")", ";", "#", "!", "<", ">", "/", "\\", "|", "@", ",", ":", "-", "*", "%", "$x",
    "\t", "\n", "\r", "\x00", "\x1b[0m", "\ufeff", "\u2028", "é", "\udcff", "no", "any", "all", "none", "0", "-1",
    "65536",
    "4294967296", "9" * 400, "0.0.0.0", "255.255.255.255", "0.0.0.0/0", "10.0.0.0/33", "::", "::/0", "1-0", "0-65535",
    "!10.0.0.1", "true", "null", "1e999", "<a>", "</a>", "<!--", "]]>", "&x;", "config", "edit", "next", "end", "exit",
)  # fmt: skip


def damaged(data: bytes, others: list[bytes], choose: random.Random) -> bytes:
    """A text with up to eight things wrong."""
    for _ in range(choose.randrange(1, 9)):
        if not data:
            break
        data = choose.choice(_WAYS)(data, choose.choice(others), choose)
    return data


def _flip(data: bytes, other: bytes, choose: random.Random) -> bytes:
    del other
    at = choose.randrange(len(data))
    return data[:at] + bytes([choose.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, other: bytes, choose: random.Random) -> bytes:
    del other
    return data[: choose.randrange(len(data))]


def _lose(data: bytes, other: bytes, choose: random.Random) -> bytes:
    del other
    at = choose.randrange(len(data))
    return data[:at] + data[at + choose.randrange(1, 80) :]


def _lines(data: bytes, other: bytes, choose: random.Random) -> bytes:
    """Lines lost, doubled, moved, or taken from another file."""
    lines, more = data.split(b"\n"), other.split(b"\n")
    at, to = choose.randrange(len(lines)), choose.randrange(len(lines))
    kind = choose.randrange(4)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines[to:to] = lines[at : at + choose.randrange(1, 20)]
    elif kind == 2:
        lines.insert(to, lines.pop(at))
    else:
        lines.insert(at, choose.choice(more))
    return b"\n".join(lines)


def _words(data: bytes, other: bytes, choose: random.Random) -> bytes:
    """A word in the place of another: from this file, from another, or junk."""
    words = data.split(b" ")
    junk = choose.choice(_JUNK).encode("utf-8", "surrogateescape")
    words[choose.randrange(len(words))] = choose.choice((choose.choice(words), choose.choice(other.split(b" ")), junk))
    return b" ".join(words)


def _junk(data: bytes, other: bytes, choose: random.Random) -> bytes:
    del other
    at = choose.randrange(len(data))
    word = choose.choice(_JUNK).encode("utf-8", "surrogateescape")
    return data[:at] + word * choose.choice((1, 1, 1, 2, 500)) + data[at:]


def _encoded(data: bytes, other: bytes, choose: random.Random) -> bytes:
    del other
    if choose.randrange(4):
        return data
    return data.decode("utf-8", "replace").encode(
        choose.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-7")), "replace"
    )


_WAYS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    _flip, _cut, _lose, _lines, _lines, _words, _words, _junk, _encoded,
)  # fmt: skip


def look(data: bytes, format: str | None) -> str:
    """Reads a text and takes it as far as answers do; what came of it."""
    try:
        found = read(data, "fuzz", format)
    except ConfigurationError:
        return "refused"
    device = Device("x", False, (), found, addresses_of(found.interfaces))
    Engine([device], None).lists("x")
    Forwards(device, {})
    return found.format


class _TooSlow(Exception):
    """A text took longer than it may."""


def _ring(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _TooSlow


def run(minutes: float, seed: int, only: str) -> int:
    """Reads until the time is up. Gives the number of texts that made trouble."""
    files = [path for path in FILES if only in path.parent.name]
    texts = [path.read_bytes() for path in files]
    choose = random.Random(seed)
    counted: Counter[str] = Counter()
    trouble: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _ring)
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        at = choose.randrange(len(files))
        format = files[at].parent.name
        data = damaged(texts[at], texts, choose)
        signal.alarm(LONGEST_SECONDS)
        try:
            counted[look(data, choose.choice((format, format, None)))] += 1
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
            if not trouble[where]:
                KEPT.mkdir(parents=True, exist_ok=True)
                (KEPT / f"{format}-{len(trouble)}").write_bytes(data)
                print(f"{format}: {where}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            trouble[where] += 1
        finally:
            signal.alarm(0)
    for name, number in sorted(counted.items()):
        print(f"{name}: {number:,}")
    print(f"texts: {counted.total():,}; trouble: {dict(trouble) or 'none'}")
    return len(trouble)


def main() -> int:
    parser = argparse.ArgumentParser(description="Reads damaged configurations of firewalls until the time is up.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only formats with this in their name")
    asked = parser.parse_args()
    return 1 if run(asked.minutes, asked.seed, asked.only) else 0


if __name__ == "__main__":
    sys.exit(main())
