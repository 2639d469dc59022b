"""The registration file: what keur writes it reads back, and the clock runs only after registering."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scope_plants import organisation, read

from keur.assess.scope import registration as register
from keur.assess.scope import scope
from keur.plant.errors import Mistakes

TODAY = dt.date(2026, 11, 28)
SITE = read(organisation({"nace": "21.20"}))
FIELDS = register.fields(SITE, scope(SITE, TODAY))
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(str.strip).filter(bool)


def reread(file, kept):
    file.write_text(register.render(kept, "nl"), encoding="utf-8", newline="\n")
    mistakes = Mistakes()
    found = register.read(file, mistakes)
    assert mistakes.errors == []
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=WORDS, states=st.none() | st.lists(WORDS, max_size=3, unique=True).map(tuple), after=WORDS)
def test_whatever_the_plant_says_is_read_back_as_it_was_written(tmp_path, name, states, after):
    values = {"name": name, "ip_ranges": states}
    fields = tuple(replace(field, value=values.get(field.id, field.value)) for field in FIELDS)
    change = register.Alteration("name", name, after, TODAY, TODAY + dt.timedelta(days=14), None)
    kept = register.Registration(TODAY, fields, (change, replace(change, reported=TODAY)))
    assert reread(tmp_path / "registration.yaml", kept) == kept


def test_the_clock_does_not_run_before_registering():
    first = register.renew(None, FIELDS, TODAY)
    other = tuple(replace(field, value="Other") if field.id == "name" else field for field in FIELDS)
    assert register.renew(first, other, TODAY).changes == ()
    registered = replace(first, registered=TODAY)
    (change,) = register.renew(registered, other, dt.date(2026, 12, 30)).changes
    assert (change.before, change.after) == ("Case", "Other")
    assert (change.noticed, change.due) == (dt.date(2026, 12, 30), dt.date(2027, 1, 13))
    assert register.renew(register.renew(registered, other, TODAY), other, TODAY).changes[1:] == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("registration: 2\nfields: {}\n", "`registration`: `2` is not possible; choose from 1"),
        ("registration: 1\n", "key `fields` is missing"),
        ("registration: 1\nregistered: soon\nfields: {}\n", "`registered`: `soon` is not a date"),
        ("registration: 1\nfields: {colour: red}\n", "unknown key `colour`"),
        ("registration: 1\nfields: {}\nchanges: [{field: name}]\n", "key `before` is missing"),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, text, says):
    file = tmp_path / "registration.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    mistakes = Mistakes()
    assert register.read(file, mistakes) is None
    assert mistakes.errors and any(says in error.show("en") for error in mistakes.errors)


def test_what_the_register_asks_and_the_plant_does_not_say_is_missing():
    missing = {field.id for field in register.renew(None, FIELDS, TODAY).missing}
    assert missing == {
        *("address", "emails", "telephones", "ip_ranges", "member_states", "sharing", "trade_register", "domain_names")
    }
