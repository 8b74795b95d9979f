"""The outbox: each letter is claimed, sent outside any transaction, and marked.

A letter that a killed worker held is sent again under the same Message-ID: it
is never lost, and at most one extra copy arrives. Where a copy too many would be
worse than a letter too late, it is held for a person instead. What a letter says,
and how the record tells of it, is for its kind to know.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select, update

from risk_register.database import database_seconds, db, write_transaction
from risk_register.domain.circulation import WAITING, DeliveryState, retry_after
from risk_register.domain.errors import BadAddressError, NotFoundError, RuleError
from risk_register.domain.letter_sizes import check_size
from risk_register.mail.letters import Letter
from risk_register.mail.post import Outcome, PostOffice, Receipt
from risk_register.models import Outgoing
from risk_register.services.throttle import take_turn

LEASE_SECONDS = 180.0  #: longer than one letter may take
#: After a refusal that would meet every letter, such as a wrong password.
HOLD_ALL = timedelta(minutes=5)
#: So many refusals for now in a row mean that the server is away; the next round tries again.
MOST_IN_A_ROW = 3
_INTERRUPTED = "Whoever sent it was interrupted before the mail server's answer was kept."

Row = TypeVar("Row", bound=Outgoing)


@dataclass(frozen=True)
class PostRoom:
    """How letters leave: through which office, from which address, with which links."""

    office: PostOffice
    sender: str
    public_url: str
    secret_key: str  #: signs the links by which readers sign in
    per_minute: int = 0  #: tries at most, of all processes together; 0: as fast as it goes
    most_bytes: int = 0  #: of one letter; 0: no limit


@dataclass(frozen=True)
class Kind(Generic[Row]):
    """What sets one kind of letters apart from the others in the outbox."""

    table: type[Row]
    #: Find a letter with all that is needed to write it out.
    find: Callable[[int], Row | None]
    #: Write it out; refuses with a RuleError or a BadAddressError what never can go.
    write: Callable[[Row, PostRoom], Letter]
    #: Say why it must not go any more at a moment; None if it may.
    find_bar: Callable[[Row, datetime], str | None]
    #: Record what became of it: the letter, the facts, the moment.
    record: Callable[[Row, dict[str, Any], datetime], None]
    #: Say whether a person decides what becomes of it if nobody knows whether it arrived.
    holds: Callable[[Row], bool] = lambda _row: False
    #: Refuse with a RuleError an address to which it may not go, or not any more.
    admit: Callable[[Row], None] = lambda _row: None


@dataclass(frozen=True)
class Tally:
    """What became of the letters of one round."""

    sent: int = 0
    waiting: int = 0  #: refused for now
    failed: int = 0
    held: int = 0  #: may have arrived, and a person has to decide


@dataclass(frozen=True)
class _Claim:
    kind: Kind[Any]
    row_id: int
    holder: str

    def find_held(self) -> Any:
        """Find the letter, if nobody has taken it over; whoever has it now marks it."""
        row = db.session.get(self.kind.table, self.row_id)
        return row if row is not None and row.holder == self.holder else None


def send_due(kinds: Sequence[Kind[Any]], room: PostRoom, *, at: datetime, limit: int) -> Tally:
    """Send the letters that are due, one by one; opens its own transactions.

    :param kinds: all kinds of letters, those first that go first
    :param at: moment of the round; a letter is due when its next try is not later
    :param limit: letters at most, so that a round ends
    """
    states: Counter[DeliveryState] = Counter()
    in_a_row = 0
    for _ in range(limit):
        claim = _claim_letter(kinds, room, at)
        if claim is None:
            break
        receipt = _send(claim, room, at)
        if receipt is None:
            _let_go(claim)
            continue
        state = _mark(claim, receipt, kinds, at=at)
        if state is not None:
            states[state] += 1
        in_a_row = in_a_row + 1 if receipt.outcome is Outcome.RETRY else 0
        if receipt.outcome is Outcome.STOP or in_a_row == MOST_IN_A_ROW:
            break
    return Tally(
        sent=states[DeliveryState.SENT],
        waiting=sum(states[state] for state in WAITING),
        failed=states[DeliveryState.FAILED],
        held=states[DeliveryState.HELD],
    )


def stop_letter(kind: Kind[Row], row: Row, *, why: str, at: datetime) -> None:
    """Take a waiting letter out of the outbox, and say why."""
    row.state, row.next_at, row.answer = DeliveryState.STOPPED, None, why
    kind.record(row, {"message": row.message_id, "answer": why}, at)


def _claim_letter(kinds: Sequence[Kind[Any]], room: PostRoom, at: datetime) -> _Claim | None:
    with write_transaction():
        for kind in kinds:
            row = _find_due(kind, at)
            if row is not None:
                if not take_turn(room.per_minute):
                    return None
                row.holder = secrets.token_hex(8)
                row.lease_until = database_seconds() + LEASE_SECONDS
                row.attempts += 1
                return _Claim(kind, row.id, row.holder)
    return None


def _find_due(kind: Kind[Row], at: datetime) -> Row | None:
    """Find the letter that has been due for longest.

    Those that must not go are stopped, and those that may have gone are held where that is asked.
    """
    query = select(kind.table).where(*_is_due(kind.table, at))
    query = query.order_by(kind.table.next_at, kind.table.id).limit(1)
    while (row := db.session.scalar(query)) is not None:
        why = kind.find_bar(row, at)
        if why is not None:
            stop_letter(kind, row, why=why, at=at)
        elif row.holder is not None and kind.holds(row):
            _hold_interrupted(kind, row, at)
        else:
            break
    return row


def _hold_interrupted(kind: Kind[Row], row: Row, at: datetime) -> None:
    row.state, row.next_at, row.answer = DeliveryState.HELD, None, _INTERRUPTED
    row.holder = row.lease_until = None
    kind.record(row, {"message": row.message_id, "answer": row.answer, "try": row.attempts}, at)


def _is_due(table: type[Outgoing], at: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(table.lease_until.is_(None), table.lease_until < database_seconds())
    return (table.state.in_(WAITING), table.next_at <= at, free)


def _send(claim: _Claim, room: PostRoom, at: datetime) -> Receipt | None:
    """Send a letter; None if it must not go, which it may since it was claimed."""
    try:
        letter = _write(claim, room, at)
    except (BadAddressError, RuleError) as error:
        return Receipt(Outcome.FAILED, str(error))
    return room.office.deliver(letter) if letter else None


def _write(claim: _Claim, room: PostRoom, at: datetime) -> Letter | None:
    row = claim.kind.find(claim.row_id)
    if row is None:
        raise NotFoundError("There is no such letter.")
    if row.state is DeliveryState.STOPPED or claim.kind.find_bar(row, at):
        return None
    claim.kind.admit(row)
    letter = claim.kind.write(row, room)
    check_size((len(each.content) for each in letter.attachments), most=room.most_bytes)
    letter = replace(letter, may_have_gone=row.attempts > 1)
    db.session.rollback()  # nothing may stay open while the mail server thinks
    return letter


def _let_go(claim: _Claim) -> None:
    with write_transaction():
        row = claim.find_held()
        if row is not None:
            row.holder = row.lease_until = None


def _mark(
    claim: _Claim, receipt: Receipt, kinds: Sequence[Kind[Any]], *, at: datetime
) -> DeliveryState | None:
    with write_transaction():
        row = claim.find_held()
        if row is None:
            return None
        row.holder = row.lease_until = None
        row.answer = receipt.answer
        row.state = state = _state_after(claim.kind, row, receipt, at)
        if state is DeliveryState.SENT:
            row.sent_at = at
        if receipt.outcome is Outcome.STOP:
            _hold_all(kinds, at + HOLD_ALL)
        facts = {
            "message": row.message_id,
            "answer": receipt.answer.replace(row.address, "(the reader's address)"),
            "try": row.attempts,
        }
        claim.kind.record(row, facts, at)
        return state


def _state_after(kind: Kind[Row], row: Row, receipt: Receipt, at: datetime) -> DeliveryState:
    if receipt.outcome is Outcome.SENT:
        row.next_at = None
        return DeliveryState.SENT
    if row.state is DeliveryState.STOPPED:
        return DeliveryState.STOPPED  # withdrawn while it was on its way: not tried again
    if receipt.outcome is Outcome.STOP:
        row.attempts -= 1  # it is not this letter's fault
        row.next_at = at + HOLD_ALL
        return DeliveryState.RETRY
    uncertain = receipt.outcome is Outcome.UNCERTAIN
    if uncertain and kind.holds(row):
        row.next_at = None
        return DeliveryState.HELD
    wait = retry_after(row.attempts)
    if receipt.outcome is Outcome.FAILED or wait is None:
        row.next_at = None
        return DeliveryState.FAILED
    row.next_at = at + wait
    return DeliveryState.UNCERTAIN if uncertain else DeliveryState.RETRY


def _hold_all(kinds: Sequence[Kind[Any]], until: datetime) -> None:
    for kind in kinds:
        table = kind.table
        db.session.execute(
            update(table)
            .where(table.state.in_(WAITING), table.next_at < until)
            .values(next_at=until)
        )
