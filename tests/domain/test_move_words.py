"""What becomes of a month when its meeting is moved or cancelled, in sentences."""

from datetime import date

import pytest

from risk_register.domain.moves import MonthSoFar, PackSoFar, say_cancellation, say_move

JUNE_14, JUNE_21 = date(2018, 6, 14), date(2018, 6, 21)


def pack(**facts):
    return MonthSoFar(
        pack=PackSoFar(**({"version": 1, "told_on": JUNE_14, "is_drawing": False} | facts))
    )


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (MonthSoFar(called=1), "The call for updates has gone to one person."),
        (MonthSoFar(called=12), "The call for updates has gone to 12 people."),
        (MonthSoFar(noted=1), "The attendance of one seat is noted for the old day"),
        (pack(), "Version 1 of the pack keeps its figures and names 14 June."),
        (pack(told_on=None, is_drawing=True), "Version 1 of the pack is not frozen yet."),
        (pack(told_on=JUNE_21), "Version 1 of the pack was made for this very day"),
        (pack(waiting=1), "One letter not yet sent will be stopped."),
        (pack(holding=1), "One reader holds a pack for it. They learn the new day when version 2"),
    ],
)
def test_a_move_says_what_was_done_and_what_becomes_of_it(month, sentence):
    assert sentence in " ".join(say_move(month, JUNE_21, closed=None))


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (MonthSoFar(called=2), "The register writes to them that no answer is needed."),
        (MonthSoFar(), "No pack is made for it."),
        (pack(), "Version 1 of its pack stays in the register, and can neither be approved"),
        (pack(is_drawing=True), "What is drawn is not kept."),
        (pack(holding=3), "Three readers hold a pack for it. Tell them yourself"),
    ],
)
def test_a_cancellation_says_what_was_done_and_what_becomes_of_it(month, sentence):
    assert sentence in " ".join(say_cancellation(month))


def test_a_move_back_does_not_ask_for_a_new_version():
    said = " ".join(say_move(pack(told_on=JUNE_21), JUNE_21, closed=None))

    assert "has to be made" not in said
