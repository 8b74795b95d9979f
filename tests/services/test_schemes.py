"""Scoring by another scheme from a day on, with the past as it was."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import (
    NotFoundError,
    RuleError,
    SettingsError,
)
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, SchemeVersion
from risk_register.services.appetites import find_breach_of, list_breaches, list_limits
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.desk import show_desk
from risk_register.services.history import verify_history
from risk_register.services.programmes import get_programme
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.schemes import (
    adopt_scheme,
    find_scheme,
    list_adoptions,
    list_other_bands,
    name_scheme_of_agency,
)
from tests.conftest import NOW

TODAY = NOW.date()
SOON = TODAY + timedelta(days=10)


def adopt(document, from_on=SOON, today=TODAY):
    with write_transaction():
        programme = get_programme("send")
        adopt_scheme(programme, document, from_on=from_on, at=NOW, today=today)
    return programme


def score(by, points, at=NOW, reference="R-001", reason="The two posts are filled."):
    with write_transaction():
        risk = get_risk(by, reference)
        return record_assessment(
            risk,
            Judgement(*points, reason),
            basis=Basis.CURRENT,
            by=by,
            at=at,
            version=risk.version,
        )


def test_a_scheme_is_in_force_from_its_day_on_and_not_before(inside, nhs):
    programme = adopt(nhs)

    in_force = [find_scheme(programme, on=SOON + timedelta(days=days)).key for days in (-1, 0, 300)]
    assert in_force == ["programme-5x5", "nhs-5x5", "nhs-5x5"]


def test_adopting_one_leaves_every_judgement_and_its_band_as_they_were(inside, member, nhs):
    told = [
        (row.id, row.score, row.band, row.scheme_id)
        for row in db.session.scalars(db.select(Assessment))
    ]
    risk = get_risk(member("tom"), "R-001")
    band = find_scheme(risk.programme, on=TODAY).find_band(
        risk.current_band, risk.current_scheme_id
    )

    programme = adopt(nhs)

    scheme = find_scheme(programme, on=SOON)
    assert scheme.find_band(risk.current_band, risk.current_scheme_id) == band
    rows = db.session.scalars(db.select(Assessment))
    assert [(row.id, row.score, row.band, row.scheme_id) for row in rows] == told


def test_a_judgement_is_scored_by_the_scheme_of_its_day(inside, member, three_by_four):
    adopt(three_by_four)
    on_the_day = NOW + timedelta(days=10)
    tom = member("tom")

    before, after = score(tom, (2, 4)), score(tom, (2, 4), at=on_the_day)

    assert (before.score, before.band) == (8, "amber")
    assert (after.score, after.band) == (8, "dark")
    assert before.scheme_id != after.scheme_id == get_risk(tom, "R-001").current_scheme_id


def test_the_next_review_is_due_when_band_or_category_asks(inside, member, three_by_four):
    adopt(three_by_four, from_on=TODAY)
    tom = member("tom")

    score(tom, (3, 4))

    risk = get_risk(tom, "R-001")
    assert risk.category == "capacity"
    assert risk.review_due_on == TODAY + timedelta(days=7)


def test_a_point_that_the_scheme_in_force_has_not_got_is_refused(inside, member, three_by_four):
    adopt(three_by_four, from_on=TODAY)

    with pytest.raises(RuleError):
        score(member("tom"), (5, 4))


def test_the_record_tells_the_adoption_and_verifies(inside, member, three_by_four):
    adopt(three_by_four, from_on=TODAY)
    score(member("tom"), (3, 4))

    assert verify_history().problems == []
    assert [line[1] for line in list_adoptions(get_programme("send"))] == [
        "programme-5x5 2018.1",
        "three-by-four 1",
    ]


def test_a_score_whose_scheme_was_swapped_behind_the_record_is_found(inside, member, three_by_four):
    adopt(three_by_four, from_on=TODAY)
    risk = get_risk(member("tom"), "R-001")
    other = db.session.scalars(
        db.select(SchemeVersion).where(SchemeVersion.key == "three-by-four")
    ).one()
    db.session.execute(
        db.text("UPDATE risk SET current_scheme_id = :other WHERE id = :id"),
        {"other": other.id, "id": risk.id},
    )
    db.session.commit()
    db.session.expire_all()

    assert any("R-001" in problem for problem in verify_history().problems)


def test_the_past_is_not_rewritten(inside, nhs):
    with pytest.raises(RuleError, match="from today or a later day"):
        adopt(nhs, from_on=TODAY - timedelta(days=1))


def test_a_day_has_one_scheme(inside, nhs, three_by_four):
    adopt(nhs)

    with pytest.raises(RuleError, match="adopted already"):
        adopt(three_by_four)


def test_a_version_is_never_stored_with_other_contents(inside, nhs):
    adopt(nhs)

    with pytest.raises(RuleError, match="never rewritten"):
        adopt(nhs | {"name": "Another name"}, from_on=SOON + timedelta(days=1))


def test_a_scheme_nobody_could_score_by_changes_nothing(inside, nhs):
    with pytest.raises(SettingsError):
        adopt(nhs | {"grid": [[1]]})

    assert len(list_adoptions(get_programme("send"))) == 1


def test_an_agency_says_what_it_would_call_a_score(inside, member, nhs):
    tom = member("tom")
    score(tom, (3, 4))
    with write_transaction():
        name_scheme_of_agency("ccg", nhs, at=NOW)

    found = [(agency.short, band.name) for agency, band in list_other_bands(get_risk(tom, "R-001"))]

    assert found == [("CCG", "High")]


def test_an_agency_whose_scales_have_other_lengths_says_nothing(inside, member, three_by_four):
    with write_transaction():
        name_scheme_of_agency("ccg", three_by_four, at=NOW)

    assert list_other_bands(get_risk(member("tom"), "R-001")) == []


def test_a_strange_agency_has_no_scheme(inside, nhs):
    with pytest.raises(NotFoundError):
        name_scheme_of_agency("nobody", nhs, at=NOW)


def test_a_risk_is_above_the_appetite_since_it_went_there(inside, member):
    tom = member("tom")
    score(tom, (2, 3), at=NOW - timedelta(days=3))
    score(tom, (4, 4), at=NOW - timedelta(days=2))

    breach = find_breach_of(get_risk(tom, "R-001"), by=tom)

    assert (breach.score, breach.most, breach.since) == (16, 9, TODAY - timedelta(days=2))


def test_the_list_shows_only_those_above_the_appetite_when_asked(inside, member):
    tom, amira = member("tom"), member("amira")
    score(tom, (4, 4))
    score(member("priya"), (1, 1), reference="R-002")
    most = list_limits(amira)

    found = list_risks(amira, narrowed=RiskFilter(most_borne=most), today=TODAY, seen_up_to=0)

    assert [line.risk.reference for line in found.lines] == ["R-001"]
    assert set(list_breaches([line.risk for line in found.lines], by=amira)) == {
        found.lines[0].risk.id
    }


def test_the_desk_lists_what_is_above_the_appetite(inside, member):
    score(member("tom"), (4, 4))

    above = show_desk(member("amira"), at=NOW).above.lines

    assert "R-001" in [line.risk.reference for line in above]
