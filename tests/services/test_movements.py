"""What moved on the map since a moment: the same as two moments compared, and why."""

from datetime import datetime, timedelta

import pytest

from risk_register.database import write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.risks import Move
from risk_register.domain.scoring import Basis
from risk_register.services.comparisons import compare_moments
from risk_register.services.heat_maps import get_heat_map
from risk_register.services.lives import move_risk, propose_risk
from risk_register.services.movements import PAGE_SIZE, find_movement
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.domain.test_heat_maps import build_document
from tests.services.test_fields import OPPORTUNITY
from tests.services.test_heat_maps import change_scheme, score, score_all
from tests.services.test_lives import words
from tests.services.test_moments import counting, fill, manager  # noqa: F401 - a fixture

MAY = datetime.fromisoformat("2018-05-10T09:00:00+01:00")


def move(by, reference, step, at=NOW, **more):
    risk = get_risk(by, reference)
    move_risk(risk, step, reason="The board agreed.", by=by, at=at, version=risk.version, **more)


def move_all(by, total):
    """Let the register hold so many risks, and all of them get worse a minute later."""
    with write_transaction():
        fill(by, total)
        score_all(by, 1, 1)
    with write_transaction():
        for number in range(1, total + 1):
            score(by, f"R-{number:03}", 4, 4, at=NOW + timedelta(minutes=1))


def told(movement):
    """Say each line as a person would: R-001 12 to 20 worse."""
    return [
        (
            line.reference,
            line.flow.start and line.flow.start.score,
            line.flow.end.score,
            line.flow.direction.value,
        )
        for line in movement.lines
    ]


def test_nothing_moved_when_nothing_was_judged(member):
    movement = find_movement(member("grace"), Basis.CURRENT, since=MAY)

    assert (told(movement), movement.new, movement.gone, movement.pages) == ([], 0, 0, 1)


def test_a_move_is_told_with_both_ends_the_reason_and_who_said_so(member):
    tom = member("tom")
    with write_transaction():
        score(tom, "R-001", 5, 4)

    (line,) = find_movement(tom, Basis.CURRENT, since=MAY).lines
    assert (line.flow.start.likelihood, line.flow.start.impact, line.flow.points) == (4, 3, 8)
    assert (line.reason, line.by, line.judged_at) == ("It was looked at.", "Head of Casework", NOW)


def test_the_worst_comes_first_and_a_first_score_last(member):
    amira = member("amira")
    with write_transaction():
        score(amira, "R-001", 2, 2)
        score(amira, "R-002", 5, 5)
        score(amira, "R-002", 4, 4, Basis.TARGET)

    assert told(find_movement(amira, Basis.CURRENT, since=MAY)) == [
        ("R-002", 4, 25, "worse"),
        ("R-001", 12, 4, "better"),
    ]
    assert told(find_movement(amira, Basis.TARGET, since=MAY)) == [("R-002", None, 16, "first")]


def test_a_judgement_that_says_the_same_is_no_move(member):
    tom = member("tom")
    with write_transaction():
        score(tom, "R-001", 5, 5)
        score(tom, "R-001", 4, 3)

    assert told(find_movement(tom, Basis.CURRENT, since=MAY)) == []


def test_what_was_judged_up_to_the_moment_counts_as_before(member):
    tom = member("tom")
    with write_transaction():
        score(tom, "R-001", 5, 5)

    assert told(find_movement(tom, Basis.CURRENT, since=NOW)) == []
    just_before = NOW - timedelta(microseconds=1)
    assert len(find_movement(tom, Basis.CURRENT, since=just_before).lines) == 1


