"""Which column of a source is which field, by its heading and by what stands below it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from risk_register.domain.import_fields import MEASURES, PAIRS, POINTS, WORDING, ImportField
from risk_register.domain.import_headings import Stage, field_of, stage_of
from risk_register.domain.import_pairs import is_turned
from risk_register.domain.import_profiles import HALF, LONG_TEXT, MOST, Profile, profile_of
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import Sheet, plain

_MEASURED = MEASURES[Basis.CURRENT]
_LIKELIHOOD, _IMPACT, _SCORE, _RATING = _MEASURED
_PAIRS = PAIRS[Basis.CURRENT]
_JUDGED = (*_MEASURED, *_PAIRS)


@dataclass(frozen=True)
class Column:
    """One column of a source; ``last`` is its right end if its heading stands over several."""

    place: int
    last: int
    heading: str
    stage: Stage
    field: ImportField | None
    profile: Profile


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
    if field is None and stage is not Stage.NONE and profile.share_levels > MOST:
        field = _SCORE
    if field in _MAY_BE_PAIRS and profile.share_pairs > MOST:
        field = _PAIRS[bool(is_turned(heading) or (is_turned(heading) is None and is_turned(over)))]
    return Column(place, last, heading, stage, field, profile)


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
    holds, instead = decided.get(field or ImportField.OTHER, (False, ImportField.OTHER))
    return instead if holds else field


_FEW = 4  #: cells that are too few to say that they repeat


def _no_description(column: Column) -> tuple[bool, ImportField]:
    """Say whether a column called after risks holds no words about them, and what instead."""
    seen = column.profile
    if seen.share_levels > MOST:
        return True, _SCORE if seen.share_numbers > HALF else _RATING
    if seen.is_code:
        return True, ImportField.ID
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
    return (*MEASURES[basis], *PAIRS[basis])[_JUDGED.index(field)]


def _settle(columns: list[Column]) -> list[Column]:
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
    by_name = by_name or (is_measure and len(words) > 1)  # a letter may stand for anything
    measured = column.profile.share_points + column.profile.share_levels if is_measure else 0.0
    told = column.profile.share_open if column.field is ImportField.STATUS else 0.0
    far = _distance(column, judged) if is_measure else 0
    filled = float(bool(column.profile.filled))
    return (float(by_name), filled, round(measured + told), -far, -column.place)


_CALLED = {
    ImportField.OWNER: "owner",
    ImportField.DESCRIPTION: "desc",
    ImportField.CATEGORY: "categor",
    ImportField.ID: "id",
    ImportField.MITIGATION: "mitigat",
    ImportField.RAISED_ON: "raised",
}


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
        return () if repeats else (ImportField.TITLE,)
    if field is _IMPACT and _SEVERITY.search(plain(column.heading)):
        # "Severity" beside an impact is what the two make together.
        return (_SCORE,) if seen.share_numbers > HALF else (_RATING, _SCORE)
    if field in _SCORES and seen.share_numbers > HALF:
        return ()
    spare = _SPARES.get(field or ImportField.OTHER)
    return (spare,) if spare else ()


_SEVERITY = re.compile(r"\b(?:severity|gravity|magnitude|criticality)\b")
_SPARES = {
    ImportField.MITIGATION: ImportField.ACTION,
    ImportField.ACTION: ImportField.MITIGATION,
    ImportField.CONTROLS: ImportField.MITIGATION,
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


_MAY_BE_WORDS = (None, ImportField.OTHER, ImportField.CATEGORY)
_ALL_PAIRS = {field for fields in PAIRS.values() for field in fields}
_SPEAKS = re.compile(r"\b(?:risks?|hazards?|threats?|desc\w*)\b")


def _likeness(column: Column) -> tuple[bool, bool, float]:
    speaks = bool(_SPEAKS.search(plain(column.heading)))
    return (speaks, column.field is None, column.profile.length)


def _find_reference(columns: list[Column]) -> list[Column]:
    """Take a column of codes for the reference where none is called so: "BAF ID"."""
    if _has(columns, ImportField.ID):
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


def _has(columns: Sequence[Column], field: ImportField) -> bool:
    return any(column.field is field for column in columns)


def fields_of(columns: Sequence[Column]) -> Iterator[tuple[ImportField, Column]]:
    """List what is used: each field with its column."""
    for column in columns:
        if column.field is not None and column.field is not ImportField.OTHER:
            yield column.field, column
