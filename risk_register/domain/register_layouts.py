"""How an agency wants its risks laid out: headings of its own, in its order, over our columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from risk_register.domain.errors import RuleError
from risk_register.domain.import_fields import ImportField
from risk_register.domain.sheet_cells import plain

MOST_COLUMNS = 60
LONGEST_HEADING = 120  #: characters
LONGEST_NAME = 60  #: characters
FIELD = "lines"  #: of the form, where what is wrong is said


@dataclass(frozen=True)
class LayoutColumn:
    """One column: what the agency calls it, and which of ours fills it."""

    heading: str
    source: str  #: heading of our column; empty for one that the agency fills itself


def read_lines(text: str, known: Sequence[str]) -> list[LayoutColumn]:
    """Read a layout from lines like ``Risk ID = Reference``.

    Nothing after the sign leaves a column empty, for the agency to fill in.

    :param known: headings of our columns
    :raises RuleError: with the line, if one cannot be read, stands twice, or there are too many
    """
    columns: list[LayoutColumn] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        column = _read_line(number, line, known)
        if any(plain(each.heading) == plain(column.heading) for each in columns):
            raise _refusal(number, f"“{column.heading}” stands there already.")
        columns.append(column)
    if not columns:
        raise RuleError("Name at least one column.", field=FIELD)
    if len(columns) > MOST_COLUMNS:
        raise RuleError(f"Use {MOST_COLUMNS} columns or fewer.", field=FIELD)
    return columns


def say_lines(columns: Sequence[LayoutColumn]) -> str:
    """Write a layout as the lines it is read from."""
    return "\n".join(f"{each.heading} = {each.source}".rstrip() for each in columns)


def suggest_columns(columns: Iterable[tuple[str, ImportField | None]]) -> list[LayoutColumn]:
    """Suggest the layout of a register that somebody brought in.

    :param columns: what it calls each column, and what that holds
    """
    named = [(" ".join(heading.split()), _HELD.get(field, "")) for heading, field in columns]
    return [LayoutColumn(heading, source) for heading, source in named if heading]


#: Which of our columns holds what a register from elsewhere says.
_HELD: Mapping[ImportField | None, str] = {
    ImportField.ID: "Reference",
    ImportField.TITLE: "Title",
    ImportField.DESCRIPTION: "Event",
    ImportField.CAUSE: "Cause",
    ImportField.EVENT: "Event",
    ImportField.CONSEQUENCE: "Consequence",
    ImportField.CATEGORY: "Category",
    ImportField.OWNER: "Owner post",
    ImportField.LIKELIHOOD: "Likelihood",
    ImportField.IMPACT: "Impact",
    ImportField.SCORE: "Score",
    ImportField.RATING: "Band",
    ImportField.CONTROLS: "Controls",
    ImportField.MITIGATION: "Actions",
    ImportField.ACTION: "Actions",
    ImportField.RESPONSE: "Treatment",
    ImportField.STATUS: "Status",
    ImportField.PROXIMITY: "Proximity",
    ImportField.REVIEW_ON: "Review due",
}


def _read_line(number: int, line: str, known: Sequence[str]) -> LayoutColumn:
    heading, sign, source = (part.strip() for part in line.rpartition("="))
    if not sign or not heading:
        raise _refusal(number, "Write their heading, “=” and our column.")
    if len(heading) > LONGEST_HEADING:
        raise _refusal(number, f"Use {LONGEST_HEADING} characters or fewer for a heading.")
    if not source:
        return LayoutColumn(heading, "")
    meant = [each for each in known if plain(each) == plain(source)]
    if not meant:
        raise _refusal(number, f"There is no column “{source[:40]}” here.")
    return LayoutColumn(heading, meant[0])


def _refusal(number: int, sentence: str) -> RuleError:
    return RuleError(f"Line {number}: {sentence}", field=FIELD)
