"""What each row of a working copy would do to the register as it stands now; saves nothing."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from risk_register.clock import london_day
from risk_register.domain.actions import ActionStatus
from risk_register.domain.copied_values import (
    SHORTEST_WORDS,
    read_value,
    read_words,
)
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission, may
from risk_register.domain.risks import Proximity, RiskKind, RiskStatus, Treatment, check_treatment
from risk_register.domain.working_copies import (
    FIELDS,
    WHY,
    CopiedRow,
    Field,
    Origin,
    WorkingCopy,
)
from risk_register.models import Action, Risk
from risk_register.services.import_weighings import RowOutcome
from risk_register.services.programmes import Member
from risk_register.services.working_copies import Held, key_of_action, key_of_risk, read_held
from risk_register.services.working_copy_changes import (
    Change,
    WeighedRow,
    check_origin,
    compare,
    list_new,
)
from risk_register.services.working_copy_readings import weigh_reading_rows
from risk_register.services.working_copy_rows import (
    HANDED,
    JUDGED,
    REPORTED,
    WORDED,
    action_fields,
    list_changeable,
    risk_fields,
)

Values = dict[Field, Any]
_DEFAULTS: Values = {Field.TREATMENT: Treatment.TREAT, Field.PROXIMITY: Proximity.LATER}
_ELSEWHERE = {
    Field.STATUS: "It is changed on the risk's page.",
    Field.SCORE: "It follows from likelihood and impact: change those.",
}


def weigh_copy(copy: WorkingCopy, *, by: Member, at: datetime) -> list[WeighedRow]:
    """Say of each row whether it is new, changed, as it was, behind the register, or refused.

    :param at: with a time zone; before its London date no new action can be due
    """
    held = read_held(copy, by)
    risks, actions = _RiskScales(held, by), _ActionScales(held, by, london_day(at))
    return [
        *(risks.weigh(row) for row in copy.risks),
        *(actions.weigh(row) for row in copy.actions),
        *weigh_reading_rows(copy.readings, by=by, at=at),
    ]


class _Scales(ABC):
    """What rows of risks and actions have in common."""

    def __init__(self, held: Held, by: Member) -> None:
        self._held, self._by = held, by
        self._seen: dict[str, int] = {}

    def weigh(self, row: CopiedRow) -> WeighedRow:
        if row.is_new:
            return self._weigh_new(row)
        origin = row.origin
        problem = self._check_origin(row, origin)
        if problem or origin is None:
            return self._stop(row, problem or "")
        return self._weigh_known(row, origin)

    @abstractmethod
    def _weigh_new(self, row: CopiedRow) -> WeighedRow:
        """Weigh a row that the register does not hold."""

    @abstractmethod
    def _weigh_known(self, row: CopiedRow, origin: Origin) -> WeighedRow:
        """Weigh a row that came from the register."""

    def _stop(self, row: CopiedRow, *because: str, **found: Any) -> WeighedRow:
        return WeighedRow(row, RowOutcome.REFUSED, because=because, **found)

    def _check_origin(self, row: CopiedRow, origin: Origin | None) -> str | None:
        """Say why a row cannot be told to be one of the register's; None if it can."""
        problem = check_origin(row, origin, self._by.programme.key)
        if problem or origin is None:
            return problem
        return self._check_once(row, origin.reference)

    def _check_once(self, row: CopiedRow, what: str, said: str | None = None) -> str | None:
        first = self._seen.setdefault(what, row.number)
        return None if first == row.number else f"{said or what} stands in row {first} already."

    def _read(self, row: CopiedRow, wanted: Sequence[Field], problems: list[str]) -> Values:
        values: Values = {}
        for each in wanted:
            try:
                values[each] = read_value(each, row.cells.get(each), self._held.choices)
            except RuleError as error:
                problems.append(f"{each}: {error}")
        return values

    def _read_why(self, row: CopiedRow, *, shortest: int, problems: list[str]) -> Values:
        why = WHY[row.part]
        try:
            return {why: read_words(row.cells.get(why), shortest=shortest)}
        except RuleError as error:
            problems.append(f"{why}: {error}")
            return {}


