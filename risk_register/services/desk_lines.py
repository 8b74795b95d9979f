"""The lines of the desk: which there are, from plain values, and the rows of those shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.appetite import Breach
from risk_register.domain.directions import losses
from risk_register.domain.oddities import Oddity
from risk_register.domain.scoring import Basis, movement
from risk_register.models import Action, Agreement, Assessment, Person, Post, Risk
from risk_register.services.acceptances import Borne, list_borne
from risk_register.services.agreements import list_agreements
from risk_register.services.courses import LiveRisk
from risk_register.services.desk_matter import Matter, Said
from risk_register.services.desk_oddities import Facts, OddLine
from risk_register.services.effects import Work
from risk_register.services.told_packs import Told

#: Changed or odd risks shown at once.
PAGE_SIZE = 50
#: Posts shown of those that have not answered, and risks or actions shown of each.
POSTS_SHOWN, EACH_SHOWN = 20, 10
#: Risks above the appetite shown; the register's list holds them all.
ABOVE_SHOWN = 20

T = TypeVar("T")


@dataclass(frozen=True)
class Shown(Generic[T]):
    """The lines of a list that are shown, and how many there are."""

    lines: Sequence[T]
    total: int

    @property
    def more(self) -> int:
        """Count those that are not shown here."""
        return self.total - len(self.lines)


@dataclass(frozen=True)
class WaitingAction:
    """An unfinished action that is due by the meeting, and when its lead last reported."""

    action: Action
    told_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """A post that has not said everything the next pack needs; ``holder`` is None if vacant."""

    post: Post
    holder: Person | None
    risks: Shown[Risk]
    actions: Shown[WaitingAction]


@dataclass(frozen=True)
class Changed:
    """A risk that the next pack shows differently from the last one."""

    risk: Risk
    before: Assessment | None  #: None if the risk is new
    now: Assessment | None
    steps: int  #: how often it was scored meanwhile
    has_occurred: bool
    agreed: Agreement | None  #: the programme manager let the present score stand

    @property
    def points(self) -> int | None:
        """Count how far the score moved; positive is up, None means new."""
        return movement(
            self.now.score if self.now else None, self.before.score if self.before else None
        )


@dataclass(frozen=True)
class OddRisk:
    """A risk with what is odd about it, the most pressing first."""

    risk: Risk
    oddities: Sequence[Oddity]


@dataclass(frozen=True)
class AboveAppetite:
    """A risk above what the board bears in its category, and whether it is borne knowingly."""

    risk: Risk
    breach: Breach
    borne: Borne | None


@dataclass(frozen=True)
class Silent:
    """A post that has not answered, with everything it was asked for."""

    post_id: int
    risks: Sequence[LiveRisk]
    works: Sequence[Work]


@dataclass(frozen=True)
class Change:
    """A live risk that the next pack shows differently from the last one."""

    risk: LiveRisk
    before: Said | None  #: None if the risk is new
    now: Said | None
    has_occurred: bool


def list_silent(matter: Matter, asked_at: datetime | None, *, by: date) -> list[Silent]:
    """List the posts that have not answered, those that owe the most answers first.

    :param asked_at: from when on answers count; None for all
    :param by: London date up to which actions are asked for
    """
    risks: dict[int, list[LiveRisk]] = {}
    for risk in matter.risks:
        if is_silent(risk.reviewed_at, asked_at):
            risks.setdefault(risk.owner_id, []).append(risk)
    works: dict[int, list[Work]] = {}
    for work in matter.each_work():
        is_due = work.due_on <= by and not work.status.is_finished
        if is_due and is_silent(work.told_at, asked_at):
            works.setdefault(work.lead_id, []).append(work)
    silent = [
        Silent(post_id, risks.get(post_id, ()), works.get(post_id, ()))
        for post_id in {**risks, **works}
    ]
    return sorted(
        silent,
        key=lambda line: (-len(line.risks) - len(line.works), matter.titles[line.post_id]),
    )


def is_silent(answered_at: datetime | None, asked_at: datetime | None) -> bool:
    """Say whether an answer is missing or of the month before."""
    return answered_at is None or (asked_at is not None and answered_at <= asked_at)


def list_changes(matter: Matter, last: Told | None) -> list[Change]:
    """List what changed since the last circulated pack, what became worse by most points first."""
    if last is None:
        return []
    found = []
    for risk in matter.risks:
        if (touched := matter.touched.get(risk.id)) is None:
            continue
        is_new = risk.opened_at > last.taken_at
        before, now = None if is_new else touched.before, touched.now
        has_occurred = risk.occurred_at is not None and risk.occurred_at > last.taken_at
        is_moved = (before.points if before else None) != (now.points if now else None)
        if has_occurred or is_moved or is_new:
            found.append(Change(risk, before, now, has_occurred))
    return sorted(found, key=rank_change)


def rank_change(line: Change | Changed) -> tuple[int, int]:
    """Sort what became worse by the most points first, then by reference."""
    now, before = line.now, line.before
    points = movement(now.score if now else None, before.score if before else None)
    if now and before and now.scheme_id != before.scheme_id:
        points = None  # two scales have no difference
    return (-losses(points or 0, line.risk.kind), line.risk.number)


def load_risks(ids: Collection[int]) -> dict[int, Risk]:
    """Load the rows of the risks that are shown, by id."""
    rows = db.session.scalars(
        select(Risk).where(Risk.id.in_(ids)).options(joinedload(Risk.owner).joinedload(Post.agency))
    )
    return {row.id: row for row in rows}


def list_shown_ids(silent: Sequence[Silent]) -> set[int]:
    """List the ids of the risks that are shown of the posts that have not answered."""
    return {risk.id for line in silent[:POSTS_SHOWN] for risk in line.risks[:EACH_SHOWN]}


def show_waiting(
    silent: Sequence[Silent], matter: Matter, risks: Mapping[int, Risk]
) -> Shown[Waiting]:
    """Show the first posts that have not answered, with the first of what each was asked for."""
    shown = silent[:POSTS_SHOWN]
    posts = {
        post.id: post
        for post in db.session.scalars(
            select(Post)
            .where(Post.id.in_([line.post_id for line in shown]))
            .options(joinedload(Post.agency))
        )
    }
    ids = [work.action_id for line in shown for work in line.works[:EACH_SHOWN]]
    actions = {
        action.id: action for action in db.session.scalars(select(Action).where(Action.id.in_(ids)))
    }
    lines = [
        Waiting(
            posts[line.post_id],
            matter.holders.get(line.post_id),
            Shown([risks[risk.id] for risk in line.risks[:EACH_SHOWN]], len(line.risks)),
            Shown(
                [
                    WaitingAction(actions[work.action_id], work.told_at)
                    for work in line.works[:EACH_SHOWN]
                ],
                len(line.works),
            ),
        )
        for line in shown
    ]
    return Shown(lines, len(silent))


def show_changed(
    shown: Sequence[Change], last: Told | None, risks: Mapping[int, Risk]
) -> list[Changed]:
    """Show some changes with their judgements and who gave them."""
    ids = [said.id for line in shown for said in (line.before, line.now) if said]
    judged = {
        row.id: row
        for row in db.session.scalars(
            select(Assessment)
            .where(Assessment.id.in_(ids))
            .options(joinedload(Assessment.assessed_as))
        )
    }
    agreed = list_agreements(line.now.id for line in shown if line.now)
    steps = _count_steps([line.risk.id for line in shown], last)
    return [
        Changed(
            risks[line.risk.id],
            judged[line.before.id] if line.before else None,
            judged[line.now.id] if line.now else None,
            steps.get(line.risk.id, 0),
            line.has_occurred,
            agreed.get(line.now.id) if line.now else None,
        )
        for line in shown
    ]


def show_above(
    ids: Iterable[int], breaches: Mapping[int, Breach], risks: Mapping[int, Risk], *, on: date
) -> list[AboveAppetite]:
    """Show some risks above the appetite, and where the acceptance of each stands on a date."""
    shown = [risks[risk_id] for risk_id in ids]
    borne = list_borne(shown, on=on)
    return [AboveAppetite(risk, breaches[risk.id], borne.get(risk.id)) for risk in shown]


def show_odd(shown: Iterable[OddLine], facts: Facts, risks: Mapping[int, Risk]) -> list[OddRisk]:
    """Show some odd risks with what is odd about them."""
    return [OddRisk(risks[line.risk.id], facts.list_oddities(line.risk)) for line in shown]


def _count_steps(ids: Sequence[int], last: Told | None) -> dict[int, int]:
    rows = db.session.execute(
        select(Assessment.risk_id, func.count(Assessment.id))
        .where(
            Assessment.risk_id.in_(ids),
            Assessment.basis == Basis.CURRENT,
            Assessment.id > (last.last_assessment_id if last else 0),
        )
        .group_by(Assessment.risk_id)
    )
    return dict(rows.all())
