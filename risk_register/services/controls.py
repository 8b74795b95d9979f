"""What holds a risk down today: said, changed, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import ControlState
from risk_register.models import Control, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_reason, check_version

#: Lines of the record that say that what holds a risk down is no longer the same.
CONTROL_EVENTS = ("control added", "control changed", "control retired")


@dataclass(frozen=True)
class ControlWords:
    """What is said about a control; an empty ``gaps`` leaves nothing open."""

    text: str
    state: ControlState
    assurance_line: AssuranceLine | None = None
    gaps: str = ""


def add_control(
    risk: Risk, words: ControlWords, *, by: Member, at: datetime, version: int
) -> Control:
    """Say what else holds the risk down today.

    :param version: the risk's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the risk has left the register
    """
    by.check(Permission.KEEP_CONTROLS, risk)
    check_version(risk, version)
    check_living(risk)
    control = Control(risk=risk, version=1, **_columns(words))
    db.session.add(control)
    _record("control added", control, by=by, at=at)
    return control


def update_control(
    control: Control, words: ControlWords, *, by: Member, at: datetime, version: int
) -> None:
    """Say how a control stands now; what was said before stays in the record.

    :param version: the control's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if nothing is different, the control is retired or the risk has left
    """
    _check_changeable(control, by=by, version=version)
    changed = {
        name: value for name, value in _columns(words).items() if getattr(control, name) != value
    }
    if not changed:
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    for name, value in changed.items():
        setattr(control, name, value)
    control.version += 1
    _record("control changed", control, by=by, at=at)


def retire_control(
    control: Control, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Say that a control holds the risk down no longer; its row and its history stay.

    :param reason: at least 10 characters
    :param version: the control's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the reason is missing, the control is retired or the risk has left
    """
    _check_changeable(control, by=by, version=version)
    said = check_reason(reason)
    control.retired_at, control.retire_reason = at, said
    control.version += 1
    _record("control retired", control, by=by, at=at, reason=said)


def get_control(member: Member, control_id: int) -> Control:
    """Find a control of the member's programme, retired or not.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    control = db.session.scalar(
        select(Control)
        .join(Control.risk)
        .where(Control.id == control_id, Risk.programme_id == member.programme.id)
        .options(joinedload(Control.risk))
    )
    if control is None:
        raise NotFoundError("There is no such control in this programme.")
    return control


def list_retired_controls(risk: Risk) -> Sequence[Control]:
    """List what held a risk down once and does no longer, the newest retired first."""
    return db.session.scalars(
        select(Control)
        .where(Control.risk_id == risk.id, Control.retired_at.is_not(None))
        .order_by(Control.retired_at.desc(), Control.id.desc())
    ).all()


def _columns(words: ControlWords) -> dict[str, object]:
    line = words.assurance_line
    return {
        "text": words.text,
        "state": words.state,
        "assurance_line": line.value if line else None,
        "gaps": words.gaps.strip() or None,
    }


def _check_changeable(control: Control, *, by: Member, version: int) -> None:
    by.check(Permission.KEEP_CONTROLS, control.risk)
    if control.version != version:
        raise ChangedMeanwhileError
    if control.retired_at is not None:
        raise RuleError("This control has been retired. Add a new one instead.")
    check_living(control.risk)


def _record(
    kind: str, control: Control, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    control.risk.version += 1
    record_event(
        kind,
        subject=f"risk {control.risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"control": control.text, "state": control.state.value},
    )
