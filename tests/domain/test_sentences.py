"""Lines of the record in plain words, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.matters import Matter
from risk_register.domain.record_words import TABLES
from risk_register.domain.sentences import Field, Line, RowChange, list_words, say_times
from risk_register.domain.tellings import TELLINGS, list_kinds, tell

WHO = "Tom Okafor (Head of Service)"

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=30)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
FACTS = st.dictionaries(
    st.sampled_from(
        ["basis", "score", "score before", "band", "action", "status", "readers", "body", "until"]
    )
    | st.text(max_size=10),
    JSON,
)
FIELDS = st.builds(
    Field,
    st.sampled_from(sorted({name for words in TABLES.values() for name in words.told}))
    | st.text(max_size=10),
    JSON,
    JSON,
    st.text(max_size=80),
    st.text(max_size=80),
)
CHANGES = st.builds(
    RowChange,
    st.sampled_from(sorted(TABLES)) | st.text(max_size=10),
    st.lists(FIELDS, max_size=4).map(tuple),
    st.text(max_size=20),
    st.booleans(),
    st.booleans(),
)


@given(
    st.sampled_from(sorted(TELLINGS)) | st.text(max_size=20),
    FACTS,
    st.lists(CHANGES, max_size=4).map(tuple),
)
def test_no_line_is_ever_unreadable(kind, facts, changes):
    told = tell(Line(kind, "R-001", who=WHO, facts=facts, changes=changes))

    assert told.sentence.endswith(".")
    assert len(told.sentence) > 5


def changed(table, row="", **fields):
    """Say what became of a row: each field with its words before and after."""
    return RowChange(
        table,
        tuple(
            Field(name, before, after, str(before), str(after))
            for name, (before, after) in fields.items()
        ),
        row,
    )


def written(table, **fields):
    told = tuple(Field(name, None, value, "", str(value)) for name, value in fields.items())
    return RowChange(table, told, was_there=False)


def sentence(kind, *changes, **facts):
    named = {name.replace("_", " "): value for name, value in facts.items()}
    return tell(Line(kind, "R-001", who=WHO, facts=named, changes=changes)).sentence


def test_a_raised_score_is_told_with_both_bands_and_points():
    judged = written(
        "assessment", basis="Current", likelihood=4, impact=4, score=16, band="Very high"
    )
    moved = changed(
        "risk",
        current_likelihood=(3, 4),
        current_score=(12, 16),
        current_band=("High", "Very high"),
    )

    assert sentence(
        "risk scored", judged, moved, basis="current", score=16, score_before=12, band="Very high"
    ) == (f"{WHO} raised the current score of R-001 from 12 High (3 × 4) to 16 Very high (4 × 4).")


def test_the_same_score_on_other_points_is_not_called_unchanged():
    judged = written("assessment", likelihood=4, impact=3, score=12, band="High")
    moved = changed("risk", current_likelihood=(3, 4), current_impact=(4, 3))

    assert sentence(
        "risk scored", judged, moved, basis="current", score=12, score_before=12, band="High"
    ) == (
        f"{WHO} judged R-001 anew: "
        "the current score was 12 High (3 × 4) and is now 12 High (4 × 3)."
    )


@pytest.mark.parametrize(
    ("before", "end"),
    [
        (None, "gave R-001 its first target score: 6 Medium (2 × 3)."),
        (9, "lowered the target score of R-001 from 9 to 6 Medium (2 × 3)."),
        (6, "judged R-001 again: the target score stays 6 Medium (2 × 3)."),
    ],
)
def test_a_target_score_is_told_with_what_the_line_knows(before, end):
    judged = written("assessment", likelihood=2, impact=3)

    told = sentence(
        "risk scored", judged, basis="target", score=6, score_before=before, band="Medium"
    )
    assert told == f"{WHO} {end}"


def test_a_moved_due_date_is_told_with_how_often_it_moved():
    row = changed(
        "action", "A-1.2", due_on=("3 May 2018", "1 June 2018"), slips=(1, 2), progress=(20, 40)
    )
    told = sentence(
        "action updated", row, action="A-1.2", status="On track", status_before="On track"
    )

    assert told == (
        f"{WHO} reported on action A-1.2: due date moved from 3 May 2018 to 1 June 2018, "
        "the second time; still on track; 40 per cent (was 20)."
    )


def test_a_rewording_names_what_was_changed():
    row = changed("risk", title=("A", "B"), owner_id=("Head of SEN", "Director of Quality"))

    assert sentence("risk edited", row) == f"{WHO} changed the title and owner post of R-001."


def test_a_decision_is_the_boards_own_act():
    told = sentence(
        "decision recorded", written("decision", meeting_id="10 May 2018"), body="Programme Board"
    )
    assert told == "The Programme Board decided about R-001 at its meeting of 10 May 2018."


def test_what_the_clock_did_is_told_as_the_services_act():
    told = tell(Line("pack made", "the pack for 14 June 2018, version 2"))
    assert told.sentence == "The service made the pack for 14 June 2018, version 2."


def test_what_the_sentence_says_is_not_repeated_beneath_it():
    moved = changed("risk", current_score=(12, 16), review_due_on=("3 May 2018", "3 June 2018"))
    (row,) = tell(Line("risk scored", "R-001", changes=(moved,))).changes.changed

    assert [field.label for field in row.fields] == ["Next review due"]


def test_a_kind_from_another_time_is_told_by_its_own_name_with_all_that_changed():
    told = tell(
        Line("risk frobbed", "R-001", who=WHO, changes=(changed("gadget", spin_id=("x", "y")),))
    )

    assert told.sentence == f"{WHO} recorded “risk frobbed” about R-001."
    (row,) = told.changes.changed
    assert (row.name, row.fields[0].label, row.fields[0].after) == ("Gadget", "Spin", "y")


def test_every_matter_has_a_label_and_all_but_the_last_have_kinds():
    for matter in Matter:
        assert matter.label
        assert bool(list_kinds(matter)) == (matter is not Matter.OTHER)


def test_lists_and_ordinals_read_as_people_say_them():
    assert [list_words(list("abc")[:count]) for count in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [say_times(count) for count in (1, 2, 4, 11, 21)] == [
        "the first time",
        "the second time",
        "the 4th time",
        "the 11th time",
        "the 21st time",
    ]
    assert [say_times(strange) for strange in (None, 0, "x")] == ["", "", ""]
