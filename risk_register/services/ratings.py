"""Rating the delivery of actions by the levels that a programme chooses."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import FINISHED, ActionStatus
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.ratings import (
    SILENT_DAYS,
    AreaRating,
    Level,
    RatingScale,
    find_area_rating,
)
from risk_register.domain.values import canonical_json
from risk_register.models import Action, Programme, Rating, RatingChoice, RatingVersion
from risk_register.services.events import record_event
from risk_register.services.evidence import count_evidence
from risk_register.services.plan import AreaView
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason


@dataclass(frozen=True)
class Rated:
    """A rating with its level, as the scale it was given under names it."""

    rating: Rating
    level: Level


def choose_ratings(
    programme: Programme, document: Mapping[str, Any], *, from_on: date, at: datetime
) -> RatingVersion:
    """Let a programme rate delivery by these levels from a day on; what was rated stays as it was.

    :param document: what the TOML file says
    :param from_on: London date, not earlier than that of the last choice
    :raises SettingsError: if nothing could be rated by it
    :raises RuleError: if a later choice stands, or the version is stored with other contents
    """
    version = _store(document)
    chosen = _list_choices(programme)
    if chosen and from_on <= chosen[-1].from_on:
        raise RuleError(f"From {chosen[-1].from_on} on other ratings are chosen already.")
    db.session.add(
        RatingChoice(programme_id=programme.id, scale=version, from_on=from_on, chosen_at=at)
    )
    record_event(
        "ratings chosen",
        subject=f"programme {programme.key}",
        programme=programme,
        by=None,
        at=at,
        facts={"ratings": f"{version.key} {version.version}", "from": from_on.isoformat()},
    )
    return version


def list_choices(programme: Programme) -> list[tuple[date, str]]:
    """List from which London date on a programme rated by which levels, the earliest first."""
    return [
        (each.from_on, f"{each.scale.key} {each.scale.version}")
        for each in _list_choices(programme)
    ]


def find_scale(programme: Programme, *, on: date) -> RatingScale | None:
    """Give the levels in force on a London date; None if the programme has chosen none."""
    version = _find_version(programme, on=on)
    return _parse(version.document) if version else None


def rate_action(action: Action, level_key: str, *, reason: str, by: Member, at: datetime) -> Rating:
    """Say how the delivery of an action goes, by a level of the programme's scale.

    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises RuleError: if the programme rates by no levels, there is no such level, it is the one
        that stands, or what the level needs is missing: a reason, or evidence
    """
    by.check(Permission.UPDATE_ACTION, action)
    version = _find_version(by.programme, on=by.on)
    if version is None:
        raise RuleError("The programme has not chosen by which levels it rates.")
    level = _parse(version.document).find(level_key)
    if level is None:
        raise RuleError("Choose a level from the list.", field="level")
    if level.needs_reason:
        check_reason(reason)
    if level.needs_evidence:
        _check_evidence(action, level)
    before = find_rated([action]).get(action.id)
    said = reason.strip() or None
    if before and (before.rating.scale_id, before.level) == (version.id, level) and not said:
        raise RuleError("This is what stands already. Say something new, or leave without saving.")
    rating = Rating(
        action=action,
        scale=version,
        level=level.key,
        reason=said,
        rated_by=by.person,
        rated_as=by.post,
        rated_at=at,
    )
    db.session.add(rating)
    record_event(
        "action rated",
        subject=action.subject,
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={
            "action": action.reference,
            "level": level.name,
            "level before": before.level.name if before else None,
        },
    )
    return rating


def list_ratings(action: Action) -> list[Rated]:
    """List every rating of an action, the newest first."""
    rows = db.session.scalars(
        select(Rating)
        .where(Rating.action_id == action.id)
        .options(joinedload(Rating.rated_by), joinedload(Rating.rated_as))
        .order_by(Rating.id.desc())
    ).all()
    return list(_read(rows))


def find_rated(actions: Sequence[Action]) -> dict[int, Rated]:
    """Find the newest rating of some actions, by the action's id; one never rated has no entry."""
    return find_rated_at([action.id for action in actions], until=None)


