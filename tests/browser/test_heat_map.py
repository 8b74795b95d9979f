"""The heat map by keyboard, without scripts, on a phone and on paper."""

import re

from tests.browser.bench import set_width

MAP = "/oxfordshire-send/heat-map"


def open_map(service, page, asked=""):
    service.sign_in(page, "programme-manager@example.org")
    page.goto(f"{service.url}{MAP}{asked}")


def test_every_cell_is_reached_by_keyboard_and_leads_to_its_risks(service, page):
    open_map(service, page)
    page.get_by_role("region", name="Heat map").focus()
    reached = []
    for _ in range(13):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().split(/ {1,}/)[0]"))
    numbers = re.compile(r"R-\d+")
    assert sorted(filter(numbers.match, reached)) == [f"R-00{number}" for number in range(1, 8)]

    page.get_by_role("link", name="2 risks at likelihood 4, impact 4").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("2 risks at likelihood 4, impact 4 by current score").wait_for()
    page.get_by_role("link", name="The heat map of current scores").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Heat map of current scores").wait_for()


def test_a_day_is_chosen_and_its_moves_are_shown_without_scripts(service, without_scripts):
    page = without_scripts
    open_map(service, page, "?basis=target")
    page.get_by_role("link", name="Current").click()
    page.get_by_text("Movement since a day").click()
    page.get_by_label("Since", exact=True).fill("3 4 2018")
    page.get_by_role("button", name="Show movement").click()

    page.get_by_role("heading", name="Moved since 3 April 2018").wait_for()
    drawing = page.get_by_role("img", name=re.compile("How risks moved"))
    assert drawing.is_visible()
    assert page.get_by_role("row", name=re.compile("R-006 .* Up 4 from 16")).is_visible()


def test_on_a_phone_the_map_is_scrolled_within_itself_by_keyboard(service, page):
    set_width(page, 320)
    open_map(service, page, "?since=3+April+2018")
    for name in ("Heat map", "Drawing of the moves"):
        region = page.get_by_role("region", name=name)
        region.focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "name => document.querySelector(`[aria-label^='${name}']`).scrollLeft > 20", arg=name
        )


def test_on_paper_the_map_stands_whole_on_one_landscape_page(service, page):
    open_map(service, page)
    pdf = page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes
    assert all((round(float(wide)), round(float(high))) == (842, 595) for wide, high in boxes)
