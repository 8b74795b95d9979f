"""The demonstration holds together as a file, before anything loads it."""

import tomllib
from collections import Counter
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

import pytest

from risk_register.clock import LONDON, london_day
from risk_register.domain.actions import ActionStatus
from risk_register.domain.bodies import BodyFacts
from risk_register.domain.calendars import BoardRules, DaysCounted, IssueCount, build_deadlines
from risk_register.domain.circulation import Capacity
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.permissions import Permission, Role, may
from risk_register.domain.risks import ControlState, Proximity, Publication, Treatment
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis, Confidence, Method
from risk_register.services.holidays import list_published

CONFIG = Path(__file__).parents[2] / "config"


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


DEVELOPMENT = read(CONFIG / "development.toml")
DEMONSTRATION = read(CONFIG / DEVELOPMENT["DEMONSTRATION"])
MORNING = datetime.fromisoformat(DEVELOPMENT["CLOCK_START"])
SCHEME = Scheme.from_mapping(read(CONFIG / DEMONSTRATION["programme"]["scheme"]))
POSTS = {post["key"]: post for post in DEMONSTRATION["posts"]}
RISKS = {risk["number"]: risk for risk in DEMONSTRATION["risks"]}
ACTIONS = DEMONSTRATION["actions"]
MEETINGS = {(meeting["body"], meeting["held_on"]): meeting for meeting in DEMONSTRATION["meetings"]}

#: What the board scored by itself, by the risk's number.
BOARD_SCORES = {
    decision["risk"]: {
        "at": datetime.combine(day, time(17), LONDON),
        "basis": "current",
        "likelihood": decision["likelihood"],
        "impact": decision["impact"],
    }
    for (_, day), meeting in MEETINGS.items()
    for decision in meeting.get("decisions", ())
    if decision.get("kind") == DecisionKind.SCORED
}


def scores_of(number):
    """List a risk's current scores in the order of time, the board's own among them."""
    told = [score for score in RISKS[number]["scores"] if score["basis"] == "current"]
    told += [BOARD_SCORES[number]] if number in BOARD_SCORES else []
    return sorted(told, key=lambda score: score["at"])


def deadlines_of(meeting):
    body = next(body for body in DEMONSTRATION["bodies"] if body["key"] == meeting["body"])
    return build_deadlines(
        meeting["held_on"],
        read_rules(body),
        frozenset(list_published(HolidaySet.ENGLAND_AND_WALES)),
    )


def read_rules(body):
    steps = ("call", "updates_due", "moderation", "lock", "minutes")
    return BoardRules(
        **{f"{step}_days": body[f"{step}_days"] for step in steps},
        circulate_days=body["circulate_clear_days"],
        lock_time=time.fromisoformat(body["lock_time"]),
        counted=DaysCounted(body.get("counted", "working")),
        issue_count=IssueCount(body.get("issue_count", "clear")),
        issue_until=time.fromisoformat(body["issue_until"]) if "issue_until" in body else None,
    )


def read_facts(body):
    kept = ("name", "kind", "is_public", "has_packs", "quorum")
    return BodyFacts(
        **{name: body[name] for name in kept},
        rules=read_rules(body),
        chase_days=tuple(body.get("chase_days", (-2, 0, 1))),
        escalate_days=body.get("escalate_days", 2),
    )


def score_at(risk, moment):
    """Give the current score a risk had at a moment."""
    held = [score for score in scores_of(risk["number"]) if score["at"] <= moment]
    newest = max(held, key=lambda score: score["at"])
    return SCHEME.score(newest["likelihood"], newest["impact"])


