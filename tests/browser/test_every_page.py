"""Every page: accessible, no wider than its window, the same without scripts."""

import pytest

from tests.browser.bench import WIDTHS, check_accessible, check_no_sideways_scroll, set_width

P = "/oxfordshire-send"
FRIDAYS = (
    "ordinal=last&weekday=4&every_months=1&from_month=1&count=6"
    "&from_on-day=1&from_on-month=12&from_on-year=2018"
)
PAGES = {
    "oh-cyp@example.org": [
        "/",
        "/accessibility",
        "/verify",
        f"{P}/risks",
        f"{P}/risks?search=nothing+is+like+this",
        f"{P}/risks?search=children&sort=owner",
        f"{P}/filters/new",
        f"{P}/filters/new?search=children&band=red",
        f"{P}/risks/as-at",
        f"{P}/risks/as-at?on=10+May+2018&at=09:00",
        f"{P}/risks/as-at?on=rubbish",
        f"{P}/risks/compare",
        f"{P}/risks/compare?from=3+April+2018&to=4+June+2018",
        f"{P}/risks/R-007",
        f"{P}/risks/R-007/history",
        f"{P}/risks/R-007/history?what=questions",
        f"{P}/risks/R-007/assessments/new",
        f"{P}/risks/R-007/actions/new",
        f"{P}/risks/R-007/actions/link",
        f"{P}/risks/R-007/controls/new",
        f"{P}/actions",
        f"{P}/actions/A-7.2",
        f"{P}/actions/A-7.2/edit",
        f"{P}/actions/A-7.2/evidence/new",
        f"{P}/actions/A-P.1",
        f"{P}/plan",
        f"{P}/plan/W4",
        f"{P}/plan/W4/thread",
        f"{P}/plan/W4/thread?on=10+May+2018",
        f"{P}/plan/W4/thread?on=rubbish",
        f"{P}/heat-map",
        f"{P}/indicators",
        f"{P}/indicators/I-08",
        f"{P}/dashboard",
        f"{P}/dashboard?by=sector&on=10+May+2018",
        f"{P}/dashboard?on=rubbish",
        f"{P}/heat-map?basis=target&since=10+May+2018",
        f"{P}/heat-map?since=3+April+2018",
        f"{P}/heat-map?since=rubbish",
        f"{P}/risks?basis=current&likelihood=4&impact=4",
        f"{P}/meetings",
        f"{P}/meetings/4",
        "/your-calendars",
        f"{P}/bodies/send-programme-board",
        f"{P}/packs",
        "/nowhere",
        f"{P}/history",
        "/your-links",
        "/your-account",
        "/your-account/password",
        "/your-account/api-keys",
        "/your-account/api-keys/new",
        "/api",
        "/your-account/second-factor",
        "/keys",
        "/due/ended",
    ],
    "programme-manager@example.org": [
        f"{P}/imports",
        f"{P}/layouts/new",
        f"{P}/webhooks",
        f"{P}/webhooks/new",
        f"{P}/risks/R-006/questions/new",
        "/",
        f"{P}/desk",
        f"{P}/clock",
        f"{P}/reminders",
        f"{P}/agencies",
        f"{P}/agencies/occ-cef/mail-domains",
        "/your-letters",
        f"{P}/packs",
        f"{P}/packs/3",
        f"{P}/packs/compare",
        f"{P}/packs/compare?earlier=1&later=",
        f"{P}/packs/compare?earlier=1&later=5",
        f"{P}/meetings/4/briefing",
        f"{P}/meetings/4/preview",
        f"{P}/packs/3/approval",
        f"{P}/packs/3/return",
        f"{P}/packs/3/withdrawal",
        f"{P}/packs/3/correction",
        f"{P}/risks/R-002",
        f"{P}/controls/1/edit",
        f"{P}/controls/1/retire",
        f"{P}/risks/new",
        f"{P}/indicators/new",
        f"{P}/indicators/I-01/edit",
        f"{P}/indicators/I-01/end",
        f"{P}/indicators/I-08/readings/new?period=March+2018",
        f"{P}/risks/R-002/edit",
        f"{P}/risks?kind=opportunity&affected=schools",
        f"{P}/risks/R-006",
        f"{P}/risks/R-003/relations/new",
        f"{P}/risks/R-003/relations/1/remove",
        f"{P}/links",
        f"{P}/plan/W4",
        f"{P}/plan/new",
        f"{P}/plan/W4/edit",
        f"{P}/plan/W4/measures/new",
        f"{P}/plan/W4/measures/1/edit",
        f"{P}/plan/W4/measures/1/retire",
        f"{P}/plan/W4/measures/1/actions/new",
        f"{P}/plan/W4/measures/1/actions/link",
        f"{P}/plan/W4/actions/7/remove",
        f"{P}/plan/W4/impact/new",
        f"{P}/plan/W4/impact/1/withdraw",
        f"{P}/actions/A-1.1",
        f"{P}/actions/A-1.1/milestones/new",
        f"{P}/actions/A-1.1/milestones/1/edit",
        f"{P}/actions/A-1.1/ratings/new",
        "/people",
        "/people?words=nobody+is+like+this",
        "/people/1",
        "/people/1/roles/new",
        f"{P}/access",
        "/people/new",
        "/people/invite",
        "/people/agencies",
        "/people/posts",
        "/people/posts/new",
        "/people/posts/1",
        "/people/posts/1/edit",
        "/people/posts/1/handover",
        "/people/posts/1/holding/end",
        "/people/1/roles/1/withdrawal",
    ],
    "board-secretary@example.org": [
        "/",
        f"{P}/packs/3",
        f"{P}/packs/3/circulations/new",
        f"{P}/bounces/new",
        f"{P}/packs/1/publication",
        f"{P}/packs/1/circulations/1",
        f"{P}/packs/1/letters/1",
        f"{P}/packs/1/letters/1/second",
        "/reading/nonsense",
        f"{P}/meetings/4/agenda",
        f"{P}/meetings/4/agenda/items/new",
        f"{P}/meetings/4/agenda/items/19/edit",
        f"{P}/meetings/4/agenda/items/19/remove",
        f"{P}/meetings/4/agenda/items/19/papers/new",
        f"{P}/meetings/4/attendance",
        f"{P}/meetings/3/circulation-record",
        f"{P}/meetings/4/apologies",
        f"{P}/meetings/3/live",
        f"{P}/meetings/3/live?show=large",
        f"{P}/meetings/3/live/R-004",
        f"{P}/meetings/3/live/R-004?show=large",
        f"{P}/meetings/3/live/other",
        f"{P}/meetings/3/decisions/5/withdrawal",
        f"{P}/meetings/3/minutes",
        f"{P}/meetings/actions",
        f"{P}/meetings",
        f"{P}/meetings/4",
        f"{P}/meetings/new",
        f"{P}/meetings/4/edit",
        f"{P}/meetings/4/move",
        f"{P}/meetings/4/move?to_on-day=21&to_on-month=6&to_on-year=2018",
        f"{P}/meetings/4/cancellation",
        f"{P}/meetings/4/reinstatement",
        f"{P}/bodies/send-programme-board/recurrence",
        f"{P}/bodies/send-programme-board/recurrence?{FRIDAYS}",
        f"{P}/history",
        f"{P}/history?what=packs&before=130",
        f"{P}/history?from=rubbish&who=service",
        f"{P}/bodies",
        f"{P}/bodies/new",
        f"{P}/bodies/childrens-trust",
        f"{P}/bodies/childrens-trust/seats",
        f"{P}/bodies/send-programme-board/rules",
        f"{P}/bodies/send-programme-board/seats/new",
        f"{P}/bodies/send-programme-board/seats/16/edit",
        f"{P}/bodies/send-programme-board/seats/16/end",
        f"{P}/holidays",
        f"{P}/holidays/new",
    ],
    "dfe-adviser@example.org": [
        "/",
        f"{P}/packs",
        f"{P}/packs/3",
        f"{P}/packs/compare",
        f"{P}/meetings/4/agenda",
        f"{P}/meetings/4/attendance",
    ],
    "administrator@example.org": ["/", "/people/1/sign-in"],
}


