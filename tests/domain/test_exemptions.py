"""Which parts of a risk are exempt, in words."""

import pytest

from risk_register.domain.errors import RuleError
from risk_register.domain.exemptions import (
    ExemptPart,
    order_parts,
    say_exempt,
    say_parts,
    say_withheld,
)


def test_parts_come_in_the_order_in_which_a_risk_is_read():
    assert order_parts(["actions", "cause", "actions"]) == ["cause", "actions"]


def test_a_risk_has_no_other_parts():
    with pytest.raises(RuleError, match="Choose from the parts of a risk") as refused:
        order_parts(["score"])
    assert refused.value.field == "exempt_fields"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "the whole risk"),
        (["cause"], "cause"),
        (["controls", "cause"], "cause and controls"),
        (["title", "cause", "event"], "title, cause and event"),
    ],
)
def test_withheld_parts_are_said_in_words(names, said):
    assert say_parts(names) == said


def test_every_part_has_a_label_that_begins_like_a_sentence():
    assert all(part.label[0].isupper() for part in ExemptPart)


def test_the_paragraph_is_said_if_there_is_one():
    assert (say_exempt(4), say_exempt(None)) == ("exempt, paragraph 4", "exempt")
    assert say_withheld(4) == "withheld: exempt, paragraph 4"
