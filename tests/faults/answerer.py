"""One browser in a process of its own that answers by the link of a letter.

``python -m tests.faults.answerer ADDRESS`` opens the link, says "ready", waits for a line, taps
"No change" at R-001 and prints the status of the answer.
"""

import sys

from risk_register.app import create_app
from tests.faults.editor import HIDDEN

REVIEWS = "/send/risks/R-001/reviews"


def main():
    """Open the link, wait for the starting signal, and answer."""
    browser = create_app().test_client()
    browser.get(sys.argv[1])
    hidden = dict(HIDDEN.findall(browser.get("/due").text))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(str(browser.post(REVIEWS, data=hidden).status_code))


if __name__ == "__main__":
    main()
