"""The rows of an exported register: now, read some risks at a time, and at a moment in the past."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.moments import RegisterAt, RiskAt
from risk_register.domain.risks import Publication
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import movement
from risk_register.models import Action, Agency, Assessment, Control, Mitigation, Post, Risk
from risk_register.services.programmes import Member
from risk_register.services.risks import assessment_before, count_overdue_actions
from risk_register.sheets.workbooks import Cell, Column

BATCH = 500  #: risks read at a time
OPEN = "Open"

_WORDS = (
    Column("Reference", 10),
    Column("Title", 40),
    Column("Status", 12),
    Column("Category", 16),
    Column("Cause", 40),
    Column("Event", 40),
    Column("Consequence", 40),
    Column("Owner post", 26),
    Column("Owner's agency", 16),
    Column("Carrying agency", 16),
    Column("Treatment", 12),
)
MARKING = "Publication"  #: heading of what says whether a risk is for publication
_PUBLICATION = Column(MARKING, 24)
NOW_COLUMNS = (
    *_WORDS,
    Column("Proximity", 16),
    Column("Likelihood", 10),
    Column("Impact", 10),
    Column("Score", 8),
    Column("Band", 12),
    Column("Score in the last pack", 12),
    Column("Movement", 10),
    Column("Last review", 13),
    Column("Review due", 13),
    Column("Controls", 50),
    Column("Actions", 60),
    Column("Actions overdue", 10),
    _PUBLICATION,
)
THEN_COLUMNS = (
    *_WORDS,
    Column("Likelihood", 10),
    Column("Impact", 10),
    Column("Score", 8),
    Column("Band", 12),
    Column("Judged on", 13),
    Column("Judged by", 26),
    Column("Reason", 50),
    Column("Actions", 60),
    Column("Publication today", 24),
)


def list_rows_now(
    ids: Sequence[int], *, scheme: Scheme, seen_up_to: int, today: date
) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each risk, in the order of their ids as given.

    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    :param today: the London date on which actions are overdue
    """
    for _, cells in read_risks_now(ids, scheme=scheme, seen_up_to=seen_up_to, today=today):
        yield cells


def read_risks_now(
    ids: Sequence[int], *, scheme: Scheme, seen_up_to: int, today: date
) -> Iterator[tuple[Any, tuple[Cell, ...]]]:
    """Give what was read of each risk beside its row."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        query = _query(batch, seen_up_to=seen_up_to, today=today)
        rows = {row.id: row for row in db.session.execute(query)}
        controls, actions = _list_controls(batch), _list_actions(batch)
        for risk_id in batch:
            row = rows[risk_id]
            yield row, _row_now(row, scheme, controls[risk_id], actions[risk_id])


def list_rows_then(member: Member, register: RegisterAt) -> list[tuple[Cell, ...]]:
    """Give a row for each risk of a register as it stood; what is exempt today is marked."""
    exempt = {
        f"R-{row.number:03}": _publication(row)
        for row in db.session.execute(
            select(Risk.number, Risk.publication, Risk.exempt_paragraph).where(
                Risk.programme_id == member.programme.id, Risk.publication == Publication.EXEMPT
            )
        )
    }
    return [_row_then(risk, exempt.get(risk.reference, OPEN)) for risk in register.risks]


def _query(ids: Sequence[int], *, seen_up_to: int, today: date) -> Select[Any]:
    owners, carrying = aliased(Agency), aliased(Agency)
    return (
        select(
            *Risk.__table__.columns,
            Post.title.label("owner"),
            owners.short.label("agency"),
            carrying.short.label("carrying_agency"),
            Assessment.score.label("score_before"),
            Assessment.scheme_id.label("scheme_before"),
            count_overdue_actions(today).label("actions_overdue"),
        )
        .select_from(Risk)
        .outerjoin(Assessment, Assessment.id == assessment_before(seen_up_to))
        .join(Post, Post.id == Risk.owner_id)
        .join(owners, owners.id == Post.agency_id)
        .join(carrying, carrying.id == Risk.carrying_agency_id)
        .where(Risk.id.in_(ids))
    )


def _list_controls(ids: Sequence[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Control.risk_id, Control.text, Control.state)
        .where(Control.risk_id.in_(ids), Control.retired_at.is_(None))
        .order_by(Control.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(f"{row.text} ({row.state.value})")
    return found


def _list_actions(ids: Sequence[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Mitigation.risk_id, Action.reference, Action.text, Action.status, Action.due_on)
        .join(Action, Action.id == Mitigation.action_id)
        .where(Mitigation.risk_id.in_(ids))
        .order_by(Mitigation.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(_say_action(row))
    return found


def _row_now(
    row: Any, scheme: Scheme, controls: Sequence[str], actions: Sequence[str]
) -> tuple[Cell, ...]:
    return (
        f"R-{row.number:03}",
        row.title,
        row.status.label,
        row.category.capitalize(),
        row.cause,
        row.event,
        row.consequence,
        row.owner,
        row.agency,
        row.carrying_agency,
        row.treatment.value.capitalize(),
        row.proximity.label.capitalize(),
        row.current_likelihood,
        row.current_impact,
        row.current_score,
        _band(scheme, row.current_band, row.current_scheme_id),
        row.score_before,
        movement(row.current_score, row.score_before)
        if scheme.measures_alike(row.scheme_before, row.current_scheme_id)
        else None,
        london_day(row.reviewed_at) if row.reviewed_at else None,
        row.review_due_on,
        "\n".join(controls),
        "\n".join(actions),
        row.actions_overdue,
        _publication(row),
    )


def _row_then(risk: RiskAt, publication: str) -> tuple[Cell, ...]:
    judged = risk.current
    return (
        risk.reference,
        risk.title,
        risk.status.label,
        risk.category.capitalize(),
        risk.cause,
        risk.event,
        risk.consequence,
        risk.owner,
        risk.agency,
        risk.carrying_agency,
        risk.treatment.value.capitalize(),
        judged.likelihood if judged else None,
        judged.impact if judged else None,
        risk.score,
        judged.band_name if judged else None,
        london_day(judged.judged_at) if judged else None,
        judged.by if judged else None,
        judged.reason if judged else None,
        "\n".join(map(_say_action, risk.actions)),
        publication,
    )


def _say_action(action: Any) -> str:
    due = f"{action.due_on.day} {action.due_on:%B %Y}"
    return f"{action.reference} {action.text} ({action.status.label.lower()}, due {due})"


def _band(scheme: Scheme, key: str | None, scheme_id: int | None = None) -> str | None:
    band = scheme.find_band(key, scheme_id)
    return band.name if band else key


def _publication(row: Any) -> str:
    if row.publication is not Publication.EXEMPT:
        return OPEN
    return f"Exempt, paragraph {row.exempt_paragraph}: not for publication"
