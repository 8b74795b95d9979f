"""Letters that bring no pack: read on a phone in ten seconds, and safe to travel."""

from datetime import UTC, date, datetime

import pytest

from risk_register.domain.chases import NoticeKind
from risk_register.mail.notices import NoticeLetter, draw_notice

LINK = "https://register.example.org/due/" + "x" * 80
CONTENT = {
    "greeting": "Head of Casework",
    "programmes": [
        {
            "name": "SEND Programme",
            "notice": "Demonstration: invented.",
            "body": "SEND Programme Board",
            "held_on": "2018-06-14",
            "due_on": "2018-05-31",
            "stage": "call",
            "risks": [
                {
                    "reference": "R-001",
                    "title": "Too few caseworkers",
                    "why": "the call for updates has not been answered",
                    "due_on": "2018-05-31",
                },
                {"reference": "R-002", "why": "its review is overdue", "due_on": "2018-06-01"},
            ],
            "actions": [
                {"reference": "A-1.1", "text": "Recruit two", "why": "", "due_on": "2018-07-31"}
            ],
            "questions": [
                {
                    "reference": "R-001",
                    "title": "Too few caseworkers",
                    "question": "Is it still 12?",
                    "asked_on": "2018-05-29",
                }
            ],
        }
    ],
}


def draw(content=CONTENT, kind=NoticeKind.DUE, works_until=date(2018, 6, 14)):
    return draw_notice(
        NoticeLetter(
            kind=kind,
            subject="4 things are due from you",
            content=content,
            url=LINK if works_until else "https://register.example.org/",
            works_until=works_until,
            days_url="https://register.example.org/your-letters",
        ),
        message_id="<1f3a@example.org>",
        written_at=datetime(2018, 5, 24, 6, 30, tzinfo=UTC),
        sender="register@example.org",
        recipient="owner@example.org",
    )


def flat(letter):
    """Give the letter's text as one line, so that line ends do not matter."""
    return " ".join(letter.text.split())


def test_it_says_first_what_is_due_by_when_and_where_to_answer():
    top = " ".join(draw().text.split("\n\nSEND PROGRAMME")[0].split())

    assert top.startswith("To the Head of Casework 4 things are due from you, the first by")
    assert "Thursday 31 May 2018. Answer here: https://register.example.org/due/" in top
    assert "Nothing changed? One tap there says so." in top


def test_it_names_each_thing_with_its_day():
    text = flat(draw())

    assert "R-001 A question of Tuesday 29 May 2018: Is it still 12?" in text
    assert "R-001 Too few caseworkers: due by Thursday 31 May 2018, the call" in text
    assert "A-1.1 Recruit two: due by Tuesday 31 July 2018" in text
    assert "SEND Programme Board meets on Thursday 14 June 2018" in text


def test_a_risk_of_which_only_the_reference_is_given_is_named_by_that_alone():
    assert "R-002 (not named in letters): due by Friday 1 June 2018" in flat(draw())


def test_it_says_whom_to_ask_where_to_choose_days_and_until_when_the_link_works():
    text = flat(draw())

    assert "Ask the programme manager." in text
    assert text.endswith("https://register.example.org/your-letters")
    assert "It works until Thursday 14 June 2018, and only for what is due from you." in text


def test_a_letter_of_a_withdrawn_pack_offers_no_days_as_it_comes_at_once():
    text = flat(draw({"ask": "the board secretary"}, NoticeKind.WITHDRAWN, works_until=None))

    assert text.endswith("Ask the board secretary.")
    assert "your-letters" not in text


def test_an_overdue_answer_is_called_overdue():
    programme = {**CONTENT["programmes"][0], "stage": "overdue"}

    assert "Your answer is overdue." in flat(draw({"programmes": [programme]}))


def test_no_line_is_longer_than_76_characters_but_the_link_on_its_own():
    lines = draw().text.splitlines()

    assert max(len(line) for line in lines if LINK not in line) <= 76
    assert f"    {LINK}" in lines


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_can_be_drawn_from_nothing_and_without_a_link(kind):
    text = draw({}, kind, works_until=None).text

    assert "https://register.example.org/" in text
    assert "None" not in text
    assert "\n\n\n" not in text


def test_a_letter_of_which_nothing_is_due_says_so_and_asks_for_no_answer():
    text = flat(draw({"lines": ["R-001 is accepted until 30 June."]}, works_until=None))

    assert text.startswith("Nothing is due from you now. In the register: https://")
    assert "R-001 is accepted until 30 June." in text


def test_who_is_silent_is_named_with_since_when():
    silent = {
        "post": "Head of Commissioning",
        "agency": "CCG",
        "count": 2,
        "since": "2018-05-31",
        "items": ["R-002", "A-2.1"],
    }

    text = flat(draw({"silent": [silent]}, NoticeKind.ESCALATION))

    assert "Head of Commissioning, CCG 2 not answered since Thursday 31 May 2018: R-002, A" in text


def test_a_late_letter_says_so_first():
    late = "This letter is late: the service was down until 09:00."

    assert flat(draw({**CONTENT, "caught_up": late})).startswith(f"To the Head of Casework {late}")


def test_a_marking_stands_before_the_subject_and_the_text():
    letter = draw({**CONTENT, "marking": "OFFICIAL-SENSITIVE"})

    assert letter.subject == "OFFICIAL-SENSITIVE: 4 things are due from you"
    assert letter.text.startswith("OFFICIAL-SENSITIVE\n")


def test_words_of_others_cannot_end_a_line_or_a_header():
    greeting = "Head\r\nBcc: everybody@example.org"

    letter = draw({**CONTENT, "greeting": greeting})

    assert letter.recipient_name == "Head Bcc: everybody@example.org"
    assert "\nBcc" not in letter.text
