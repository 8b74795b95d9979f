"""People pasted from a spreadsheet or read from a file: a header, then one person a line."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from risk_register.domain.errors import RuleError

MOST_CHARACTERS = 100_000
MOST_LINES = 100  #: people in one go; each of them gets a letter
FIELD = "text"
#: What a column may be called, in lower case.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name"),
    "email": ("email", "e-mail", "e-mail address", "email address", "address", "mail"),
    "agency": ("agency", "organisation", "organization"),
    "post": ("post", "title", "job title"),
    "programme": ("programme",),
    "roles": ("role", "roles"),
}
_NEEDED = ("name", "email")
_LONGEST = {"name": 200, "email": 254, "post": 200}  # characters
#: How a cell begins that a spreadsheet would calculate.
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class PersonLine:
    """One line as it was written; ``number`` counts from 1, the header included."""

    number: int
    name: str
    email: str
    agency: str = ""
    post: str = ""
    programme: str = ""
    roles: tuple[str, ...] = ()


def read_people(text: str) -> list[PersonLine]:
    """Read what was pasted; its limits are checked before anything is taken apart.

    :raises RuleError: if it is too long, has no header that can be read, or no line
    """
    if len(text) > MOST_CHARACTERS:
        raise RuleError(f"Use {MOST_CHARACTERS:,} characters or fewer.", field=FIELD)
    text = text.lstrip("\ufeff\n")
    first = text.split("\n", 1)[0]
    delimiter = next((sign for sign in "\t;," if sign in first), ",")
    rows = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        places = _find_places(header)
        lines = [
            _read_line(number, row, places)
            for number, row in enumerate(rows, 2)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise RuleError(
            "A quotation mark is not closed, or a cell is too long.", field=FIELD
        ) from None
    if not lines:
        raise RuleError("There is nobody below the header.", field=FIELD)
    if len(lines) > MOST_LINES:
        raise RuleError(f"Invite {MOST_LINES} people or fewer in one go.", field=FIELD)
    return lines


def _find_places(header: list[str]) -> dict[str, int]:
    places = {
        name: header.index(written)
        for name, known in _NAMES.items()
        for written in known[::-1]
        if written in header
    }
    missing = [{"name": "name", "email": "e-mail"}[name] for name in _NEEDED if name not in places]
    if missing:
        raise RuleError(
            f"The first line has to name the columns; {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing.",
            field=FIELD,
        )
    return places


def _read_line(number: int, row: list[str], places: dict[str, int]) -> PersonLine:
    cells = {
        name: " ".join(row[place].split()) if place < len(row) else ""
        for name, place in places.items()
    }
    for name, most in _LONGEST.items():
        cell = cells.get(name, "")
        if cell.startswith(_FORMULA) or len(cell) > most:
            raise RuleError(f"Line {number}: this is no {name}.", field=FIELD)
    roles = cells.pop("roles", "").replace(",", ";").split(";")
    return PersonLine(number, **cells, roles=tuple(role.strip() for role in roles if role.strip()))
