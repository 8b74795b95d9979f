"""How one register is brought into ours: what a person has confirmed or put right.

A mapping is kept with the run that used it, and offered again when the same headings come.
"""

import difflib
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from risk_register.domain.errors import RuleError
from risk_register.domain.import_fields import IMPACTS, WORDING, ImportField
from risk_register.domain.import_finding import Found, Outcome, look_at
from risk_register.domain.import_headers import Header, read_header
from risk_register.domain.import_levels import MOST_LEVELS
from risk_register.domain.import_profiles import Column
from risk_register.domain.import_reports import list_scales
from risk_register.domain.risks import Proximity
from risk_register.domain.schemes import Scheme
from risk_register.domain.sheet_cells import Sheet, plain
from risk_register.domain.values import fingerprint

MOST_WORDS = 60  #: different owners or categories that are asked for one by one
LONGEST_SOURCE = 60  # characters
_ALIKE = 0.8


@dataclass(frozen=True)
class ImportMapping:
    """What each part of a source means here.

    ``columns`` names the field of a column by its place, from 0, where a person has said so.
    ``levels`` gives the point of each value by field; None leaves it unscored. Owners are
    the ids of posts.
    """

    source: str  #: whose register it is; its references are told apart by it
    sheet: str
    named_rows: tuple[int, ...]  #: rows with the columns' names, from 0
    columns: Dictionary[int, ImportField] = field(default_factory=dict)
    levels: Dictionary[ImportField, Dictionary[str, int | None]] = field(default_factory=dict)
    owners: Dictionary[str, int] = field(default_factory=dict)
    owner_id: int | None = None  #: of every risk whose owner is not named or not known
    categories: Dictionary[str, str] = field(default_factory=dict)
    category: str = ""  #: of every other risk
    proximity: Proximity = Proximity.LATER
    month_first: bool = False  #: dates that are text are written 5/29/2021
    due_on: date | None = None  #: of actions without a date to come

    def as_plain(self) -> dict[str, Any]:
        """Give it as JSON can say it."""
        return {
            "source": self.source,
            "sheet": self.sheet,
            "named_rows": list(self.named_rows),
            "columns": {str(place): each.value for place, each in self.columns.items()},
            "levels": {each.value: dict(points) for each, points in self.levels.items()},
            "owners": dict(self.owners),
            "owner_id": self.owner_id,
            "categories": dict(self.categories),
            "category": self.category,
            "proximity": self.proximity.value,
            "month_first": self.month_first,
            "due_on": self.due_on.isoformat() if self.due_on else None,
        }


def read_mapping(told: Dictionary[str, Any]) -> ImportMapping:
    """Read a mapping that was kept."""
    return ImportMapping(
        source=told["source"],
        sheet=told["sheet"],
        named_rows=tuple(told["named_rows"]),
        columns={int(place): ImportField(each) for place, each in told["columns"].items()},
        levels={ImportField(each): points for each, points in told["levels"].items()},
        owners=told["owners"],
        owner_id=told["owner_id"],
        categories=told["categories"],
        category=told["category"],
        proximity=Proximity(told["proximity"]),
        month_first=told["month_first"],
        due_on=date.fromisoformat(told["due_on"]) if told["due_on"] else None,
    )


def suggest_mapping(
    found: Found,
    scheme: Scheme,
    *,
    source: str,
    posts: Dictionary[str, int],
    known: ImportMapping | None = None,
) -> ImportMapping:
    """Suggest what everything means; what a person said of the same headings before comes first.

    :param posts: ids by title
    """
    header = found.header
    suggested = ImportMapping(
        source=source,
        sheet=found.sheet.name,
        named_rows=header.named if header else (),
        columns={each.place: each.field or ImportField.OTHER for each in header.columns}
        if header
        else {},
    )
    if known is not None and known.columns.keys() == suggested.columns.keys():
        suggested = replace(known, sheet=suggested.sheet, named_rows=suggested.named_rows)
    return complete(suggested, apply_columns(found, suggested), scheme, posts=posts)


