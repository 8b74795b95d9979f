"""Which column of a source is which field, by its heading and by what stands below it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from risk_register.domain.import_fields import (
    KIND_WORDS,
    MEASURES,
    POINTS,
    WORDING,
    ImportField,
)
from risk_register.domain.import_headings import Stage, field_of, stage_of
from risk_register.domain.import_levels import is_level, response_of
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import Sheet, number_of, plain, said_in

LOOKED_AT = 200  #: rows below the heading that say what a column holds
_LONG_TEXT = 30  # characters; a scale's words are shorter
_HALF, _MOST = 0.5, 0.8  # shares of a column's cells
_MEASURED = MEASURES[Basis.CURRENT]
_LIKELIHOOD, _IMPACT, _SCORE, _RATING = _MEASURED


@dataclass(frozen=True)
class Profile:
    """What stands in a column below its heading."""

    filled: int
    share_numbers: float
    share_levels: float  #: words or numbers that could be points on a scale
    share_responses: float  #: words like "tolerate" and "transfer"
    length: float  #: characters, on average
    distinct: int
    share_kinds: float = 0.0  #: words like "issue" and "opportunity"

    @property
    def is_text(self) -> bool:
        """Say whether it holds sentences rather than points."""
        return bool(self.filled) and (self.share_levels < _HALF and self.length > _LONG_TEXT / 2)


@dataclass(frozen=True)
class Column:
    """One column of a source; ``last`` is its right end if its heading stands over several."""

    place: int
    last: int
    heading: str
    stage: Stage
    field: ImportField | None
    profile: Profile


def profile_of(sheet: Sheet, top: int, place: int, last: int, heading: str = "") -> Profile:
    """Look at a column below its heading; empty cells do not count."""
    rows = range(top, min(len(sheet.rows), top + LOOKED_AT))
    cells = [sheet.cell(row, each) for row in rows for each in range(place, last + 1)]
    said = [(cell, text) for cell in cells if (text := said_in(cell)) and text != heading]
    if not said:
        return Profile(0, 0.0, 0.0, 0.0, 0.0, 0)
    count = len(said)
    return Profile(
        filled=count,
        share_numbers=sum(number_of(cell) is not None for cell, _ in said) / count,
        share_levels=sum(is_level(cell) for cell, _ in said) / count,
        share_responses=sum(response_of(text) is not None for _, text in said) / count,
        length=sum(len(text) for _, text in said) / count,
        distinct=len({text for _, text in said}),
        share_kinds=sum(bool(KIND_WORDS.fullmatch(text)) for _, text in said) / count,
    )


def read_columns(
    sheet: Sheet, top: int, headings: Mapping[int, tuple[int, str, str]]
) -> list[Column]:
    """Say what each column holds.

    :param top: first row below the heading, from 0
    :param headings: by the first column's place: the last one's, the heading, and what stands
        above it over several columns
    """
    columns = [
        _read(sheet, top, place, last, heading, over)
        for place, (last, heading, over) in sorted(headings.items())
    ]
    columns = [_by_content(column, columns) for column in columns]
    columns = _find_impact(columns)
    return _settle(_place_stages(columns))


def _read(sheet: Sheet, top: int, place: int, last: int, heading: str, over: str) -> Column:
    profile = profile_of(sheet, top, place, last, heading)
    stage = stage_of(heading)
    field = field_of(heading)
    if stage is Stage.NONE or (stage is Stage.CURRENT and stage_of(over) is not Stage.NONE):
        stage = stage_of(over) or stage
    if field is None and over and (above := field_of(over)) in (*_MEASURED, ImportField.CONTROLS):
        field = above
    if field is None and stage is not Stage.NONE and profile.share_levels > _MOST:
        field = _SCORE
    return Column(place, last, heading, stage, field, profile)


def _by_content(column: Column, others: Sequence[Column]) -> Column:
    """Let what stands below a heading decide where the heading alone leaves it open."""
    if not column.profile.filled or column.field is None:
        return column
    if column.field in (_LIKELIHOOD, _IMPACT, _SCORE):
        return replace(column, field=_measure_in(column, others))
    return replace(column, field=_words_in(column, others))


def _measure_in(column: Column, others: Sequence[Column]) -> ImportField | None:
    """Tell points from sentences about them: "Impact" may be a number, a word or a story."""
    has_other = any(
        each.field is column.field and each.profile.share_levels > _MOST for each in others
    )
    if column.profile.is_text or (has_other and not column.profile.share_levels):
        return ImportField.CONSEQUENCE if column.field is _IMPACT else None
    if column.field is _SCORE and column.profile.share_numbers < _HALF:
        return _RATING
    return column.field


def _words_in(column: Column, others: Sequence[Column]) -> ImportField | None:
    field, seen = column.field, column.profile
    decided: dict[ImportField, tuple[bool, ImportField]] = {
        ImportField.CONSEQUENCE: (
            seen.share_levels > _MOST and not _has(others, _IMPACT),
            _IMPACT,
        ),
        # "Residual risk" over figures or levels is what they come to, and no description.
        ImportField.DESCRIPTION: (
            seen.share_levels > _MOST,
            _SCORE if seen.share_numbers > _HALF else _RATING,
        ),
        # "Threat" beside a description says who, and not what could happen.
        ImportField.EVENT: (seen.length < _LONG_TEXT and _describes(others), ImportField.OTHER),
        ImportField.CATEGORY: (seen.share_kinds > _MOST, ImportField.KIND),
        ImportField.RESPONSE: (seen.share_responses < _HALF, ImportField.MITIGATION),
        ImportField.MITIGATION: (seen.share_responses > _MOST, ImportField.RESPONSE),
    }
    holds, instead = decided.get(field or ImportField.OTHER, (False, ImportField.OTHER))
    return instead if holds else field


def _describes(columns: Sequence[Column]) -> bool:
    return any(
        each.field is ImportField.DESCRIPTION and each.profile.length > _LONG_TEXT
        for each in columns
    )


def _find_impact(columns: list[Column]) -> list[Column]:
    """Take "level" or "rating" for the impact where a likelihood stands without any."""
    stages = {column.stage for column in columns if column.field is _LIKELIHOOD}
    for stage in stages:
        alike = [column for column in columns if column.stage is stage]
        if _has(alike, _IMPACT) or not _has(alike, _LIKELIHOOD):
            continue
        ratings = [each for each in alike if each.field is _RATING and each.profile.share_levels]
        if len(ratings) == 1 and not _has(alike, _SCORE):
            columns = [
                replace(each, field=_IMPACT) if each is ratings[0] else each for each in columns
            ]
    return columns


def _place_stages(columns: list[Column]) -> list[Column]:
    """Say of each judgement whether it is inherent, current or target."""
    columns = _lend_stages(_number_repeats(columns))
    present = {column.stage for column in columns if column.field in (_LIKELIHOOD, _IMPACT)} or {
        column.stage for column in columns if column.field in (_SCORE, _RATING)
    }
    meant = _meanings(present)
    return [
        replace(column, field=_at(column.field, meant[column.stage]))
        if column.field in _MEASURED
        else column
        for column in columns
    ]


def _lend_stages(columns: list[Column]) -> list[Column]:
    """Let a plain score belong to the points before it, where all points say what they assume."""
    points = [each for each in columns if each.field in (_LIKELIHOOD, _IMPACT)]
    if not points or any(each.stage is Stage.NONE for each in points):
        return columns
    lent = []
    for each in columns:
        before = [point for point in points if point.place < each.place]
        plain_score = each.field in (_SCORE, _RATING) and each.stage is Stage.NONE
        lent.append(replace(each, stage=before[-1].stage) if plain_score and before else each)
    return lent


def _number_repeats(columns: list[Column]) -> list[Column]:
    """Let position decide where the same heading stands again: the first is before, the next after.

    A number beside its word is the same judgement, not another one.
    """
    places = [each.place for each in columns if each.field is _LIKELIHOOD and not each.stage]
    impacts = [each.place for each in columns if each.field is _IMPACT and not each.stage]
    rounds = min(len(places), len(impacts))
    if rounds < 2 or {each.stage for each in columns if each.field in _MEASURED} != {Stage.NONE}:
        return columns
    if not _alternate(places, impacts):
        return columns
    stages = [Stage.INHERENT, Stage.CURRENT, Stage.TARGET][:rounds]
    starts = [min(pair) for pair in zip(places, impacts, strict=False)]
    return [
        replace(each, stage=stages[max(0, _count_before(starts[:rounds], each.place) - 1)])
        if each.field in _MEASURED
        else each
        for each in columns
    ]


def _alternate(places: Sequence[int], impacts: Sequence[int]) -> bool:
    """Say whether likelihood and impact take turns; words beside their numbers stand in twos."""
    order = sorted([(place, 0) for place in places] + [(place, 1) for place in impacts])
    kinds = [kind for _, kind in order]
    takes_turns = all(one != other for one, other in pairwise(kinds))
    return takes_turns or kinds in ([0, 1, 1, 0], [1, 0, 0, 1])


def _count_before(starts: Sequence[int], place: int) -> int:
    return sum(start <= place for start in starts)


def _meanings(present: set[Stage]) -> dict[Stage, Basis]:
    """Say which basis each stage is; "residual" is whichever is left (see the glossary)."""
    has_inherent, has_current = Stage.INHERENT in present, Stage.CURRENT in present
    has_plain, has_residual = Stage.NONE in present, Stage.RESIDUAL in present
    later = has_current or (has_plain and has_inherent) or not has_residual
    plain_is_first = not has_inherent and (has_current or has_residual)
    return {
        Stage.INHERENT: Basis.INHERENT,
        Stage.CURRENT: Basis.CURRENT,
        Stage.TARGET: Basis.TARGET,
        Stage.RESIDUAL: Basis.TARGET if later else Basis.CURRENT,
        Stage.NONE: Basis.INHERENT if plain_is_first else Basis.CURRENT,
    }


def _at(field: ImportField | None, basis: Basis) -> ImportField:
    assert field is not None  # noqa: S101 - only measures are asked for
    return MEASURES[basis][_MEASURED.index(field)]


def _settle(columns: list[Column]) -> list[Column]:
    """Leave each field to one column; the others are kept as they are."""
    taken: dict[ImportField, Column] = {}
    judged = [column.place for column in columns if column.field in POINTS]
    for column in sorted(columns, key=lambda each: _strength(each, judged), reverse=True):
        field = column.field
        if field is None or field is ImportField.OTHER:
            continue
        if field not in taken:
            taken[field] = column
            continue
        spare = _spare(field, column)
        if spare is not None and spare not in taken:
            taken[spare] = column
    chosen = {column.place: field for field, column in taken.items()}
    settled = [
        replace(each, field=chosen.get(each.place, ImportField.OTHER if each.field else None))
        for each in columns
    ]
    return _find_words(settled)


def _strength(column: Column, judged: Sequence[int]) -> tuple[float, ...]:
    """Rank the columns that claim a field: the name it is called by most, then what it holds."""
    words = plain(column.heading)
    called = {
        ImportField.OWNER: "owner",
        ImportField.DESCRIPTION: "desc",
        ImportField.CATEGORY: "categor",
        ImportField.ID: "id",
        ImportField.MITIGATION: "mitigat",
        ImportField.RAISED_ON: "raised",
    }.get(column.field or ImportField.OTHER, "\0")
    by_name = called in words or (
        column.field is ImportField.DESCRIPTION and field_of(column.heading) is not column.field
    )
    measured = column.profile.share_levels if column.field in _ALL_MEASURES else 0.0
    far = 0 if column.field not in _ALL_MEASURES else _distance(column, judged)
    filled = float(bool(column.profile.filled))
    return (float(by_name), filled, round(measured), -far, -column.place)


def _distance(column: Column, judged: Sequence[int]) -> int:
    """Count the columns to the nearest point before it, of which a score is made."""
    if column.field in POINTS:
        return 0
    return min((column.place - place for place in judged if place < column.place), default=99)


_ALL_MEASURES = {field for fields in MEASURES.values() for field in fields}


def _spare(field: ImportField, column: Column) -> ImportField | None:
    """Give a second column of words a use of its own."""
    if field is ImportField.DESCRIPTION:
        seen = column.profile
        repeats = seen.filled and seen.distinct < 0.7 * seen.filled
        return None if repeats else ImportField.TITLE
    if field is _IMPACT and _SEVERITY.search(plain(column.heading)):
        return _SCORE  # "severity" beside an impact is what the two make together
    return _SPARES.get(field)


_SEVERITY = re.compile(r"\b(?:severity|gravity|magnitude|criticality)\b")
_SPARES = {
    ImportField.MITIGATION: ImportField.ACTION,
    ImportField.ACTION: ImportField.MITIGATION,
    ImportField.CONTROLS: ImportField.MITIGATION,
    ImportField.SCORE: ImportField.RATING,
    ImportField.TARGET_SCORE: ImportField.TARGET_RATING,
    ImportField.INHERENT_SCORE: ImportField.INHERENT_RATING,
}


def _find_words(columns: list[Column]) -> list[Column]:
    """Take the longest texts for the description where points stand beside no words at all."""
    fields = {column.field for column in columns}
    if fields & set(WORDING) or _LIKELIHOOD not in fields or _IMPACT not in fields:
        return columns
    texts = [each for each in columns if each.field is None and each.profile.is_text]
    if not texts:
        return columns
    longest = max(texts, key=lambda each: each.profile.length)
    return [
        replace(each, field=ImportField.DESCRIPTION) if each is longest else each
        for each in columns
    ]


def _has(columns: Sequence[Column], field: ImportField) -> bool:
    return any(column.field is field for column in columns)


def fields_of(columns: Sequence[Column]) -> Iterator[tuple[ImportField, Column]]:
    """List what is used: each field with its column."""
    for column in columns:
        if column.field is not None and column.field is not ImportField.OTHER:
            yield column.field, column
