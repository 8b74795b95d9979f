"""A question from the desk to its owner and back, on a phone and without scripts."""

from tests.browser.bench import check_accessible, check_no_sideways_scroll, set_width

P = "/oxfordshire-send"
QUESTION = "Do the returns cover every school?"
ANSWER = "All but two, which report next week."


def test_a_question_is_asked_and_answered_without_scripts(service, page, without_scripts):
    service.sign_in(without_scripts, "programme-manager@example.org")
    without_scripts.goto(f"{service.url}{P}/desk")
    without_scripts.get_by_role("link", name="Ask back about R-006").first.click()
    without_scripts.get_by_label("What do you want to know?").fill(QUESTION)
    without_scripts.get_by_role("button", name="Ask the owner").click()
    assert QUESTION in without_scripts.inner_text("main")

    service.sign_in(page, "vulnerable-learners@example.org")
    set_width(page, 320)
    page.goto(service.url)
    check_no_sideways_scroll(page)
    check_accessible(page)
    page.get_by_role("link", name="Answer the question about R-006").click()
    check_no_sideways_scroll(page)
    check_accessible(page)
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Answer").click()
    check_accessible(page)

    without_scripts.reload()
    assert ANSWER in without_scripts.inner_text("main")
