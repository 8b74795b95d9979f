"""Scoring by another scheme from a day on, with the past as it was."""

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    NotFoundError,
    ReasonMissingError,
    RuleError,
    SettingsError,
)
from risk_register.domain.oddities import OddityKind
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Meeting, SchemeVersion
from risk_register.services.acceptances import accept_risk
from risk_register.services.appetites import find_breach_of, list_breaches, list_limits
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.desk import show_desk
from risk_register.services.effects import list_signals
from risk_register.services.history import verify_history
from risk_register.services.programmes import get_programme
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.schemes import (
    adopt_scheme,
    find_scheme,
    find_version,
    list_adoptions,
    list_other_bands,
    name_scheme_of_agency,
)
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW

TODAY = NOW.date()
SOON = TODAY + timedelta(days=10)
FOLDER = Path(__file__).parents[2] / "config/schemes"


@pytest.fixture
def nhs():
    return tomllib.loads((FOLDER / "nhs-5x5.toml").read_text(encoding="utf-8"))


@pytest.fixture
def small():
    """A scheme of three by four whose scores are no products."""
    return {
        "key": "three-by-four",
        "version": "1",
        "name": "Three by four",
        "likelihood": [{"point": n, "name": f"L{n}"} for n in (1, 2, 3)],
        "impact": [{"point": n, "name": f"I{n}"} for n in (1, 2, 3, 4)],
        "domains": [],
        "grid": [[1, 2, 3, 5], [2, 4, 6, 8], [4, 7, 9, 12]],
        "bands": [
            {
                "key": "green",
                "name": "Mild",
                "lowest": 1,
                "highest": 4,
                "review_days": 90,
                "tone": "low",
            },
            {
                "key": "dark",
                "name": "Dark",
                "lowest": 5,
                "highest": 12,
                "review_days": 14,
                "tone": "high",
            },
        ],
        "categories": ["capacity", "recruitment"],
        "appetite": [{"category": "capacity", "most": 4}],
        "review_days": {"capacity": 7},
    }


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


def test_a_judgement_is_scored_by_the_scheme_of_its_day(inside, member, small):
    adopt(small)
    on_the_day = NOW + timedelta(days=10)
    tom = member("tom")

    before, after = score(tom, (2, 4)), score(tom, (2, 4), at=on_the_day)

    assert (before.score, before.band) == (8, "amber")
    assert (after.score, after.band) == (8, "dark")
    assert before.scheme_id != after.scheme_id == get_risk(tom, "R-001").current_scheme_id


def test_the_next_review_is_due_when_band_or_category_asks(inside, member, small):
    adopt(small, from_on=TODAY)
    tom = member("tom")

    score(tom, (3, 4))

    risk = get_risk(tom, "R-001")
    assert risk.category == "capacity"
    assert risk.review_due_on == TODAY + timedelta(days=7)


def test_a_point_that_the_scheme_in_force_has_not_got_is_refused(inside, member, small):
    adopt(small, from_on=TODAY)

    with pytest.raises(RuleError):
        score(member("tom"), (5, 4))


def test_the_record_tells_the_adoption_and_verifies(inside, member, small):
    adopt(small, from_on=TODAY)
    score(member("tom"), (3, 4))

    assert verify_history().problems == []
    assert [line[1] for line in list_adoptions(get_programme("send"))] == [
        "programme-5x5 2018.1",
        "three-by-four 1",
    ]


def test_a_score_whose_scheme_was_swapped_behind_the_record_is_found(inside, member, small):
    adopt(small, from_on=TODAY)
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


def test_a_day_has_one_scheme(inside, nhs, small):
    adopt(nhs)

    with pytest.raises(RuleError, match="adopted already"):
        adopt(small)


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


def test_an_agency_whose_scales_have_other_lengths_says_nothing(inside, member, small):
    with write_transaction():
        name_scheme_of_agency("ccg", small, at=NOW)

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


