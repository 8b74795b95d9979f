"""Which column of a source is which field, by its heading and by what stands below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from risk_register.domain.import_fields import MEASURES, PAIRS, ImportField
from risk_register.domain.import_headings import field_of
from risk_register.domain.import_pairs import is_turned
from risk_register.domain.import_profiles import HALF, LONG_TEXT, MOST, Column, Profile, profile_of
from risk_register.domain.import_settling import settle
from risk_register.domain.import_stages import Stage, stage_of
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import Sheet

_MEASURED = MEASURES[Basis.CURRENT]
_LIKELIHOOD, _IMPACT, _SCORE, _RATING = _MEASURED
_PAIRS = PAIRS[Basis.CURRENT]
_JUDGED = (*_MEASURED, *_PAIRS)


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
    return settle(_place_stages(columns))


def _read(sheet: Sheet, top: int, place: int, last: int, heading: str, over: str) -> Column:
    profile = profile_of(sheet, top, place, last, heading)
    stage = stage_of(heading)
    field = field_of(heading)
    if stage is Stage.NONE or (stage is Stage.CURRENT and stage_of(over) is not Stage.NONE):
        stage = stage_of(over) or stage
    if field is None and over and (above := field_of(over)) in (*_MEASURED, ImportField.CONTROLS):
        field = above
    if field is ImportField.TITLE and field_of(over) is ImportField.OWNER:
        field = ImportField.OWNER  # "Name" below "Owner"
    if field is None and stage is not Stage.NONE:
        field = _stand_alone(stage, profile)
    if field in _MAY_BE_PAIRS and profile.share_pairs > MOST:
        field = _PAIRS[bool(is_turned(heading) or (is_turned(heading) is None and is_turned(over)))]
    return Column(place, last, heading, stage, field, profile)


def _stand_alone(stage: Stage, profile: Profile) -> ImportField | None:
    """Say what a heading is that only says what it assumes: "Residual", or "Target" over days."""
    if profile.share_dates > HALF:
        return ImportField.DUE_ON if stage is Stage.TARGET else None
    return _SCORE if profile.share_levels > MOST else None


#: What a column of both points in one cell may be called: "Residual risk (L x I)".
_MAY_BE_PAIRS = (None, *_MEASURED, ImportField.DESCRIPTION, ImportField.CONSEQUENCE)


def _by_content(column: Column, others: Sequence[Column]) -> Column:
    """Let what stands below a heading decide where the heading alone leaves it open."""
    if not column.profile.filled or column.field is None:
        return column
    if column.field in (_LIKELIHOOD, _IMPACT, _SCORE):
        return replace(column, field=_measure_in(column, others))
    return replace(column, field=_words_in(column, others))


def _measure_in(column: Column, others: Sequence[Column]) -> ImportField | None:
    """Tell points from sentences about them: "Impact" may be a number, a word or a story."""
    has_other = column.field is not _SCORE and any(
        each.field is column.field and each.profile.share_levels > MOST for each in others
    )
    seen = column.profile
    if seen.share_flags > MOST and column.field is not _SCORE:
        return ImportField.OTHER  # "Schedule impact?" is answered with yes and no
    if seen.is_text or (has_other and seen.share_levels <= HALF):
        return ImportField.CONSEQUENCE if column.field is _IMPACT else None
    if column.field is _SCORE and seen.share_numbers < HALF:
        return _RATING
    return column.field


def _words_in(column: Column, others: Sequence[Column]) -> ImportField | None:
    field, seen = column.field, column.profile
    decided: dict[ImportField, tuple[bool, ImportField]] = {
        ImportField.CONSEQUENCE: (
            seen.share_levels > MOST and not _has(others, _IMPACT),
            _IMPACT,
        ),
        # "Residual risk" over figures or levels is what they come to, and no description.
        ImportField.DESCRIPTION: _no_description(column),
        # "Threat" beside a description says who, and not what could happen.
        ImportField.EVENT: (seen.length < LONG_TEXT and _describes(others), ImportField.OTHER),
        # "Internal" and "External" say where a risk comes from, and not why.
        ImportField.CAUSE: (
            seen.length < LONG_TEXT / 2 and _FEW <= 2 * seen.distinct <= seen.filled,
            ImportField.OTHER,
        ),
        ImportField.CATEGORY: (seen.share_kinds > MOST, ImportField.KIND),
        ImportField.RESPONSE: (seen.share_responses < HALF, ImportField.MITIGATION),
        ImportField.MITIGATION: (seen.share_responses > MOST, ImportField.RESPONSE),
        ImportField.ACTION_OWNER: (seen.share_dates > HALF, ImportField.DUE_ON),
        ImportField.PROGRESS: (seen.share_dates > MOST, ImportField.OTHER),
    }
    if field in _SENTENCES and (seen.share_numbers > HALF or seen.share_levels > MOST):
        return ImportField.OTHER  # "Reduction %", "Control: weak"
    holds, instead = decided.get(field or ImportField.OTHER, (False, ImportField.OTHER))
    return instead if holds else field


_FEW = 4  #: cells that are too few to say that they repeat


_SENTENCES = (
    ImportField.MITIGATION,
    ImportField.ACTION,
    ImportField.CONTROLS,
    ImportField.CAUSE,
    ImportField.OWNER,
)


def _no_description(column: Column) -> tuple[bool, ImportField]:
    """Say whether a column called after risks holds no words about them, and what instead."""
    seen = column.profile
    if seen.share_levels > MOST:
        return True, _SCORE if seen.share_numbers > HALF else _RATING
    if seen.is_code:
        return True, ImportField.ID
    if seen.share_flags > MOST:
        return True, ImportField.OTHER  # "risk" and "no risk" sort rows and describe nothing
    if seen.filled > _FEW and 3 * seen.distinct <= seen.filled and seen.length < LONG_TEXT:
        return True, ImportField.CATEGORY
    assumes = column.stage is not Stage.NONE and seen.length < LONG_TEXT
    return assumes, ImportField.OTHER  # "Initial risk" in money


def _describes(columns: Sequence[Column]) -> bool:
    return any(
        each.field is ImportField.DESCRIPTION and each.profile.length > LONG_TEXT
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
    present = {
        column.stage for column in columns if column.field in (_LIKELIHOOD, _IMPACT, *_PAIRS)
    } or {column.stage for column in columns if column.field in (_SCORE, _RATING)}
    meant = _meanings(present)
    return [
        replace(column, field=_at(column.field, meant[column.stage]))
        if column.field in _JUDGED
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
    if rounds < 2 or any(each.stage for each in columns if each.field in (_LIKELIHOOD, _IMPACT)):
        return columns
    if not _alternate(places, impacts):
        return columns
    stages = [Stage.INHERENT, Stage.CURRENT, Stage.TARGET][:rounds]
    starts = [min(pair) for pair in zip(places, impacts, strict=False)]
    for each in columns:  # "Residual risk factor" after two plain points says what they assume
        if each.field in (_SCORE, _RATING) and each.stage and each.place > starts[0]:
            stages[_count_before(starts[:rounds], each.place) - 1] = each.stage
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
    return (*MEASURES[basis], *PAIRS[basis])[_JUDGED.index(field)]


def _has(columns: Sequence[Column], field: ImportField) -> bool:
    return any(column.field is field for column in columns)


def fields_of(columns: Sequence[Column]) -> Iterator[tuple[ImportField, Column]]:
    """List what is used: each field with its column."""
    for column in columns:
        if column.field is not None and column.field is not ImportField.OTHER:
            yield column.field, column
