"""The first files of the longer loop that `make fuzz` runs."""

from __future__ import annotations

import random

from tests.observe.supply_fuzz import run


def test_damaged_files_give_an_answer_or_a_reason():
    left = iter(range(400))
    count, kept = run(random.Random(7), lambda: next(left, None) is not None)
    assert (count, kept) == (400, [])
