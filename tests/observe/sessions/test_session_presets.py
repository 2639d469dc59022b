"""Presets read the samples of their tools, tell what they do not understand, and keep what stands before a cut."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.sessions.adding import NotUnderstood, Understood, Wishes, understand
from keur.observe.sessions.guessing import kinds
from keur.observe.sessions.moments import TimeError
from keur.observe.sessions.presets import PRESETS
from keur.plant.files.session_logs import KINDS
from keur.plant.model import Plant, Site, Text

SAMPLES = Path(__file__).parent / "samples"
DOCS = Path(__file__).parents[3] / "docs" / "sessions.md"
PLANT = Plant("", Site("x", "x", Text("x", "x"), "en"), (), (), (), (), ())


def read(path: Path, **wishes) -> Understood:
    return understand(PLANT, path, Wishes(**({"timezone": "UTC"} | wishes)))


def told(found: Understood) -> list[tuple]:
    return [
        (one.account, f"{one.start:%d %H:%M:%S}", one.end and f"{one.end:%d %H:%M:%S}", one.line)
        for one in found.read.sessions
    ]


def test_openvpn_tells_who_was_let_in_and_until_when():
    found = read(SAMPLES / "openvpn-server.log")
    assert found.guess.preset == "openvpn"
    assert told(found) == [
        ("ext-jan", "01 10:00:01", "01 11:00:01", 4),
        ("ext-piet", "01 12:00:00", "01 13:00:00", 11),  # the server stopped
        ("ext-jan", "01 14:00:00", None, 15),
    ]
    first, second, last = found.read.sessions
    assert (first.address, first.end_reason) == ("203.0.113.9", "soft,remote-exit")
    assert second.address == "2001:db8::7" and last.ends_kept
    assert [one.line for one in found.read.problems] == [12]


def test_openvpn_reads_the_times_of_the_journal_and_of_older_releases(tmp_path):
    lines = [
        "2026-04-01T12:00:01+02:00 vpn openvpn[7]: [jan] Peer Connection Initiated with [AF_INET]203.0.113.9:1",
        "Wed Apr  1 10:30:00 2026 us=12 jan/203.0.113.9:1 SIGUSR1[soft,ping-restart] received, client-instance "
        "restarting",
        "Apr  1 10:40:00 vpn openvpn[7]: [jan] Peer Connection Initiated with [AF_INET]203.0.113.9:1",
    ]
    log = tmp_path / "log"
    log.write_text("\n".join(lines))
    found = read(log)
    assert told(found) == [("jan", "01 10:00:01", "01 10:30:00", 1)]
    assert [(one.line, "-o short-iso" in one.text.en) for one in found.read.problems] == [(3, True)]


@pytest.mark.parametrize("separator", [",", "\t"])
def test_openvpn_status_tells_who_was_connected(tmp_path, separator):
    first = read(SAMPLES / "openvpn-status-1.log")
    assert told(first) == [("ext-jan", "01 10:00:01", None, 4)]
    assert first.guess.preset == "openvpn-status" and not first.read.sessions[0].ends_kept
    log = tmp_path / "log"
    log.write_text((SAMPLES / "openvpn-status-2.log").read_text().replace(",", separator))
    second = read(log)
    assert told(second) == [("ext-jan", "01 10:00:01", None, 4), ("ext-piet", "01 10:10:01", None, 5)]
    assert [one.address for one in second.read.sessions] == ["203.0.113.9", "198.51.100.7"]
    assert first.read.problems == second.read.problems == []


def test_teamviewer_tells_devices_in_utc():
    found = read(SAMPLES / "Connections_incoming.txt", timezone=None)
    assert told(found) == [
        ("123456789", "01 10:00:00", "01 11:00:00", 1),
        ("987654321", "02 08:00:00", "02 08:10:00", 2),
    ]
    # A zone that was given and that no time needs is not told as theirs.
    given = read(SAMPLES / "Connections_incoming.txt", timezone="Europe/Amsterdam")
    assert told(given) == told(found) and given.log.timezone is None
    assert found.read.sessions[0].record.startswith("{6F1B") and found.read.sessions[1].protocol == "FileTransfer"
    assert [one.line for one in found.read.problems] == [3]


def test_wireguard_tells_handshakes_and_refuses_keys(tmp_path):
    found = read(SAMPLES / "wireguard-handshakes.txt", timezone=None)
    assert told(found) == [("A" * 43 + "=", "01 10:00:01", None, 1)] and not found.read.sessions[0].ends_kept
    assert [one.line for one in found.read.problems] == [3]
    key = "K" * 43 + "="
    for dump in (
        f"{key}\t{key}\t51820\toff\n",
        f"wg0\t{key}\t(none)\t203.0.113.9:1\t10.0.0.2/32\t1775037601\t1\t1\toff\n",
    ):
        log = tmp_path / "log"
        log.write_text(dump)
        with pytest.raises(NotUnderstood, match="secret keys"):
            read(log)


def test_beyondtrust_tells_whose_session_it_was():
    found = read(SAMPLES / "beyondtrust-sessions.xml", timezone=None)
    assert told(found) == [("ext-jan", "01 10:00:00", "01 11:00:00", 3), ("Piet Bos", "02 11:00:00", None, 25)]
    first, second = found.read.sessions
    assert (first.record, first.targets, first.address) == ("a1", ("PLC-1",), "203.0.113.9")
    assert first.recording.endswith("/a1") and second.targets == ("PLC-2",) and second.ends_kept


def test_beyondtrust_in_one_line_cut_or_with_entities(tmp_path):
    text = (SAMPLES / "beyondtrust-sessions.xml").read_text().replace("\n", " ")
    log = tmp_path / "log"
    log.write_text(text.replace("<body>begun", "<body>" + "x" * 3_000_000))
    assert len(read(log).read.sessions) == 2
    log.write_text(text[: text.index('<session lsid="a2">') + 40])
    found = read(log).read
    assert [one.record for one in found.sessions] == ["a1"] and found.lost == 1
    log.write_text('<!DOCTYPE x [<!ENTITY a "b">]>' + text.partition("?>")[2])
    found = read(log, preset="beyondtrust").read
    assert found.sessions == [] and "DOCTYPE" in found.problems[0].text.en


def test_every_preset_and_kind_is_told_in_the_manual():
    manual = DOCS.read_text(encoding="utf-8")
    assert [name for name in (*PRESETS, *KINDS) if f"| `{name}` |" not in manual] == []
    assert sorted(KINDS) == sorted(kind for kind, _ in kinds())
    assert {kind for one in PRESETS.values() for kind in one.kinds} <= set(KINDS)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES.iterdir())), st.data())
def test_any_damage_is_told_or_read(tmp_path_factory, sample, data):
    content = bytearray(sample.read_bytes())
    cut = data.draw(st.integers(0, len(content)))
    content = content[:cut] if data.draw(st.booleans()) else content
    for _ in range(data.draw(st.integers(0, 3)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    log = tmp_path_factory.mktemp("log") / "log"
    log.write_bytes(content)
    try:
        found = read(log, day_first=True)
    except (NotUnderstood, TimeError) as error:
        assert error.text.nl and error.text.en
    else:
        for session in found.read.sessions:
            assert session.start.tzinfo is dt.UTC and session.line > 0
