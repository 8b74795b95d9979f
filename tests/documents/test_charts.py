"""Drawings: right places, words for those who cannot see them, nothing a page's policy forbids."""

import re
from xml.etree import ElementTree as ET

import pytest

from risk_register.documents.charts import draw_bands, draw_trend

BANDS = [
    {"name": "Green", "lowest": 1, "highest": 5, "tone": "low"},
    {"name": "Amber", "lowest": 6, "highest": 12, "tone": "medium"},
    {"name": "Red", "lowest": 15, "highest": 25, "tone": "very-high"},
]
TREND = [
    {"on": "2018-02-19", "score": 15, "band_name": "Red", "tone": "very-high"},
    {"on": "2018-05-10", "score": 20, "band_name": "Red", "tone": "very-high"},
    {"on": "2018-05-31", "score": 4, "band_name": "Green", "tone": "low"},
]


def draw(trend=TREND, until="2018-06-05"):
    return draw_trend(trend, scale_top=25, bands=BANDS, until=until)


def test_the_line_is_told_in_words():
    assert title(draw()) == (
        "Score over time: 15 Red from 19 Feb 2018; 20 Red from 10 May 2018; "
        "4 Green from 31 May 2018; drawn to 5 Jun 2018."
    )


def test_a_higher_score_stands_higher_and_time_runs_to_the_right():
    dots = [
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', draw())
    ]

    assert dots[0][0] < dots[1][0] < dots[2][0]
    assert dots[1][1] < dots[0][1] < dots[2][1]


def test_the_score_of_today_is_written_at_the_end_of_the_line():
    texts = [part.text for part in root(draw()).iter("{http://www.w3.org/2000/svg}text")]

    assert texts[-1] == "4"


@pytest.mark.parametrize(
    "trend", [[], TREND[:1], TREND * 20, [{**TREND[0], "on": "2010-01-01"}, TREND[1]]]
)
def test_any_number_of_points_can_be_drawn(trend):
    assert root(draw(trend)) is not None


def test_a_score_given_on_the_last_day_stays_inside_the_drawing():
    drawing = draw([{**TREND[0], "on": "2018-06-05"}])

    (x,) = re.findall(r'<circle cx="([\d.]+)"', drawing)
    assert float(x) < float(root(drawing).get("width"))


def test_names_are_escaped():
    bands = [{**BANDS[0], "name": '<script>&"'}]

    drawing = draw_trend([], scale_top=25, bands=bands, until="2018-06-05")

    assert "<script>" not in drawing
    assert root(drawing) is not None


def test_a_drawing_holds_no_style_and_no_reference():
    counted = [{"name": "Red", "tone": "very-high", "count": 2, "before": 1}]

    for drawing in (draw(), draw_bands(counted)):
        assert not re.search(r"style|href|url\(|<script|class=", drawing)


def test_bars_tell_now_and_before():
    drawing = draw_bands(
        [
            {"name": "Red", "tone": "very-high", "count": 5, "before": 4},
            {"name": "Green", "tone": "low", "count": 0, "before": 1},
        ]
    )

    assert title(drawing) == (
        "Risks in each band. Red: 5 now, 4 in the last pack; Green: 0 now, 1 in the last pack."
    )


def test_bars_of_a_first_pack_have_no_before():
    drawing = draw_bands([{"name": "Red", "tone": "very-high", "count": 0, "before": None}])

    assert "last" not in drawing


def root(drawing):
    return ET.fromstring(drawing)  # noqa: S314 - our own drawing


def title(drawing):
    return root(drawing).find("{http://www.w3.org/2000/svg}title").text
