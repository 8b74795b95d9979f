"""The golden thread: everything that hangs on an area, as it was at any moment."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import NotAllowedError, NotFoundError
from risk_register.domain.evidence import inspect_file
from risk_register.domain.indicators import Standing
from risk_register.domain.milestones import MilestoneState
from risk_register.models import Post
from risk_register.services.actions import get_action
from risk_register.services.events import record_event
from risk_register.services.evidence import add_evidence
from risk_register.services.impact import ImpactWords, get_impact, state_impact, withdraw_impact
from risk_register.services.indicators import get_indicator, retire_indicator, update_indicator
from risk_register.services.lives import edit_risk
from risk_register.services.milestones import (
    MilestoneNews,
    add_milestone,
    get_milestone,
    update_milestone,
)
from risk_register.services.plan import (
    AreaWords,
    MeasureWords,
    add_measure,
    change_area,
    change_measure,
    get_area,
    get_measure,
)
from risk_register.services.plan_lines import get_line, place_action, remove_line
from risk_register.services.ratings import rate_action
from risk_register.services.risks import get_risk
from risk_register.services.threads import get_thread
from tests.conftest import NOW
from tests.services.measuring import AIM, WHY, days_before, measure, record
from tests.services.measuring import words as said_of
from tests.services.test_lives import words
from tests.services.test_plan import post_of
from tests.services.test_ratings import choose

REASON = "It belongs to another programme."


def after(minutes):
    return NOW + timedelta(minutes=minutes)


def live_through(amira, tom):
    """Let the plan come about minute by minute, and change again."""
    choose()
    lead = post_of("Head of Casework").id
    with write_transaction():
        plans = MeasureWords("Plans come in time", target="70 per cent")
        add_measure(get_area(amira, "W1"), plans, by=amira, at=after(1))
    with write_transaction():
        measure, action = get_measure(amira, "W1", 1), get_action(amira, "A-1.1")
        place_action(measure, action, by=amira, at=after(2))
    with write_transaction():
        action = get_action(tom, "A-1.1")
        rate_action(action, "green", reason="", by=tom, at=after(3))
        add_milestone(action, text="Advertised", due_on=date(2018, 6, 4), by=tom, at=after(3))
        file = inspect_file("advert.txt", b"Two posts")
        add_evidence(action, file, shows="That it is out", by=tom, at=after(3))
        said = ImpactWords("Parents are told in time.", "a survey", date(2018, 5, 31))
        state_impact(get_area(amira, "W1"), said, by=amira, at=after(3))
    db.session.expire_all()
    with write_transaction():
        action = get_action(tom, "A-1.1")
        rate_action(action, "red", reason="Nobody applied at all.", by=tom, at=after(5))
        news = MilestoneNews(MilestoneState.MET, date(2018, 6, 4), date(2018, 6, 5))
        milestone = get_milestone(tom, "A-1.1", 1)
        update_milestone(milestone, news, by=tom, at=after(5), version=1)
        changed = MeasureWords("Plans are good and in time", target="70 per cent")
        measure = get_measure(amira, "W1", 1)
        change_measure(measure, changed, by=amira, at=after(5), version=1)
        said = AreaWords("On time", "Late.", lead)
        change_area(get_area(amira, "W1"), said, by=amira, at=after(5), version=1)
        impact = get_impact(amira, "W1", 1)
        withdraw_impact(impact, reason="Counted wrongly.", by=amira, at=after(5))
        risk = get_risk(amira, "R-002")
        said = words(amira, owner_id=risk.owner_id, area_ids=frozenset())
        edit_risk(risk, said, reason="", by=amira, at=after(5), version=risk.version)
    with write_transaction():
        remove_line(get_line(amira, "W1", 1), reason=REASON, by=amira, at=after(7))
    db.session.expire_all()


def test_the_thread_is_told_as_it_was_at_each_moment(member):
    amira, tom = member("amira"), member("tom")
    live_through(amira, tom)
    tell = {minutes: get_thread(amira, "W1", after(minutes)) for minutes in (0, 2.5, 4, 6, 8)}

    assert [len(tell[at].measures) for at in (0, 2.5, 4, 6, 8)] == [0, 1, 1, 1, 1]
    assert [len(tell[at].measures[0].works) for at in (2.5, 4, 6, 8)] == [1, 1, 1, 0]
    first, second = (tell[at].measures[0].works[0] for at in (4, 6))
    assert (first.number, first.reference, first.risks) == ("1.1.1", "A-1.1", ("R-001",))
    assert (first.level.key, second.level.key) == ("green", "red")
    assert first.milestones[0].standing.words == "Late by 1 day"
    assert second.milestones[0].standing.words == "Met, 1 day late"
    assert first.evidence == ("advert.txt",)
    assert tell[2.5].measures[0].works[0].evidence == ()
    assert tell[2.5].measures[0].works[0].level is None


def test_words_leads_risks_and_impact_are_those_of_the_moment(member):
    amira, tom = member("amira"), member("tom")
    live_through(amira, tom)
    before, later = get_thread(amira, "W1", after(4)), get_thread(amira, "W1", after(6))

    assert (before.short, before.lead) == ("Plans on time", None)
    assert (later.short, later.lead) == ("On time", "Head of Casework")
    assert before.measures[0].text == "Plans come in time"
    assert later.measures[0].text == "Plans are good and in time"
    assert [each.text for each in before.impact] == ["Parents are told in time."]
    assert later.impact == ()
    assert [risk.reference for risk in before.risks] == ["R-001", "R-002"]
    assert [risk.reference for risk in later.risks] == ["R-001"]


def test_what_was_measured_is_told_as_it_was_known_at_each_moment(member):
    amira = member("amira")
    ties = {
        "area_ids": frozenset({get_area(amira, "W1").id}),
        "risk_ids": frozenset({get_risk(amira, "R-001").id}),
    }
    measure(amira, at=days_before(90), title="Plans in time", **ties)
    record(amira, "I-01", "March 2018", "52", at=days_before(40))
    record(amira, "I-01", "April 2018", "30", at=after(1), commentary="Two posts are empty.")
    record(amira, "I-01", "March 2018", "50", at=after(2), reason=WHY)
    with write_transaction():
        said = replace(said_of("Plans issued in time"), area_ids=ties["area_ids"])
        update_indicator(
            get_indicator(amira, "I-01"), said, AIM, reason="", by=amira, at=after(5), version=1
        )
    with write_transaction():
        indicator = get_indicator(amira, "I-01")
        retire_indicator(indicator, reason=REASON, by=amira, at=after(7), version=2)
    db.session.expire_all()
    tell = {minutes: get_thread(amira, "W1", after(minutes)) for minutes in (0, 4, 6, 8)}
    first, second, third = (tell[at].indicators[0] for at in (0, 4, 6))

    assert get_thread(amira, "W1", days_before(91)).indicators == ()
    assert tell[8].indicators == ()
    assert (first.value, first.standing, first.period.label) == (
        Decimal(52),
        Standing.ON_TRACK,
        "March 2018",
    )
    assert (second.value, second.standing) == (Decimal(30), Standing.OFF_TRACK)
    assert second.expected == AIM.expect(date(2018, 4, 30))
    assert [each.risks for each in (first, second, third)] == [("R-001",), ("R-001",), ()]
    assert [each.title for each in (first, second, third)] == [
        "Plans in time",
        "Plans in time",
        "Plans issued in time",
    ]


def test_posts_are_called_what_they_were_called_then(member):
    amira, tom = member("amira"), member("tom")
    live_through(amira, tom)
    with write_transaction():
        post = db.session.scalars(db.select(Post).where(Post.title == "Head of Casework")).one()
        post.title = "Casework Director"
        record_event("post renamed", subject="posts", programme=None, by=None, at=after(20))
    db.session.expire_all()

    told = [get_thread(amira, "W1", after(minutes)).lead for minutes in (6, 21)]
    assert told == ["Head of Casework", "Casework Director"]


def test_an_unknown_area_has_no_thread(member):
    with pytest.raises(NotFoundError):
        get_thread(member("tom"), "W9", NOW)


def test_an_observer_does_not_read_it(member):
    with pytest.raises(NotAllowedError):
        get_thread(member("olu"), "W1", NOW)