class _RiskScales(_Scales):
    """Weighs rows of the sheet of risks."""

    def _weigh_known(self, row: CopiedRow, origin: Origin) -> WeighedRow:
        risk = self._held.risks.get(origin.reference)
        if risk is None:
            return self._stop(row, f"There is no risk {origin.reference} here.")
        unchanged = WeighedRow(row, RowOutcome.UNCHANGED, risk)
        if not row.is_touched:
            return unchanged
        is_present = origin.version == risk.version
        changes = tuple(
            change
            for change in compare(row, risk_fields(risk, risk.owner.title, self._held.names))
            # What nobody types is old in an old copy, which is no wish to change it.
            if is_present or change.field not in _ELSEWHERE
        )
        if changes:
            return self._weigh_changes(row, risk, changes, origin)
        if row.say(Field.REASON) and is_present:
            return self._stop(row, _NO_SCORE, risk=risk)
        return unchanged

    def _weigh_changes(
        self, row: CopiedRow, risk: Risk, changes: tuple[Change, ...], origin: Origin
    ) -> WeighedRow:
        weighed = WeighedRow(row, RowOutcome.REFUSED, risk, changes=changes)
        changeable = list_changeable(self._by, owns=self._by.owns(risk))
        if not changeable:
            return replace(weighed, because=(f"{risk.reference} is not yours to change.",))
        if origin.version != risk.version:
            return replace(weighed, outcome=RowOutcome.CONFLICT, because=_say_behind(risk))
        if not risk.status.is_live:
            said = f"{risk.reference} is {risk.status.label.lower()}."
            return replace(weighed, because=(said,))
        fields = [change.field for change in changes]
        problems = [
            f"{each}: {_ELSEWHERE.get(each, 'Only the programme manager changes it.')}"
            for each in fields
            if each not in changeable
        ]
        values = self._read(row, [each for each in fields if each in changeable], problems)
        if not {*JUDGED}.isdisjoint(fields):
            values |= self._read(row, [each for each in JUDGED if each not in fields], problems)
            values |= self._read_why(row, shortest=SHORTEST_WORDS, problems=problems)
            weighed = replace(weighed, changes=(*changes, *list_new(row, (Field.REASON,))))
        _check_kind(risk.kind, values.get(Field.TREATMENT), problems)
        outcome = RowOutcome.REFUSED if problems else RowOutcome.CHANGE
        return replace(weighed, outcome=outcome, because=tuple(problems), values=values)

    def _weigh_new(self, row: CopiedRow) -> WeighedRow:
        known = self._held.taken_in.get(key_of_risk(row))
        if known is not None:
            return WeighedRow(row, RowOutcome.UNCHANGED, known.risk)
        problems = [f"{each}: Leave it empty." for each in _ELSEWHERE if row.say(each)]
        twice = self._check_once(row, key_of_risk(row), "The same risk")
        problems += [twice] if twice else []
        if not may(self._by.roles, Permission.PROPOSE_RISK):
            problems.append("Your role does not propose risks.")
        wanted = [each for each in (*WORDED, *HANDED) if row.say(each) or each not in _OPTIONAL]
        values = {**_DEFAULTS, **self._read(row, wanted, problems)}
        values.setdefault(Field.TARGET_ON, None)
        if any(row.say(each) for each in JUDGED):
            values |= self._read(row, JUDGED, problems)
            values |= self._read_why(row, shortest=SHORTEST_WORDS, problems=problems)
            owns = values.get(Field.OWNER) in {post.id for post in self._by.posts}
            if not may(self._by.roles, Permission.SCORE_RISK, owns=owns):
                problems.append("Its score is for its owner to give: leave it empty.")
        elif row.say(Field.REASON):
            problems.append(_NO_SCORE)
        outcome = RowOutcome.REFUSED if problems else RowOutcome.ADD
        new = list_new(row, (*FIELDS[row.part], Field.REASON))
        return WeighedRow(row, outcome, because=tuple(problems), changes=new, values=values)


_NO_SCORE = "There is a reason, but no new score."
#: What a new row may leave open; the carrying agency is the owner's then.
_OPTIONAL = (Field.TREATMENT, Field.PROXIMITY, Field.TARGET_ON, Field.CARRIER)


