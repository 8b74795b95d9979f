"""How planned actions bring a risk to its target, and what the board is asked about it."""

from hypothesis import given
from hypothesis import strategies as st

from risk_register.documents.asks import list_asks, list_asks_of
from risk_register.documents.formats import complete
from risk_register.documents.maps import draw_heat_map
from risk_register.documents.packs import _arrange
from risk_register.documents.steps import find_return, find_way, say_gap
from tests.documents.full_pack import build_full_snapshot, build_public_snapshot
from tests.documents.june_pack import find_line

scores = st.integers(1, 25)


def action(score, due_on="2018-07-01", *, done=False, reference="A-1.1"):
    expected = None if score is None else {"score": score}
    return {"reference": reference, "due_on": due_on, "done": done, "expected": expected}


def risk(current, target, actions, kind="threat"):
    return {
        "kind": kind,
        "current": {"score": current},
        "target": None if target is None else {"score": target},
        "actions": actions,
        "appetite": {"cap": 12},
    }


@given(current=scores, target=scores, expected=st.lists(st.one_of(st.none(), scores), max_size=6))
def test_each_step_is_better_than_the_one_before_and_the_gap_is_what_is_left(
    current, target, expected
):
    planned = [action(score, f"2018-07-{at:02}") for at, score in enumerate(expected, start=1)]

    way = find_way(risk(current, target, planned))

    reached = [current, *(step.expected["score"] for step in way.steps)]
    assert reached == sorted(reached, reverse=True)
    assert len(reached) == len(set(reached))
    assert reached[-1] == min([current, *(score for score in expected if score)])
    assert way.gap == max(0, reached[-1] - target)


def test_steps_stand_by_due_date_and_without_what_is_done():
    late, early = action(9, "2018-09-01"), action(12, "2018-07-01", reference="A-1.2")

    way = find_way(risk(20, 9, [late, early, action(4, done=True)]))

    assert [step.action["due_on"] for step in way.steps] == ["2018-07-01", "2018-09-01"]
    assert say_gap(way) == "These actions reach the target."


def test_of_an_opportunity_a_step_raises_the_score():
    way = find_way(risk(6, 12, [action(4), action(9)], kind="opportunity"))

    assert [step.expected["score"] for step in way.steps] == [9]
    assert way.gap == 3


def test_without_a_step_nothing_leads_to_the_target():
    way = find_way(risk(20, 9, [action(None), action(25)]))

    assert say_gap(way).startswith("No open action is expected to better the score")


def test_the_first_step_within_the_appetite_brings_a_risk_back():
    step = find_return(risk(20, 9, [action(16), action(12, "2018-08-01"), action(9, "2018-09-01")]))

    assert step is not None
    assert step.expected["score"] == 12
    assert find_return(risk(20, 9, [action(16)])) is None


def test_the_board_is_asked_about_each_risk_what_its_line_calls_for():
    snapshot = complete(build_full_snapshot())

    assert list_asks_of(find_line(snapshot, "R-006")) == [
        "agree or challenge the change from 16 to 20",
        "accept it above its appetite until a date, or say what brings it back",
        "hear what holds up A-6.1 and agree new dates",
    ]
    assert list_asks_of(find_line(snapshot, "R-001")) == []  # accepted above its appetite


def test_the_map_draws_a_tail_for_each_way_and_counts_what_is_withheld():
    drawing = draw_heat_map(_arrange(complete(build_public_snapshot())))

    assert drawing.count('stroke="#ffffff" stroke-width="4.0"') == 2
    assert "1, 1 withheld" in drawing
    assert "target of 3" in drawing
    assert "1 at likelihood 5 and impact 4, 20 Red (R-006)" in drawing


def test_what_is_to_note_never_says_that_nothing_is_late_while_a_review_is():
    snapshot = build_quiet_snapshot()
    assert list_asks(snapshot) == ["note that no score has changed and that nothing is late"]

    find_line(snapshot, "R-003")["review"]["overdue_days"] = 11
    assert list_asks(snapshot) == [
        "note that no score has changed and that the review of R-003 is overdue"
    ]

    find_line(snapshot, "R-001")["movement"]["kind"] = "rescaled"
    assert " ".join(list_asks(snapshot)) == (
        "note the scores of R-001, given anew under another scheme, and that the review of R-003 "
        "is overdue"
    )


def test_a_score_of_an_earlier_scheme_is_not_held_against_what_actions_shall_bring():
    snapshot = complete(build_full_snapshot())
    line = find_line(snapshot, "R-006")
    line["actions"][0] |= {"status": "done", "done": True, "overdue_days": 0}
    assert "ask why actions that are done have not moved" in " ".join(list_asks_of(line))

    line["current"]["earlier_scheme"] = "Old, version 1"

    assert "ask why" not in " ".join(list_asks_of(line))
    assert find_return(line) is None


def build_quiet_snapshot():
    snapshot = complete(build_full_snapshot())
    snapshot |= {"closed": [], "acceptances_ended": []}
    for line in snapshot["risks"]:
        line |= {"appetite": None, "actions": []}
        line["movement"] |= {"kind": "same", "points": 0}
        line["review"]["overdue_days"] = 0
    return snapshot
