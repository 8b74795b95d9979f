"""Letters that chase, written by the clock's own job on the small programme."""

from collections import Counter
from datetime import datetime

from risk_register.clock import LONDON, london_day
from risk_register.database import db, write_transaction
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Holding, Notice, Person, Post, Reminder
from risk_register.scheduler.chases import chase_people
from risk_register.scheduler.rounds import Round
from risk_register.services.assessments import confirm_risk
from risk_register.services.events import record_event
from risk_register.services.outbox import PostRoom
from risk_register.services.programmes import get_member
from risk_register.services.risks import get_risk
from risk_register.services.ticks import note_tick


class Office:
    """A post office that keeps what it is given."""

    def __init__(self):
        self.letters = []

    def deliver(self, letter):
        """Take a letter."""
        self.letters.append(letter)
        return Receipt(Outcome.SENT, "250 taken")


ROOM = PostRoom(Office(), "register@example.org", "https://register.example.org", "a key")


def moment(month, day, hour=9, minute=0, year=2018):
    """Give a moment in London; the June meeting is called on 23 May and due on 31 May."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def tick(at):
    """Let the clock chase at a moment, and tell the letters it wrote: to whom, and what for."""
    last = db.session.scalar(db.select(db.func.max(Notice.id))) or 0
    db.session.rollback()
    with write_transaction():
        note_tick(at=at, every=60)
    chase_people(ROOM, Round(), at=at)
    return [(row.person.name, row.kind.value) for row in list_notices(after=last)]


def list_notices(after=0):
    """List the letters, the oldest first."""
    return db.session.scalars(db.select(Notice).where(Notice.id > after).order_by(Notice.id)).all()


def newest(name):
    """Give the newest letter to somebody."""
    return next(row for row in reversed(list_notices()) if row.person.name == name)


def stages(name):
    """List the stages somebody was chased at, in order, with what about."""
    rows = db.session.scalars(
        db.select(Reminder).join(Reminder.person).where(Person.name == name).order_by(Reminder.id)
    )
    return [(row.stage.value, row.matter) for row in rows]


def count_lines():
    """Count the lines of the ledger, each as what must be there only once."""
    return Counter(
        db.session.execute(
            db.select(Reminder.person_id, Reminder.matter, Reminder.stage, Reminder.due_on)
        ).all()
    )


def find_person(name):
    """Find somebody by their first name."""
    return db.session.scalars(db.select(Person).where(Person.name == name)).one()


def member_at(name, at):
    """Find what somebody is in the programme on the day of a moment."""
    return get_member(find_person(name), "send", on=london_day(at))


def answer(name, reference, at):
    """Let an owner say that a risk is still right."""
    with write_transaction():
        by = member_at(name, at)
        risk = get_risk(by, reference)
        confirm_risk(risk, note="", by=by, at=at, version=risk.version)


def change(at, act):
    """Change something by hand, with a line in the record."""
    with write_transaction():
        act()
        record_event("tested", subject="a test", programme=None, by=None, at=at)


def hand_over(title, name, at):
    """Let somebody hold a post from a day on instead of whoever held it; None: nobody."""

    def act():
        post = db.session.scalars(db.select(Post).where(Post.title == title)).one()
        for held in db.session.scalars(db.select(Holding).where(Holding.post_id == post.id)):
            held.until_on = london_day(at).replace(day=london_day(at).day - 1)
        if name:
            db.session.add(Holding(post=post, person=find_person(name), from_on=london_day(at)))

    change(at, act)
