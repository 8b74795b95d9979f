"""The programme manager's desk: who is silent, what moved, what is odd, how ready the pack is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from risk_register.clock import london_day
from risk_register.domain.actions import overdue_days
from risk_register.domain.appetite import Breach
from risk_register.domain.directions import losses
from risk_register.domain.effects import Signal
from risk_register.domain.months import DatedStep, Part, Progress, count_ready, find_steps
from risk_register.domain.oddities import (
    Oddity,
    OddityKind,
    PlannedWork,
    RiskFacts,
    Standing,
    find_oddities,
)
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis, movement
from risk_register.models import Action, Agreement, Assessment, ModerationNote, Person, Post, Risk
from risk_register.services.acceptances import Borne
from risk_register.services.agreements import list_agreements
from risk_register.services.appetites import list_breaches
from risk_register.services.desk_matter import Matter, gather_matter
from risk_register.services.duties import Month, PackStep, find_asked_at, find_month
from risk_register.services.effects import list_signals_of
from risk_register.services.lives import list_proposals
from risk_register.services.notes import list_notes_since
from risk_register.services.packs import Told, list_told
from risk_register.services.programmes import Member


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
    risks: Sequence[Risk]
    actions: Sequence[WaitingAction]


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
class Desk:
    """Everything the programme manager needs to see before the pack is made."""

    month: Month | None
    steps: Sequence[DatedStep]
    last: Told | None
    asked_at: datetime | None  #: answers before this moment are of the month before
    waiting: Sequence[Waiting]
    changed: Sequence[Changed]
    left: Sequence[Risk]
    odd: Sequence[OddRisk]
    above: Sequence[AboveAppetite]  #: the longest above first
    notes: Sequence[ModerationNote]  #: unanswered, or asked since, the oldest first
    parts: Sequence[Part]
    ready: int  #: per cent

    def count_odd(self) -> dict[OddityKind, int]:
        """Count the risks with each kind of oddity, in the kinds' order."""
        counts = Counter(kind for line in self.odd for kind in {odd.kind for odd in line.oddities})
        return {kind: counts[kind] for kind in OddityKind if counts[kind]}


def show_desk(member: Member, *, at: datetime) -> Desk:
    """Lay out the desk of the member's programme.

    :param at: the moment, with a time zone
    :raises NotAllowedError: if the member may not see the desk
    """
    member.check(Permission.SEE_DESK)
    programme, today = member.programme, london_day(at)
    told = list_told(programme)
    last = told[0] if told else None
    month = find_month(member, at=at)
    asked_at = find_asked_at(told, month, today=today)
    matter = gather_matter(programme, last=last, today=today)
    waiting = _list_waiting(matter, asked_at, month.meeting.held_on if month else today)
    signals = list_signals_of(programme, matter.risks, scheme=member.scheme)
    notes = list_notes_since(programme, asked_at=asked_at)
    changed = _list_changed(matter, last)
    parts = [
        *_list_parts(matter, asked_at, waiting, today),
        _decided(list_proposals(member)),
        _answered(notes),
        _agreed(changed),
    ]
    return Desk(
        month=month,
        steps=_list_steps(month, is_answered=not waiting, today=today) if month else (),
        last=last,
        asked_at=asked_at,
        waiting=waiting,
        changed=changed,
        left=matter.left,
        odd=_list_odd(matter, told, member.scheme, signals, today),
        above=_list_above(matter, member),
        notes=notes,
        parts=parts,
        ready=count_ready(parts),
    )


def _list_steps(month: Month, *, is_answered: bool, today: date) -> list[DatedStep]:
    progress = Progress(
        is_answered=is_answered,
        is_frozen=month.pack is not None and month.pack.state is PackState.MADE,
        is_circulated=month.step is PackStep.NONE,
    )
    return find_steps(month.deadlines, progress, today=today)


def _is_silent(answered_at: datetime | None, asked_at: datetime | None) -> bool:
    return answered_at is None or (asked_at is not None and answered_at <= asked_at)


def _list_waiting(matter: Matter, asked_at: datetime | None, by: date) -> list[Waiting]:
    risks: dict[Post, list[Risk]] = {}
    for risk in matter.risks:
        if _is_silent(risk.reviewed_at, asked_at):
            risks.setdefault(risk.owner, []).append(risk)
    actions: dict[Post, list[WaitingAction]] = {}
    for action in _each_action(matter):
        told_at = matter.told_at.get(action.id)
        is_due = action.due_on <= by and not action.status.is_finished
        if is_due and _is_silent(told_at, asked_at):
            actions.setdefault(action.lead, []).append(WaitingAction(action, told_at))
    waiting = [
        Waiting(post, matter.holders.get(post.id), risks.get(post, ()), actions.get(post, ()))
        for post in {**risks, **actions}
    ]
    return sorted(waiting, key=lambda line: (-len(line.risks) - len(line.actions), line.post.title))


def _list_changed(matter: Matter, last: Told | None) -> list[Changed]:
    if last is None:
        return []
    moved = []
    for risk in matter.risks:
        is_new = risk.opened_at > last.taken_at
        before = None if is_new else matter.before.get(risk.id)
        now = matter.newest.get((risk.id, Basis.CURRENT))
        has_occurred = risk.occurred_at is not None and risk.occurred_at > last.taken_at
        if has_occurred or _points_of(before) != _points_of(now) or is_new:
            moved.append((risk, before, now, has_occurred))
    agreed = list_agreements(now.id for _, _, now, _ in moved if now)
    changed = [
        Changed(
            risk,
            before,
            now,
            matter.steps.get(risk.id, 0),
            has_occurred,
            agreed.get(now.id) if now else None,
        )
        for risk, before, now, has_occurred in moved
    ]
    return sorted(changed, key=rank_changed)


