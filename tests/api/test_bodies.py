"""Bodies for programs: their rules, seats, the rule by which they meet, and days that are shut."""

import pytest

BODIES = "/programmes/send/bodies"
NEW = {
    "name": "Joint commissioning group",
    "kind": "Group",
    "counted": "working",
    "holidays": "england_and_wales",
    "issue_count": "clear",
    "lock_time": "06:00",
    "call_days": 15,
    "updates_due_days": 10,
    "moderation_days": 8,
    "lock_days": 7,
    "circulate_days": 5,
    "minutes_days": 10,
    "remind_days": [2, 0],
    "late_days": [1],
    "escalate_days": 2,
    "sends_by": "attached",
    "link_days": 90,
    "when_uncertain": "send_again",
}


@pytest.fixture
def sofia(program):
    """The secretary's program."""
    return program("sofia")


@pytest.fixture
def body(sofia):
    """Give the address of the first body."""
    return f"{BODIES}/{sofia.get(BODIES).json['items'][0]['key']}"


def etag_of(program, address):
    """Give the version of something."""
    return {"If_Match": program.get(address).headers["ETag"]}


def test_a_body_is_added_and_its_rules_change_once_their_outlook_was_read(sofia):
    made = sofia.send("POST", BODIES, NEW)
    assert (made.status_code, made.json["remind_days"], made.json["late_days"]) == (
        201,
        [2, 0],
        [1],
    )
    place = made.headers["Location"].removeprefix("/api/v1")
    assert sofia.get(place).json == made.json
    change = {"lock_days": 6, "usual_time": "14:00"}
    version = {"If_Match": made.headers["ETag"]}
    foreseen = sofia.send("POST", f"{place}/outlook", change)
    assert (foreseen.status_code, foreseen.json["items"]) == (201, [])

    unread = sofia.send("PATCH", place, {**change, "mark": "0" * 16}, **version)
    assert unread.status_code == 412
    said = {**change, "mark": foreseen.json["mark"]}
    changed = sofia.send("PATCH", place, said, **version)
    assert (changed.json["lock_days"], changed.json["usual_time"]) == (6, "14:00")
    assert changed.json["call_days"] == NEW["call_days"]
    assert sofia.send("PATCH", place, said, **version).status_code == 412
    wrong = sofia.send("PATCH", place, {"lock_days": "6"}, If_Match=changed.headers["ETag"])
    assert [each["field"] for each in wrong.json["errors"]] == ["lock_days"]
    unmarked = sofia.send("PATCH", place, {"lock_days": 5}, If_Match=changed.headers["ETag"])
    assert [each["field"] for each in unmarked.json["errors"]] == ["mark"]


def test_the_outlook_of_other_rules_names_the_meetings_that_change(sofia, body):
    key = body.rpartition("/")[2]
    body_id = sofia.get(body).json["id"]
    said = {"body_id": body_id, "held_on": "2018-09-13", "starts_at": "14:00", "place": "Hall"}
    meeting = sofia.send("POST", "/programmes/send/meetings", said).json["id"]
    circulates = sofia.get(body).json["circulate_days"]
    foreseen = sofia.send("POST", f"{body}/outlook", {"circulate_days": circulates - 1}).json

    (mine,) = [each for each in foreseen["items"] if each["meeting_id"] == meeting]
    assert (mine["body"], bool(mine["sentences"])) == (key, True)
    same = sofia.send("POST", f"{body}/outlook", {"circulate_days": circulates})
    assert same.status_code == 422


def test_a_seat_is_given_changed_and_ended(sofia, body):
    said = {"sitter": "post-1", "capacity": "observer", "from_on": "2018-07-01"}
    made = sofia.send("POST", f"{body}/seats", said)
    assert (made.status_code, made.json["state"], made.json["post_id"]) == (201, "coming", 1)
    place = made.headers["Location"].removeprefix("/api/v1")
    again = sofia.send("POST", f"{body}/seats", said)
    assert [each["field"] for each in again.json["errors"]] == ["sitter"]
    version = {"If_Match": made.headers["ETag"]}
    changed = sofia.send("PATCH", place, {"wants_paper": True}, **version)
    assert (changed.json["wants_paper"], changed.json["capacity"]) == (True, "observer")
    assert sofia.send("PATCH", place, {"wants_paper": False}, **version).status_code == 412
    last = {"until_on": "2018-06-01"}
    early = sofia.send("POST", f"{place}/end", last, **etag_of(sofia, place))
    assert [each["field"] for each in early.json["errors"]] == ["until_on"]
    last["until_on"] = "2018-07-31"
    ended = sofia.send("POST", f"{place}/end", last, **etag_of(sofia, place))
    assert (ended.status_code, ended.json["until_on"]) == (201, "2018-07-31")
    assert ended.json in sofia.get(f"{body}/seats").json["items"]


