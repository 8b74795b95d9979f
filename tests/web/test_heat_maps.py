"""The heat map at the page: a table, the same in words, and doors into the list."""

import re

import pytest

from risk_register.database import write_transaction
from risk_register.domain.risks import Move
from risk_register.domain.scoring import Basis
from tests.domain.test_heat_maps import SIZES, build_document
from tests.services.test_heat_maps import change_scheme, score, score_all
from tests.services.test_lives import move, propose
from tests.services.test_moments import fill
from tests.services.test_movements import MAY

MAP = "/send/heat-map"


def said(answer):
    """Give a page's words without its tags."""
    return words_of(answer.text)


def words_of(text):
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def cells_of(answer):
    """Give the words of each cell of the map, row by row."""
    table = answer.text.split('<table class="rr-heat-map')[1].split("</table>")[0]
    rows = table.split("<tbody>")[1].split("</tr>")[:-1]
    cells = re.compile(r"<td.*?</td>", re.DOTALL)
    return [[words_of(cell) for cell in cells.findall(row)] for row in rows]


def test_the_map_is_a_table_with_score_band_and_risks_in_its_cells(at_the_page):
    answer = at_the_page("grace").get(MAP)

    cells = cells_of(answer)
    assert [len(row) for row in cells] == [5] * 5
    assert cells[0][4] == "25 Red"
    assert cells[1][2] == "12 Amber R-001 Too few caseworkers 1 risk at likelihood 4, impact 3"
    assert answer.text.count('<th scope="row"') == 5


def test_the_same_stands_beneath_in_words_the_highest_score_first(at_the_page):
    page = said(at_the_page("grace").get(MAP)).split("The same as a list")[1]

    assert page.index("12 Amber (4 × 3)") < page.index("R-001 Too few caseworkers")
    assert page.index("R-001") < page.index("4 Green (2 × 2)") < page.index("R-002")


@pytest.mark.parametrize("basis", Basis)
def test_the_switch_leads_to_each_basis_and_says_where_one_is(at_the_page, basis):
    page = at_the_page("grace").get(f"{MAP}?basis={basis.value}").text

    for one in Basis:
        current = ' aria-current="true"' if one is basis else ""
        assert f'href="{MAP}?basis={one.value}"{current}>' in page
    assert f"Heat map of {basis.value} scores</h1>" in page


def test_a_basis_that_does_not_exist_is_the_current_one(at_the_page):
    assert "Heat map of current scores" in said(at_the_page("grace").get(f"{MAP}?basis=residual"))


def test_every_number_on_the_map_leads_to_as_many_risks_in_the_list(at_the_page, member):
    amira = member("amira")
    with write_transaction():
        fill(amira, 9)
        score_all(amira, 4, 5, Basis.TARGET)
        score(amira, "R-003", 1, 1, Basis.TARGET)
        score(amira, "R-004", 4, 1, Basis.TARGET)
    grace = at_the_page("grace")
    page = grace.get(f"{MAP}?basis=target").text

    doors = re.findall(r'href="(/send/risks\?[^"]*)">\s*(?:all )?(\d+)', page)
    assert sorted(set(doors)) == [
        ("/send/risks?basis=target&amp;likelihood=1&amp;impact=1", "1"),
        ("/send/risks?basis=target&amp;likelihood=4&amp;impact=1", "1"),
        ("/send/risks?basis=target&amp;likelihood=4&amp;impact=5", "7"),
    ]
    for address, count in doors:
        shown = grace.get(address.replace("&amp;", "&"))
        assert len(set(re.findall(r">(R-\d+)<", shown.text))) == int(count)
    assert "7 risks at likelihood 4, impact 5 by target score, the highest score first" in said(
        grace.get("/send/risks?basis=target&likelihood=4&impact=5")
    )


def test_a_full_cell_says_how_many_and_shows_the_first_six(at_the_page, member):
    amira = member("amira")
    with write_transaction():
        fill(amira, 9)
        score_all(amira, 5, 5)

    cell = cells_of(at_the_page("grace").get(MAP))[0][4]
    assert re.findall(r"R-\d+", cell) == [f"R-00{number}" for number in range(1, 7)]
    assert cell.endswith("all 9 at likelihood 5, impact 5")


def test_risks_without_a_score_are_counted_and_found(at_the_page):
    grace = at_the_page("grace")
    page = grace.get(f"{MAP}?basis=target")

    assert "2 risks have no target score: show them" in said(page)
    assert 'href="/send/risks?unscored=target"' in page.text
    found = said(grace.get("/send/risks?unscored=target"))
    assert "2 risks without a target score" in found
    assert "1 risk without an inherent score" in said(grace.get("/send/risks?unscored=inherent"))
    assert "No risk is like that." in said(grace.get("/send/risks?unscored=current"))


@pytest.mark.parametrize("size", SIZES)
def test_any_grid_is_shown_and_earlier_scores_stand_beside_it(at_the_page, member, size):
    amira = member("amira")
    with write_transaction():
        score_all(amira, 5, 5, Basis.INHERENT)
    change_scheme(amira, build_document(*size))
    grace = at_the_page("grace")
    answer = grace.get(f"{MAP}?basis=inherent&since=2018-05-10")

    assert [len(row) for row in cells_of(answer)] == [size[1]] * size[0]
    beside = "2 risks were scored under an earlier scheme and have no cell in this one: show them"
    assert beside in said(answer)
    found = said(grace.get("/send/risks?earlier=inherent"))
    assert "2 risks with an inherent score under an earlier scheme" in found
    assert "R-001" in found


