"""The public edition: what is exempt is not in it, and what is left adds up."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk_register.documents.formats import complete
from risk_register.domain.editions import make_edition
from risk_register.domain.exemptions import ExemptPart
from risk_register.domain.pack_counts import count_content
from risk_register.domain.packs import Edition
from tests.documents.june_pack import build_snapshot, find_line

MADE_FROM = "ab" * 32
PARTS = [part.value for part in ExemptPart]
JUNE = complete(build_snapshot())
REFERENCES = [risk["reference"] for risk in JUNE["risks"]]


def build(**changes):
    """Give the June snapshot in format 2, with nothing exempt but R-002."""
    snapshot = copy.deepcopy(JUNE)
    find_line(snapshot, "R-002")["exempt_paragraph"] = 4
    snapshot["counts"] = count_content(snapshot, told=told(snapshot))
    return snapshot | changes


def told(snapshot):
    return [band | {"count": band["before"]} for band in snapshot["counts"]["bands"]]


def publish(snapshot, **choices):
    return make_edition(snapshot, Edition.PUBLIC, fingerprint=MADE_FROM, **choices)


def exempt(snapshot, reference, *parts, paragraph=4):
    find_line(snapshot, reference).update(
        exempt=True, exempt_paragraph=paragraph, exempt_fields=list(parts)
    )


def write_everywhere(value, word):
    """Put a word of its own behind every text of a risk that somebody wrote."""
    written = ("title", "cause", "event", "consequence", "reason", "note", "text", "gaps", "name")
    for key, part in value.items():
        if isinstance(part, dict):
            write_everywhere(part, f"{word}-{key}")
        elif isinstance(part, list):
            for place, each in enumerate(part):
                if isinstance(each, dict):
                    write_everywhere(each, f"{word}-{key}-{place}")
        elif key in written or key == "exempt_reason":
            value[key] = f"{part} {word}-{key}"


def closed_line(**changes):
    return {
        "reference": "R-009",
        "title": "A merger nobody may know of",
        "reason": "The contract is signed.",
        "closed_at": "2018-05-20T09:00:00+00:00",
        "how": "closed",
        "merged_into": None,
        "by": "SEND Programme Manager",
        "exempt": False,
    } | changes


@st.composite
def registers(draw):
    """Give registers in which any risks are exempt, wholly or in parts."""
    snapshot = build()
    for risk in snapshot["risks"]:
        risk["owner"]["name"] = "Anneke"
        write_everywhere(risk, f"word-{risk['reference']}")
        if draw(st.booleans()):
            parts = draw(st.lists(st.sampled_from(PARTS), unique=True, max_size=3))
            exempt(snapshot, risk["reference"], *parts, paragraph=draw(st.sampled_from([None, 4])))
        else:
            risk.update(exempt=False, exempt_fields=[], exempt_paragraph=None)
    snapshot["closed"] = [closed_line(exempt=draw(st.booleans()))]
    return snapshot


def hidden_words(snapshot):
    """List the words of the risks that are exempt as a whole, but those of actions they share."""
    shown = {
        action["reference"]
        for risk in snapshot["risks"]
        if not risk["exempt"] or risk["exempt_fields"]
        for action in risk["actions"]
    }
    for risk in snapshot["risks"]:
        if risk["exempt"] and not risk["exempt_fields"]:
            own = {**risk, "actions": [a for a in risk["actions"] if a["reference"] not in shown]}
            for text in json.dumps(own).replace('"', " ").split():
                if text.startswith("word-"):
                    yield text


@given(registers())
@settings(max_examples=60, deadline=None)
def test_no_word_of_an_exempt_risk_is_in_the_public_edition(snapshot):
    public = json.dumps(publish(snapshot))

    assert [word for word in hidden_words(snapshot) if f'{word}"' in public] == []
    assert "-exempt_reason" not in public
    assert "Anneke" not in public


@given(registers())
@settings(max_examples=60, deadline=None)
def test_every_text_of_an_open_risk_is_in_the_public_edition(snapshot):
    public = {risk["reference"]: risk for risk in publish(snapshot)["risks"]}
    for risk in snapshot["risks"]:
        if risk["exempt"]:
            continue
        same = public[risk["reference"]]
        for name in ("title", "cause", "event", "consequence", "current", "target", "review"):
            assert same[name] == risk[name]
        for name in ("controls", "movement", "trend"):
            assert same[name] == risk[name]
        assert [action["text"] for action in same["actions"]] == [
            action["text"] for action in risk["actions"]
        ]


@given(registers(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_risk_is_shown_or_withheld_with_its_reason_and_the_counts_add_up(snapshot, counted):
    public = publish(snapshot, counts_withheld=counted)
    counts, withheld = public["counts"], public["withheld"]
    shown = [risk["reference"] for risk in public["risks"]]
    kept = [line["reference"] for line in withheld]

    assert sorted(shown + kept) == sorted(
        REFERENCES + [line["reference"] for line in snapshot["closed"] if line["exempt"]]
    )
    assert all(line["why"] in {"exempt", "exempt, paragraph 4"} for line in withheld)
    assert counts["open"] == len(shown)
    assert counts["withheld"] == len(kept)
    assert sum(counts[name] for name in ("worse", "better", "same", "new")) == len(shown)
    on_the_map = len(shown) + sum(line["current"] is not None for line in withheld)
    assert sum(band["count"] for band in counts["bands"]) == on_the_map
    assert counts["closed"] == len(public["closed"])


@given(registers(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_public_edition_of_the_public_edition_is_the_same(snapshot, counted):
    public = publish(snapshot, counts_withheld=counted)

    assert publish(public, counts_withheld=counted) == public


def test_the_full_edition_is_the_snapshot_itself():
    snapshot = build()
    assert make_edition(snapshot, Edition.FULL, fingerprint=MADE_FROM) == snapshot


def test_the_public_edition_says_what_it_was_made_from_and_needs_no_marking():
    public = publish(build())

    assert public["edition"] == {"key": "public", "made_from": MADE_FROM}
    assert (public["marking"], public["handling"]) == ("OFFICIAL", None)
    assert public["withheld"] == [
        {"reference": "R-002", "why": "exempt, paragraph 4", "current": None}
    ]


def test_what_a_later_format_adds_stays_out_until_somebody_decides():
    snapshot = build(rumours="word-of-mouth")
    snapshot["risks"][0]["rumour"] = "word-of-mouth"
    snapshot["risks"][0]["current"]["rumour"] = "word-of-mouth"
    snapshot["programme"]["rumour"] = "word-of-mouth"

    assert "word-of-mouth" not in json.dumps(publish(snapshot))


def test_nothing_leads_to_an_exempt_risk_but_its_reference():
    snapshot = build()
    find_line(snapshot, "R-001")["related"] = [
        {"says": "is caused by", "reference": "R-002"},
        {"says": "causes", "reference": "R-007"},
    ]
    public = publish(snapshot)
    areas = {area["key"]: area["risks"] for area in public["improvement_areas"]}

    assert find_line(public, "R-001")["related"] == [{"says": "causes", "reference": "R-007"}]
    assert "R-002" not in json.dumps(areas)
    assert areas["W2"] == []


def test_the_heat_map_counts_what_is_withheld_if_it_is_set_to():
    snapshot = build()
    cell = publish(snapshot, counts_withheld=True)["withheld"][0]["current"]
    amber = [publish(snapshot, counts_withheld=counted)["counts"]["bands"][1] for counted in (0, 1)]

    assert (cell["likelihood"], cell["impact"], cell["band_name"]) == (3, 4, "Amber")
    assert set(cell) == {"likelihood", "impact", "score", "band", "band_name", "tone"}
    assert [(band["count"], band["before"]) for band in amber] == [(1, 1), (2, 2)]


def test_a_withheld_opportunity_has_no_place_on_the_heat_map():
    snapshot = build()
    find_line(snapshot, "R-002")["kind"] = "opportunity"

    assert publish(snapshot, counts_withheld=True)["withheld"][0]["current"] is None


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("title", ("title",)),
        ("cause", ("cause",)),
        ("event", ("event",)),
        ("consequence", ("consequence",)),
        ("reasons", ("current", "reason")),
        ("reasons", ("movement", "reason")),
        ("reasons", ("review", "note")),
        ("controls", ("controls", 0, "text")),
        ("actions", ("actions", 0, "text")),
        ("actions", ("actions", 0, "note")),
    ],
)
def test_an_exempt_part_is_withheld_and_the_rest_is_published(part, path):
    snapshot = build()
    exempt(snapshot, "R-006", part)
    public = find_line(publish(snapshot), "R-006")
    found, before = public, find_line(snapshot, "R-006")
    for step in path:
        found, before = found[step], before[step]

    assert found == "withheld: exempt, paragraph 4"
    assert before not in json.dumps(public)
    assert public["current"]["score"] == 20
    other = "event" if part != "event" else "cause"
    assert public[other] == find_line(snapshot, "R-006")[other]
    assert (public["exempt"], public["exempt_fields"]) == (False, [part])


def test_an_action_that_an_open_risk_tells_too_is_told():
    snapshot = build()
    exempt(snapshot, "R-006", "actions")  # serves R-003 as well
    public = publish(snapshot)
    texts = {a["reference"]: a["text"] for a in find_line(public, "R-006")["actions"]}

    assert texts["A-6.1"] == "withheld: exempt, paragraph 4"
    assert texts["A-3.2"].startswith("Go to the ten schools")


def test_people_are_named_by_their_posts():
    snapshot = build()
    risk = snapshot["risks"][0]
    risk["owner"]["name"] = risk["actions"][0]["lead"]["name"] = "Anneke Ravensworth"
    snapshot["readers"][0]["name"] = "Anneke Ravensworth"
    snapshot["closed"] = [closed_line(by="Anneke Ravensworth")]
    public = publish(snapshot)

    assert "Ravensworth" not in json.dumps(public)
    assert public["risks"][0]["owner"] == {
        "post": "Strategic Lead for Vulnerable Learners",
        "agency": "OCC CEF",
    }
    assert public["closed"][0]["by"] is None


LISTS = {
    "closed": closed_line(),
    "reworded": {
        "reference": "R-009", "title": "A merger nobody may know of", "fields": ["cause"],
        "by": "SEND Programme Manager", "at": "2018-05-20T09:00:00+00:00", "reason": "New bids.",
    },
    "decided": {
        "reference": "R-009", "title": "A merger nobody may know of", "held_on": "2018-05-10",
        "body": "SEND Programme Board", "text": "Wait for the bids.", "became": "open.",
    },
    "acceptances_ended": {
        "reference": "R-009", "title": "A merger nobody may know of", "until": "2018-05-31",
        "by": "Chair", "reason": "The bids are in.", "how": "expired", "ended_reason": None,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("flag", [{"exempt": True}, {}], ids=["exempt", "nobody says"])
def test_a_line_about_an_exempt_risk_leaves_every_list(name, flag):
    line = {key: value for key, value in LISTS[name].items() if key != "exempt"} | flag
    public = publish(build(**{name: [line]}))

    assert public[name] == []
    assert {"reference": "R-009", "why": "exempt", "current": None} in public["withheld"]
    assert "merger" not in json.dumps(public)


@pytest.mark.parametrize("name", LISTS)
def test_a_line_about_an_open_risk_stays(name):
    public = publish(build(**{name: [LISTS[name] | {"exempt": False}]}))

    assert public[name][0]["title"] == "A merger nobody may know of"


@pytest.mark.parametrize("name", LISTS)
def test_a_line_about_a_risk_of_the_pack_follows_that_risk(name):
    line = LISTS[name] | {"reference": "R-006", "exempt": True}
    snapshot = build(**{name: [line] if name != "closed" else []})
    exempt(snapshot, "R-006", "title", "reasons")
    public = publish(snapshot)

    if name != "closed":
        assert public[name][0]["title"] == "withheld: exempt, paragraph 4"
        assert "bids" not in json.dumps(public)


def test_what_the_last_pack_asked_about_an_exempt_risk_is_withheld():
    asks = ["agree the score of R-002 and R-004", "agree the score of R-004"]
    public = publish(build(asked={"held_on": "2018-05-10", "asks": asks}))

    assert public["asked"]["asks"] == ["withheld: exempt", asks[1]]


def test_no_band_is_compared_if_a_withheld_risk_was_closed_since():
    public = publish(build(closed=[closed_line(exempt=True)]))

    assert {band["before"] for band in public["counts"]["bands"]} == {None}


def test_an_indicator_does_not_say_that_it_warns_of_a_risk_that_is_withheld():
    snapshot = build()
    exempt(snapshot, "R-002")
    snapshot["indicators"] = [{"name": "Plans", "risks": ["R-002", "R-006"]}]

    (indicator,) = publish(complete(snapshot))["indicators"]

    assert indicator["risks"] == ["R-006"]
