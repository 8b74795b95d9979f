"""The programme manager's desk: who is silent, what moved, what is odd, how ready the pack is.

The rules go over all risks as plain values; rows and sentences are made of what is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from risk_register.clock import london_day
from risk_register.domain.actions import overdue_days
from risk_register.domain.appetite import Breach
from risk_register.domain.months import DatedStep, Part, Progress, count_ready, find_steps
from risk_register.domain.oddities import OddityKind
from risk_register.domain.permissions import Permission
from risk_register.models import ModerationNote, Risk
from risk_register.services.appetites import list_breaches
from risk_register.services.desk_lines import (
    ABOVE_SHOWN,
    PAGE_SIZE,
    AboveAppetite,
    Change,
    Changed,
    OddRisk,
    Shown,
    Silent,
    Waiting,
    is_silent,
    list_changes,
    list_shown_ids,
    list_silent,
    load_risks,
    show_above,
    show_changed,
    show_odd,
    show_waiting,
)
from risk_register.services.desk_matter import Matter, gather_matter
from risk_register.services.desk_oddities import Facts, OddLine, count_kinds, list_odd
from risk_register.services.duties import Month, find_asked_at, find_month
from risk_register.services.lives import list_proposals
from risk_register.services.notes import list_notes_since
from risk_register.services.programmes import Member
from risk_register.services.told_packs import Told, list_told


@dataclass(frozen=True)
class Asked:
    """Which lines of the long lists are asked for; pages count from 1."""

    odd_kind: OddityKind | None = None  #: only risks with this among what is odd about them
    odd_page: int = 1
    changed_page: int = 1


@dataclass(frozen=True)
class Desk:
    """Everything the programme manager needs to see before the pack is made."""

    month: Month | None
    steps: Sequence[DatedStep]
    last: Told | None
    asked_at: datetime | None  #: answers before this moment are of the month before
    waiting: Shown[Waiting]
    changed: Shown[Changed]
    left: Shown[Risk]  #: they stand behind the last of those that changed
    odd: Shown[OddRisk]
    odd_kinds: Mapping[OddityKind, int]  #: how many risks have each, in the kinds' order
    above: Shown[AboveAppetite]  #: the longest above first
    notes: Sequence[ModerationNote]  #: unanswered, or asked since, the oldest first
    parts: Sequence[Part]
    ready: int  #: per cent

    @property
    def odd_pages(self) -> int:
        """Count the pages of odd risks, at least one."""
        return _count_pages(self.odd.total)

    @property
    def changed_pages(self) -> int:
        """Count the pages of what changed or left, at least one."""
        return _count_pages(self.changed.total + self.left.total)


def show_desk(member: Member, *, at: datetime, asked: Asked | None = None) -> Desk:
    """Lay out the desk of the member's programme.

    :param at: the moment, with a time zone
    :param asked: by default the first page of everything; what is on no page is not shown
    :raises NotAllowedError: if the member may not see the desk
    """
    member.check(Permission.SEE_DESK)
    asked = asked or Asked()
    programme, today = member.programme, london_day(at)
    told = list_told(programme, on=today)
    last = told[0] if told else None
    month = find_month(member, at=at)
    asked_at = find_asked_at(last, month, today=today)
    matter = gather_matter(programme, last=last, today=today)
    facts = Facts(matter, told, member.scheme, today=today)
    silent = list_silent(matter, asked_at, by=month.meeting.held_on if month else today)
    changes, odd = list_changes(matter, last), list_odd(facts)
    breaches = list_breaches(matter.risks, by=member, runs=matter.courses.runs)
    notes = list_notes_since(programme, asked_at=asked_at)
    parts = [
        *_list_parts(matter, asked_at, silent, today),
        _decided(list_proposals(member)),
        _answered(notes),
        _agreed(changes),
    ]

    picked = _pick(asked, matter, changes, odd, breaches)
    risks = load_risks(picked.ids | list_shown_ids(silent))
    return Desk(
        month=month,
        steps=_list_steps(month, is_answered=not silent, today=today) if month else (),
        last=last,
        asked_at=asked_at,
        waiting=show_waiting(silent, matter, risks),
        changed=Shown(show_changed(picked.changes, last, risks), len(changes)),
        left=Shown([risks[risk_id] for risk_id in picked.left], len(matter.left)),
        odd=Shown(show_odd(picked.odd, facts, risks), picked.odd_total),
        odd_kinds=count_kinds(odd),
        above=Shown(show_above(picked.above, breaches, risks, on=today), len(breaches)),
        notes=notes,
        parts=parts,
        ready=count_ready(parts),
    )


@dataclass(frozen=True)
class _Picked:
    """What is shown of the long lists."""

    changes: Sequence[Change]
    left: Sequence[int]
    odd: Sequence[OddLine]
    odd_total: int
    above: Sequence[int]

    @property
    def ids(self) -> set[int]:
        """Give the ids of all risks in it."""
        changed = {line.risk.id for line in self.changes}
        return changed | {line.risk.id for line in self.odd} | {*self.left, *self.above}


def _pick(
    asked: Asked,
    matter: Matter,
    changes: Sequence[Change],
    odd: Sequence[OddLine],
    breaches: Mapping[int, Breach],
) -> _Picked:
    wanted = [line for line in odd if asked.odd_kind is None or asked.odd_kind in line.kinds]
    return _Picked(
        changes=changes[_page(asked.changed_page)],
        left=matter.left[_page(asked.changed_page, behind=len(changes))],
        odd=wanted[_page(asked.odd_page)],
        odd_total=len(wanted),
        above=sorted(breaches, key=lambda risk_id: breaches[risk_id].since)[:ABOVE_SHOWN],
    )


def _page(number: int, *, behind: int = 0) -> slice:
    """Give the lines of a page, of a list that begins behind so many lines of another."""
    first = (number - 1) * PAGE_SIZE - behind
    return slice(max(0, first), max(0, first + PAGE_SIZE))


def _count_pages(lines: int) -> int:
    return max(1, -(-lines // PAGE_SIZE))


def _list_steps(month: Month, *, is_answered: bool, today: date) -> list[DatedStep]:
    progress = Progress(
        is_answered=is_answered,
        is_frozen=month.pack is not None and month.pack.made_at is not None,
        is_circulated=month.told is not None,
    )
    return find_steps(month.deadlines, progress, today=today)


def _list_parts(
    matter: Matter,
    asked_at: datetime | None,
    silent: Sequence[Silent],
    today: date,
) -> list[Part]:
    risks = matter.risks
    overdue = [
        work for work in matter.each_work() if overdue_days(work.due_on, work.status, today) > 0
    ]
    unheard = [work.reference for work in overdue if is_silent(work.told_at, asked_at)]
    unseen = sorted((risk for line in silent for risk in line.risks), key=lambda risk: risk.number)
    unscored = [risk.reference for risk in risks if risk.current_score is None]
    vacant = [risk.reference for risk in risks if risk.owner_id not in matter.holders]
    return [
        Part(
            "Risks their owners have looked at",
            len(risks),
            tuple(risk.reference for risk in unseen),
        ),
        Part("Risks with a current score", len(risks), tuple(unscored)),
        Part("Risks with an owner in post", len(risks), tuple(vacant)),
        Part("Overdue actions reported on", len(overdue), tuple(unheard)),
    ]


def _decided(proposals: Sequence[Risk]) -> Part:
    return Part("Proposals decided", len(proposals), tuple(risk.reference for risk in proposals))


def _answered(notes: Sequence[ModerationNote]) -> Part:
    asked = {note.risk.reference for note in notes}
    unanswered = {note.risk.reference for note in notes if note.answered_at is None}
    return Part("Risks whose questions are answered", len(asked), tuple(sorted(unanswered)))


def _agreed(changes: Sequence[Change]) -> Part:
    scored = [(line.risk, line.now) for line in changes if line.now is not None]
    unagreed = tuple(risk.reference for risk, now in scored if not now.is_agreed)
    return Part("Changed scores agreed", len(scored), unagreed)