def test_a_move_from_an_earlier_scheme_is_listed_and_not_drawn(at_the_page, member):
    amira = member("amira")
    with write_transaction():
        score(amira, "R-001", 5, 5, Basis.TARGET, at=MAY)
    change_scheme(amira, build_document(3, 3))
    with write_transaction():
        score(amira, "R-001", 3, 3, Basis.TARGET)
    answer = at_the_page("grace").get(f"{MAP}?basis=target&since=2018-05-20")

    assert "1 scored under another scheme than before." in said(answer)
    assert "25 Red (5 × 5) 9 Red (3 × 3) Scored under another scheme" in said(answer)
    assert "<svg" not in answer.text.split("<main")[1]


def test_the_place_is_kept_while_the_list_is_narrowed_further(at_the_page):
    page = at_the_page("grace").get("/send/risks?likelihood=4&impact=3&basis=current")

    for name, value in (("likelihood", 4), ("impact", 3), ("basis", "current")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page.text
    assert ">R-001<" in page.text
    assert ">R-002<" not in page.text
    assert 'href="/send/heat-map?basis=current"' in page.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("likelihood=4", "1 risk at likelihood 4 by current score"),
        ("impact=2", "1 risk at impact 2 by current score"),
        ("basis=inherent", "1 risk on the inherent heat map"),
        ("likelihood=4&impact=3&search=rubbish", "0 risks at likelihood 4, impact 3"),
        ("likelihood=9", "0 risks at likelihood 9"),
        ("likelihood=99999999999", "2 open risks"),
        ("likelihood=rubbish&basis=rubbish", "2 open risks"),
    ],
)
def test_a_place_is_said_in_words_and_what_cannot_be_read_does_not_narrow(
    at_the_page, asked, words
):
    assert words in said(at_the_page("grace").get(f"/send/risks?{asked}"))


def test_moves_since_a_day_are_drawn_counted_and_listed_with_why_and_by_whom(at_the_page, member):
    tom = member("tom")
    with write_transaction():
        score(tom, "R-001", 5, 4)
    grace = at_the_page("grace")

    for day in ("10+5+2018", "10+May+2018", "2018-05-10"):
        answer = grace.get(f"{MAP}?since={day}")
        page = said(answer)
        assert "Moved since 10 May 2018, 23:59" in page
        assert "1 risk moved by current score: ▲ 1 worse, ▼ 0 better." in page
        assert "12 Amber (4 × 3) 20 Red (5 × 4) ▲ Up 8 from 12" in page
        assert "“It was looked at.” Head of Casework, 5 June 2018" in page
        assert "1 from 4 by 3 to 5 by 4, worse" in answer.text
    assert f'href="{MAP}?basis=target&amp;since=2018-05-10"' in answer.text
    (door,) = re.findall(r'href="(/send/risks/compare\?from=[^"]*)"', answer.text)
    assert "What changed from 10 May 2018, 23:59" in said(grace.get(door))


def test_no_move_is_said_and_nothing_drawn(at_the_page):
    answer = at_the_page("grace").get(f"{MAP}?since=10+May+2018")

    assert "No risk moved by current score." in said(answer)
    assert "<svg" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        ("last week", "Enter a date like 10 5 2018 or 10 May 2018."),
        ("31 2 2018", "Enter a real date, like 10 5 2018."),
        ("10 5 2030", "Enter a moment that has passed"),
    ],
)
def test_a_day_that_cannot_be_read_is_answered_beside_it_and_the_map_stays(
    at_the_page, since, sentence
):
    answer = at_the_page("grace").get(MAP, query_string={"since": since, "basis": "inherent"})

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary and at the field
    assert f'value="{since}"' in answer.text
    assert cells_of(answer)[0][3].startswith("20 Red R-001")


@pytest.mark.parametrize("number", ["0", "2", "x"])
def test_a_page_of_moves_that_is_not_there_is_not_found(at_the_page, number):
    grace = at_the_page("grace")
    for asked in (f"page={number}", f"since=10+May+2018&page={number}"):
        assert grace.get(f"{MAP}?{asked}").status_code == 404


@pytest.mark.parametrize("kind", ["demonstration"])
def test_each_circulated_pack_is_a_ready_moment(at_the_page):
    manager = at_the_page("programme-manager")
    page = manager.get("/oxfordshire-send/heat-map").text
    doors = re.findall(r'href="([^"]*since=[^"]*)">(Since the pack for [^<]*)<', page)

    assert [words for _, words in doors] == [
        "Since the pack for 10 May 2018",
        "Since the pack for 12 April 2018",
        "Since the pack for 8 March 2018",
    ]
    for address, _ in doors:
        assert "Moved since" in said(manager.get(address.replace("&amp;", "&")))


def test_titles_are_shown_as_text(at_the_page, member):
    amira = member("amira")
    propose(amira, title="<b>bold</b>")
    move(amira, "R-003", Move.ADMIT)
    with write_transaction():
        score(amira, "R-003", 5, 5)
    page = at_the_page("grace").get(f"{MAP}?since=2018-05-10").text

    assert page.count("&lt;b&gt;bold") == 2
    assert "<b>bold" not in page