def list_happenings():
    """List every moment of the history with what happened, as the loader meets it."""
    found = [(DEMONSTRATION["programme"]["opened_at"], "the programme opens")]
    found += [(meeting["recorded_at"], f"meeting {day}") for (_, day), meeting in MEETINGS.items()]
    for number, risk in RISKS.items():
        found.append((risk["opened_at"], f"risk {number} opens"))
        found += [(said["at"], f"risk {number}") for said in risk["scores"] + risk["reviews"]]
    for action in ACTIONS:
        found.append((action["added_at"], action["reference"]))
        found += [(update["at"], action["reference"]) for update in action["updates"]]
    for kind in ("plan", "milestones", "ratings", "impact"):
        found += [(told["at"], f"{kind} at {told['at']}") for told in DEMONSTRATION[kind]]
    met = [told for told in DEMONSTRATION["milestones"] if "told_at" in told]
    found += [(told["told_at"], f"{told['text']} is met") for told in met]
    for pack in DEMONSTRATION["packs"]:
        steps = ("made_at", "approved_at", "circulated_at")
        found += [(pack[step], f"pack of {pack['held_on']}") for step in steps]
    for told in DEMONSTRATION["briefings"]:
        found.append((told["written_at"], f"briefing for {told['held_on']}"))
    return sorted(found)


def list_acts():
    """List who did what that the register's permissions speak about."""
    acts = []
    for risk in RISKS.values():
        acts += [(said["by"], Permission.SCORE_RISK, {risk["owner"]}) for said in risk["scores"]]
        acts += [(said["by"], Permission.REVIEW_RISK, {risk["owner"]}) for said in risk["reviews"]]
    for action in ACTIONS:
        owners = [RISKS[effect["number"]]["owner"] for effect in action["risks"]]
        acts += [(action["added_by"], Permission.ADD_ACTION, {owner}) for owner in owners]
        acts += [
            (update["by"], Permission.UPDATE_ACTION, {action["lead"], *owners})
            for update in action["updates"]
        ]
    acts += [(told["by"], Permission.KEEP_PLAN, set()) for told in DEMONSTRATION["plan"]]
    leads = {row["reference"]: row["lead"] for row in ACTIONS}
    leads |= {area["key"]: area["lead"] for area in DEMONSTRATION["areas"]}
    acts += [
        (told["by"], Permission.UPDATE_ACTION, {leads[told["action"]]})
        for told in (*DEMONSTRATION["milestones"], *DEMONSTRATION["ratings"])
    ]
    for told in DEMONSTRATION["impact"]:
        acts.append((told["by"], Permission.STATE_IMPACT, {leads[told["area"]]}))
    for pack in DEMONSTRATION["packs"]:
        acts.append((pack["approved_by"], Permission.APPROVE_PACK, set()))
        acts.append((pack["circulated_by"], Permission.CIRCULATE_PACK, set()))
    acts += [
        (meeting["decisions_by"], Permission.RECORD_DECISION, set())
        for meeting in MEETINGS.values()
        if "decisions" in meeting
    ]
    acts += [
        (told["written_by"], Permission.MAKE_PACK, set()) for told in DEMONSTRATION["briefings"]
    ]
    return acts


@pytest.mark.parametrize("kind", ["agencies", "posts", "bodies", "areas", "risks", "actions"])
def test_no_key_is_used_twice(kind):
    name = {"risks": "number", "actions": "reference"}.get(kind, "key")

    keys = [row[name] for row in DEMONSTRATION[kind]]

    assert len(set(keys)) == len(keys)


def test_every_key_that_is_named_exists():
    agencies = {agency["key"] for agency in DEMONSTRATION["agencies"]}
    bodies = [body["key"] for body in DEMONSTRATION["bodies"]]
    areas = {area["key"] for area in DEMONSTRATION["areas"]}

    assert {post["agency"] for post in POSTS.values()} == agencies
    for number, body in enumerate(DEMONSTRATION["bodies"]):
        assert body.get("reports_to", bodies[0]) in bodies[: number or 1]
        seats = body.get("seats", [])
        assert {seat.get("post") or seat["person"] for seat in seats} <= POSTS.keys()
        assert {seat.get("deputy_for", "chair") for seat in body.get("seats", [])} <= POSTS.keys()
    for risk in RISKS.values():
        assert {risk["owner"], risk["opened_by"]} <= POSTS.keys()
        assert risk["carrying_agency"] in agencies
        assert set(risk["areas"]) <= areas
    for action in ACTIONS:
        assert action["lead"] in POSTS
        assert {effect["number"] for effect in action["risks"]} <= RISKS.keys()
    assert {area["lead"] for area in DEMONSTRATION["areas"]} <= POSTS.keys()
    assert {told["area"] for told in DEMONSTRATION["plan"]} == areas
    for meeting in MEETINGS.values():
        assert meeting["body"] in bodies
        assert {decision["risk"] for decision in meeting.get("decisions", [])} <= RISKS.keys()
    assert {(pack["body"], pack["held_on"]) for pack in DEMONSTRATION["packs"]} <= MEETINGS.keys()
    assert set().union(*(set(risk["areas"]) for risk in RISKS.values())) == areas


