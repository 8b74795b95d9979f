"""Letters that bring no pack: what is due, what is late, and that nothing is due."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from risk_register.domain.chases import NoticeKind
from risk_register.mail.letters import UNMARKED, Letter
from risk_register.mail.texts import LETTERS, one_line, say_weekday

#: What a letter may say, and what stands for what it was not given.
_EMPTY: Mapping[str, Any] = {
    "greeting": "",
    "programmes": (),
    "lines": (),
    "caught_up": None,
    "silent": (),
    "marking": None,
    "ask": "the programme manager",
}
_PROGRAMME: Mapping[str, Any] = {
    "name": "",
    "notice": None,
    "body": "",
    "held_on": None,
    "due_on": None,
    "stage": None,
    "risks": (),
    "actions": (),
    "questions": (),
    "url": None,
}
#: A title or a text that is missing is withheld: letters travel.
_ITEM: Mapping[str, Any] = {
    "title": "",
    "text": "",
    "why": "",
    "question": "",
    "due_on": None,
    "asked_on": None,
}
_SILENT: Mapping[str, Any] = {"agency": "", "count": 0, "since": None, "items": ()}
#: What each stage of a chase adds to the line about the meeting.
_STAGES = {
    "reminder": "This is a reminder.",
    "due_day": "Today is the last day.",
    "overdue": "Your answer is overdue.",
    "escalation": "Your answer is overdue, and your manager has been told.",
}
_LISTS = ("questions", "risks", "actions")
_DATES = ("held_on", "due_on", "asked_on", "since")


@dataclass(frozen=True)
class NoticeLetter:
    """What a letter says; ``content`` holds plain values, each of which may be missing."""

    kind: NoticeKind
    subject: str
    content: Mapping[str, Any]
    url: str  #: where to answer; with a link, without a password
    works_until: date | None  #: London date on which the link still works; None without a link
    days_url: str  #: where to choose the days on which such letters come


def draw_notice(
    values: NoticeLetter, *, message_id: str, written_at: datetime, sender: str, recipient: str
) -> Letter:
    """Draw a letter to one person.

    :param written_at: with a time zone
    :raises BadAddressError: if the sender's or the reader's address is not a plain one
    :raises RuleError: if the Message-ID is not a plain one
    :raises jinja2.UndefinedError: if the template asks for a value that is not there
    """
    content = _complete(values.content)
    due = [item for each in content["programmes"] for name in _LISTS for item in each[name]]
    days = [item["due_on"] for item in due if item["due_on"]]
    mark = content["marking"] if content["marking"] != UNMARKED else None
    template = LETTERS.get_template(f"{values.kind.value}.txt")
    return Letter(
        message_id=message_id,
        written_at=written_at,
        sender=sender,
        recipient=recipient,
        recipient_name=one_line(content["greeting"]),
        subject=one_line(f"{mark}: {values.subject}" if mark else values.subject),
        text=_without_gaps(
            template.render(
                letter=values,
                mark=mark,
                due=_say_due(len(due), min(days, default=None)),
                where="Answer here:" if due else "In the register:",
                **content,
            )
        ),
    )


def _say_due(count: int, first_on: date | None) -> str:
    """Say how much is due, and by when the first of it."""
    if count == 0:
        return "Nothing is due from you now"
    what = "1 thing is due from you" if count == 1 else f"{count} things are due from you"
    if first_on is None:
        return what
    return f"{what}{' by' if count == 1 else ', the first by'} {say_weekday(first_on)}"


def _complete(content: Mapping[str, Any]) -> dict[str, Any]:
    """Put an empty value in the place of each that is missing, and read the dates."""
    whole = {**_EMPTY, **{name: value for name, value in content.items() if value is not None}}
    whole["programmes"] = [_complete_programme(each) for each in whole["programmes"]]
    whole["silent"] = [_with_dates({**_SILENT, **each}) for each in whole["silent"]]
    return whole


def _complete_programme(programme: Mapping[str, Any]) -> dict[str, Any]:
    whole = _with_dates({**_PROGRAMME, **programme})
    whole["said"] = _STAGES.get(whole["stage"] or "", "")
    for name in _LISTS:
        whole[name] = [_with_dates({**_ITEM, **item}) for item in whole[name]]
    return whole


def _with_dates(values: dict[str, Any]) -> dict[str, Any]:
    read = {name: date.fromisoformat(values[name]) for name in _DATES if values.get(name)}
    return {**values, **read}


def _without_gaps(text: str) -> str:
    """Leave one empty line at most between two others."""
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
