"""Scores of two scales beside each other: in lists, packs, appetites and on the desk."""

import json
from datetime import time, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    ReasonMissingError,
)
from risk_register.domain.oddities import OddityKind
from risk_register.models import Body, Meeting
from risk_register.services.acceptances import accept_risk
from risk_register.services.appetites import find_breach_of, list_limits
from risk_register.services.desk import show_desk
from risk_register.services.effects import list_signals
from risk_register.services.meetings import add_meeting
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.schemes import (
    find_scheme,
    find_version,
)
from risk_register.services.snapshots import freeze_snapshot
from risk_register.services.told_packs import find_reported_assessment_id
from tests.conftest import NOW
from tests.services.test_circulations import circulate
from tests.services.test_schemes import SOON, TODAY, adopt, score


def test_the_pack_names_what_an_earlier_scheme_scored_and_counts_it_in_no_band(
    inside, member, three_by_four
):
    tom = member("tom")
    score(tom, (5, 5))
    adopt(three_by_four, from_on=TODAY)
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


def test_the_same_points_under_another_scheme_need_a_reason(inside, member, three_by_four):
    tom = member("tom")
    score(tom, (2, 3))
    adopt(three_by_four, from_on=TODAY)

    with pytest.raises(ReasonMissingError):
        score(tom, (2, 3), reason="")


def test_the_list_finds_a_band_of_the_scheme_it_belongs_to_alone(inside, member, three_by_four):
    tom = member("tom")
    score(tom, (1, 1))
    old = find_version(tom.programme, on=TODAY).id
    three_by_four["bands"][0]["key"] = "green"
    adopt(three_by_four, from_on=TODAY)
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


def test_a_score_given_anew_on_another_scale_did_not_fall(inside, member, three_by_four):
    tom, amira = member("tom"), member("amira")
    score(tom, (5, 5), at=NOW - timedelta(days=1))
    adopt(three_by_four, from_on=TODAY)

    score(tom, (3, 4))

    risk = get_risk(tom, "R-001")
    assert risk.current_score == 12
    assert [each.kind for each in list_signals(risk, scheme=tom.scheme)] == []
    told = [odd.kind for line in show_desk(amira, at=NOW).odd.lines for odd in line.oddities]
    assert OddityKind.DOWN_WITHOUT_ACTION not in told
    assert find_breach_of(risk, by=tom).since == TODAY


def test_a_score_of_an_earlier_scheme_is_held_against_that_schemes_appetite(
    inside, member, three_by_four
):
    tom = member("tom")
    score(tom, (3, 3))
    adopt(three_by_four, from_on=TODAY)

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


@pytest.mark.parametrize("kind", ["approved"])
@pytest.mark.parametrize("changed", ["grid", "interval"])
def test_page_and_pack_say_the_same_of_a_score_given_anew(inside, member, three_by_four, changed):
    tom, amira = member("tom"), member("amira")
    circulate(member("sofia"))
    document = three_by_four
    if changed == "interval":
        document = json.loads(tom.programme.scheme.document) | {"version": "2018.2"}
    adopt(document, from_on=TODAY)
    score(tom, (3, 4), at=NOW + timedelta(hours=1))
    with write_transaction():
        body = db.session.scalars(db.select(Body)).one()
        july = add_meeting(
            body, held_on=TODAY + timedelta(days=37), starts_at=time(14), place="Hall", at=NOW
        )

    with read_moment():
        content = freeze_snapshot(july, prepared_by=None, at=NOW + timedelta(hours=2)).content
    (line,) = [
        line
        for line in list_risks(
            amira,
            narrowed=RiskFilter(),
            today=TODAY,
            seen_up_to=find_reported_assessment_id(amira.programme, on=TODAY),
        ).lines
        if line.risk.reference == "R-001"
    ]

    (told,) = [risk for risk in content["risks"] if risk["reference"] == "R-001"]
    is_alike = member("amira").scheme.measures_alike(
        line.scheme_before, line.risk.current_scheme_id
    )
    assert is_alike == (changed == "interval")
    assert told["movement"]["kind"] == ("same" if is_alike else "rescaled")
    befores = [band["before"] for band in content["counts"]["bands"]]
    assert (None in befores) == (changed == "grid")
