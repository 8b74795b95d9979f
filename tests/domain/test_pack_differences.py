"""Two packs compared: what is told, what has a direction, and what has not."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk_register.domain.directions import Direction
from risk_register.domain.pack_differences import compare_snapshots
from risk_register.domain.pack_sentences import say_differences

JUNE = json.loads((Path(__file__).parents[1] / "documents/june_2018.json").read_text("utf-8"))
POINTS = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5))
BANDS = {band["key"]: band for band in JUNE["scheme"]["bands"]}


def june(**risks):
    """Copy the June snapshot, with some of its risks changed: ``june(R_006={"title": "…"})``."""
    made = copy.deepcopy(JUNE)
    changed = {name.replace("_", "-"): told for name, told in risks.items()}
    for risk in made["risks"]:
        risk.update(changed.get(risk["reference"], {}))
    return made


def judged(likelihood, impact, **more):
    score = JUNE["scheme"]["grid"][likelihood - 1][impact - 1]
    band = next(band for band in BANDS.values() if band["lowest"] <= score <= band["highest"])
    return {
        "likelihood": likelihood,
        "impact": impact,
        "score": score,
        "band": band["key"],
        "band_name": band["name"],
        "tone": band["tone"],
        "assessed_at": "2018-06-20T09:00:00+00:00",
        "by": "Head of Casework",
        "reason": "Two posts are filled.",
        **more,
    }


def risk(name):
    return next(risk for risk in JUNE["risks"] if risk["reference"] == name)


def test_a_pack_differs_in_nothing_from_itself():
    differences = compare_snapshots(JUNE, june())

    assert differences.is_empty
    assert differences.unchanged == 7
    assert all(count.before == count.after for count in differences.counts)


def test_a_move_has_both_sides_its_direction_and_its_reason():
    (line,) = compare_snapshots(JUNE, june(R_006={"current": judged(3, 4)})).moved

    assert (line.before["score"], line.after["score"], line.points) == (20, 12, -8)
    assert line.direction is Direction.BETTER
    assert line.after["reason"] == "Two posts are filled."


def test_an_opportunity_gets_worse_by_going_down():
    changed = {"kind": "opportunity", "current": judged(3, 4)}
    before = june(R_006={"kind": "opportunity"})

    assert compare_snapshots(before, june(R_006=changed)).moved[0].direction is Direction.WORSE


def test_points_that_come_to_the_same_score_are_a_move_without_a_way():
    before = june(R_006={"current": judged(5, 2)})
    (line,) = compare_snapshots(before, june(R_006={"current": judged(2, 5)})).moved

    assert (line.points, line.direction) == (0, Direction.SAME)


def test_scores_of_two_schemes_have_no_direction_unless_they_measure_alike():
    later = june(R_006={"current": judged(3, 4)})
    later["scheme"] |= {"version": "2"}
    assert compare_snapshots(JUNE, later).moved[0].points == -8

    later["scheme"]["grid"] = [[2 * score for score in row] for row in JUNE["scheme"]["grid"]]
    differences = compare_snapshots(JUNE, later)
    assert not differences.is_one_scheme
    assert differences.moved[0].is_rescaled
    assert differences.moved[0].direction is None


def test_a_score_that_still_is_of_the_earlier_scheme_has_its_direction():
    scheme = JUNE["scheme"]
    named = f"{scheme['name']}, version {scheme['version']}"
    later = june(R_006={"current": judged(3, 4, earlier_scheme=named)})
    later["scheme"] |= {
        "version": "2",
        "grid": [[score * 2 for score in row] for row in scheme["grid"]],
    }

    assert compare_snapshots(JUNE, later).moved[0].direction is Direction.BETTER


def test_a_risk_that_left_says_how_and_one_that_came_is_new():
    later = june()
    later["risks"] = [risk for risk in later["risks"] if risk["reference"] != "R-006"]
    later["closed"] = [
        {"reference": "R-006", "title": "…", "reason": "It is over.", "closed_at": None}
    ]
    there, back = compare_snapshots(JUNE, later), compare_snapshots(later, JUNE)

    assert [(line.risk["reference"], line.closing["reason"]) for line in there.gone] == [
        ("R-006", "It is over.")
    ]
    assert [risk["reference"] for risk in back.new] == ["R-006"]


def test_changed_words_stand_with_both_texts():
    title = risk("R-006")["title"]
    (line,) = compare_snapshots(JUNE, june(R_006={"title": "Exclusions"})).reworded

    assert [(change.name, change.before, change.after) for change in line.changes] == [
        ("Title", title, "Exclusions")
    ]


def test_another_owner_is_told_apart_from_words():
    differences = compare_snapshots(
        JUNE, june(R_006={"owner": {"post": "Head of Casework", "agency": "OCC"}})
    )

    assert [line.after for line in differences.owners] == ["Head of Casework, OCC"]
    assert differences.reworded == ()


def test_a_name_that_only_a_later_format_holds_is_no_other_owner():
    owner = risk("R-006")["owner"] | {"name": "Tom"}

    assert compare_snapshots(JUNE, june(R_006={"owner": owner})).is_empty


def test_actions_come_finish_slip_and_go():
    actions = copy.deepcopy(risk("R-006")["actions"])
    names = [action["reference"] for action in actions]
    actions[0] |= {"done": True, "status": "done"}
    actions[1] |= {"due_on": "2018-11-30"}
    actions[2] = {**actions[2], "reference": "A-6.9"}
    differences = compare_snapshots(JUNE, june(R_006={"actions": actions}))

    assert [action["reference"] for action in differences.actions_finished] == names[:1]
    (moved,) = differences.actions_moved
    assert (moved.before["due_on"], moved.after["due_on"]) == ("2018-10-31", "2018-11-30")
    assert moved.is_later
    assert [action["reference"] for action in differences.actions_new] == ["A-6.9"]


def test_an_action_that_was_dropped_is_not_told_as_finished():
    actions = copy.deepcopy(risk("R-006")["actions"])
    actions[0] |= {"done": True, "status": "dropped", "status_name": "Dropped"}
    actions[1] |= {"status": "off_track", "status_name": "Off track"}
    differences = compare_snapshots(JUNE, june(R_006={"actions": actions}))
    was = [action["status_name"].lower() for action in risk("R-006")["actions"]]
    names = [action["reference"] for action in actions]

    assert differences.actions_finished == ()
    assert not differences.is_empty
    assert say_differences(differences, most=5) == [
        f"{names[0]} is dropped, before {was[0]}.",
        f"{names[1]} is off track, before {was[1]}.",
    ]


def test_what_a_public_edition_withholds_has_neither_come_nor_gone():
    later = june()
    later["risks"] = [risk for risk in later["risks"] if risk["reference"] != "R-006"]
    later["withheld"] = [{"reference": "R-006", "why": "exempt, paragraph 4", "current": None}]
    there, back = compare_snapshots(JUNE, later), compare_snapshots(later, JUNE)

    assert there.withheld == back.withheld == ("R-006",)
    assert (there.gone, back.new) == ((), ())


def test_the_commentary_and_the_asks_are_compared():
    later = june() | {"briefing": {"commentary": "Slower.", "asks": ["agree"], "by": None}}

    assert [change.name for change in compare_snapshots(JUNE, later).briefing] == [
        "Commentary",
        "Ask 1",
    ]


def test_what_a_pack_does_not_count_is_no_nought_and_what_there_is_not_is_not_told():
    later = june()
    later["counts"] |= {"above_appetite": 2, "withheld": 0}
    counts = {count.name: count for count in compare_snapshots(JUNE, later).counts}

    assert (counts["Above appetite"].before, counts["Above appetite"].after) == (None, 2)
    assert "Withheld" not in counts
    assert list(counts)[:4] == ["Open risks", "Red", "Amber", "Green"]


def test_a_correction_is_said_in_short_sentences_and_the_rest_is_counted():
    later = june(
        R_006={"current": judged(3, 4), "title": "Exclusions"},
        R_005={"owner": {"post": "Head of Casework", "agency": "OCC"}},
    )
    differences = compare_snapshots(JUNE, later)

    assert say_differences(differences, most=5)[:2] == [
        "R-006 moved from 5 × 4 = 20 Red to 3 × 4 = 12 Amber, better.",
        "R-006 says something else: title.",
    ]
    assert say_differences(differences, most=2)[1] == "There are 2 more."
    assert say_differences(compare_snapshots(JUNE, JUNE), most=3) == [
        "No score, words, owner or control of a risk and no date or state of an action has changed."
    ]


def snapshots():
    """Make registers of the June risks: some left out, each scored anew or not at all."""
    names = [risk["reference"] for risk in JUNE["risks"]]

    def build(scores):
        made = copy.deepcopy(JUNE)
        made["risks"] = [
            one
            | {"current": judged(*scores[one["reference"]]) if scores[one["reference"]] else None}
            for one in made["risks"]
            if one["reference"] in scores
        ]
        return made

    return st.dictionaries(st.sampled_from(names), POINTS).map(build)


@settings(deadline=None)
@given(snapshots(), snapshots())
def test_every_risk_is_new_gone_touched_or_unchanged_and_back_again_is_the_same(one, other):
    there, back = compare_snapshots(one, other), compare_snapshots(other, one)
    told = len(there.new) + len(there.moved) + there.unchanged

    assert told == len(other["risks"])
    assert {risk["reference"] for risk in there.new} == {
        line.risk["reference"] for line in back.gone
    }
    assert {(line.risk["reference"], line.points) for line in there.moved} == {
        (line.risk["reference"], None if line.points is None else -line.points)
        for line in back.moved
    }


@pytest.mark.parametrize("most", [1, 2, 50])
@given(snapshots(), snapshots())
@settings(deadline=None, max_examples=30)
def test_there_are_never_more_sentences_than_asked_for(most, one, other):
    assert 1 <= len(say_differences(compare_snapshots(one, other), most=most)) <= most
