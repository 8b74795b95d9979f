"""How letters are written: paragraphs, dates and quotes in plain text, and their templates."""

import textwrap
from datetime import date, time

from jinja2 import Environment, PackageLoader, StrictUndefined

LINE_WIDTH = 76  # characters; RFC 5322 asks for 78 at most


def one_line(words: str) -> str:
    """Keep what prints: no line break, nothing that turns the reading direction."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def say_day(day: date) -> str:
    """Write a London date: 14 June 2018."""
    return f"{day.day} {day:%B %Y}"


def say_weekday(day: date) -> str:
    """Write a London date with its weekday: Thursday 14 June 2018."""
    return f"{day:%A} {say_day(day)}"


def say_hour(moment: time) -> str:
    """Write a London time as people say it: 2:30pm."""
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def fill_paragraph(words: str, *, first: str = "", rest: str = "") -> str:
    """Break into lines, but never inside a word: an address or a hash must stay whole."""
    return textwrap.fill(
        one_line(words),
        LINE_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def quote(words: str) -> str:
    """Set somebody's own words in, so that they cannot be taken for the letter's."""
    lines = [fill_paragraph(line, first="    ", rest="    ") for line in words.splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def say_fact(words: str, name: str) -> str:
    """Write a fact beside its name."""
    return fill_paragraph(words, first=f"    {name:<10}", rest=" " * 14)


def say_item(words: str, reference: str) -> str:
    """Write one thing of a list beside its reference."""
    return fill_paragraph(words, first=f"  {one_line(reference):<8}", rest=" " * 10)


LETTERS = Environment(
    loader=PackageLoader("risk_register", "templates/emails"),
    autoescape=False,  # noqa: S701 - plain text: nobody reads it as markup
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
LETTERS.filters |= {
    "item": say_item,
    "one_line": one_line,
    "paragraph": fill_paragraph,
    "weekday": say_weekday,
}