def test_meetings_are_planned_by_a_rule_and_then_by_single_dates_again(sofia, body):
    rule = {"ordinal": "second", "weekday": 3, "every_months": 1, "from_month": 1}
    look = {**rule, "from_on": "2018-09-01", "count": 2}
    foreseen = sofia.send("POST", f"{body}/recurrence/outlook", look).json
    days = [each["held_on"] for each in foreseen["items"]]
    assert (foreseen["words"], len(days)) == ("Second Thursday of each month", 2)
    assert sofia.get(f"{body}/recurrence").json["rule"] is None

    said = {**look, "chosen": days, "keeps": True, "starts_at": "14:00", "place": "County Hall"}
    assert sofia.send("POST", f"{body}/recurrence", said).status_code == 428
    version = etag_of(sofia, f"{body}/recurrence")
    planned = sofia.send("POST", f"{body}/recurrence", said, **version)
    assert [each["held_on"] for each in planned.json["items"]] == days
    assert sofia.get(f"{body}/recurrence").json["rule"] == {**rule, "months_left_out": []}
    assert sofia.send("POST", f"{body}/recurrence", said, **version).status_code == 412
    gone = sofia.send("POST", f"{body}/recurrence/removal", {}, If_Match=planned.headers["ETag"])
    assert gone.status_code == 201
    assert sofia.get(f"{body}/recurrence").json["rule"] is None
    none = {**look, "months_left_out": list(range(1, 13))}
    wrong = sofia.send("POST", f"{body}/recurrence/outlook", none)
    assert [each["field"] for each in wrong.json["errors"]] == ["months_left_out"]
    far = {**said, "chosen": ["9999-12-31"]}
    assert sofia.send("POST", f"{body}/recurrence", far, **etag_of(sofia, body)).status_code == 422


def test_a_day_is_shut_and_opened_again_once_what_follows_was_read(sofia):
    days = "/programmes/send/holidays"
    said = {"day": "2018-08-31", "name": "Offices are shut", "kind": "closed"}
    mark = sofia.send("POST", f"{days}/outlook", said).json["mark"]
    assert sofia.send("POST", days, {**said, "mark": "0" * 16}).status_code == 412
    made = sofia.send("POST", days, {**said, "mark": mark})
    assert (made.status_code, made.json["body"]) == (201, None)
    listed = sofia.get(days).json
    assert (listed["items"], bool(listed["published"])) == ([made.json], True)
    weekend = sofia.send("POST", f"{days}/outlook", {**said, "day": "2018-09-01"})
    assert [each["field"] for each in weekend.json["errors"]] == ["day"]

    place = made.headers["Location"].removeprefix("/api/v1")
    mark = sofia.get(f"{place}/outlook").json["mark"]
    gone = sofia.send("POST", f"{place}/removal", {"reason": "They stay open", "mark": mark})
    assert (gone.status_code, gone.json["remove_reason"]) == (201, "They stay open")
    assert (sofia.get(days).json["items"], sofia.get(place).json) == ([], gone.json)


def test_who_does_not_keep_bodies_reads_them_alone(program, body):
    olu, tom = program("olu"), program("tom")
    reads = program("sofia", scopes=["meetings:read"])
    assert olu.get(body).json["key"] == body.rpartition("/")[2]
    assert olu.get(f"{body}/seats").json["items"]
    seat = {"sitter": "post-1", "capacity": "member", "from_on": "2018-07-01"}
    for who in (olu, tom, reads):
        assert who.send("POST", BODIES, NEW).status_code == 403
        assert who.send("POST", f"{body}/seats", seat).status_code == 403
        change = who.send("PATCH", body, {"lock_days": 6}, **etag_of(who, body))
        assert change.status_code == 403
    assert olu.get(f"{body}/recurrence").status_code == 403


def test_any_list_and_any_one_thing_gives_the_fields_that_are_asked_for(sofia, body):
    (first, *_) = sofia.get(f"{BODIES}?fields=key,name").json["items"]
    assert set(first) == {"key", "name"}
    assert set(sofia.get(f"{body}?fields=lock_days").json) == {"lock_days"}
    assert sofia.get(f"{body}?fields=nothing").json["errors"][0]["field"] == "fields"
    assert sofia.get(f"{body}?other=1").json["errors"][0]["field"] == "other"


@pytest.mark.parametrize(
    ("place", "name"), [("holidays", "published"), ("access", "reviews"), ("holidays", "items")]
)
def test_of_one_thing_with_items_inside_fields_are_its_own(program, place, name):
    amira, address = program("amira"), f"/programmes/send/{place}"
    assert set(amira.get(f"{address}?fields={name}").json) == {name}
    assert amira.get(f"{address}?fields=nothing").json["errors"][0]["field"] == "fields"
    assert amira.get(f"{address}?sort=name").json["errors"][0]["field"] == "sort"


def test_a_list_that_comes_whole_is_narrowed_and_ordered_by_plain_fields(sofia, body):
    seats = f"{body}/seats"
    whole = sofia.get(seats).json["items"]
    assert len({each["capacity"] for each in whole}) > 1
    chairs = sofia.get(f"{seats}?filter=capacity:CHAIR,wants_paper:false").json["items"]
    assert chairs == [each for each in whole if each["capacity"] == "chair"]
    titles = [
        each["title"] for each in sofia.get(f"{seats}?sort=-title&fields=title").json["items"]
    ]
    assert titles == sorted((each["title"] for each in whole), key=str.casefold, reverse=True)
    held = f"/programmes/send/meetings?sort=-held_on&body={body.rpartition('/')[2]}"
    days = [each["held_on"] for each in sofia.get(held).json["items"]]
    assert days == sorted(days, reverse=True)
    ended = sofia.get(f"{seats}?filter=until_on:null").json["items"]
    assert ended == [each for each in whole if each["until_on"] is None]
    for asked, field in (("sort=nothing", "sort"), ("filter=a:b", "filter"), ("sort=", "sort")):
        assert sofia.get(f"{seats}?{asked}").json["errors"][0]["field"] == field
    nested = sofia.get("/programmes/send/plan?sort=measures")
    assert nested.json["errors"][0]["field"] == "sort"
