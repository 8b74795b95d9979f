"""Many who guess one password at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.conftest import post

GUESSERS = 40

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("email", ["tom@example.org", "nobody@example.org"])
def test_of_forty_guesses_at_once_ten_are_looked_at(app, email):
    start = Barrier(GUESSERS)

    def guess(number):
        browser = app.test_client()
        browser.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        browser.get("/sign-in")
        start.wait(60)
        return post(browser, "/sign-in", email=email, password=f"guess {number}").status_code

    with ThreadPoolExecutor(GUESSERS) as crowd:
        answers = Counter(crowd.map(guess, range(GUESSERS)))

    assert answers[422] <= 10
    assert answers[422] + answers[429] + answers[503] == GUESSERS
    assert answers[422] >= 1
