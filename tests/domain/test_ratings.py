"""Levels of delivery: complete, told apart in black and white, and reckoned for an area."""

import tomllib
from pathlib import Path

import pytest

from risk_register.domain.errors import SettingsError
from risk_register.domain.ratings import RatingScale, find_area_rating

FILES = sorted((Path(__file__).parents[2] / "config/ratings").glob("*.toml"))


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


BRAG = read(FILES[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_levels_is_complete(path):
    scale = RatingScale.from_mapping(read(path))

    assert scale.key == path.stem
    assert scale.worst.key == "red"
    assert scale.worst.needs_reason
    assert all(level.meaning.endswith(".") for level in scale.levels)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"letter": "G"}, "letter of its own"),
        ({"shape": "●"}, "shape of its own"),
        ({"shape": "▲"}, "no shape"),
        ({"tone": "crimson"}, "no tone"),
        ({"meaning": " "}, "needs a letter and a meaning"),
        ({"letter": "RED"}, "needs a letter and a meaning"),
        ({"colour": "red"}, "cannot read"),
    ],
)
def test_levels_that_cannot_be_told_apart_are_refused(change, said):
    *others, last = BRAG["levels"]
    with pytest.raises(SettingsError, match=said):
        RatingScale.from_mapping({**BRAG, "levels": [*others, {**last, **change}]})


def test_one_level_rates_nothing():
    with pytest.raises(SettingsError, match="two levels"):
        RatingScale.from_mapping({**BRAG, "levels": BRAG["levels"][:1]})


def test_an_area_stands_where_the_worst_of_its_actions_does():
    scale = RatingScale.from_mapping(BRAG)
    green, red = scale.find("green"), scale.find("red")
    found = find_area_rating(scale, [("1.1.1", green), ("1.1.2", red), ("1.2.1", None)])

    assert found.level == red
    assert found.reckoning == (
        "The worst of its unfinished actions: 1.1.2 stands there. 1 of 3 not rated yet."
    )


def test_an_area_without_ratings_stands_nowhere():
    found = find_area_rating(RatingScale.from_mapping(BRAG), [("1.1.1", None)])

    assert (found.level, found.reckoning) == (None, "No unfinished action is rated.")
