"""People pasted from a spreadsheet or read from a file: a header, then one person a line."""

from dataclasses import dataclass

from risk_register.domain.errors import RuleError
from risk_register.domain.pasted_tables import (
    FIELD,
    PastedLine,
    Table,
    begins_like_a_formula,
    read_lines,
)

MOST_CHARACTERS = 100_000
MOST_LINES = 100  #: people in one go; each of them gets a letter
_TABLE = Table(
    names={
        "name": ("name", "full name"),
        "email": ("email", "e-mail", "e-mail address", "email address", "address", "mail"),
        "agency": ("agency", "organisation", "organization"),
        "post": ("post", "title", "job title"),
        "programme": ("programme",),
        "roles": ("role", "roles"),
    },
    needed={"name": "name", "email": "e-mail"},
    most_characters=MOST_CHARACTERS,
    nothing="There is nobody below the header.",
)
_LONGEST = {"name": 200, "email": 254, "post": 200}  # characters


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
    lines = [_read_line(line) for line in read_lines(text, _TABLE)]
    if len(lines) > MOST_LINES:
        raise RuleError(f"Invite {MOST_LINES} people or fewer in one go.", field=FIELD)
    return lines


def _read_line(line: PastedLine) -> PersonLine:
    cells = {name: " ".join(cell.split()) for name, cell in line.cells.items()}
    for name, most in _LONGEST.items():
        cell = cells.get(name, "")
        if begins_like_a_formula(cell) or len(cell) > most:
            raise RuleError(f"Line {line.number}: this is no {name}.", field=FIELD)
    roles = cells.pop("roles", "").replace(",", ";").split(";")
    said = tuple(role.strip() for role in roles if role.strip())
    return PersonLine(line.number, **cells, roles=said)
