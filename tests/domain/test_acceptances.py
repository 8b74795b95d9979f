"""What brings an accepted risk back: a worse score, whichever way that is, or a day that passed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.acceptances import AcceptanceState, find_state
from risk_register.domain.directions import is_better
from risk_register.domain.risks import RiskKind

UNTIL = date(2018, 9, 30)
SCORES = st.integers(1, 25)
KINDS = st.sampled_from(RiskKind)


def state(accepted, score, kind, *, on=UNTIL, is_withdrawn=False):
    return find_state(
        accepted=accepted,
        score=score,
        kind=kind,
        expires_on=UNTIL,
        is_withdrawn=is_withdrawn,
        on=on,
    )


@given(accepted=SCORES, score=SCORES, kind=KINDS)
def test_a_risk_is_borne_as_long_as_its_score_is_no_worse_than_was_accepted(accepted, score, kind):
    worse = is_better(accepted, score, kind)

    expected = AcceptanceState.EXCEEDED if worse else AcceptanceState.HOLDS
    assert state(accepted, score, kind) is expected


@given(accepted=SCORES, score=SCORES)
def test_what_brings_a_threat_back_leaves_an_opportunity_borne(accepted, score):
    threat, opportunity = (state(accepted, score, kind) for kind in RiskKind)

    exceeded = [threat, opportunity].count(AcceptanceState.EXCEEDED)
    assert exceeded == (0 if accepted == score else 1)
    assert (threat is AcceptanceState.EXCEEDED) == (score > accepted)


@given(accepted=SCORES, kind=KINDS, days=st.integers(1, 400))
def test_the_day_and_a_withdrawal_end_it_for_both_kinds(accepted, kind, days):
    later = UNTIL + timedelta(days=days)

    assert state(accepted, None, kind, on=later) is AcceptanceState.EXPIRED
    assert state(accepted, accepted, kind, is_withdrawn=True) is AcceptanceState.WITHDRAWN


def test_the_words_fit_both_kinds():
    assert AcceptanceState.EXCEEDED.label == "The score is worse than what was accepted"