def test_the_pack_names_what_an_earlier_scheme_scored_and_counts_it_in_no_band(
    inside, member, small
):
    tom = member("tom")
    score(tom, (5, 5))
    adopt(small, from_on=TODAY)
    meeting = db.session.scalars(db.select(Meeting)).one()

    with read_moment():
        content = freeze_snapshot(meeting, prepared_by=None, at=NOW).content

    told = {risk["reference"]: risk["current"] for risk in content["risks"]}
    assert told["R-001"]["earlier_scheme"] == "Programme scheme, five by five, version 2018.1"
    assert (told["R-001"]["score"], told["R-001"]["band_name"]) == (25, "Red")
    counts = content["counts"]
    in_bands = sum(band["count"] for band in counts["bands"])
    assert in_bands + counts["earlier_scheme"] == counts["open"] == 2
    assert content["scheme"]["key"] == "three-by-four"


def test_the_same_points_under_another_scheme_need_a_reason(inside, member, small):
    tom = member("tom")
    score(tom, (2, 3))
    adopt(small, from_on=TODAY)

    with pytest.raises(ReasonMissingError):
        score(tom, (2, 3), reason="")


def test_the_list_finds_a_band_of_the_scheme_it_belongs_to_alone(inside, member, small):
    tom = member("tom")
    score(tom, (1, 1))
    old = find_version(tom.programme, on=TODAY).id
    small["bands"][0]["key"] = "green"
    adopt(small, from_on=TODAY)
    new = find_version(tom.programme, on=TODAY).id

    found = [
        [
            line.risk.reference
            for line in list_risks(
                tom, narrowed=RiskFilter(band="green", scheme_id=each), today=TODAY, seen_up_to=0
            ).lines
        ]
        for each in (old, new)
    ]

    assert "R-001" in found[0]
    assert found[1] == []


def test_an_accepted_risk_is_not_called_stuck(inside, member):
    tom, amira = member("tom"), member("amira")
    score(tom, (4, 4))
    with write_transaction():
        risk = get_risk(amira, "R-001")
        until = TODAY + timedelta(days=30)
        accept_risk(
            risk,
            reason="The board bears it this summer.",
            expires_on=until,
            by=amira,
            at=NOW,
            version=risk.version,
        )

    found = {
        day: [
            line.risk.reference
            for line in list_risks(
                amira, narrowed=RiskFilter(not_borne_on=day), today=TODAY, seen_up_to=0
            ).lines
        ]
        for day in (until, until + timedelta(days=1))
    }

    assert "R-001" not in found[until]
    assert "R-001" in found[until + timedelta(days=1)]


def test_a_score_given_anew_on_another_scale_did_not_fall(inside, member, small):
    tom, amira = member("tom"), member("amira")
    score(tom, (5, 5), at=NOW - timedelta(days=1))
    adopt(small, from_on=TODAY)

    score(tom, (3, 4))

    risk = get_risk(tom, "R-001")
    assert risk.current_score == 12
    assert [each.kind for each in list_signals(risk, scheme=tom.scheme)] == []
    told = [odd.kind for line in show_desk(amira, at=NOW).odd.lines for odd in line.oddities]
    assert OddityKind.DOWN_WITHOUT_ACTION not in told
    assert find_breach_of(risk, by=tom).since == TODAY


def test_a_score_of_an_earlier_scheme_is_held_against_that_schemes_appetite(inside, member, small):
    tom = member("tom")
    score(tom, (3, 3))
    adopt(small, from_on=TODAY)

    assert get_risk(tom, "R-001").current_score == 9
    assert find_breach_of(get_risk(tom, "R-001"), by=tom) is None
    found = list_risks(
        tom, narrowed=RiskFilter(most_borne=list_limits(tom)), today=TODAY, seen_up_to=0
    )
    assert "R-001" not in [line.risk.reference for line in found.lines]


def test_an_adoption_that_only_changes_an_interval_keeps_scores_comparable(inside, member, nhs):
    tom = member("tom")
    again = dict(json.loads(tom.programme.scheme.document)) | {"version": "2018.2"}
    again["review_days"] = {"capacity": 7}
    first = find_version(tom.programme, on=TODAY).id
    adopt(again, from_on=TODAY)

    second = find_version(tom.programme, on=TODAY).id
    scheme = find_scheme(tom.programme, on=TODAY)
    assert scheme.measures_alike(first, second)
    adopt(nhs, from_on=SOON)
    later = find_scheme(tom.programme, on=SOON)
    assert not later.measures_alike(first, find_version(tom.programme, on=SOON).id)
