"""Where risks stand on the map: by each basis, under any scheme, in as many queries as ever."""

import json
from datetime import date, datetime

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.heat_maps import Beside, Placement, list_cells
from risk_register.domain.risks import LIVE, Move
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Risk, SchemeVersion
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.heat_maps import MOST_IN_CELL, get_heat_map
from risk_register.services.lives import move_risk, propose_risk
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.told_packs import list_told
from tests.conftest import NOW
from tests.domain.test_heat_maps import SIZES, build_document
from tests.services.test_lives import words
from tests.services.test_moments import counting, fill, manager  # noqa: F401 - a fixture


def score(by, reference, likelihood, impact, basis=Basis.CURRENT, at=NOW):
    """Judge a risk."""
    risk = get_risk(by, reference)
    judgement = Judgement(likelihood, impact, "It was looked at.")
    record_assessment(risk, judgement, basis=basis, by=by, at=at, version=risk.version)


def score_all(by, likelihood, impact, basis=Basis.CURRENT):
    for risk in db.session.scalars(db.select(Risk).where(Risk.status.in_(LIVE))).all():
        score(by, risk.reference, likelihood, impact, basis)


def change_scheme(by, document):
    """Put another scheme into force; scores already given keep theirs."""
    scheme = SchemeVersion(
        key=document["key"], version=document["version"], document=json.dumps(document)
    )
    db.session.add(scheme)
    db.session.flush()
    by.programme.scheme = scheme
    db.session.commit()


def standing(heat_map):
    """Say which references are shown where."""
    return {
        (cell.judged.likelihood, cell.judged.impact): [risk.reference for risk in cell.first]
        for cell in heat_map.filled
    }


def listed(by, placement):
    page = list_risks(by, narrowed=RiskFilter(placement=placement), today=NOW.date(), seen_up_to=0)
    assert page.total >= len(page.lines)
    return [line.risk.reference for line in page.lines]


def test_each_open_risk_stands_in_the_cell_of_its_score(member):
    heat_map = get_heat_map(member("grace"), Basis.CURRENT)

    assert standing(heat_map) == {(4, 3): ["R-001"], (2, 2): ["R-002"]}
    assert (heat_map.placed, heat_map.unscored, heat_map.earlier) == (2, 0, 0)


def test_another_basis_shows_its_own_scores_and_counts_those_without(member):
    heat_map = get_heat_map(member("grace"), Basis.INHERENT)

    assert standing(heat_map) == {(5, 4): ["R-001"]}
    assert (heat_map.placed, heat_map.unscored) == (1, 1)


def test_only_the_newest_judgement_counts(member):
    tom = member("tom")
    with write_transaction():
        for points in ((2, 2), (3, 1)):
            score(tom, "R-001", *points, basis=Basis.TARGET)

    assert standing(get_heat_map(tom, Basis.TARGET)) == {(3, 1): ["R-001"]}


def test_a_closed_risk_and_a_proposal_stand_nowhere(member):
    amira = member("amira")
    with write_transaction():
        propose_risk(words(amira), by=amira, at=NOW)
        risk = get_risk(amira, "R-001")
        move_risk(
            risk, Move.CLOSE, reason="The posts are filled.", by=amira, at=NOW, version=risk.version
        )

    heat_map = get_heat_map(amira, Basis.CURRENT)
    assert (heat_map.total, standing(heat_map)) == (1, {(2, 2): ["R-002"]})


def test_a_full_cell_shows_the_lowest_references_and_counts_the_rest(member):
    amira = member("amira")
    with write_transaction():
        fill(amira, 12)
        score_all(amira, 5, 5)

    (cell,) = get_heat_map(amira, Basis.CURRENT).filled
    assert (cell.count, cell.is_cut) == (12, True)
    assert [risk.number for risk in cell.first] == list(range(1, MOST_IN_CELL + 1))


