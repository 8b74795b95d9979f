"""What became of a decision, in one sentence."""

from datetime import date

import pytest

from risk_register.domain.risks import RiskStatus
from risk_register.domain.sequels import Scored, ScoreSince, Sequel, say_sequel

MAY = date(2018, 5, 12)
STILL = ScoreSince(Scored.STILL, 20)


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (ScoreSince(Scored.UNSCORED), "Not scored; open."),
        (STILL, "Score still 20; open."),
        (
            ScoreSince(Scored.AGAIN, 15, 20, MAY),
            "Score 15 again on 12 May 2018, after 20; open.",
        ),
        (ScoreSince(Scored.FIRST, 16, given_on=MAY), "First scored 16 on 12 May 2018; open."),
        (ScoreSince(Scored.CHANGED, 16, 20, MAY), "Score 20 → 16 on 12 May 2018; open."),
        (
            ScoreSince(Scored.RESCALED, 9, given_on=MAY),
            "Scored 9 on 12 May 2018 under another scheme; open.",
        ),
    ],
)
def test_the_score_is_said_first(score, said):
    assert say_sequel(Sequel(score, RiskStatus.OPEN)) == said


def test_what_was_done_is_counted_in_words():
    sequel = Sequel(STILL, RiskStatus.OPEN, added=1, finished=2, dropped=1, slipped=2)

    assert say_sequel(sequel) == (
        "Score still 20; 1 action added; 2 actions done; 1 action dropped; "
        "2 due dates moved later; open."
    )


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [
        (RiskStatus.OCCURRED, {}, "it has happened"),
        (RiskStatus.CLOSED, {"left_on": MAY}, "closed on 12 May 2018"),
        (
            RiskStatus.MERGED,
            {"left_on": MAY, "merged_into": "R-002"},
            "merged into R-002 on 12 May 2018",
        ),
        (RiskStatus.OPEN, {"accepted_until": MAY}, "accepted until 12 May 2018; open"),
    ],
)
def test_where_the_risk_stands_is_said_last(status, more, said):
    assert say_sequel(Sequel(STILL, status, **more)) == f"Score still 20; {said}."
