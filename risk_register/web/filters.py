"""How pages say dates, moments and points."""

from datetime import date, datetime, time

from flask import Flask

from risk_register import clock
from risk_register.domain.agendas import say_withheld_item
from risk_register.domain.day_words import say_full_day
from risk_register.domain.evidence import say_size
from risk_register.domain.exemptions import say_parts
from risk_register.domain.readings import say_number
from risk_register.mail.texts import one_line
from risk_register.services.decisions import say_decision


def prepare_filters(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(as_day, "day")
    app.add_template_filter(say_full_day, "full_day")
    app.add_template_filter(say_parts, "exempt_parts")
    app.add_template_filter(one_line, "one_line")
    app.add_template_filter(as_moment, "moment")
    app.add_template_filter(as_clock_time, "clock_time")
    app.add_template_filter(as_distance, "in_days")
    app.add_template_filter(say_decision, "decided")
    app.add_template_filter(say_size, "size")
    app.add_template_filter(say_number, "figure")
    app.add_template_filter(say_withheld_item, "withheld_item")
    app.add_template_filter(lambda text: as_day(date.fromisoformat(text)), "iso_day")
    app.add_template_filter(lambda text: as_moment(datetime.fromisoformat(text)), "iso_moment")


def as_day(value: date | datetime) -> str:
    """Write a London date: 14 June 2018."""
    day = clock.london_day(value) if isinstance(value, datetime) else value
    return f"{day.day} {day:%B %Y}"


def as_moment(value: datetime) -> str:
    """Write a moment in London time: 14 June 2018, 09:30."""
    return f"{as_day(value)}, {as_clock_time(value)}"


def as_clock_time(value: datetime | time) -> str:
    """Write a London time: 09:30."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LONDON).time()
    return f"{value:%H:%M}"


def as_distance(value: date | datetime) -> str:
    """Say how far a London date is from today: in 3 days, 2 days ago."""
    day = clock.london_day(value) if isinstance(value, datetime) else value
    days = (day - clock.today()).days
    if days == 0:
        return "today"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {count}" if days > 0 else f"{count} ago"
