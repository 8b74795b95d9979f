"""Two moments compared: what moved, what says something else, who said so and why."""

from dataclasses import fields, replace
from datetime import timedelta

from risk_register.database import db, write_transaction
from risk_register.domain.risks import Move, RiskKind
from risk_register.models import AffectedAgency, Agency, Threat
from risk_register.services.comparisons import compare_moments
from risk_register.services.lives import RiskWords, change_columns, edit_risk, propose_risk
from risk_register.services.moments import get_register_at
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_lives import words
from tests.services.test_moments import fill, move


def _words_of(risk):
    areas = db.session.scalars(db.select(Threat.area_id).where(Threat.risk_id == risk.id))
    own = {field.name for field in fields(RiskWords)} - {
        "area_ids",
        "affected_ids",
        "exempt_reason",
    }
    affected = db.session.scalars(
        db.select(AffectedAgency.agency_id).where(AffectedAgency.risk_id == risk.id)
    )
    return RiskWords(
        **{name: getattr(risk, name) for name in own},
        area_ids=frozenset(areas),
        affected_ids=frozenset(affected),
        exempt_reason=risk.exempt_reason or "",
    )


def change(by, reference, **changes):
    with write_transaction():
        risk = get_risk(by, reference)
        edit_risk(
            risk,
            replace(_words_of(risk), **changes),
            reason="The panel corrected it.",
            by=by,
            at=NOW,
            version=risk.version,
        )


def compare_today(by):
    """Say what was reworded in the last hour, by reference."""
    compared = compare_moments(by, since=NOW - timedelta(hours=1), until=NOW)
    return {
        line.risk.reference: [(each.name, each.before, each.after) for each in line.changes]
        for line in compared.reworded
    }


def test_every_step_of_a_move_is_told_with_who_and_why(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    changed = compare_moments(tom, since=NOW - timedelta(hours=1), until=NOW)
    (moved,) = changed.moved
    assert [(step.score, step.by, step.reason) for step in moved.steps] == [
        (20, "Head of Casework", "The third caseworker left.")
    ]
    assert (moved.before.score, moved.points) == (12, 8)
    later = compare_moments(tom, since=NOW, until=NOW + timedelta(days=1))
    assert later.is_empty


def test_a_rewording_is_told_with_who_when_why_and_both_texts(member):
    tom = member("tom")
    with write_transaction():
        risk = get_risk(tom, "R-001")
        changed = words(tom, title="Far too few caseworkers", owner_id=risk.owner_id)
        reason = "Two more have left."
        edit_risk(risk, changed, reason=reason, by=tom, at=NOW, version=risk.version)

    compared = compare_moments(tom, since=NOW - timedelta(hours=1), until=NOW)
    (line,) = compared.reworded
    assert [(each.edited_at, each.by, each.reason) for each in line.edits] == [
        (NOW, "Head of Casework", "Two more have left.")
    ]
    assert ("Title", "Too few caseworkers", "Far too few caseworkers") in [
        (each.name, each.before, each.after) for each in line.changes
    ]


def test_words_that_were_changed_and_changed_back_are_no_rewording(member):
    tom = member("tom")
    with write_transaction():
        risk = get_risk(tom, "R-001")
        original = {name: getattr(risk, name) for name in ("title", "cause", "event")}
        kept = _words_of(risk)
        for title in ("Something else", original["title"]):
            edit_risk(
                risk, replace(kept, title=title), reason="", by=tom, at=NOW, version=risk.version
            )

    compared = compare_moments(tom, since=NOW - timedelta(hours=1), until=NOW)
    assert (compared.reworded.total, compared.unchanged) == (0, 2)


def test_an_agency_that_is_affected_now_is_told_and_was_not_before(member):
    tom = member("tom")
    agencies = db.session.scalars(db.select(Agency.id).where(Agency.key.in_(["council", "ccg"])))
    change(tom, "R-001", affected_ids=frozenset(agencies))

    before, at = (get_register_at(tom, moment) for moment in (NOW - timedelta(minutes=1), NOW))
    assert [register.risks[0].affects for register in (before, at)] == [(), ("CCG", "Council")]
    assert compare_today(tom) == {"R-001": [("Also affects", "none", "CCG, Council")]}

    change(tom, "R-001", affected_ids=frozenset())
    assert compare_today(tom) == {}


def test_a_risk_whose_kind_was_corrected_says_something_else(member):
    amira, earlier = member("amira"), NOW - timedelta(days=1)
    with write_transaction():
        risk = propose_risk(words(amira), by=amira, at=earlier)
        move(amira, risk, Move.ADMIT, at=earlier)
        reference = risk.reference
    with write_transaction():
        risk = get_risk(amira, reference)
        kind = {"kind": RiskKind.OPPORTUNITY}
        change_columns(risk, kind, reason="", by=amira, at=NOW, version=risk.version)

    assert compare_today(amira)[reference] == [("Kind", "Threat", "Opportunity")]


def test_a_risk_that_comes_back_is_opened_again_and_not_new(member):
    amira = member("amira")
    for step, at in ((Move.CLOSE, NOW - timedelta(hours=2)), (Move.REOPEN, NOW)):
        with write_transaction():
            move(amira, get_risk(amira, "R-001"), step, at=at)

    compared = compare_moments(amira, since=NOW - timedelta(hours=1), until=NOW)
    assert [risk.reference for risk in compared.reopened] == ["R-001"]
    assert (compared.new.total, compared.gone.total) == (0, 0)


def test_a_comparison_counts_all_and_tells_the_first(member):
    amira = member("amira")
    with write_transaction():
        fill(amira, 6)

    compared = compare_moments(amira, since=NOW - timedelta(hours=1), until=NOW, most=2)
    assert (compared.new.total, len(compared.new.shown)) == (4, 2)