def complete(
    mapping: ImportMapping,
    found: Found,
    scheme: Scheme,
    *,
    posts: Dictionary[str, int],
    asked: Found | None = None,
) -> ImportMapping:
    """Add suggestions for the values that the mapping does not name yet.

    :param asked: what a person was asked about; what they left empty of it stays empty
    """
    levels = {
        each: {
            level.said: _within(
                mapping.levels.get(each, {}).get(level.said, level.point),
                len(scheme.impact if each in IMPACTS else scheme.likelihood),
            )
            for level in scale
        }
        for each, scale in list_scales(found, scheme).items()
        if len(scale) <= MOST_LEVELS
    }
    left = {*list_owners(asked)} if asked else set()
    owners = {said: _post(said, posts) for said in list_owners(found) if said not in left}
    left = {*list_categories(asked)} if asked else set()
    categories = {
        said: _category(said, scheme.categories)
        for said in list_categories(found)
        if said not in left
    }
    known = set(posts.values())
    owners |= {said: id_ for said, id_ in mapping.owners.items() if id_ in known}
    categories |= {
        said: each for said, each in mapping.categories.items() if each in scheme.categories
    }
    return replace(
        mapping,
        levels=levels,
        owners={said: id_ for said, id_ in owners.items() if id_},
        owner_id=mapping.owner_id if mapping.owner_id in known else None,
        categories={said: each for said, each in categories.items() if each},
        category=mapping.category if mapping.category in scheme.categories else "",
    )


def apply_mapping(sheets: Sequence[Sheet], mapping: ImportMapping) -> Found | None:
    """Look at the sheet a mapping names, with its heading and columns; None if it is not there."""
    sheet = next((each for each in sheets if each.name == mapping.sheet), None)
    if sheet is None:
        return None
    rows = [row for row in mapping.named_rows if row < len(sheet.rows)]
    if not rows:
        return apply_columns(look_at(sheet), mapping)
    header = _with_columns(read_header(sheet, rows), mapping)
    return look_at(sheet, header=header)


def apply_columns(found: Found, mapping: ImportMapping) -> Found:
    """Let each column be what a mapping says."""
    if found.header is None:
        return found
    header = _with_columns(found.header, mapping)
    return found if header == found.header else look_at(found.sheet, header=header)


def _with_columns(header: Header, mapping: ImportMapping) -> Header:
    columns = [
        replace(each, field=mapping.columns.get(each.place, each.field)) for each in header.columns
    ]
    return replace(header, columns=columns)


def find_twice(mapping: ImportMapping) -> list[ImportField]:
    """List the fields that more than one column is said to hold."""
    chosen = [each for each in mapping.columns.values() if each is not ImportField.OTHER]
    return sorted({each for each in chosen if chosen.count(each) > 1})


def check_twice(mapping: ImportMapping) -> None:
    """Refuse a mapping in which two columns hold the same.

    :raises RuleError: naming the first field that has two
    """
    if twice := find_twice(mapping):
        raise RuleError(f"Two columns are “{twice[0].label}”. Keep one of them.")


def check_worded(found: Found) -> None:
    """Refuse a register of which no column says what the risks are.

    :raises RuleError: asking for one
    """
    if found.outcome is not Outcome.ACTIONS and not {*WORDING} & {*_fields_of(found)}:
        raise RuleError("Say which column holds what the risks are: their title or description.")


def _fields_of(found: Found) -> Sequence[ImportField]:
    return [*found.header.fields] if found.header else []


def list_said(found: Found, wanted: ImportField) -> list[str]:
    """List the different words of a field in the order they come; at most sixty."""
    said: dict[str, None] = {}
    for row in found.to_import:
        if text := row.said(wanted):
            said.setdefault(text[:200])
    return list(said)[:MOST_WORDS]


def list_owners(found: Found) -> list[str]:
    """List what a source calls its owners; in a list of actions, whoever leads one too."""
    said = list_said(found, ImportField.OWNER)
    if found.outcome is Outcome.ACTIONS:
        said += list_said(found, ImportField.ACTION_OWNER)
    return list(dict.fromkeys(said))


def list_categories(found: Found) -> list[str]:
    """List what a source calls its categories; none in a list of actions."""
    is_register = found.outcome is not Outcome.ACTIONS
    return list_said(found, ImportField.CATEGORY) if is_register else []


def mark_headings(header: Header) -> str:
    """Give headings a mark, by which the same layout is known when it comes again."""
    return fingerprint("\n".join(plain(each.heading) for each in header.columns))


def columns_of(found: Found) -> Sequence[Column]:
    """List the columns of a sheet; none if it has no heading."""
    return found.header.columns if found.header else ()


def _within(point: int | None, most: int) -> int | None:
    return point if point is not None and 1 <= point <= most else None


def _post(said: str, posts: Dictionary[str, int]) -> int | None:
    wanted = plain(said)
    alike = [id_ for title, id_ in posts.items() if plain(title) == wanted]
    return alike[0] if len(alike) == 1 else None


def _category(said: str, categories: Sequence[str]) -> str:
    by_words = {plain(each): each for each in categories}
    near = difflib.get_close_matches(plain(said), by_words, n=1, cutoff=_ALIKE)
    return by_words[near[0]] if near else ""
