"""Freezing the small programme's June pack, and what happens to its risks before."""

from datetime import date, datetime, timedelta

from risk_register.clock import LONDON
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.decisions import Ruling
from risk_register.domain.meetings import DecisionKind
from risk_register.models import Meeting, Person, Risk
from risk_register.services.acceptances import accept_risk
from risk_register.services.decisions import record_decision
from risk_register.services.events import record_event
from risk_register.services.lives import change_columns, move_risk
from risk_register.services.programmes import get_member
from risk_register.services.risks import get_risk
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW

MAY = date(2018, 5, 17)
REASON = "The board was told why in so many words."
A_DAY = timedelta(days=1)


def june():
    return db.session.scalars(db.select(Meeting).where(Meeting.held_on == date(2018, 6, 14))).one()


def freeze(meeting=None, at=NOW):
    with read_moment():
        return freeze_snapshot(meeting or june(), prepared_by=None, at=at).content


def line_of(content, reference="R-001"):
    (line,) = [risk for risk in content["risks"] if risk["reference"] == reference]
    return line


def change(reference="R-001", **columns):
    """Set columns past the services, with a line in the record."""
    with write_transaction():
        risk = find(reference)
        for name, value in columns.items():
            setattr(risk, name, value)
        record_event(
            "risk changed",
            subject=f"risk {reference}",
            programme=risk.programme,
            by=None,
            at=NOW,
        )


def find(reference):
    number = int(reference.removeprefix("R-"))
    return db.session.scalars(db.select(Risk).where(Risk.number == number)).one()


def move(by, reference, step, at=NOW, into=None):
    with write_transaction():
        risk = get_risk(by, reference)
        move_risk(risk, step, reason=REASON, into=into, by=by, at=at, version=risk.version)


def accept(by, until, at=NOW, reference="R-001"):
    with write_transaction():
        risk = get_risk(by, reference)
        accept_risk(risk, reason=REASON, expires_on=until, by=by, at=at, version=risk.version)


def reword(by, at=NOW, reason="Plainer.", reference="R-001", **columns):
    with write_transaction():
        risk = get_risk(by, reference)
        change_columns(risk, columns, reason=reason, by=by, at=at, version=risk.version)


def decide(meeting, text, reference="R-001"):
    with write_transaction():
        at = datetime.combine(meeting.held_on, datetime.min.time(), LONDON)
        note_decision(meeting, find(reference), text, at=at)


def note_decision(meeting, risk, text, at):
    """Let the secretary write down what a board said about a risk, and no more."""
    sofia = db.session.scalars(db.select(Person).where(Person.name == "Sofia")).one()
    by = get_member(sofia, "send", on=meeting.held_on)
    ruling = Ruling(DecisionKind.NOTED, text, version=risk.version)
    record_decision(meeting, ruling, risk=risk, by=by, at=at)
