"""What a pack counts: from its lines, each action once, each threat in its band."""

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.pack_counts import count_content, count_work, list_actions

BANDS = [{"key": key, "name": key.title()} for key in ("green", "amber", "red")]
JUNE = "2018-06-05T05:00:00+00:00"
EMPTY = {
    "closed": [],
    "reworded": [],
    "acceptances_ended": [],
    "withheld": [],
    "compared_with": None,
    "scheme": {"bands": BANDS},
}
STATUSES = ("not_started", "on_track", "done", "dropped")

actions = st.builds(
    lambda number, status, late: {
        "reference": f"A-{number}.1",
        "status": status,
        "overdue_days": 0 if status in {"done", "dropped"} else late,
    },
    st.integers(1, 8),
    st.sampled_from(STATUSES),
    st.integers(0, 3),
)


@st.composite
def lines(draw):
    """Build the line of a risk, as far as it is counted."""
    kind, points = draw(
        st.one_of(
            st.tuples(st.sampled_from(("new", "same", "rescaled")), st.just(0)),
            st.tuples(st.just("up"), st.integers(1, 9)),
            st.tuples(st.just("down"), st.integers(-9, -1)),
            st.tuples(st.just("unscored"), st.just(0)),
        )
    )
    scheme = draw(st.sampled_from((None, "Of last year")))
    current = {"band": draw(st.sampled_from(BANDS))["key"], "earlier_scheme": scheme}
    appetite = st.fixed_dictionaries({"is_above": st.booleans()})
    looks = (None, "2018-06-05T05:00:00+00:00", "2018-06-05T05:00:00.5+00:00")
    return {
        "kind": draw(st.sampled_from(("threat", "opportunity"))),
        "movement": {"kind": kind, "points": points},
        "current": None if kind == "unscored" else current,
        "reopened_on": draw(st.sampled_from((None, "2018-06-01"))),
        "review": {
            "overdue_days": draw(st.integers(0, 2)),
            "reviewed_at": draw(st.sampled_from(looks)),
        },
        "appetite": draw(st.one_of(st.none(), appetite)),
        "stuck": draw(st.sampled_from((None, {"packs": 3}))),
        "actions": draw(st.lists(actions, max_size=4)),
    }


@given(st.lists(lines(), max_size=12))
def test_every_risk_is_counted_once_by_what_became_of_its_score(risks):
    counts = count_content({**EMPTY, "risks": risks})
    unscored = sum(risk["current"] is None for risk in risks)
    names = ("worse", "better", "same", "new", "rescaled")

    assert counts["open"] == sum(counts[name] for name in names) + unscored == len(risks)


@given(st.lists(lines(), max_size=12))
def test_every_scored_threat_stands_in_one_band_or_under_an_earlier_scheme(risks):
    counts = count_content({**EMPTY, "risks": risks})
    threats = [risk for risk in risks if risk["kind"] == "threat" and risk["current"]]

    banded = sum(band["count"] for band in counts["bands"])
    assert banded + counts["earlier_scheme"] == len(threats)


@given(st.lists(lines(), max_size=12))
def test_an_action_against_many_risks_is_counted_once(risks):
    served = [{**risk, "actions": risks[0]["actions"]} for risk in risks]
    counts = count_content({**EMPTY, "risks": served})
    references = {action["reference"] for risk in served for action in risk["actions"]}

    assert counts["actions"] == len(references) >= counts["overdue_actions"]
    assert len(list_actions(served)) == len(references)


@given(st.lists(actions, max_size=9))
def test_what_was_dropped_is_no_work(some):
    work = count_work(some)

    assert work["total"] == sum(action["status"] != "dropped" for action in some)
    assert 0 <= work["done"] + work["overdue"] <= work["total"]


@given(st.lists(lines(), max_size=12))
def test_a_look_at_the_very_moment_of_the_freeze_is_in_the_pack_before(risks):
    counts = count_content({**EMPTY, "risks": risks, "compared_with": {"taken_at": JUNE}})
    later = [risk for risk in risks if ".5" in (risk["review"]["reviewed_at"] or "")]

    assert counts["unreviewed"] == len(risks) - len(later)


def test_bands_of_another_scheme_have_no_count_before():
    told = [{"key": "red", "name": "Red", "count": 4}, {"key": "green", "name": "Pale", "count": 2}]
    counts = count_content({**EMPTY, "risks": []}, told=told)

    assert [band["before"] for band in counts["bands"]] == [None, None, 4]
