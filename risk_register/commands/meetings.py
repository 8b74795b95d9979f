"""Commands about meetings: which there are, and which deadlines a date would have."""

import argparse
import json
from datetime import UTC, date
from typing import Any

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.domain.calendars import Deadlines, build_deadlines
from risk_register.domain.deadline_words import list_deadlines, say_reckoning
from risk_register.domain.errors import RegisterError
from risk_register.domain.issue_reckonings import IssueReckoning, explain_issue
from risk_register.models import Body, Meeting
from risk_register.services.bodies import list_bodies, rules_of
from risk_register.services.holidays import list_holidays
from risk_register.services.months import show_calendar
from risk_register.services.programmes import get_programme

#: The dates that --json gives under their own names; a promise to other programs.
DATES = (
    "call_on",
    "updates_due_on",
    "moderation_ends_on",
    "lock_on",
    "circulate_by",
    "held_on",
    "minutes_due_on",
    "rolls_forward_on",
)
_JSON_WORDS = (
    f"With --json: {', '.join(DATES)} (London dates), locks_at and circulate_until (UTC), "
    "counted_days (the days counted before the meeting), holidays_crossed (on and name of closed "
    "days among them, weekends apart), programme, body, is_closed (why offices are shut on the "
    "day itself, or null)."
)


def add_meetings(word: argparse.ArgumentParser) -> None:
    """Enter the commands about meetings."""
    meetings = behind(word)
    counted = enter(
        meetings,
        "deadlines",
        _show_deadlines,
        f"Count the deadlines of a body's month for any date of a meeting. {_JSON_WORDS}",
    )
    counted.add_argument("--body", required=True, help="its key")
    counted.add_argument("--held-on", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    counted.add_argument("--programme", help="its key; not needed if there is only one")
    counted.add_argument("--json", action="store_true")
    listed = enter(meetings, "list", _list_meetings, "List the meetings of a programme's bodies.")
    listed.add_argument("--programme", help="its key; not needed if there is only one")
    listed.add_argument("--body", help="its key; all bodies by default")
    listed.add_argument("--json", action="store_true")


def describe_deadlines(body: Body, held_on: date) -> dict[str, Any]:
    """Give the deadlines of a body's month as other programs read them."""
    holidays, rules = list_holidays(body), rules_of(body)
    deadlines = build_deadlines(held_on, rules, holidays)
    reckoning = explain_issue(held_on, rules, holidays)
    return {
        "programme": body.programme.key,
        "body": body.key,
        **{name: getattr(deadlines, name).isoformat() for name in DATES},
        "locks_at": deadlines.locks_at.astimezone(UTC).isoformat(),
        "circulate_until": deadlines.circulate_until.astimezone(UTC).isoformat(),
        "counted_days": [day.isoformat() for day in reckoning.counts],
        "holidays_crossed": [
            {"on": each.day.isoformat(), "name": each.why}
            for each in reckoning.skipped
            if each.day in holidays
        ],
        "is_closed": holidays.get(held_on),
    }


def _show_deadlines(_app: Flask, options: argparse.Namespace) -> int:
    body = _get_body(options.programme or name_only_programme(), options.body)
    if options.json:
        print(json.dumps(describe_deadlines(body, options.held_on), indent=2))
        return 0
    holidays, rules = list_holidays(body), rules_of(body)
    _print(
        body,
        build_deadlines(options.held_on, rules, holidays),
        explain_issue(options.held_on, rules, holidays),
    )
    return 0


def _print(body: Body, deadlines: Deadlines, reckoning: IssueReckoning) -> None:
    print(body.name)
    for told in list_deadlines(deadlines):
        print(f"  {told.sentence}")
    print(f"Latest day to circulate: {say_reckoning(reckoning)}")


def _list_meetings(_app: Flask, options: argparse.Namespace) -> int:
    key = options.programme or name_only_programme()
    body = _get_body(key, options.body) if options.body else None
    programme, today = get_programme(key), clock.today()
    first = show_calendar(programme, body=body, on=today)
    past = [
        meeting
        for number in range(first.pages, 0, -1)
        for meeting in reversed(show_calendar(programme, body=body, on=today, page=number).past)
    ]
    rows = [_describe(meeting) for meeting in (*past, *first.coming)]
    if options.json:
        print(json.dumps(rows, indent=2))
    for row in () if options.json else rows:
        state = "  cancelled" if row["is_cancelled"] else ""
        print(f"{row['id']:6}  {row['held_on']}  {row['starts_at']}  {row['body']}{state}")
    return 0


def _describe(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "body": meeting.body.key,
        "held_on": meeting.held_on.isoformat(),
        "starts_at": meeting.starts_at.isoformat("minutes"),
        "place": meeting.place,
        "is_cancelled": meeting.cancelled_at is not None,
    }


def _get_body(programme_key: str, key: str) -> Body:
    bodies = {body.key: body for body in list_bodies(get_programme(programme_key))}
    if key not in bodies:
        raise RegisterError(f"There is no body {key!r}. There are: {', '.join(bodies) or 'none'}.")
    return bodies[key]
