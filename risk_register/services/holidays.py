"""The days on which a body's offices are shut: published ones, and its programme's own."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from risk_register.domain.holidays import HolidaySet, OwnDay, merge_holidays
from risk_register.models import Body


def list_holidays(body: Body) -> Mapping[date, str]:
    """List by name the days that a body's months leave out, weekends apart."""
    published = list_published(body.holidays)
    if not body.own_days:
        return published
    own = (OwnDay(each.day, each.name, each.kind) for each in body.own_days)
    return merge_holidays(published, own)


@lru_cache(maxsize=len(HolidaySet))
def list_published(holidays: HolidaySet) -> Mapping[date, str]:
    """List the bank holidays that GOV.UK publishes, by name.

    The library's own copy is used, so that nothing is fetched.
    """
    if holidays is HolidaySet.NONE:
        return {}
    calendar = BankHolidays(use_cached_holidays=True)
    return {
        holiday["date"]: holiday["title"]
        for holiday in calendar.get_holidays(division=holidays.division)
    }