@pytest.mark.parametrize("kind", ["demonstration"])
@pytest.mark.parametrize("basis", Basis)
def test_every_cell_and_what_stands_beside_lead_to_as_many_risks_in_the_list(manager, basis):  # noqa: F811 - the fixture
    heat_map, scheme = get_heat_map(manager, basis), manager.scheme

    for cell in (cell for row in heat_map.rows for cell in row.cells):
        points = {"likelihood": cell.judged.likelihood, "impact": cell.judged.impact}
        found = listed(manager, Placement(basis, tuple(list_cells(scheme, **points))))
        assert sorted(found) == [risk.reference for risk in cell.first]
    every = tuple(list_cells(scheme))
    assert len(listed(manager, Placement(basis, every))) == heat_map.placed
    assert len(listed(manager, Placement(basis, every, Beside.UNSCORED))) == heat_map.unscored
    assert heat_map.total == 7


@pytest.mark.parametrize("size", SIZES)
def test_scores_that_the_grid_in_force_never_gave_are_counted_and_listed_beside_it(member, size):
    amira = member("amira")
    with write_transaction():
        score(amira, "R-001", 5, 5)
        score(amira, "R-002", 3, 4)
    change_scheme(amira, build_document(*size))

    cells = tuple(list_cells(amira.scheme))
    heat_map = get_heat_map(amira, Basis.CURRENT)
    assert (heat_map.total, heat_map.earlier + heat_map.placed) == (2, 2)
    assert [len(heat_map.rows), len(heat_map.rows[0].cells)] == list(size)
    assert "R-001" in listed(amira, Placement(Basis.CURRENT, cells, Beside.EARLIER))
    for beside, count in ((None, heat_map.placed), (Beside.EARLIER, heat_map.earlier)):
        assert len(listed(amira, Placement(Basis.CURRENT, cells, beside))) == count


@pytest.mark.parametrize("basis", [Basis.INHERENT, Basis.TARGET])
def test_an_earlier_schemes_scores_on_another_basis_are_listed_beside_it_too(member, basis):
    amira = member("amira")
    with write_transaction():
        score_all(amira, 5, 5, basis)
    change_scheme(amira, build_document(3, 3))

    cells = tuple(list_cells(amira.scheme))
    assert get_heat_map(amira, basis).earlier == 2
    assert listed(amira, Placement(basis, cells, Beside.EARLIER)) == ["R-001", "R-002"]
    assert listed(amira, Placement(basis, cells)) == []


def test_a_point_that_is_on_no_scale_finds_nothing(member):
    grace = member("grace")
    cells = tuple(list_cells(grace.scheme, likelihood=9))

    assert listed(grace, Placement(Basis.CURRENT, cells)) == []


def test_a_long_register_costs_no_more_queries_than_a_short_one(member):
    amira = member("amira")
    sent = []
    for total in (10, 200):
        with write_transaction():
            fill(amira, total)
            score_all(amira, 4, 4, Basis.TARGET)
        for basis in Basis:
            get_heat_map(amira, basis)
            with counting() as statements:
                get_heat_map(amira, basis)
            sent.append(len(statements))

    assert set(sent) == {3}


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_packs_that_were_circulated_are_told_the_last_meeting_first(manager):  # noqa: F811 - the fixture
    told = [(one.held_on, one.taken_at) for one in list_told(manager.programme, on=NOW.date())]

    assert [held_on for held_on, _ in told] == [
        date(2018, 5, 10),
        date(2018, 4, 12),
        date(2018, 3, 8),
    ]
    assert told == sorted(told, reverse=True)
    assert all(taken_at < datetime.fromisoformat(f"{day}T00:00:00Z") for day, taken_at in told)


def test_only_those_who_may_read_the_register_see_where_its_risks_stand(member):
    with pytest.raises(NotAllowedError):
        get_heat_map(member("olu"), Basis.CURRENT)


def test_the_map_of_current_scores_is_the_map_of_the_newest_current_judgements(member):
    tom = member("tom")
    with write_transaction():
        score(tom, "R-001", 5, 2)

    newest = db.session.scalars(
        db.select(Assessment).where(Assessment.basis == Basis.CURRENT).order_by(Assessment.id)
    ).all()
    by_risk = {one.risk_id: (one.likelihood, one.impact) for one in newest}
    assert set(standing(get_heat_map(tom, Basis.CURRENT))) == set(by_risk.values())
