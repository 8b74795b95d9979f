"""Bodies and the rules that their months follow."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.bodies import BodyFacts, Dispatch, check_facts, make_key
from risk_register.domain.calendars import BoardRules
from risk_register.domain.errors import (
    BadAddressError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import check_address
from risk_register.models import Body, Meeting, Pack, Programme
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


def rules_of(body: Body) -> BoardRules:
    """Give the rules of a body's months as the calendar counts by them."""
    return BoardRules(
        call_days=body.call_days,
        updates_due_days=body.updates_due_days,
        moderation_days=body.moderation_days,
        lock_days=body.lock_days,
        circulate_days=body.circulate_clear_days,
        minutes_days=body.minutes_days,
        lock_time=body.lock_time,
        counted=body.counted,
        issue_count=body.issue_count,
        issue_until=body.issue_until,
    )


def facts_of(body: Body) -> BodyFacts:
    """Give all that stands of a body."""
    return BodyFacts(
        name=body.name,
        kind=body.kind,
        is_public=body.is_public,
        has_packs=body.has_packs,
        rules=rules_of(body),
        holidays=body.holidays,
        reports_to_id=body.reports_to_id,
        quorum=body.quorum,
        usual_time=body.usual_time,
        usual_place=body.usual_place,
        deputies_always=body.deputies_always,
        chase_days=tuple(body.chase_days),
        escalate_days=body.escalate_days,
        pack_kind=body.pack_kind,
        dispatch=Dispatch(
            sends_by=body.sends_by,
            link_days=body.link_days,
            when_uncertain=body.when_uncertain,
            publishes=body.publishes,
            publish_address=body.publish_address,
        ),
    )


def list_bodies(programme: Programme) -> Sequence[Body]:
    """List the bodies of a programme with their own days, by name."""
    return db.session.scalars(
        select(Body)
        .where(Body.programme_id == programme.id)
        .options(selectinload(Body.own_days))
        .order_by(Body.name)
    ).all()


def get_body(member: Member, key: str) -> Body:
    """Find a body of the member's programme, with the one it reports to.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    body = db.session.scalar(
        select(Body)
        .where(Body.programme_id == member.programme.id, Body.key == key)
        .options(joinedload(Body.reports_to))
    )
    if body is None:
        raise NotFoundError(f"There is no body {key} in this programme.")
    return body


def add_body(facts: BodyFacts, *, by: Member, at: datetime) -> Body:
    """Let another board or committee look at the programme's risks.

    :raises NotAllowedError: if the member may not keep bodies
    :raises RuleError: if the rules do not fit each other, or a body is called so already
    """
    by.check(Permission.KEEP_BODIES)
    check_change(None, facts, list_bodies(by.programme))
    body = Body(programme_id=by.programme.id, key=make_key(facts.name), **_columns(facts))
    db.session.add(body)
    _record("body added", body, by=by, at=at)
    return body


def change_rules(body: Body, facts: BodyFacts, *, by: Member, at: datetime, version: int) -> None:
    """Say by which rules a body's months go from now on; the deadlines of coming meetings follow.

    :param version: the body's version on the form it was typed into
    :raises NotAllowedError: if the member may not keep bodies
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if nothing is different, or the rules do not fit each other
    """
    by.check(Permission.KEEP_BODIES)
    if body.version != version:
        raise ChangedMeanwhileError
    check_change(body, facts, list_bodies(by.programme))
    for name, value in _columns(facts).items():
        if getattr(body, name) != value:
            setattr(body, name, value)
    body.version += 1
    _record("body rules changed", body, by=by, at=at)


def check_change(body: Body | None, facts: BodyFacts, bodies: Sequence[Body]) -> None:
    """Refuse what cannot be said of a body.

    :param body: None if it is a new one
    :param bodies: all of its programme
    :raises RuleError: if nothing is different, the rules do not fit each other, another body is
        called so, it would report to itself in the end, or its packs would be of two kinds
    """
    if body is not None:
        if facts_of(body) == facts:
            raise RuleError(
                "This is what stands already. Change something, or leave without saving."
            )
        _check_pack_kind(body, facts)
    check_facts(facts)
    _check_publish_address(facts.dispatch.publish_address)
    others = {each.id: each for each in bodies if body is None or each.id != body.id}
    names = {each.name.casefold() for each in others.values()}
    keys = {each.key for each in others.values()}
    if facts.name.casefold() in names or (body is None and make_key(facts.name) in keys):
        raise RuleError("There is a body of that name already.", field="name")
    if facts.reports_to_id is not None:
        _check_reports_to(facts.reports_to_id, others)


def _check_pack_kind(body: Body, facts: BodyFacts) -> None:
    """Refuse another kind of packs to a body that has had some: each tells of the one before."""
    if facts.pack_kind is body.pack_kind:
        return
    had = select(Pack.id).join(Pack.meeting).where(Meeting.body_id == body.id).limit(1)
    if db.session.scalar(had) is not None:
        raise RuleError(
            f"The {body.name} has had packs of the other kind. Add a body for this kind.",
            field="pack_kind",
        )


def _check_publish_address(address: str | None) -> None:
    try:
        if address is not None:
            check_address(address)
    except BadAddressError as error:
        raise RuleError(str(error), field="publish_address") from error


def _check_reports_to(reports_to_id: int, others: Mapping[int, Body]) -> None:
    """Refuse a way up that does not end: who is above must be one of the others, to the top."""
    above: int | None = reports_to_id
    while above is not None:
        if above not in others:
            raise RuleError(
                "Choose a body that does not itself report to this one.", field="reports_to_id"
            )
        above = others[above].reports_to_id


def _columns(facts: BodyFacts) -> dict[str, object]:
    rules = facts.rules
    return {
        "name": facts.name,
        "kind": facts.kind,
        "is_public": facts.is_public,
        "has_packs": facts.has_packs,
        "call_days": rules.call_days,
        "updates_due_days": rules.updates_due_days,
        "moderation_days": rules.moderation_days,
        "lock_days": rules.lock_days,
        "circulate_clear_days": rules.circulate_days,
        "minutes_days": rules.minutes_days,
        "lock_time": rules.lock_time,
        "counted": rules.counted,
        "issue_count": rules.issue_count,
        "issue_until": rules.issue_until,
        "holidays": facts.holidays,
        "reports_to_id": facts.reports_to_id,
        "quorum": facts.quorum,
        "usual_time": facts.usual_time,
        "usual_place": facts.usual_place,
        "deputies_always": facts.deputies_always,
        "chase_days": list(facts.chase_days),
        "escalate_days": facts.escalate_days,
        "pack_kind": facts.pack_kind,
        **asdict(facts.dispatch),
    }


def _record(kind: str, body: Body, *, by: Member, at: datetime) -> None:
    record_event(
        kind,
        subject=f"body {body.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"body": body.name},
    )