def test_risks_that_came_left_or_came_back_are_counted_and_are_no_moves(member):
    amira, soon = member("amira"), NOW + timedelta(minutes=1)
    with write_transaction():
        for title in ("Admitted", "Declined", "Merged away"):
            propose_risk(words(amira, title=title), by=amira, at=NOW)
        move(amira, "R-003", Move.ADMIT)
        move(amira, "R-004", Move.DECLINE)
        move(amira, "R-005", Move.MERGE, into="R-001")
        move(amira, "R-002", Move.CLOSE)
        score(amira, "R-003", 5, 5)

    movement = find_movement(amira, Basis.CURRENT, since=MAY)
    assert (told(movement), movement.new, movement.gone) == ([], 1, 1)

    with write_transaction():
        move(amira, "R-002", Move.REOPEN, at=soon)
        score(amira, "R-002", 5, 5, at=soon)
    assert told(find_movement(amira, Basis.CURRENT, since=MAY)) == [("R-002", 4, 25, "worse")]
    back = find_movement(amira, Basis.CURRENT, since=NOW)
    assert (told(back), back.new, back.gone) == ([], 1, 0)


def test_a_merged_risk_is_gone_and_a_merged_proposal_never_was_there(member):
    amira = member("amira")
    with write_transaction():
        propose_risk(words(amira), by=amira, at=MAY)
        move(amira, "R-003", Move.MERGE, into="R-001")
        move(amira, "R-002", Move.MERGE, into="R-001")

    movement = find_movement(amira, Basis.CURRENT, since=MAY)
    assert (movement.new, movement.gone) == (0, 1)


def test_opportunities_that_came_or_left_are_not_counted_beside_a_map_of_threats(member):
    amira, soon = member("amira"), NOW + timedelta(minutes=1)
    with write_transaction():
        propose_risk(words(amira, **OPPORTUNITY), by=amira, at=NOW)
        move(amira, "R-003", Move.ADMIT)
    with write_transaction():
        move(amira, "R-003", Move.CLOSE, at=soon)
        move(amira, "R-002", Move.CLOSE, at=soon)

    for since, counted in ((MAY, (0, 1)), (NOW, (0, 1))):
        movement = find_movement(amira, Basis.CURRENT, since=since)
        assert (movement.new, movement.gone) == counted


@pytest.mark.parametrize("kind", ["demonstration"])
@pytest.mark.parametrize(
    "day", ["2018-01-01", "2018-02-15", "2018-03-01", "2018-04-03", "2018-05-03", "2018-06-01"]
)
def test_it_is_what_two_moments_compared_say(manager, day):  # noqa: F811 - the fixture
    since = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    movement = find_movement(manager, Basis.CURRENT, since=since)
    compared = compare_moments(manager, since=since, until=NOW)

    moved = {
        one.risk.reference: (one.before and one.before.score, one.after.score)
        for one in compared.moved
    }
    assert {reference: (was, now) for reference, was, now, _ in told(movement)} == moved
    assert (movement.new, movement.gone) == (compared.new.total, compared.gone.total)


def test_moves_between_schemes_are_told_without_a_direction(member):
    amira = member("amira")
    change_scheme(amira, build_document(3, 3))
    with write_transaction():
        score(amira, "R-001", 3, 3)

    movement = find_movement(amira, Basis.CURRENT, since=MAY)
    assert told(movement) == [("R-001", 12, 9, "rescaled")]
    assert movement.flows.drawn == []
    assert get_heat_map(amira, Basis.CURRENT).placed >= 1


def test_a_page_holds_fifty_moves_and_the_next_one_the_rest(member):
    amira = member("amira")
    move_all(amira, PAGE_SIZE + 3)
    first, second = (find_movement(amira, Basis.CURRENT, since=NOW, page=page) for page in (1, 2))

    assert (first.pages, len(first.lines), len(second.lines)) == (2, PAGE_SIZE, 3)
    shown = [line.reference for line in (*first.lines, *second.lines)]
    assert shown == [f"R-{number:03}" for number in range(1, PAGE_SIZE + 4)]


def test_many_moves_cost_no_more_queries_than_few(member):
    amira = member("amira")
    sent = []
    for total in (10, 200):
        move_all(amira, total)
        assert find_movement(amira, Basis.CURRENT, since=NOW).flows.total == total
        with counting() as statements:
            find_movement(amira, Basis.CURRENT, since=NOW)
        sent.append(len(statements))

    assert sent == [3, 3]


def test_only_those_who_may_read_the_register_see_its_moves(member):
    with pytest.raises(NotAllowedError):
        find_movement(member("olu"), Basis.CURRENT, since=MAY)
