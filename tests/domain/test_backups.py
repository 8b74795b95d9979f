"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.backups import MONTHS_KEPT, choose_kept

START = datetime(2016, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, 4 * 365 * 24 * 60)
MOMENTS = st.sets(MINUTES.map(lambda count: START + timedelta(minutes=count)), max_size=60)
KEEP = st.integers(1, 20)
NIGHT = datetime(2018, 1, 1, 3, 15, tzinfo=UTC)


def month_of(moment):
    return moment.year * 12 + moment.month


@given(made=MOMENTS, keep=KEEP)
def test_the_newest_are_kept_and_nothing_is_kept_that_is_not_there(made, keep):
    kept = choose_kept(made, keep=keep)

    assert set(sorted(made)[-keep:]) <= kept <= made


@given(made=MOMENTS, keep=KEEP)
def test_no_more_are_kept_than_the_newest_and_one_for_each_month_of_a_year(made, keep):
    assert len(choose_kept(made, keep=keep)) <= keep + MONTHS_KEPT


@given(made=MOMENTS, keep=KEEP)
def test_thinning_out_twice_drops_nothing_more(made, keep):
    kept = choose_kept(made, keep=keep)

    assert choose_kept(kept, keep=keep) == kept


@given(nights=st.integers(1, 800), keep=KEEP)
def test_night_after_night_the_first_of_each_month_of_a_year_stays(nights, keep):
    kept = set()
    for number in range(nights):
        kept = choose_kept({*kept, NIGHT + timedelta(days=number)}, keep=keep)

    newest = month_of(max(kept))
    firsts = {moment for moment in kept if moment.day == 1}
    months = range(max(month_of(NIGHT), newest - MONTHS_KEPT + 1), newest + 1)
    assert {month_of(moment) for moment in firsts} == set(months)


def test_a_month_is_london_s():
    # Half an hour before midnight in UTC it is July in London already.
    june, july = (datetime(2018, 6, 30, 22, 30, tzinfo=UTC) + timedelta(hours=h) for h in (0, 1))
    later = [datetime(2018, 7, day, 2, 15, tzinfo=UTC) for day in (1, 2)]

    assert choose_kept([june, july, *later], keep=1) == {june, july, later[-1]}


def test_even_a_keep_of_none_keeps_the_newest():
    nights = [NIGHT + timedelta(days=number) for number in range(3)]

    assert choose_kept(nights, keep=0) == {nights[0], nights[-1]}
