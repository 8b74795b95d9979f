"""Which backups are kept: the newest, and the first of each month for a year."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS_KEPT = 12  #: that of the newest backup counts as one
_ZONE = ZoneInfo("Europe/London")


def choose_kept(made_at: Iterable[datetime], *, keep: int) -> set[datetime]:
    """Choose the backups that stay.

    :param keep: how many of the newest; at least one is always kept
    """
    moments = sorted(set(made_at))
    if not moments:
        return set()
    newest_month = _number_month(moments[-1])
    firsts: dict[int, datetime] = {}
    for moment in moments:
        month = _number_month(moment)
        if newest_month - month < MONTHS_KEPT:
            firsts.setdefault(month, moment)
    return {*moments[-max(keep, 1) :], *firsts.values()}


def _number_month(moment: datetime) -> int:
    day: date = moment.astimezone(_ZONE).date()
    return day.year * 12 + day.month
