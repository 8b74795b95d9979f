"""Evidence in a real browser: by keyboard, without scripts, on a phone, and far too large."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import TimeoutError as NoChooserError

from tests.browser.bench import WIDTHS, check_accessible, check_no_sideways_scroll, set_width
from tests.files import DOCX, PDF
from tests.registers import PASSWORD

P = "/oxfordshire-send"
OWNER = "oh-cyp@example.org"
ACTION = f"{P}/actions/A-7.2"
SHOWS = "The recruiter's contract, in force from September."
#: Bytes: more than four times the largest file, so that the form itself is refused.
MUCH_TOO_LARGE = 45_000_000


@pytest.fixture
def contract(tmp_path):
    """A file on the reader's own disk, with a name as long as they come."""
    path = tmp_path / ("Contract_with_the_recruiter_" + "x" * 70 + ".pdf")
    path.write_bytes(PDF)
    return path


def tab_to(page, field):
    """Press Tab until a field has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            return
    raise AssertionError(f"no way to {field} by keyboard")


def add(page, service, path):
    page.goto(f"{service.url}{ACTION}/evidence/new")
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("What does it show?").fill(SHOWS)
    page.get_by_role("button", name="Add the file").click()


def open_chooser(page):
    """Open the focused field's choice of files by keyboard; a busy browser may miss a key."""
    for key in ("Enter", "Space", "Enter", "Space"):
        try:
            with page.expect_file_chooser(timeout=8_000) as chooser:
                page.keyboard.press(key)
        except NoChooserError:
            continue
        return chooser.value
    raise AssertionError("No key opens the choice of files.")


def test_a_file_is_added_by_keyboard_without_scripts(service, without_scripts, contract):
    page = without_scripts
    service.sign_in(page, OWNER)
    page.goto(f"{service.url}{ACTION}/evidence/new")
    tab_to(page, "file")
    open_chooser(page).set_files(contract)
    tab_to(page, "shows")
    page.keyboard.type(SHOWS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{service.url}{ACTION}")
    assert "is kept as evidence of A-7.2." in page.inner_text("main")
    set_width(page, 320)
    check_no_sideways_scroll(page)


def test_the_pages_of_a_file_are_accessible_and_fit_a_phone(service, page, tmp_path):
    service.sign_in(page, OWNER)
    letter = tmp_path / ("Letter" + "y" * 100 + ".docx")
    letter.write_bytes(DOCX)
    add(page, service, letter)
    page.get_by_role("link", name=f"Withdraw {letter.name}").click()
    withdraw = page.url
    for address in (f"{service.url}{ACTION}", withdraw, f"{service.url}{ACTION}/evidence/new"):
        for width in WIDTHS:
            set_width(page, width)
            page.goto(address)
            for summary in page.locator("main summary").all():
                summary.click()
            check_no_sideways_scroll(page)
            check_accessible(page)

    page.goto(withdraw)
    page.get_by_label("Why is it withdrawn?").fill("The signed one comes next week.")
    page.get_by_role("button", name="Withdraw the file").click()
    page.get_by_text("Files that were withdrawn").click()
    for width in WIDTHS:
        set_width(page, width)
        check_no_sideways_scroll(page)
        check_accessible(page)
    assert "The signed one comes next week." in page.inner_text("main")


def test_a_refused_file_is_said_at_its_field_and_the_link_leads_there(service, page, tmp_path):
    service.sign_in(page, OWNER)
    wrong = tmp_path / ("letter" + "z" * 100 + ".pdf")
    wrong.touch()
    add(page, service, wrong)
    set_width(page, 320)
    check_no_sideways_scroll(page)
    check_accessible(page)

    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "file"
    assert page.get_by_label("What does it show?").input_value() == SHOWS


def test_the_browser_reads_why_a_form_is_far_too_large(service, page, tmp_path):
    service.sign_in(page, OWNER)
    film = tmp_path / "film.pdf"
    film.write_bytes(bytes(MUCH_TOO_LARGE))
    add(page, service, film)

    page.get_by_role("heading", name="What you sent is too large").wait_for()
    assert "A file can have at most 10 MB." in page.inner_text("main")
    check_accessible(page)


def test_an_opened_file_is_saved_and_not_shown(service, page, tmp_path):
    service.sign_in(page, OWNER)
    report = tmp_path / "Prüfbericht.pdf"
    report.write_bytes(PDF + b"%saved\n")
    add(page, service, report)
    with page.expect_download() as download:
        page.get_by_role("link", name="Prüfbericht.pdf", exact=True).click()

    assert download.value.suggested_filename == "Prüfbericht.pdf"
    assert download.value.path().read_bytes() == report.read_bytes()


def test_words_typed_beside_a_file_are_saved_after_signing_in_again(
    service, without_scripts, contract
):
    page = without_scripts
    service.sign_in(page, OWNER)
    page.goto(f"{service.url}{P}/actions/A-7.1/evidence/new")
    page.get_by_label("What does it show?").fill(SHOWS)
    page.get_by_label("File", exact=True).set_input_files(contract)
    end_all_sessions(service)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_label("E-mail address").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    set_width(page, 320)
    check_no_sideways_scroll(page)
    assert f"You had chosen {contract.name}." in page.inner_text("main")
    page.get_by_label("Choose the file again").set_input_files(contract)
    page.get_by_role("button", name="Save it now").click()

    assert "is kept as evidence of A-7.1." in page.inner_text("main")
    assert SHOWS in page.inner_text("main")


def end_all_sessions(service):
    path = service.environ["RISK_REGISTER_DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM session")