def test_every_word_is_one_the_register_knows():
    for post in POSTS.values():
        assert {Role(role) for role in post["roles"]}
    for body in DEMONSTRATION["bodies"]:
        assert all(Capacity(seat["capacity"]) for seat in body.get("seats", []))
    for risk in RISKS.values():
        assert risk["category"] in SCHEME.categories
        assert Treatment(risk["treatment"])
        assert Proximity(risk["proximity"])
        assert Publication(risk["publication"])
        assert all(ControlState(control["state"]) for control in risk["controls"])
        for score in risk["scores"]:
            assert Basis(score["basis"])
            assert Confidence(score["confidence"])
            assert Method(score["method"])
    assert all(ActionStatus(update["status"]) for row in ACTIONS for update in row["updates"])


def test_the_programme_has_everybody_it_needs():
    roles = Counter(role for post in POSTS.values() for role in post["roles"])

    assert roles["programme_manager"] == 1
    assert all(roles[role] >= 1 for role in Role)
    assert all("risk_owner" in POSTS[risk["owner"]]["roles"] for risk in RISKS.values())
    assert all("risk_owner" in POSTS[action["lead"]]["roles"] for action in ACTIONS)


def test_nobody_is_named_and_no_address_is_real():
    for post in POSTS.values():
        assert post["name"] == post["title"]
        assert post["email"].endswith("@example.org")
        assert post["email"] == post["email"].lower()
    assert len({post["email"] for post in POSTS.values()}) == len(POSTS)
    assert len({(post["agency"], post["title"]) for post in POSTS.values()}) == len(POSTS)


def test_one_post_leads_each_agency():
    leading = Counter(post["agency"] for post in POSTS.values() if post.get("leads_agency"))

    assert leading == Counter(agency["key"] for agency in DEMONSTRATION["agencies"])


@pytest.mark.parametrize("number", RISKS)
def test_a_risk_reads_as_one_sentence(number):
    risk = RISKS[number]

    for part in (risk["cause"], risk["event"], risk["consequence"]):
        assert part[0].islower()
        assert part[-1].isalpha() or part[-1] in "0123456789)"
    assert len(risk["title"]) <= 200
    assert risk["title"][-1] != "."


def test_only_the_restructure_is_exempt():
    exempt = [risk for risk in RISKS.values() if risk["publication"] == "exempt"]

    assert [(risk["number"], risk["exempt_paragraph"]) for risk in exempt] == [(2, 4)]
    assert all("exempt_reason" not in RISKS[number] for number in RISKS if number != 2)


def test_texts_fit_the_places_they_are_printed_in():
    assert all(len(area["short"]) <= 60 for area in DEMONSTRATION["areas"])
    assert all(len(agency["short"]) <= 40 for agency in DEMONSTRATION["agencies"])
    assert all(len(agency["kind"]) <= 60 for agency in DEMONSTRATION["agencies"])
    assert DEMONSTRATION["programme"]["notice"].startswith("Demonstration: ")
    terms = [entry["term"] for entry in DEMONSTRATION["glossary"]]
    assert sorted(terms, key=str.casefold) == terms


