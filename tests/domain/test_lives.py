"""The steps of a risk's life, as rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.risks import LIVE, PATHS, Move, RiskStatus, after_move, list_moves


@given(st.sampled_from(RiskStatus), st.sampled_from(Move))
def test_a_step_is_offered_exactly_where_it_can_be_taken(status, move):
    if move in list_moves(status):
        assert after_move(status, move) is PATHS[move][1]
    else:
        with pytest.raises(RuleError):
            after_move(status, move)


@given(st.sampled_from(RiskStatus))
def test_from_everywhere_a_risk_can_come_back_into_the_register(status):
    reached = {status}
    for _ in RiskStatus:
        reached |= {after_move(here, move) for here in reached for move in list_moves(here)}
    assert reached & set(LIVE)


def test_nothing_leads_back_to_a_proposal():
    assert RiskStatus.DRAFT not in {reached for _, reached in PATHS.values()}


def test_every_status_and_step_has_its_words():
    assert all(status.label for status in RiskStatus)
    assert all(move.label and move.meaning and move.event.startswith("risk ") for move in Move)
