"""Schemes of any size: grids written out, bands by cell, appetite, intervals of review."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import OffScaleError, SettingsError
from risk_register.domain.schemes import TONES, Scheme

SIZES = st.tuples(st.integers(1, 7), st.integers(1, 7))


def band(key, lowest, highest, days=30, tone="low"):
    return {
        "key": key,
        "name": key.capitalize(),
        "lowest": lowest,
        "highest": highest,
        "review_days": days,
        "tone": tone,
    }


def source(rows, columns, **changed):
    """Describe a scheme of any size whose scores are products."""
    return {
        "key": "any",
        "version": "1",
        "name": "Any size",
        "likelihood": [{"point": row + 1, "name": f"L{row + 1}"} for row in range(rows)],
        "impact": [{"point": column + 1, "name": f"I{column + 1}"} for column in range(columns)],
        "domains": [{"key": "harm", "name": "Harm", "meanings": ["so much"] * columns}],
        "grid": [[(row + 1) * (column + 1) for column in range(columns)] for row in range(rows)],
        "bands": [band("calm", 1, 8, days=90), band("grave", 9, 49, days=30, tone="high")],
        "categories": ["capacity", "safety"],
    } | changed


@given(size=SIZES, points=st.tuples(st.integers(-1, 9), st.integers(-1, 9)))
def test_a_grid_of_any_size_scores_exactly_its_own_cells(size, points):
    scheme = Scheme.from_mapping(source(*size))

    if 1 <= points[0] <= size[0] and 1 <= points[1] <= size[1]:
        assert scheme.score(*points) == points[0] * points[1]
        assert scheme.band_at(*points) == scheme.band(points[0] * points[1])
    else:
        assert not scheme.has_cell(*points)
        with pytest.raises(OffScaleError):
            scheme.score(*points)


def test_cells_of_one_score_may_lie_in_different_bands():
    stepped = [["calm", "calm"], ["grave", "grave"]]

    scheme = Scheme.from_mapping(source(2, 2, band_grid=stepped))

    assert scheme.score(1, 2) == scheme.score(2, 1)
    assert [scheme.band_at(1, 2).key, scheme.band_at(2, 1).key] == ["calm", "grave"]


@pytest.mark.parametrize(
    ("changed", "objection"),
    [
        ({"band_grid": [["calm", "calm"]]}, "the grid needs a row for each likelihood"),
        ({"band_grid": [["calm"], ["calm"]]}, "each row needs a band for each impact"),
        ({"band_grid": [["calm", "odd"], ["calm", "calm"]]}, "there is no band odd"),
        ({"bands": [band("calm", 1, 9), band("calm", 1, 9)]}, "each band needs a key of its own"),
        ({"bands": []}, "each band needs a key of its own"),
        ({"bands": [band("calm", 1, 9, tone="pink")]}, "the tone of Calm is one of .*"),
        ({"bands": [band("calm", 1, 9, days=0)]}, "a review comes after a day or more"),
        ({"review_days": {"safety": 0}}, "a review comes after a day or more"),
        ({"review_days": {"weather": 7}}, "there is no category weather"),
        ({"appetite": [{"category": "weather", "most": 7}]}, "there is no category weather"),
        (
            {"impact": [{"point": 2, "name": "x"}, {"point": 1, "name": "y"}]},
            "the points of impact have to count 1, 2, 3 …",
        ),
        (
            {"domains": [{"key": "h", "name": "Harm", "meanings": ["one"]}]},
            "Harm needs a meaning for each impact",
        ),
    ],
)
def test_a_scheme_that_does_not_fit_together_is_refused(changed, objection):
    with pytest.raises(SettingsError, match=f"^Scheme any: {objection}\\.$"):
        Scheme.from_mapping(source(2, 2, **changed))


@pytest.mark.parametrize("missing", ["version", "grid", "bands", "categories"])
def test_a_scheme_without_a_part_is_refused_by_the_name_of_the_part(missing):
    document = source(2, 2)
    del document[missing]

    with pytest.raises(SettingsError, match=missing):
        Scheme.from_mapping(document)


@given(
    days=st.integers(1, 400),
    category_days=st.integers(1, 400),
    category=st.sampled_from(["capacity", "safety"]),
)
def test_a_review_comes_after_what_the_band_or_the_category_asks_whichever_is_sooner(
    days, category_days, category
):
    bands = [band("calm", 1, 4, days=days)]
    scheme = Scheme.from_mapping(source(2, 2, bands=bands, review_days={"safety": category_days}))

    found = scheme.days_between_reviews(scheme.bands[0], category)

    assert found == (min(days, category_days) if category == "safety" else days)


def test_a_risk_without_a_score_is_looked_at_as_often_as_the_worst():
    scheme = Scheme.from_mapping(source(5, 5))

    assert scheme.days_between_reviews(None, "capacity") == 30


def test_the_board_bears_what_the_scheme_says_of_a_category_and_no_more_is_known():
    appetite = [{"category": "safety", "level": "averse", "most": 3}]
    scheme = Scheme.from_mapping(source(2, 2, appetite=appetite))

    assert scheme.most_borne("safety") == 3
    assert scheme.most_borne("capacity") is None


class Given:
    """A judgement as it is stored."""

    def __init__(self, score, band, scheme_id):
        self.score, self.band, self.scheme_id = score, band, scheme_id


def test_a_judgement_keeps_the_band_of_the_scheme_it_was_given_under():
    before = Scheme.from_mapping(source(2, 2, bands=[band("red", 1, 4, tone="very-high")]))
    now = Scheme.from_mapping(source(2, 2)).beside({1: before})

    assert now.band_of(Given(4, "red", 1)).name == "Red"
    assert now.band_of(Given(4, "calm", 2)).name == "Calm"


@given(rank=st.integers(0, 3))
def test_the_place_of_a_band_counts_in_its_own_scheme(rank):
    bands = [band(tone, place * 10, place * 10 + 9, tone=tone) for place, tone in enumerate(TONES)]
    before = Scheme.from_mapping(source(2, 2, bands=bands))
    now = Scheme.from_mapping(source(2, 2)).beside({1: before})

    assert now.rank(Given(rank * 10, TONES[rank], 1)) == rank
