"""Which of the columns that claim a field gets it, and what stands in for fields without any."""

import re
from collections.abc import Sequence
from dataclasses import replace

from risk_register.domain.import_fields import (
    IMPACTS,
    MEASURES,
    PAIRS,
    POINTS,
    WORDING,
    ImportField,
)
from risk_register.domain.import_headings import field_of
from risk_register.domain.import_profiles import HALF, Column
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import plain

_LIKELIHOOD, _IMPACT, _SCORE, _RATING = MEASURES[Basis.CURRENT]


def settle(columns: list[Column]) -> list[Column]:
    """Leave each field to one column; the others are kept as they are."""
    taken: dict[ImportField, Column] = {}
    left: list[Column] = []
    judged = [column.place for column in columns if column.field in POINTS]
    for column in sorted(columns, key=lambda each: _strength(each, judged), reverse=True):
        field = column.field
        if field is None or field is ImportField.OTHER:
            continue
        if field not in taken:
            taken[field] = column
        else:
            left.append(column)
    for column in left:  # a column that is called so itself comes before one that could be
        spare = next((each for each in _spares(column) if each not in taken), None)
        if spare is not None:
            taken[spare] = column
    chosen = {column.place: field for field, column in taken.items()}
    settled = [
        replace(each, field=chosen.get(each.place, ImportField.OTHER if each.field else None))
        for each in columns
    ]
    return _find_reference(_find_words(settled))


def _strength(column: Column, judged: Sequence[int]) -> tuple[float, ...]:
    """Rank the columns that claim a field: the name it is called by most, then what it holds."""
    words = plain(column.heading)
    is_measure = column.field in _ALL_MEASURES
    called = _CALLED.get(column.field or ImportField.OTHER, "\0")
    by_name = called in words or (
        column.field is ImportField.DESCRIPTION and field_of(column.heading) is not column.field
    )
    measured = column.profile.share_points + column.profile.share_levels if is_measure else 0.0
    told = {
        ImportField.STATUS: column.profile.share_open,
        ImportField.RESPONSE: column.profile.share_responses,
    }.get(column.field or ImportField.OTHER, 0.0)
    far = _distance(column, judged) if is_measure else 0
    filled = float(bool(column.profile.filled))
    name = float(by_name) + (is_measure and len(words) > 1)  # a letter may stand for anything
    later = 1 if is_measure and _PERIOD.search(words) else -1  # "Q3 score" comes before "Q2 score"
    return (name, filled, round(measured + told), -far, later * column.place)


_CALLED = {
    ImportField.OWNER: "owner",
    ImportField.DESCRIPTION: "desc",
    ImportField.CATEGORY: "categor",
    ImportField.ID: "id",
    ImportField.MITIGATION: "mitigat",
    ImportField.RAISED_ON: "raised",
    **dict.fromkeys(IMPACTS, "impact"),  # before "severity"
}
_PERIOD = re.compile(
    r"\b(?:q[1-4]|quarter|(?:19|20)\d{2}|jan\w*|feb\w*|mar|march|apr\w*|may|jun\w*|jul\w*|aug\w*|"
    r"sep\w*|oct\w*|nov\w*|dec\w*)\b"
)


def _distance(column: Column, judged: Sequence[int]) -> int:
    """Count the columns to the nearest point before it, of which a score is made."""
    if column.field in POINTS:
        return 0
    return min((column.place - place for place in judged if place < column.place), default=99)


_ALL_MEASURES = {field for fields in MEASURES.values() for field in fields}


def _spares(column: Column) -> Sequence[ImportField]:
    """Give a second column of words a use of its own, the likeliest first."""
    field, seen = column.field, column.profile
    if field is ImportField.DESCRIPTION:
        repeats = seen.filled and seen.distinct < 0.7 * seen.filled
        if repeats:
            return ()
        return (ImportField.TITLE,) if seen.length <= _LONG_TITLE else (ImportField.CONSEQUENCE,)
    if field is _IMPACT and _SEVERITY.search(plain(column.heading)):
        # "Severity" beside an impact is what the two make together.
        return (_SCORE,) if seen.share_numbers > HALF else (_RATING, _SCORE)
    if field in _SCORES and seen.share_numbers > HALF:
        return ()
    spare = _SPARES.get(field or ImportField.OTHER)
    return (spare,) if spare else ()


_LONG_TITLE = 80  # characters, on average
_SEVERITY = re.compile(r"\b(?:severity|gravity|magnitude|criticality)\b")
_SPARES = {
    ImportField.MITIGATION: ImportField.ACTION,
    ImportField.ACTION: ImportField.MITIGATION,
    ImportField.CONTROLS: ImportField.MITIGATION,
    ImportField.RESPONSE: ImportField.MITIGATION,
    ImportField.SCORE: ImportField.RATING,
    ImportField.TARGET_SCORE: ImportField.TARGET_RATING,
    ImportField.INHERENT_SCORE: ImportField.INHERENT_RATING,
}
_SCORES = (ImportField.SCORE, ImportField.TARGET_SCORE, ImportField.INHERENT_SCORE)


def _find_words(columns: list[Column]) -> list[Column]:
    """Take the likeliest texts for the description where points stand beside no words at all."""
    fields = {column.field for column in columns}
    if fields & set(WORDING) or not (len(fields & set(POINTS)) >= 2 or fields & _ALL_PAIRS):
        return columns
    texts = [each for each in columns if each.field in _MAY_BE_WORDS and each.profile.is_text]
    if not texts:
        return columns
    likeliest = max(texts, key=_likeness)
    return [
        replace(each, field=ImportField.DESCRIPTION) if each is likeliest else each
        for each in columns
    ]


_MAY_BE_WORDS = (None, ImportField.OTHER, ImportField.CATEGORY, ImportField.CONSEQUENCE)
_ALL_PAIRS = {field for fields in PAIRS.values() for field in fields}
_SPEAKS = re.compile(r"\b(?:risks?|hazards?|threats?|desc\w*)\b")


def _likeness(column: Column) -> tuple[bool, bool, bool, float]:
    speaks = bool(_SPEAKS.search(plain(column.heading)))
    tells_effect = column.field is ImportField.CONSEQUENCE
    return (speaks, column.field is None, not tells_effect, column.profile.length)


def _find_reference(columns: list[Column]) -> list[Column]:
    """Take a column of codes for the reference where none is called so: "BAF ID"."""
    if any(column.field is ImportField.ID for column in columns):
        return columns
    for column in columns:
        words = plain(column.heading)
        is_free = column.field in (None, ImportField.OTHER)
        if is_free and column.profile.is_code and _REFERS.search(words) and not _OF.search(words):
            return [
                replace(each, field=ImportField.ID) if each is column else each for each in columns
            ]
    return columns


_REFERS = re.compile(r"\b(?:id|ref|reference|no|nr|number|code|#)$")
#: What has numbers of its own, which are not the risk's.
_OF = re.compile(
    r"\b(?:assets?|projects?|issues?|problems?|controls?|wbs|wp|actions?|tasks?|programmes?|bugs?|"
    r"objectives?|departments?|sites?|post ?code|cost|version|phone|invoice|account|objective)\b"
)
