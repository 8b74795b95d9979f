"""One person in a process of their own who saves the score of R-001 again and again.

``python -m tests.faults.editor NAME TIMES`` signs in, says "ready", waits for a line, and prints
as JSON which version each saved form was based on, with its reason, and how many were refused.
"""

import json
import re
import sys

from risk_register.app import create_app
from tests.registers import PASSWORD

FORM = "/send/risks/R-001/assessments/new"
HIDDEN = re.compile(r'name="(csrf_token|version)"[^>]* value="([^"]*)"')


def sign_in(app, name):
    """Open a browser at the service and sign somebody in."""
    browser = app.test_client()
    token = dict(HIDDEN.findall(browser.get("/sign-in").text))
    typed = {**token, "email": f"{name}@example.org", "password": PASSWORD}
    answer = browser.post("/sign-in", data=typed)
    assert answer.status_code == 302, answer.text
    return browser


def edit(browser, name, times):
    """Save until so many forms were taken; after a refusal, read again."""
    saved, refused = [], 0
    while len(saved) < times:
        hidden = dict(HIDDEN.findall(browser.get(FORM).text))
        reason = f"{name}'s reason number {len(saved) + 1}"
        points = {"likelihood": str(1 + len(saved) % 5), "impact": "4"}
        answer = browser.post(FORM, data={**hidden, **points, "reason": reason})
        if answer.status_code == 302:
            saved.append((int(hidden["version"]), reason))
        else:
            assert answer.status_code == 409, (answer.status_code, answer.text)
            refused += 1
    return {"saved": saved, "refused": refused}


def main():
    """Wait for the starting signal, then edit."""
    name, times = sys.argv[1], int(sys.argv[2])
    browser = sign_in(create_app(), name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(edit(browser, name, times)))


if __name__ == "__main__":
    main()
