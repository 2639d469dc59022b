from hypothesis import given
from hypothesis import strategies as st

from keur.plant.amendments import contents
from keur.plant.errors import Mistakes
from keur.plant.nodes import parse
from keur.plant.written import written

RARE = "\x85\u2028\u2029\ufeff\n\t #:-"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r") | st.sampled_from(RARE))
DATA = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(st.dictionaries(TEXTS, DATA, max_size=4))
def test_what_is_written_reads_back_the_same(data):
    mistakes = Mistakes()
    node = parse(written(data), "f", mistakes)
    assert mistakes.errors == [] and node is not None
    assert contents(node) == data
