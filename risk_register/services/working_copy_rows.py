"""The rows of a working copy: what the register holds, and what of it the member may change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.permissions import Permission, may
from risk_register.domain.readings import say_number
from risk_register.domain.risks import Proximity, Treatment
from risk_register.domain.working_copies import REFERENCE, Field, Origin, mark_of
from risk_register.models import Action, Assessment, Mitigation, Post, Risk
from risk_register.services.export_rows import BATCH, NOW_COLUMNS, read_risks_now
from risk_register.services.indicators import list_indicators
from risk_register.services.lives import list_carrying_agencies
from risk_register.services.measures import read_measures
from risk_register.services.programmes import Member, list_posts
from risk_register.sheets.workbooks import Cell
from risk_register.sheets.working_copies import EditableRow

Fields = dict[Field, Cell]
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class Names:
    """What posts and agencies are called in a working copy, each by one name alone."""

    posts: Mapping[int, str]  #: those in use, by id
    agencies: Mapping[int, str]

    def say_post(self, post_id: int, title: str) -> str:
        """Name a post, be it in use or not."""
        return self.posts.get(post_id, title)


def read_names(member: Member) -> Names:
    """Read what posts and agencies are called; two posts of one title are told apart."""
    posts = list_posts(member.programme)
    agencies = {agency.id: agency.short for agency in list_carrying_agencies()}
    titles = [post.title for post in posts]
    return Names(
        {
            post.id: post.title
            if titles.count(post.title) == 1
            else f"{post.title}, {agencies[post.agency_id]}"
            for post in posts
        },
        agencies,
    )


def list_choices(member: Member, names: Names) -> dict[str, list[str]]:
    """List what can be chosen from, by the name of the list."""
    return {
        "Categories": [category.capitalize() for category in member.scheme.categories],
        "Posts": list(names.posts.values()),
        "Agencies": list(names.agencies.values()),
        "Treatments": [choice.value.capitalize() for choice in Treatment],
        "Proximities": [choice.label.capitalize() for choice in Proximity],
        "States of actions": [choice.label for choice in ActionStatus],
        "Indicators": [each.reference for each in list_indicators(member.programme)],
        "Yes or no": [YES, NO],
    }


def risk_fields(risk: Any, owner: str, names: Names) -> Fields:
    """Give what a row says of a risk.

    :param risk: the risk, or a row with its columns
    :param owner: title of the owner's post
    """
    return {
        Field.TITLE: risk.title,
        Field.STATUS: risk.status.label,
        Field.CATEGORY: risk.category.capitalize(),
        Field.CAUSE: risk.cause,
        Field.EVENT: risk.event,
        Field.CONSEQUENCE: risk.consequence,
        Field.OWNER: names.say_post(risk.owner_id, owner),
        Field.CARRIER: names.agencies.get(risk.carrying_agency_id),
        Field.TREATMENT: risk.treatment.value.capitalize(),
        Field.PROXIMITY: risk.proximity.label.capitalize(),
        Field.TARGET_ON: risk.target_on,
        Field.LIKELIHOOD: risk.current_likelihood,
        Field.IMPACT: risk.current_impact,
        Field.SCORE: risk.current_score,
    }


def action_fields(action: Action, names: Names) -> Fields:
    """Give what a row says of an action."""
    served = action.served
    return {
        Field.RISK: served.reference if served else None,
        Field.ACTION: action.text,
        Field.LEAD: names.say_post(action.lead_id, action.lead.title),
        Field.DUE_ON: action.due_on,
        Field.STATUS: action.status.label,
        Field.PROGRESS: action.progress,
    }


def list_risk_rows(
    member: Member,
    ids: Sequence[int],
    headings: Sequence[str],
    *,
    names: Names,
    seen_up_to: int,
    today: date,
) -> Iterator[EditableRow]:
    """Give a row for each risk, in the order of their ids as given.

    :param headings: of the sheet; the last one of what says which row it is
    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    """
    held = {post.id for post in member.posts}
    known = [column.heading for column in NOW_COLUMNS]
    rows = read_risks_now(ids, scheme=member.scheme, seen_up_to=seen_up_to, today=today)
    for row, cells in rows:
        fields = risk_fields(row, row.owner, names)
        origin = Origin(member.programme.key, f"R-{row.number:03}", row.version, mark_of(fields))
        said = {**dict(zip(known, cells, strict=True)), **by_heading(fields)}
        is_theirs = row.status.is_live and row.owner_id in held
        changeable = list_changeable(member, owns=is_theirs) if row.status.is_live else ()
        yield build_row(said, headings, origin, changeable)


def list_changeable(member: Member, *, owns: bool) -> tuple[Field, ...]:
    """List what a member may change of a risk; whatever a list offers, the verbs decide.

    :param owns: whether the risk is their own
    """
    fields: tuple[Field, ...] = ()
    if may(member.roles, Permission.EDIT_RISK, owns=owns):
        fields += WORDED
    if may(member.roles, Permission.MOVE_RISK, owns=owns):
        fields += HANDED
    if may(member.roles, Permission.SCORE_RISK, owns=owns):
        fields += (*JUDGED, Field.REASON)
    return fields


#: What a risk says; who has it; how it is judged.
WORDED = (
    Field.TITLE,
    Field.CATEGORY,
    Field.CAUSE,
    Field.EVENT,
    Field.CONSEQUENCE,
    Field.TREATMENT,
    Field.PROXIMITY,
    Field.TARGET_ON,
)
HANDED = (Field.OWNER, Field.CARRIER)
JUDGED = (Field.LIKELIHOOD, Field.IMPACT)
#: What is said of an action that is there already.
REPORTED = (Field.DUE_ON, Field.STATUS, Field.PROGRESS, Field.NOTE)


def list_action_rows(
    member: Member, ids: Sequence[int], headings: Sequence[str], *, names: Names
) -> Iterator[EditableRow]:
    """Give a row for each action that serves one of some risks, by the risks' order."""
    seen: set[int] = set()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        for action in _list_actions(batch):
            if action.id in seen:
                continue
            seen.add(action.id)
            fields = action_fields(action, names)
            origin = Origin(member.programme.key, action.reference, action.version, mark_of(fields))
            said: dict[str, Cell] = {
                **by_heading(fields),
                REFERENCE: action.reference,
                "Risks served": ", ".join(each.risk.reference for each in action.mitigations),
                "First due": action.original_due_on,
                "Latest note": action.note,
            }
            may_report = member.may(Permission.UPDATE_ACTION, action)
            yield build_row(said, headings, origin, REPORTED if may_report else ())