class _ActionScales(_Scales):
    """Weighs rows of the sheet of actions."""

    def __init__(self, held: Held, by: Member, today: date) -> None:
        super().__init__(held, by)
        self._today = today

    def _weigh_known(self, row: CopiedRow, origin: Origin) -> WeighedRow:
        action = self._held.actions.get(origin.reference)
        if action is None or action.served is None:
            return self._stop(row, f"There is no action {origin.reference} here.")
        if not row.is_touched:
            return WeighedRow(row, RowOutcome.UNCHANGED, action.served, action)
        changes = compare(row, action_fields(action, self._held.names))
        note = row.say(Field.NOTE)
        if note and note != (action.note or ""):
            changes += (Change(Field.NOTE, "", note, is_new=True),)
        return self._weigh_changes(row, action, changes, origin)

    def _weigh_changes(
        self, row: CopiedRow, action: Action, changes: tuple[Change, ...], origin: Origin
    ) -> WeighedRow:
        problems = [
            f"{change.field}: It is changed on the action's page."
            for change in changes
            if change.field not in REPORTED
        ]
        values = self._read(row, (Field.DUE_ON, Field.STATUS, Field.PROGRESS), problems)
        if values.get(Field.STATUS) is ActionStatus.DONE:
            values[Field.PROGRESS] = 100
            changes = tuple(each for each in changes if each.field is not Field.PROGRESS)
        weighed = WeighedRow(row, RowOutcome.REFUSED, action.served, action, changes=changes)
        if not changes:
            return replace(weighed, outcome=RowOutcome.UNCHANGED)
        if not self._by.may(Permission.UPDATE_ACTION, action):
            return replace(weighed, because=(f"{action.reference} is not yours to change.",))
        if origin.version != action.version:
            return replace(weighed, outcome=RowOutcome.CONFLICT, because=_say_behind(action))
        moves = values.get(Field.DUE_ON, action.due_on) != action.due_on
        needs_why = moves or values.get(Field.STATUS) is ActionStatus.DROPPED
        values |= self._read_why(row, shortest=1 if needs_why else 0, problems=problems)
        outcome = RowOutcome.REFUSED if problems else RowOutcome.CHANGE
        return replace(weighed, outcome=outcome, because=tuple(problems), values=values)

    def _weigh_new(self, row: CopiedRow) -> WeighedRow:
        risk = self._held.risks.get(row.say(Field.RISK))
        known = self._held.taken_in.get(key_of_action(row))
        if known is not None:
            return WeighedRow(row, RowOutcome.UNCHANGED, known.risk, known.action)
        problems = [
            f"{each}: A new action has not begun, so leave it empty."
            for each in (Field.STATUS, Field.PROGRESS, Field.NOTE)
            if row.say(each)
        ]
        twice = self._check_once(row, key_of_action(row), "The same action")
        problems += [twice] if twice else []
        problems += self._check_risk(row, risk)
        values = self._read(row, (Field.ACTION, Field.LEAD, Field.DUE_ON), problems)
        if Field.DUE_ON in values and values[Field.DUE_ON] < self._today:
            problems.append(f"{Field.DUE_ON}: Give a date that is not in the past.")
        outcome = RowOutcome.REFUSED if problems else RowOutcome.ADD
        new = list_new(row, FIELDS[row.part])
        return WeighedRow(row, outcome, risk, because=tuple(problems), changes=new, values=values)

    def _check_risk(self, row: CopiedRow, risk: Risk | None) -> list[str]:
        if risk is None:
            said = row.say(Field.RISK)
            return [f"{Field.RISK}: There is no risk {said[:20]} here." if said else "Name a risk."]
        if not self._by.may(Permission.ADD_ACTION, risk):
            return [f"{risk.reference} is not yours to change."]
        if not (risk.status.is_live or risk.status is RiskStatus.DRAFT):
            return [f"{risk.reference} is {risk.status.label.lower()}."]
        return []


def _say_behind(matter: Risk | Action) -> tuple[str]:
    return (f"{matter.reference} was changed in the register after this copy was taken.",)


def _check_kind(kind: RiskKind, treatment: Treatment | None, problems: list[str]) -> None:
    if treatment is None:
        return
    try:
        check_treatment(kind, treatment)
    except RuleError as error:
        problems.append(f"{Field.TREATMENT}: {error}")
