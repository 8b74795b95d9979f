"""What a programme adds to the published holidays."""

from datetime import date

from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.holidays import HolidayKind, HolidaySet, OwnDay, merge_holidays

CLOSED, OPEN = HolidayKind.CLOSED, HolidayKind.OPEN
MAY_DAY = date(2018, 5, 7)
CLOSURE = date(2018, 12, 24)

DATES = st.dates(date(2018, 1, 1), date(2018, 1, 31))
OWN_DAYS = st.lists(
    st.builds(
        OwnDay, DATES, st.sampled_from(["Closure", "Inset day"]), st.sampled_from(HolidayKind)
    )
)


def test_an_own_closed_day_stands_beside_the_published_ones():
    merged = merge_holidays(
        {MAY_DAY: "Early May bank holiday"}, [OwnDay(CLOSURE, "Christmas closure", CLOSED)]
    )

    assert merged == {MAY_DAY: "Early May bank holiday", CLOSURE: "Christmas closure"}


def test_a_programme_may_work_on_a_published_holiday():
    assert merge_holidays({MAY_DAY: "Early May bank holiday"}, [OwnDay(MAY_DAY, "", OPEN)]) == {}


def test_of_two_words_about_one_day_the_later_holds():
    opened_again = [OwnDay(CLOSURE, "Closure", CLOSED), OwnDay(CLOSURE, "", OPEN)]
    closed_again = [OwnDay(MAY_DAY, "", OPEN), OwnDay(MAY_DAY, "Polling day", CLOSED)]

    assert merge_holidays({}, opened_again) == {}
    assert merge_holidays({MAY_DAY: "Early May"}, closed_again) == {MAY_DAY: "Polling day"}


@given(published=st.dictionaries(DATES, st.just("Holiday")), added=OWN_DAYS)
def test_each_day_is_as_the_last_word_about_it_says(published, added):
    merged = merge_holidays(published, added)

    last = {own.day: own for own in added}
    for day in {*published, *last}:
        own = last.get(day)
        assert (day in merged) == (own.kind is CLOSED if own else True)
    assert list(merged) == sorted(merged)


def test_the_sets_have_the_keys_they_are_published_under():
    published = {
        BankHolidays.ENGLAND_AND_WALES,
        BankHolidays.SCOTLAND,
        BankHolidays.NORTHERN_IRELAND,
    }

    assert {each.division for each in HolidaySet} == {*published, "none"}
