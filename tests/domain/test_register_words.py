"""The words of the register: as they are stored, as labels and as errors."""

from enum import StrEnum

import pytest

from risk_register.domain import actions, circulation, errors, packs, permissions, risks, scoring
from risk_register.domain.actions import ActionStatus
from risk_register.domain.circulation import Capacity, DeliveryState
from risk_register.domain.permissions import Role
from risk_register.domain.risks import Proximity

LABELLED = [*ActionStatus, *Capacity, *DeliveryState, *Role, *Proximity]
STORED = [
    word
    for module in (actions, circulation, packs, permissions, risks, scoring)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    for word in kind
]
ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("word", STORED, ids=repr)
def test_a_word_is_stored_under_its_name_so_that_old_rows_stay_readable(word):
    assert word.value.replace(" ", "_") == word.name.lower()


@pytest.mark.parametrize("word", LABELLED, ids=repr)
def test_no_label_shows_how_a_word_is_stored(word):
    assert word.label
    assert "_" not in word.label


@pytest.mark.parametrize(
    ("word", "label"),
    [
        (ActionStatus.OFF_TRACK, "Off track"),
        (Capacity.IN_ATTENDANCE, "In attendance"),
        (Role.BOARD_SECRETARY, "Board secretary"),
        (Proximity.WITHIN_3_MONTHS, "within 3 months"),
        (DeliveryState.RETRY, "Will be tried again"),
    ],
)
def test_a_label_says_the_word_as_people_do(word, label):
    assert word.label == label


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_without_a_better_sentence_says_its_own(kind):
    assert str(kind()) == kind.__doc__
    assert str(kind()).endswith(".")


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_says_the_better_sentence_it_is_given(kind):
    assert str(kind("Select how likely the risk is.")) == "Select how likely the risk is."


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_can_be_answered_as_the_register_s_own(kind):
    assert issubclass(kind, errors.RegisterError)


def test_a_broken_rule_names_the_field_it_belongs_to():
    assert errors.ReasonMissingError(field="reason").field == "reason"
    assert errors.RuleError().field is None