def _list_actions(risk_ids: Sequence[int]) -> list[Action]:
    places = {risk_id: place for place, risk_id in enumerate(risk_ids)}
    actions = db.session.scalars(
        select(Action)
        .where(Action.id.in_(select(Mitigation.action_id).where(Mitigation.risk_id.in_(risk_ids))))
        .options(
            joinedload(Action.lead),
            selectinload(Action.mitigations).joinedload(Mitigation.risk),
        )
    ).all()

    def place(action: Action) -> tuple[int, int]:
        served = [places[each.risk_id] for each in action.mitigations if each.risk_id in places]
        return (min(served), action.id)

    return sorted(actions, key=place)


def list_assessment_rows(ids: Sequence[int], member: Member) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each judgement of some risks, risk by risk, the first one first."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        places = {risk_id: place for place, risk_id in enumerate(batch)}
        judged = db.session.execute(
            select(Assessment, Risk.number, Post.title)
            .join(Risk, Risk.id == Assessment.risk_id)
            .outerjoin(Post, Post.id == Assessment.assessed_as_id)
            .where(Assessment.risk_id.in_(batch))
            .order_by(Assessment.id)
        ).all()
        for each, number, title in sorted(judged, key=lambda row: places[row[0].risk_id]):
            yield (
                f"R-{number:03}",
                each.basis.value.capitalize(),
                each.likelihood,
                each.impact,
                each.score,
                member.scheme.band_of(each).name,
                each.reason,
                each.confidence.value.capitalize() if each.confidence else None,
                title,
                london_day(each.assessed_at),
            )


def list_indicator_rows(member: Member, *, at: datetime) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each indicator with its newest value.

    :param at: moment whose values count, with a time zone
    """
    for measure in read_measures(list_indicators(member.programme), known_at=at):
        indicator, newest = measure.indicator, measure.newest
        yield (
            indicator.reference,
            indicator.title,
            indicator.unit,
            newest.period.label if newest else None,
            float(newest.number) if newest else None,
            say_number(measure.expected) if measure.expected is not None else None,
            measure.standing.label,
            measure.due_on,
            indicator.owner.title,
        )


def build_row(
    said: Mapping[str, Cell], headings: Sequence[str], origin: Origin, changeable: Sequence[Field]
) -> EditableRow:
    """Build a row of a sheet, whose last column says which row of the register it is."""
    return EditableRow(
        cells=(*(said.get(heading) for heading in headings[:-1]), str(origin)),
        open=frozenset(place for place, heading in enumerate(headings) if heading in changeable),
    )


def by_heading(fields: Fields) -> dict[str, Cell]:
    """Give what a row says by the headings of a sheet."""
    return {str(field): cell for field, cell in fields.items()}
