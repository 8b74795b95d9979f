"""Many values at once: looked at first, then all of them or none."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from risk_register.database import db
from risk_register.models import Event, Reading
from tests.conftest import post
from tests.services.measuring import WHY, days_before, measure, record
from tests.web.test_queries import counting

PAGE = "/send/indicators/import"
SHEET = (
    "indicator,period,value,area,commentary,reason\n"
    "I-01,March 2018,44.0,,,\n"
    "I-01,April 2018,51.5,,,\n"
    "I-01,April 2018,58.7,England,,\n"
)


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def amira(member, at_the_page):
    """The programme manager, with an indicator."""
    measure(member("amira"), at=days_before(90))
    return at_the_page("amira")


def look(browser, text=SHEET):
    return post(browser, PAGE, stage="preview", text=text)


def save(browser, text=SHEET):
    return post(browser, PAGE, stage="save", text=text)


def stored():
    db.session.expire_all()
    rows = db.session.scalars(db.select(Reading).order_by(Reading.id))
    return [(row.comparator, str(row.value)) for row in rows]


def words(answer):
    return " ".join(answer.text.split())


def test_each_line_is_shown_before_anything_is_saved(amira):
    page = words(look(amira))

    assert "3 lines: 3 new, 0 restated, 0 as they stand already, 0 wrong." in page
    assert "Record all of them" in page
    assert stored() == []


def test_all_lines_are_saved_under_one_line_of_the_record(amira):
    answer = save(amira)

    assert "3 values recorded." in amira.get(answer.location).text
    assert stored() == [(None, "44.0"), (None, "51.5"), ("England", "58.7")]
    kinds = db.session.scalars(db.select(Event.kind).where(Event.kind == "readings recorded")).all()
    assert len(kinds) == 1
    assert "recorded 3 values of indicators from a sheet" in words(amira.get("/send/history"))


def test_one_wrong_line_keeps_all_of_them_out(amira):
    text = f"{SHEET}I-09,2018,1,,,\nI-01,June 2018,1,,,\nI-01,soon,1,,,\nI-01,May 2018,x,,,\n"
    page = words(look(amira, text))
    answer = save(amira, text)

    assert "3 new, 0 restated, 0 as they stand already, 4 wrong." in page
    assert "There is no indicator I-09 that is measured now." in page
    assert "June 2018 has not ended yet." in page
    assert "Record all of them" not in page
    assert answer.status_code == 422
    assert answer.text.count("Line 5: There is no indicator I-09") == 2
    assert "I-01,soon,1" in answer.text
    assert stored() == []


def test_a_period_that_stands_twice_is_wrong(amira):
    page = words(look(amira, SHEET + "I-01,2018-04,52,,,\n"))
    assert "This period stands twice in the sheet." in page


def test_a_value_off_track_needs_its_commentary_here_too(amira):
    page = words(look(amira, "indicator,period,value\nI-01,April 2018,10\n"))
    assert "This value is off track." in page


def test_what_stands_already_is_left_out_and_another_value_needs_a_reason(amira, member):
    record(member("amira"), "I-01", "March 2018", "44.0", at=days_before(3))
    record(member("amira"), "I-01", "April 2018", "50", at=days_before(3))
    refused = words(look(amira))
    text = SHEET.replace("51.5,,,", f"51.5,,,{WHY}")
    page = words(look(amira, text))
    save(amira, text)

    assert "Say why, in 10 characters or more." in refused
    assert "1 new, 1 restated, 1 as they stand already, 0 wrong." in page
    assert stored()[2:] == [(None, "51.5"), ("England", "58.7")]


def test_a_csv_file_is_read_like_a_paste(amira):
    file = (BytesIO(b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode()), "march.csv")
    answer = post(amira, PAGE, stage="preview", text="", file=file)

    assert "3 lines: 3 new" in words(answer)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\xff", b"indicator\x00", b"\xff\xfe"])
def test_a_file_that_is_no_text_is_refused(amira, content):
    answer = post(amira, PAGE, stage="preview", text="", file=(BytesIO(content), "book.csv"))

    assert answer.status_code == 422
    assert answer.text.count("Choose a CSV file in UTF-8, or an Excel workbook (.xlsx).") == 2


def workbook(*rows):
    """Give the file, as a browser sends it."""
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    return file


def test_a_workbook_is_looked_at_and_saved_like_a_paste(amira):
    head = ["indicator", "period", "value", "area", "commentary", "reason"]
    own, other = ["I-01", date(2018, 3, 1), 44.5], ["I-01", "April 2018", 58, "England"]
    file = (workbook(head, own, other), "march.xlsx")
    answer = post(amira, PAGE, stage="preview", text="", file=file)

    assert "2 lines: 2 new, 0 restated, 0 as they stand already, 0 wrong." in words(answer)
    assert stored() == []
    save(amira, answer.text.split('name="text" value="')[1].split('"')[0])
    assert stored() == [(None, "44.5"), ("England", "58")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("march.xlsx", "Cell C2 holds a formula. Put its value there instead."),
        ("march.xlsm", "A .xlsm file may hold macros. Save it as .xlsx, then choose it."),
    ],
)
def test_a_workbook_that_would_compute_is_refused_at_its_field(amira, name, sentence):
    file = (workbook(["indicator", "period", "value"], ["I-01", "March 2018", "=40+4"]), name)
    answer = post(amira, PAGE, stage="preview", text="", file=file)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert stored() == []


def test_nothing_to_read_is_said(amira):
    answer = look(amira, "")

    assert answer.status_code == 422
    assert answer.text.count("Paste the values or choose a file.") == 2


def test_a_longer_sheet_asks_no_more_often(amira, app):
    lines = [f"I-01,{year}-0{month},50,England,,\n" for year in (2016, 2017) for month in (1, 2, 3)]
    counts = []
    for text in (SHEET, SHEET + "".join(lines)):
        look(amira, text)
        with counting(app) as sent:
            look(amira, text)
        counts.append(len(sent))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["tom", "grace", "sofia"])
def test_only_the_programme_manager_records_a_sheet(amira, at_the_page, name):
    browser = at_the_page(name)

    assert browser.get(PAGE).status_code == 403
    assert save(browser).status_code == 403