#: What is said to one browser only.
OF_THE_BROWSER = ("/your-account", "/your-account/second-factor")


@pytest.fixture(scope="module")
def has_clock():
    """Pages tell what the clock has done."""
    return True


@pytest.fixture(scope="module")
def said():
    """What every page says with scripts, by who reads it and its address."""
    return {}


@pytest.mark.parametrize("email", PAGES)
def test_every_page_is_accessible_and_fits_its_window(service, page, said, email):
    service.sign_in(page, email)
    for address in PAGES[email]:
        page.goto(service.url + address)
        said[email, address] = read_words(page)
        for width in from_where_it_is(page):
            set_width(page, width)
            check_no_sideways_scroll(page)
            if width != WIDTHS[1]:  # between the two, nothing is laid out that neither has
                check_accessible(page)


@pytest.mark.parametrize("email", PAGES)
def test_every_page_says_the_same_without_scripts(service, page, without_scripts, said, email):
    service.sign_in(page, email)
    service.sign_in(without_scripts, email)
    for address in PAGES[email]:
        if address in OF_THE_BROWSER:
            continue
        without_scripts.goto(service.url + address)
        words = read_words(without_scripts)
        if words != said.get((email, address)):  # the clock has told more since, or nobody looked
            page.goto(service.url + address)
            assert words == read_words(page), address


def read_words(view):
    """Read what a page says, and what can be done on it."""
    parts = view.locator("main").locator("h1, h2, h3, a, button, label, th, td")
    return parts.all_text_contents()


def from_where_it_is(page):
    """Give the widths of windows, that of the page's first, so that none is set twice."""
    is_wide = page.viewport_size["width"] == WIDTHS[-1]
    return reversed(WIDTHS) if is_wide else WIDTHS


def test_the_sign_in_page_and_its_error_are_accessible(service, page):
    page.goto(f"{service.url}/sign-in")
    check_accessible(page)
    page.get_by_role("button", name="Sign in").click()
    check_accessible(page)

    page.get_by_role("link", name="Enter your e-mail address.").click()
    assert page.evaluate("document.activeElement.id") == "email"


def test_the_error_link_of_a_date_leads_to_its_first_input(service, page):
    service.sign_in(page, "oh-cyp@example.org")
    page.goto(f"{service.url}{P}/risks/R-007/actions/new")
    page.get_by_role("button", name="Add the action").click()
    check_accessible(page)
    page.get_by_role("link", name="Enter the date by which it will be done.").click()

    assert page.evaluate("document.activeElement.name") == "due_on-day"


def test_the_score_is_said_while_the_points_are_chosen(service, page):
    service.sign_in(page, "oh-cyp@example.org")
    page.goto(f"{service.url}{P}/risks/R-007/assessments/new")
    page.get_by_label("4 Major").check()

    assert page.locator("[data-live-line]").inner_text() == "5 × 4 = 20 Red (was 15 Red)"


def test_the_first_tab_stop_skips_to_the_content(service, page):
    service.sign_in(page, "oh-cyp@example.org")
    page.goto(f"{service.url}{P}/risks")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