def find_rated_at(action_ids: Sequence[int], *, until: datetime | None) -> dict[int, Rated]:
    """Find the newest rating of some actions that was given up to a moment, by the action's id.

    :param until: with a time zone; None is now
    """
    newest = (
        select(func.max(Rating.id))
        .where(Rating.action_id.in_(action_ids))
        .group_by(Rating.action_id)
    )
    if until is not None:
        newest = newest.where(Rating.rated_at <= until)
    rows = db.session.scalars(select(Rating).where(Rating.id.in_(newest))).all()
    return {each.rating.action_id: each for each in _read(rows)}


def rate_area(view: AreaView, scale: RatingScale, rated: Mapping[int, Rated]) -> AreaRating:
    """Say where an area stands by the ratings of its unfinished actions."""
    return find_area_rating(
        scale,
        [
            (
                line.said_number,
                rated[line.action_id].level if line.action_id in rated else None,
            )
            for line in view.lines
            if not line.action.status.is_finished
        ],
    )


def list_silent_worst(member: Member) -> list[Rated]:
    """List the unfinished actions at the worst level of which nobody has said anything for a month.

    The longest silent stand first.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    newest = (
        select(func.max(Rating.id))
        .join(Rating.action)
        .where(Action.programme_id == member.programme.id, Action.status.not_in(FINISHED))
        .group_by(Rating.action_id)
    )
    rows = db.session.scalars(
        select(Rating)
        .where(Rating.id.in_(newest))
        .options(joinedload(Rating.action).joinedload(Action.lead))
    ).all()
    silent = member.on - timedelta(days=SILENT_DAYS)
    found = [
        each
        for each in _read(rows)
        if each.level == _parse(each.rating.scale.document).worst and _said_on(each) < silent
    ]
    return sorted(found, key=lambda each: (_said_on(each), each.rating.action_id))


def _check_evidence(action: Action, level: Level) -> None:
    if action.status is not ActionStatus.DONE:
        raise RuleError(f"{level.name} is for an action that is done.", field="level")
    if not count_evidence([action])[action.id]:
        sentence = f"{level.name} needs evidence. Add a file to the action that shows it."
        raise RuleError(sentence, field="level")


def _said_on(rated: Rated) -> date:
    noted = rated.rating.action.noted_at
    moments = [rated.rating.rated_at, *([noted] if noted else [])]
    return london_day(max(moments))


def _read(rows: Sequence[Rating]) -> Iterator[Rated]:
    for row in rows:
        level = _parse(row.scale.document).find(row.level)
        if level is not None:
            yield Rated(row, level)


def _list_choices(programme: Programme) -> Sequence[RatingChoice]:
    return db.session.scalars(
        select(RatingChoice)
        .where(RatingChoice.programme_id == programme.id)
        .order_by(RatingChoice.from_on, RatingChoice.id)
    ).all()


def _find_version(programme: Programme, *, on: date) -> RatingVersion | None:
    begun = [choice.scale for choice in _list_choices(programme) if choice.from_on <= on]
    return begun[-1] if begun else None


def _store(document: Mapping[str, Any]) -> RatingVersion:
    scale, text = RatingScale.from_mapping(document), canonical_json(document)
    stored = db.session.scalar(
        select(RatingVersion).where(
            RatingVersion.key == scale.key, RatingVersion.version == scale.version
        )
    )
    if stored is None:
        stored = RatingVersion(key=scale.key, version=scale.version, document=text)
        db.session.add(stored)
    elif stored.document != text:
        raise RuleError(
            f"Ratings {scale.key} {scale.version} are stored with other contents. "
            "A version is never rewritten: give the file a new one."
        )
    return stored


@lru_cache(maxsize=32)
def _parse(document: str) -> RatingScale:
    return RatingScale.from_mapping(json.loads(document))
