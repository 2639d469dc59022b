from dossier_results import large, zone
from hypothesis import given, settings
from random_plants import plants

from keur.dossier.purdue import OUTSIDE, layout


@given(plants())
@settings(max_examples=60, deadline=None)
def test_a_zone_is_one_box_from_its_top_to_its_bottom_level_and_no_two_boxes_share_a_cell(plant):
    zones, pseudo, _ = plant
    grid = layout(zones, pseudo)
    taken = set()
    for one in zones:
        (cell,) = [cell for cell in grid.cells if cell.zone == one.id]
        assert grid.rows[cell.top] == one.levels[-1]
        assert grid.rows[cell.bottom] == one.levels[0]
    for cell in grid.cells:
        mine = {(row, cell.column) for row in range(cell.top, cell.bottom + 1)}
        assert not taken & mine
        assert 0 <= cell.column < grid.columns
        taken |= mine


@given(plants())
@settings(max_examples=30, deadline=None)
def test_safety_zones_stand_apart_on_the_right(plant):
    zones, pseudo, _ = plant
    grid = layout(zones, pseudo)
    for one in zones:
        cell = grid.cell(one.id)
        assert cell is not None
        assert (cell.column >= grid.safety_from) == (one.kind == "safety")


def test_bands_run_from_5_to_0_with_the_dmz_its_own_and_the_outside_only_when_used():
    assert layout(large().plant.zones).rows == ("5", "4", "3.5", "3", "2", "1", "0")
    assert layout(large().plant.zones, ["internet"]).rows[0] == OUTSIDE


def test_columns_follow_the_order_of_the_model_file():
    cells = layout([zone(name, name, name, "control", "1") for name in ("b", "a", "c")]).cells
    assert [cell.zone for cell in sorted(cells, key=lambda cell: cell.column)] == ["b", "a", "c"]


def test_a_lone_zone_stands_in_the_middle_of_its_level():
    zones = [zone(f"z{n}", "z", "z", "control", "1") for n in range(5)] + [zone("dmz", "d", "d", "dmz", "3.5")]
    assert layout(zones).cell("dmz").column == 2
