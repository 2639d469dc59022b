"""Logs of remote access become sessions; what cannot be understood is told, whatever the bytes."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keur.observe.sessions import reading
from keur.observe.sessions.adding import NotUnderstood, Wishes, understand
from keur.observe.sessions.lines import LONGEST_LINE
from keur.observe.sessions.merging import merged
from keur.observe.sessions.model import Session
from keur.observe.sessions.moments import Clock, TimeError, seconds
from keur.plant.model import Plant, Site, Text

PLANT = Plant("", Site("x", "x", Text("x", "x"), "en"), (), (), (), (), ())
AMSTERDAM = "Europe/Amsterdam"


def read(folder: Path, data: bytes | str, **wishes):
    path = folder / "log"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return understand(PLANT, path, Wishes(**wishes))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


TABLE = "Gebruiker;Apparaat;Begin;Einde\njän;PLC-1;13-04-2026 10:00;13-04-2026 11:30\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-32", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_reads_the_same_in_any_encoding(tmp_path, encoding, end):
    found = read(tmp_path, TABLE.replace("\n", end).encode(encoding), timezone=AMSTERDAM)
    (session,) = found.read.sessions
    assert (session.account, session.targets, session.line) == ("jän", ("PLC-1",), 2)
    assert (session.start, session.end) == (utc("2026-04-13T08:00"), utc("2026-04-13T09:30"))
    assert found.log.day_first is True and found.read.lost == 0


def test_german_headers_are_recognised(tmp_path):
    log = "Benutzer;Anmeldung;Abmeldung;Zielsystem\nmüller;14.11.2026 08:00:00;14.11.2026 09:30:00;plc-1\n"
    (session,) = read(tmp_path, log.encode("cp1252"), timezone="Europe/Berlin").read.sessions
    assert (session.account, session.targets) == ("müller", ("plc-1",))
    assert (session.start, session.end) == (utc("2026-11-14T07:00"), utc("2026-11-14T08:30"))


def test_a_log_without_zone_or_order_asks_for_it(tmp_path):
    with pytest.raises(TimeError, match="--timezone"):
        read(tmp_path, TABLE)
    open_order = "user,start\na,03/04/2026 10:00\n"
    with pytest.raises(NotUnderstood, match="--day-first"):
        read(tmp_path, open_order, timezone="UTC")
    april, march = (
        read(tmp_path, open_order, timezone="UTC", day_first=first).read.sessions[0].start for first in (True, False)
    )
    assert (april.month, march.month) == (4, 3)
    with pytest.raises(NotUnderstood, match="some dates"):
        read(tmp_path, "user,start\na,13/04/2026 10:00\nb,04/13/2026 10:00\n", timezone="UTC")


def test_rows_that_are_not_understood_are_told_and_the_rest_is_kept(tmp_path):
    rows = [
        "user,start,end",
        "a,2026-04-01T10:00Z,2026-04-01T11:00+02:00",  # ends before it starts
        "b,2026-04-31T10:00Z,",
        "c,2026-04-01T10:00Z",
        "d," + "x" * (LONGEST_LINE + 5),
        '=cmd|"x",2026-04-01T10:00Z,2026-04-01T10:30Z',
        "e\0\x1b[31m,2026-04-02T10:00Z,",
    ]
    found = read(tmp_path, "\n".join(rows)).read
    assert [(one.account, one.line) for one in found.sessions] == [('=cmd|"x"', 6), ("e\ufffd\ufffd[31m", 7)]
    assert sorted(one.line for one in found.problems) == [2, 3, 4, 5] and found.lost == 4
    assert found.sessions[1].end is None and found.sessions[1].ends_kept


def test_a_quote_that_never_closes_swallows_nothing(tmp_path):
    rows = ["user,note,start"]
    rows += ['a,"first', 'second",2026-04-01T10:00Z']  # a note of two lines
    rows += ['b,"open,2026-04-01T11:00Z', "c,,2026-04-01T12:00Z", 'd,"quoted",2026-04-01T13:00Z']
    rows += ['e,"open,2026-04-01T14:00Z', *(f"f{n},,2026-04-01T15:00Z" for n in range(200)), 'g,"end,2026-04-01T16:00Z']
    found = read(tmp_path, "\n".join(rows)).read
    accounts = [one.account for one in found.sessions]
    assert accounts == ["a", "c", "d", *(f"f{n}" for n in range(200))]
    assert [one.line for one in found.problems] == [4, 7, 208] and found.lost == 3


def test_one_line_of_a_hundred_megabytes_is_told_and_the_rest_is_kept(tmp_path):
    with (tmp_path / "log").open("wb") as file:
        file.write(b"user,start\na,2026-04-01T10:00Z\n")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b"\nb,2026-04-01T11:00Z\n")
    tracemalloc.start()
    found = understand(PLANT, tmp_path / "log", Wishes()).read
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.account, one.line) for one in found.sessions] == [("a", 2), ("b", 4)]
    assert [one.line for one in found.problems] == [3] and peak < 20_000_000


def test_times_with_and_without_offset_stand_in_one_log(tmp_path):
    rows = ["user,start,end", "a,2026-07-01 12:00,2026-07-01T11:00:00Z", "b,2026-07-01T12:00:00-05:00,2026-07-01 20:00"]
    found = read(tmp_path, "\n".join(rows), timezone=AMSTERDAM).read
    assert [(one.start, one.end) for one in found.sessions] == [
        (utc("2026-07-01T10:00"), utc("2026-07-01T11:00")),
        (utc("2026-07-01T17:00"), utc("2026-07-01T18:00")),
    ]
    with pytest.raises(TimeError, match="--timezone"):
        read(tmp_path, "\n".join(rows))


def test_a_time_that_the_clock_has_twice_or_never_is_told(tmp_path):
    rows = [
        "user,start,end",
        "a,2026-10-25 02:30,2026-10-25 02:10",
        "b,2026-03-29 02:30,2026-03-29 03:30",
        "c,2026-10-25 03:00,",
    ]
    found = read(tmp_path, "\n".join(rows), timezone=AMSTERDAM).read
    assert [(one.start, one.end) for one in found.sessions] == [
        (utc("2026-10-25T00:30"), utc("2026-10-25T01:10")),
        (utc("2026-03-29T01:30"), utc("2026-03-29T01:30")),
        (utc("2026-10-25T02:00"), None),
    ]
    assert [(one.line, one.lost) for one in found.problems] == [(2, False), (2, False), (3, False)]
    assert "twice" in found.problems[0].text.en and "does not exist" in found.problems[2].text.en


def test_clocks_of_twelve_hours():
    clock = Clock("UTC", False)
    read_as = {"12:05 AM": "00:05", "12:05 PM": "12:05", "1:05:09 p.m.": "13:05:09", "11:59 am": "11:59"}
    assert {text: clock.moment(f"04/13/2026 {text}") for text in read_as} == {
        text: utc(f"2026-04-13T{hour}") for text, hour in read_as.items()
    }
    for wrong in ("13:05 PM", "00:05 AM"):
        with pytest.raises(TimeError, match="does not exist"):
            clock.moment(f"04/13/2026 {wrong}")


ZONES = st.sampled_from([AMSTERDAM, "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca"])


@given(ZONES, st.datetimes(dt.datetime.fromisoformat("1971-01-01"), dt.datetime.fromisoformat("2037-12-31")))
def test_the_hours_of_a_zone_are_those_of_its_rules(name, local):
    clock, text = Clock(name, None), local.isoformat(timespec="seconds")
    first, second = (
        local.replace(microsecond=0, tzinfo=ZoneInfo(name), fold=fold).astimezone(dt.UTC) for fold in (0, 1)
    )
    assert clock.moment(text) == first and clock.moment(text) == first
    assert bool(clock.notes) == (first != second)


def test_a_log_of_too_many_sessions_is_read_in_part_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_SESSIONS", 2)
    found = read(tmp_path, "user,start\n" + "a,2026-04-01T10:00Z\n" * 5).read
    assert (len(found.sessions), found.lost) == (2, 3)


def test_date_and_clock_times_apart_may_go_past_midnight(tmp_path):
    found = read(tmp_path, "user,date,start,end\na,2026-04-01,23:00,01:00\n", timezone="UTC").read
    assert found.sessions[0].end == utc("2026-04-02T01:00")


def test_two_exports_that_overlap_count_once(tmp_path):
    lines = [
        json.dumps({"id": n, "user": "a", "start": f"2026-04-0{n}T10:00Z"} | ({"note": 1} if n == 3 else {}))
        for n in (1, 2, 3)
    ]
    first, second = (read(tmp_path, "\n".join(some)).read.sessions for some in (lines[:2], lines[1:]))
    assert [one.record for one in merged([*second, *first])] == ["1", "2", "3"]


def test_json_lines_and_cef_with_their_own_keys(tmp_path):
    line = {"user": {"email": "jan@x"}, "session": {"start": "2026-04-01T10:00:00Z", "duration": "1:30:00"}}
    (session,) = read(tmp_path, json.dumps(line) + "\nnot json\n").read.sessions
    assert (session.account, session.end) == ("jan@x", utc("2026-04-01T11:30"))
    cef = (
        "<14>Apr 1 host CEF:0|Acme|Access|1|100|Session ended|3|suser=ext jan dhost=PLC-1 externalId=77 "
        r"start=1775037600000 end=1775041200000 src=203.0.113.9 reason=idle \= closed"
    )
    (session,) = read(tmp_path, cef).read.sessions
    assert (session.account, session.record, session.end_reason) == ("ext jan", "77", "idle = closed")
    assert session.start == utc("2026-04-01T10:00")


FORTIGATE = (
    'date=2026-04-01 time=12:00:00 eventtime={} subtype="vpn" action="{}" tunneltype="ssl-tunnel" tunnelid={} '
    'remip=203.0.113.9 user="ext-jan" reason="N/A" srccountry="Belgium" rcvdbyte=10\n'
)


def test_fortigate_tells_begin_and_end_apart(tmp_path):
    text = FORTIGATE.format(1775037600, "tunnel-up", 5) + FORTIGATE.format("1775041200000000000", "tunnel-down", 5)
    text += FORTIGATE.format(1775041300, "tunnel-down", 6) + FORTIGATE.format(1775041400, "tunnel-up", 7)
    found = read(tmp_path, text)
    assert found.guess.preset == "fortigate"
    closed, still_open = found.read.sessions
    assert (closed.start, closed.end) == (utc("2026-04-01T10:00"), utc("2026-04-01T11:00"))
    assert (closed.account, closed.country, still_open.end, still_open.line) == ("ext-jan", "Belgium", None, 4)
    assert [one.line for one in found.read.problems] == [3]
    ipsec = FORTIGATE.replace("ssl-tunnel", "ipsec").format(1775037600, "tunnel-up", 8)
    assert len(read(tmp_path, text + ipsec).read.sessions) == 2


def test_windows_and_anydesk_are_recognised(tmp_path):
    events = [
        {
            "EventID": 4624,
            "LogonType": 10,
            "TargetUserName": "ext-jan",
            "TargetLogonId": "0x1",
            "IpAddress": "10.0.0.9",
        },
        {"EventID": 4624, "LogonType": 3, "TargetUserName": "svc", "TargetLogonId": "0x2"},
        {"EventID": 4634, "LogonType": 10, "TargetUserName": "ext-jan", "TargetLogonId": "0x1"},
    ]
    times = ("2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z")
    lines = [
        json.dumps(one | {"TimeCreated": time, "Computer": "JUMP"}) for one, time in zip(events, times, strict=True)
    ]
    found = read(tmp_path, "\n".join(lines))
    (session,) = found.read.sessions
    assert (found.guess.preset, session.account, session.targets, found.read.skipped) == (
        *("windows", "ext-jan"),
        *(("JUMP",), 1),
    )
    assert session.end == utc("2026-04-01T11:00")
    trace = (
        "Incoming    2026-04-01, 03:46    User      jan@ad   654321\nIncoming  2026-04-01, 04:00  REJECTED  x@ad 1\n"
    )
    (session,) = read(tmp_path, trace, timezone="UTC").read.sessions
    assert (session.account, session.end, session.ends_kept) == ("654321", None, False)


def test_hours_that_come_twice_or_never():
    clock = Clock(AMSTERDAM, True)
    first = clock.moment("25-10-2026 02:30")
    assert first == utc("2026-10-25T00:30") and clock.notes
    assert clock.moment("25-10-2026 02:10", first) == utc("2026-10-25T01:10")
    assert clock.moment("29-03-2026 02:30") == utc("2026-03-29T01:30") and clock.notes
    assert clock.moment("29-03-2026 03:30") == utc("2026-03-29T01:30") and not clock.notes


@given(
    st.datetimes(dt.datetime.fromisoformat("1971-01-01"), dt.datetime.fromisoformat("2098-01-01")).map(
        lambda t: t.replace(microsecond=0)
    )
)
def test_a_moment_reads_the_same_in_all_its_forms(moment):
    shapes = (
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%Y %H:%M:%S",
        "%d %b %Y %H:%M:%S",
        "%b %d, %Y %I:%M:%S %p",
        "%d/%m/%Y %H:%M:%S",
    )
    clock = Clock("UTC", True)
    wanted = moment.replace(tzinfo=dt.UTC)
    assert {clock.moment(moment.strftime(shape)) for shape in shapes} == {wanted}
    if wanted.timestamp() >= 1e9:
        assert clock.moment(str(int(wanted.timestamp()))) == wanted


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_an_error_that_says_why(text):
    for call in (Clock(AMSTERDAM, None).moment, seconds):
        try:
            call(text)
        except TimeError as error:
            assert error.text.nl and error.text.en


HEADS = st.sampled_from(
    [b"user,start,end\n", b'{"user":"a","start":"2026-01-01T00:00Z"}\n', b"CEF:0|a|b|c|d|e|3|start=1\n", b""]
)


@settings(max_examples=150, deadline=None)
@given(HEADS, st.lists(st.binary(max_size=60) | st.sampled_from([b'"', b"a,2026-01-01 10:00Z,\n", b"\xff\xfe", b"{"])))
def test_any_bytes_are_read_or_refused(tmp_path_factory, head, parts):
    path = tmp_path_factory.mktemp("log") / "log"
    path.write_bytes(head + b"".join(parts))
    try:
        found = understand(PLANT, path, Wishes(timezone="UTC", day_first=True))
    except (NotUnderstood, TimeError) as error:
        assert error.text.nl
    else:
        for session in found.read.sessions:
            assert session.account.isprintable() and (session.end is None or session.end >= session.start)


def session(record: str, account: str, start: int, length: int | None, file: str, line: int) -> Session:
    begun = utc("2026-01-01") + dt.timedelta(hours=start)
    end = None if length is None else begun + dt.timedelta(minutes=length)
    return Session(
        *("s", record, "v", account, "", "", "", ("PLC",), "", begun, end, True, "", None, "", "", "", None),
        *(file, file, line),
    )


SESSIONS = st.lists(
    st.builds(
        session,
        st.sampled_from(["", "", "1", "2"]),
        st.sampled_from("ab"),
        st.integers(0, 2),
        st.sampled_from([None, 10, 20]),
        st.sampled_from("xy"),
        st.integers(1, 4),
    ),
    max_size=12,
)


@given(SESSIONS, st.randoms(use_true_random=False))
def test_merging_counts_once_whatever_the_order_and_the_overlap(sessions, random):
    once = merged(sessions)
    again = [*sessions, *random.sample(sessions, len(sessions) // 2)]
    random.shuffle(again)
    assert merged(again) == once and merged(once) == once
    records = [one.record for one in once if one.record]
    assert len(records) == len(set(records)) and set(records) == {one.record for one in sessions if one.record}
    ends = {(one.account, one.start, one.end) for one in sessions if not one.record and one.end}
    assert {(one.account, one.start, one.end) for one in once if not one.record and one.end} == ends