def rank_changed(line: Changed) -> tuple[int, int]:
    """Sort what became worse by the most points first, then by reference."""
    return (-losses(line.points or 0, line.risk.kind), line.risk.number)


def _points_of(judged: Assessment | None) -> tuple[int, int, int] | None:
    return (judged.likelihood, judged.impact, judged.score) if judged else None


def _list_odd(
    matter: Matter,
    told: Sequence[Told],
    scheme: Scheme,
    signals: Mapping[int, Sequence[Signal]],
    today: date,
) -> list[OddRisk]:
    found = []
    for risk in matter.risks:
        facts = _facts(risk, matter, told, scheme, signals.get(risk.id, ()), today)
        found.append(OddRisk(risk, find_oddities(facts, today=today)))
    odd = [line for line in found if line.oddities]
    return sorted(odd, key=lambda line: (-(line.risk.current_score or 0), line.risk.number))


def _list_above(matter: Matter, member: Member) -> list[AboveAppetite]:
    breaches = list_breaches(matter.risks, by=member)
    above = [
        AboveAppetite(risk, breaches[risk.id], matter.borne.get(risk.id))
        for risk in matter.risks
        if risk.id in breaches
    ]
    return sorted(above, key=lambda line: (line.breach.since, line.risk.number))


def _facts(
    risk: Risk,
    matter: Matter,
    told: Sequence[Told],
    scheme: Scheme,
    signals: Sequence[Signal],
    today: date,
) -> RiskFacts:
    newest = {basis: matter.newest.get((risk.id, basis)) for basis in Basis}
    current, before = newest[Basis.CURRENT], matter.before.get(risk.id)
    words_at = _words_at(risk, matter)
    return RiskFacts(
        current=_standing(current, scheme),
        before=_standing(before, scheme),
        inherent=_standing(newest[Basis.INHERENT], scheme),
        target=_standing(newest[Basis.TARGET], scheme),
        target_on=risk.target_on,
        reason=current.reason if current else "",
        has_owner=risk.owner_id in matter.holders,
        review_due_on=risk.review_due_on,
        still_packs=_count_still(risk, matter, told),
        is_accepted=risk.id in matter.borne and matter.borne[risk.id].holds,
        quiet_packs=sum(pack.taken_at >= words_at for pack in told),
        signals=tuple(signals),
        kind=risk.kind,
        exempt_review_on=risk.exempt_review_on,
        actions=tuple(
            PlannedWork(
                action.reference,
                action.status.is_finished,
                overdue_days(action.due_on, action.status, today),
                action.slips,
            )
            for action in matter.actions.get(risk.id, ())
        ),
    )


def _count_still(risk: Risk, matter: Matter, told: Sequence[Told]) -> int:
    since = matter.still_since.get(risk.id)
    return sum(since is not None and pack.last_assessment_id >= since for pack in told)


def _standing(judged: Assessment | None, scheme: Scheme) -> Standing | None:
    if judged is None:
        return None
    return Standing(judged.score, scheme.band_of(judged).name, scheme.rank(judged))


def _words_at(risk: Risk, matter: Matter) -> datetime:
    moments = (
        risk.opened_at,
        matter.words_at.get(risk.id),
        matter.edits_at.get(f"risk {risk.reference}"),
    )
    return max(moment for moment in moments if moment is not None)


def _list_parts(
    matter: Matter,
    asked_at: datetime | None,
    waiting: Iterable[Waiting],
    today: date,
) -> list[Part]:
    risks = matter.risks
    overdue = [
        action
        for action in _each_action(matter)
        if overdue_days(action.due_on, action.status, today) > 0
    ]
    silent = [
        action.reference
        for action in overdue
        if _is_silent(matter.told_at.get(action.id), asked_at)
    ]
    unseen = [risk.reference for line in waiting for risk in line.risks]
    unscored = [risk.reference for risk in risks if risk.current_score is None]
    vacant = [risk.reference for risk in risks if risk.owner_id not in matter.holders]
    return [
        Part("Risks their owners have looked at", len(risks), tuple(sorted(unseen))),
        Part("Risks with a current score", len(risks), tuple(unscored)),
        Part("Risks with an owner in post", len(risks), tuple(vacant)),
        Part("Overdue actions reported on", len(overdue), tuple(silent)),
    ]


def _decided(proposals: Sequence[Risk]) -> Part:
    return Part("Proposals decided", len(proposals), tuple(risk.reference for risk in proposals))


def _answered(notes: Sequence[ModerationNote]) -> Part:
    asked = {note.risk.reference for note in notes}
    unanswered = {note.risk.reference for note in notes if note.answered_at is None}
    return Part("Risks whose questions are answered", len(asked), tuple(sorted(unanswered)))


def _agreed(changed: Sequence[Changed]) -> Part:
    scored = [line for line in changed if line.now is not None]
    open_ones = tuple(line.risk.reference for line in scored if line.agreed is None)
    return Part("Changed scores agreed", len(scored), open_ones)


def _each_action(matter: Matter) -> list[Action]:
    return list(
        {action.id: action for actions in matter.actions.values() for action in actions}.values()
    )