def test_the_history_ends_before_the_demonstration_begins():
    happenings = list_happenings()

    assert happenings[0] == (DEMONSTRATION["programme"]["opened_at"], "the programme opens")
    assert happenings[-1][0] <= MORNING
    assert DEMONSTRATION["programme"]["scheme_from"] <= london_day(happenings[0][0])


def test_no_two_things_happen_at_one_moment():
    moments = Counter(moment for moment, _ in list_happenings())

    assert [moment for moment, count in moments.items() if count > 1] == []


def test_every_moment_is_written_in_london_time():
    for moment, what in list_happenings():
        assert moment.utcoffset() == moment.astimezone(LONDON).utcoffset(), what


def test_risks_open_in_the_order_of_their_numbers():
    assert sorted(RISKS, key=lambda number: RISKS[number]["opened_at"]) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("number", RISKS)
def test_a_risk_is_spoken_about_only_once_it_is_open(number):
    risk = RISKS[number]
    bases = Counter(score["basis"] for score in risk["scores"])

    said = [row["at"] for row in risk["scores"]]

    assert said == sorted(said)
    assert risk["opened_at"] < min(said)
    assert bases["inherent"] == bases["target"] == 1
    assert [row["at"] for row in risk["reviews"]] == sorted(row["at"] for row in risk["reviews"])
    assert all(review["at"] > min(said) and review["note"] for review in risk["reviews"])


@pytest.mark.parametrize("number", RISKS)
def test_every_score_is_on_the_scale_and_says_why(number):
    effects = [
        (effect["likelihood"], effect["impact"])
        for action in ACTIONS
        for effect in action["risks"]
        if effect["number"] == number
    ]
    judged = [(row["likelihood"], row["impact"]) for row in RISKS[number]["scores"]]

    assert all(SCHEME.has_cell(*points) for points in effects + judged)
    assert all(len(row["reason"]) >= 10 for row in RISKS[number]["scores"])
    assert effects


@pytest.mark.parametrize("number", RISKS)
def test_a_current_score_is_given_only_when_it_changes(number):
    points = [(row["likelihood"], row["impact"]) for row in scores_of(number)]

    for before, after in pairwise(points):
        assert before != after


def test_everybody_did_only_what_their_roles_allow():
    for by, permission, owners in list_acts():
        roles = [Role(role) for role in POSTS[by]["roles"]]
        assert may(roles, permission, owns=by in owners), f"{by} may not {permission}"


def test_a_score_is_the_boards_own_only_by_its_decision():
    methods = {score["method"] for risk in RISKS.values() for score in risk["scores"]}

    assert BOARD_SCORES
    assert Method.BOARD_DECISION not in methods


def test_actions_get_the_references_the_register_would_give():
    counts = Counter()

    for action in sorted(ACTIONS, key=lambda action: action["added_at"]):
        first = action["risks"][0]["number"]
        counts.update(effect["number"] for effect in action["risks"])
        assert action["reference"] == f"A-{first}.{counts[first]}"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action["reference"])
def test_an_action_is_told_in_order_and_moves_only_with_a_note(action):
    moments = [action["added_at"], *(update["at"] for update in action["updates"])]
    opened = [RISKS[effect["number"]]["opened_at"] for effect in action["risks"]]

    assert moments == sorted(moments)
    assert max(opened) < action["added_at"]
    for update in action["updates"]:
        assert update["note"]
        assert 0 <= update["progress"] <= 100
        assert (update["progress"] == 100) == (update["status"] == "done")


def test_an_action_is_placed_in_the_plan_once_and_after_it_was_added():
    added = {action["reference"]: action["added_at"] for action in ACTIONS}
    placed = [(name, told["at"]) for told in DEMONSTRATION["plan"] for name in told["actions"]]

    assert len({name for name, _ in placed}) == len(placed)
    assert all(added[name] < at for name, at in placed)


def test_meetings_are_recorded_before_their_locks_and_only_past_ones_decided():
    for (_, day), meeting in MEETINGS.items():
        assert meeting["recorded_at"] < deadlines_of(meeting).locks_at
        assert bool(meeting.get("decisions")) == (day < london_day(MORNING))
