"""What of a programme stays out of somebody's sight: restricted risks, and all that hangs on them.

One rule for every question to the database. While a sight is narrowed, every select leaves out
the hidden risks, the rows that refer to them, actions that serve nothing else, and the lines of
the record about them; so lists, counts, searches and files need to know nothing of it. What the
service itself has to see whole, such as the next free number, asks with ``SEES_ALL``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from risk_register.database import Base, db
from risk_register.models import Action, Event, Mitigation, Post, Programme, Risk

#: For questions of the service itself, whoever asks.
SEES_ALL = {"sees_all": True}
_SIGHTS = "sights"


@dataclass(frozen=True)
class Term:
    """From when to when a hidden risk stood in the register and everybody could read it."""

    opened_at: datetime
    restricted_at: datetime


@dataclass(frozen=True)
class Sight:
    """What of one programme is hidden."""

    terms: tuple[Term, ...]
    options: tuple[Any, ...]  #: for every select


def narrow_sight(programme: Programme, risks: Iterable[Risk], *, posts: Collection[Post]) -> None:
    """Hide some risks of a programme from now on; none of them gives the whole sight back.

    :param posts: the member's; an action that one of them leads stays in sight
    """
    hidden = list(risks)
    sights: dict[int, Sight] = db.session.info.setdefault(_SIGHTS, {})
    if not hidden:
        sights.pop(programme.id, None)
        return
    sights[programme.id] = Sight(
        tuple(Term(risk.opened_at, risk.restricted_at) for risk in hidden if risk.restricted_at),
        tuple(_list_options(programme, hidden, {post.id for post in posts})),
    )


@contextmanager
def without_restricted(programme: Programme) -> Iterator[None]:
    """Read a programme as it may be told to everybody: without any restricted risk."""
    sights: dict[int, Sight] = db.session.info.setdefault(_SIGHTS, {})
    before = sights.get(programme.id)
    narrow_sight(programme, list_restricted(programme), posts=())
    try:
        yield
    finally:
        sights.pop(programme.id, None)
        if before is not None:
            sights[programme.id] = before


def list_restricted(programme: Programme) -> Sequence[Risk]:
    """List the restricted risks of a programme, whoever asks, by number."""
    return db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.restricted_at.is_not(None))
        .order_by(Risk.number)
        .execution_options(**SEES_ALL)
    ).all()


def list_hidden_terms(programme: Programme) -> tuple[Term, ...]:
    """List when the risks that are hidden at present could be read by everybody."""
    sight: Sight | None = db.session.info.get(_SIGHTS, {}).get(programme.id)
    return sight.terms if sight else ()


def _list_options(
    programme: Programme, hidden: Sequence[Risk], posts: Collection[int]
) -> Iterator[Any]:
    ids = [risk.id for risk in hidden]
    actions = _list_hidden_actions(ids, posts)
    rules = {"risk": _rules(ids), "action": _rules([action.id for action in actions])}
    for model, name, table in _list_referring():
        if table == "risk" or actions:
            yield with_loader_criteria(model, rules[table][name], include_aliases=True)
    yield with_loader_criteria(Event, _rule_of_lines(programme.key, hidden, actions))


def _rules(hidden: list[int]) -> dict[str, Callable[[Any], ColumnElement[bool]]]:
    """Build the rule for each column that names what is hidden.

    Each is a function of its own, because SQLAlchemy knows them by their code, and a function at
    all, because only those fit aliases.
    """
    return {
        "id": lambda table: table.id.not_in(hidden),
        "risk_id": lambda table: or_(table.risk_id.is_(None), table.risk_id.not_in(hidden)),
        "other_id": lambda table: table.other_id.not_in(hidden),
        "action_id": lambda table: or_(table.action_id.is_(None), table.action_id.not_in(hidden)),
        "merged_into_id": lambda table: or_(
            table.merged_into_id.is_(None), table.merged_into_id.not_in(hidden)
        ),
    }


def _rule_of_lines(chain: str, hidden: Sequence[Risk], actions: Sequence[Action]) -> Any:
    """Leave out lines about what is hidden, and those about something else that name it."""
    named = [risk.reference for risk in hidden]
    subjects = [f"risk {reference}" for reference in named]
    subjects += [f"action {action.reference}" for action in actions]
    names_none = and_(*(~Event.body.contains(name, autoescape=True) for name in named))
    return or_(Event.chain != chain, and_(Event.subject.not_in(subjects), names_none))


def _list_hidden_actions(risk_ids: Sequence[int], posts: Collection[int]) -> Sequence[Action]:
    """List the actions that serve hidden risks alone and are led by no post of the member."""
    serves = Mitigation.action_id == Action.id
    return db.session.scalars(
        select(Action)
        .where(
            select(Mitigation.id).where(serves, Mitigation.risk_id.in_(risk_ids)).exists(),
            ~select(Mitigation.id).where(serves, Mitigation.risk_id.not_in(risk_ids)).exists(),
            Action.lead_id.not_in(posts),
        )
        .execution_options(**SEES_ALL)
    ).all()


@cache
def _list_referring() -> list[tuple[type[Base], str, str]]:
    """List the columns that name risks or actions: model, column, and which of the two."""
    return [
        (mapper.class_, column.key, table)
        for mapper in Base.registry.mappers
        for column in mapper.columns
        for table in ("risk", "action")
        if any(key.column.table.name == table for key in column.foreign_keys)
        or (mapper.class_.__tablename__ == table and column.primary_key)
    ]


@event.listens_for(Session, "do_orm_execute")
def _keep_out_of_sight(asked: ORMExecuteState) -> None:
    sights: dict[int, Sight] | None = asked.session.info.get(_SIGHTS)
    # What was found already may be refreshed; a change is checked before.
    if not sights or not asked.is_select or asked.is_column_load:
        return
    if asked.execution_options.get("sees_all"):
        return
    options = [option for sight in sights.values() for option in sight.options]
    asked.statement = asked.statement.options(*options)
