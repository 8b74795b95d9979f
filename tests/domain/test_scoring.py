"""From a judgement to a score and a band, under the schemes that come with the service."""

import tomllib
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import OffScaleError, SettingsError
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import movement

FOLDER = Path(__file__).parents[2] / "config/schemes"
SOURCES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")
}
NHS = Scheme.from_mapping(SOURCES["nhs-5x5"])
PROGRAMME = Scheme.from_mapping(SOURCES["programme-5x5"])

POINTS = st.integers(1, 5)
SCORES = st.integers(1, 25)
every_scheme = pytest.mark.parametrize("scheme", [NHS, PROGRAMME], ids=["nhs-5x5", "programme-5x5"])


@pytest.fixture
def source():
    """What a scheme's file says, for a test to spoil."""
    return dict(SOURCES["programme-5x5"])


@every_scheme
@given(likelihood=POINTS, impact=POINTS)
def test_a_score_is_the_product_of_its_points(scheme, likelihood, impact):
    assert scheme.score(likelihood, impact) == likelihood * impact


@every_scheme
@given(likelihood=POINTS, impact=POINTS)
def test_a_score_lies_in_exactly_one_band(scheme, likelihood, impact):
    score = scheme.score(likelihood, impact)

    covering = [band for band in scheme.bands if band.lowest <= score <= band.highest]
    assert covering == [scheme.band(score)]


@every_scheme
@given(lower=st.tuples(POINTS, POINTS), raised=st.tuples(POINTS, POINTS))
def test_raising_a_point_lowers_neither_the_score_nor_the_band(scheme, lower, raised):
    higher = (max(lower[0], raised[0]), max(lower[1], raised[1]))

    scores = [scheme.score(*lower), scheme.score(*higher)]
    bands = [scheme.bands.index(scheme.band(score)) for score in scores]

    assert scores == sorted(scores)
    assert bands == sorted(bands)


@every_scheme
@given(on_scale=POINTS, off_scale=st.integers().filter(lambda point: not 1 <= point <= 5))
def test_a_point_off_its_scale_has_no_score(scheme, on_scale, off_scale):
    for judgement in [(off_scale, on_scale), (on_scale, off_scale)]:
        with pytest.raises(OffScaleError):
            scheme.score(*judgement)


@every_scheme
@pytest.mark.parametrize("score", [-1, 0, 14, 26])
def test_a_score_between_or_beyond_the_bands_has_none(scheme, score):
    with pytest.raises(OffScaleError):
        scheme.band(score)


@pytest.mark.parametrize(
    ("scheme", "score", "band"),
    [
        *((NHS, score, "Low") for score in (1, 3)),
        *((NHS, score, "Moderate") for score in (4, 6)),
        *((NHS, score, "High") for score in (8, 10, 12)),
        *((NHS, score, "Extreme") for score in (15, 16, 25)),
        *((PROGRAMME, score, "Green") for score in (1, 5)),
        *((PROGRAMME, score, "Amber") for score in (6, 12)),
        *((PROGRAMME, score, "Red") for score in (15, 25)),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_a_band_holds_both_its_ends(scheme, score, band):
    assert scheme.band(score).name == band


@pytest.mark.parametrize(
    ("scheme", "cells"), [(NHS, [5, 7, 7, 6]), (PROGRAMME, [10, 9, 6])], ids=["nhs", "programme"]
)
def test_the_heat_map_has_as_many_cells_of_each_band_as_its_standard(scheme, cells):
    found = [scheme.band(scheme.score(*points)) for points in product(range(1, 6), repeat=2)]

    assert [found.count(band) for band in scheme.bands] == cells


@every_scheme
def test_a_scheme_keeps_what_its_file_says_of_points_and_harm(scheme):
    source = SOURCES[scheme.key]

    assert [(point.point, point.name, point.meaning) for point in scheme.likelihood] == [
        (point["point"], point["name"], point["meaning"]) for point in source["likelihood"]
    ]
    assert {harm.key: list(harm.meanings) for harm in scheme.domains} == {
        harm["key"]: harm["meanings"] for harm in source["domains"]
    }


def test_a_grid_is_read_by_likelihood_down_and_impact_across(source):
    source["grid"] = [[1, 1, 1, 1, 8], *([1] * 5 for _ in range(4))]

    assert Scheme.from_mapping(source).score(likelihood=1, impact=5) == 8


@pytest.mark.parametrize(
    ("grid", "objection"),
    [
        ([[1] * 5] * 4, "the grid needs a row for each likelihood"),
        ([[1] * 5] * 4 + [[1] * 4], "each row needs a score for each impact"),
        ([[1] * 5] * 4 + [[1, 1, 1, 1, 14]], "no band covers the score 14"),
    ],
)
def test_a_scheme_with_a_hole_is_refused(source, grid, objection):
    source["grid"] = grid

    with pytest.raises(SettingsError, match=f"^Scheme programme-5x5: {objection}\\.$"):
        Scheme.from_mapping(source)


@every_scheme
def test_a_band_is_found_by_its_key_and_a_strange_key_finds_none(scheme):
    assert [scheme.find_band(band.key) for band in scheme.bands] == list(scheme.bands)
    assert scheme.find_band("purple") is None


@given(now=SCORES, before=SCORES)
def test_going_back_undoes_a_movement(now, before):
    assert movement(now, before) == -movement(before, now)


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [(20, 15, 5), (8, 12, -4), (None, 12, None), (12, None, None), (None, None, None)],
)
def test_a_movement_is_counted_upwards_and_only_between_two_scores(now, before, points):
    assert movement(now, before) == points
