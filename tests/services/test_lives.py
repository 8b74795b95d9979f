"""A risk's life: proposed, admitted, reworded, merged, closed, opened again."""

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.domain.risks import Move, Proximity, Publication, RiskStatus, Treatment
from risk_register.models import Event, ImprovementArea
from risk_register.services.actions import list_mitigations
from risk_register.services.assessments import confirm_risk
from risk_register.services.history import verify_history
from risk_register.services.lives import (
    RiskWords,
    edit_risk,
    list_proposals,
    move_risk,
    propose_risk,
)
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_areas, list_risks
from tests.conftest import NOW

REASON = "The board agreed on 10 May."


def words(member, **changes):
    area = db.session.scalars(db.select(ImprovementArea)).first()
    said = {
        "title": "Parents are not heard",
        "category": "capacity",
        "cause": "there is no panel",
        "event": "plans miss what families need",
        "consequence": "more appeals",
        "owner_id": member.post.id,
        "carrying_agency_id": member.person.agency_id,
        "treatment": Treatment.TREAT,
        "proximity": Proximity.NOW,
        "target_on": None,
        "area_ids": frozenset({area.id}),
    }
    return RiskWords(**{**said, **changes})


def propose(by, **changes):
    with write_transaction():
        return propose_risk(words(by, **changes), by=by, at=NOW).reference


def move(by, reference, step, into=None, reason=REASON):
    with write_transaction():
        risk = get_risk(by, reference)
        move_risk(risk, step, reason=reason, into=into, by=by, at=NOW, version=risk.version)
    return get_risk(by, reference)


def references(member, **narrowed):
    page = list_risks(member, narrowed=RiskFilter(**narrowed), today=NOW.date(), seen_up_to=0)
    return {line.risk.reference for line in page.lines}


def test_a_proposal_has_its_reference_at_once_and_is_not_in_the_register(member):
    grace = member("grace")
    reference = propose(grace)

    assert reference == "R-003"
    assert references(grace) == {"R-001", "R-002"}
    assert [risk.reference for risk in list_proposals(grace)] == ["R-003"]


def test_an_observer_proposes_nothing(member):
    with pytest.raises(NotAllowedError):
        propose(member("olu"))


def test_an_admitted_risk_stands_in_the_register(member):
    propose(member("grace"))
    move(member("amira"), "R-003", Move.ADMIT)

    assert references(member("tom")) == {"R-001", "R-002", "R-003"}


def test_a_declined_proposal_keeps_its_reference_and_the_reason(member):
    propose(member("grace"))
    declined = move(member("amira"), "R-003", Move.DECLINE)

    assert (declined.status, declined.close_reason) == (RiskStatus.DECLINED, REASON)
    assert propose(member("grace")) == "R-004"


def test_a_closed_risk_leaves_the_list_and_is_found_again(member):
    amira = member("amira")
    move(amira, "R-002", Move.CLOSE)

    assert references(amira) == {"R-001"}
    assert references(amira, statuses=(RiskStatus.CLOSED,)) == {"R-002"}


def test_an_opened_again_risk_has_its_whole_history_and_no_close_reason(member):
    amira = member("amira")
    move(amira, "R-002", Move.CLOSE)
    again = move(amira, "R-002", Move.REOPEN)

    assert (again.status, again.close_reason, again.current_score) == (RiskStatus.OPEN, None, 4)


def test_what_has_happened_stays_in_the_register(member):
    happened = move(member("amira"), "R-001", Move.OCCUR)

    assert happened.occurred_at == NOW
    assert "R-001" in references(member("tom"))


def test_a_merged_risk_points_to_the_one_that_stands_for_both_with_its_actions(member):
    amira = member("amira")
    merged = move(amira, "R-001", Move.MERGE, into="r-002")

    assert merged.merged_into.reference == "R-002"
    served = [line.action.reference for line in list_mitigations(get_risk(amira, "R-002"))]
    assert served == ["A-1.1"]


@pytest.mark.parametrize(
    ("into", "sentence"),
    [
        (None, "Enter the reference"),
        ("R-001", "merged into itself"),
        ("R-099", "There is no risk R-099"),
        ("nonsense", "There is no risk NONSENSE"),
    ],
)
def test_a_risk_is_merged_only_into_another_one_of_the_register(member, into, sentence):
    with pytest.raises(RuleError, match=sentence) as refused:
        move(member("amira"), "R-001", Move.MERGE, into=into)
    assert refused.value.field == "into"


@pytest.mark.parametrize("step", [Move.ADMIT, Move.DECLINE, Move.REOPEN])
def test_a_step_that_cannot_be_taken_from_here_gets_a_sentence(member, step):
    with pytest.raises(RuleError, match="A risk that is open cannot take this step"):
        move(member("amira"), "R-001", step)


def test_every_step_needs_a_reason(member):
    with pytest.raises(RuleError) as refused:
        move(member("amira"), "R-001", Move.CLOSE, reason="done")
    assert refused.value.field == "reason"


def test_only_the_manager_moves_a_risk(member):
    with pytest.raises(NotAllowedError):
        move(member("tom"), "R-001", Move.CLOSE)


def test_a_closed_risk_is_neither_scored_nor_confirmed(member):
    amira = member("amira")
    risk = move(amira, "R-001", Move.CLOSE)
    with pytest.raises(RuleError, match="R-001 is closed"), write_transaction():
        confirm_risk(risk, note="", by=amira, at=NOW, version=risk.version)


def edit(by, reference, version=None, **changes):
    with write_transaction():
        risk = get_risk(by, reference)
        edit_risk(
            risk,
            words(by, **changes),
            reason="",
            by=by,
            at=NOW,
            version=risk.version if version is None else version,
        )
    return get_risk(by, reference)


def test_rewording_keeps_the_wording_before_in_the_record(member):
    edit(member("tom"), "R-001", cause="three posts are vacant")

    body = db.session.scalars(db.select(Event.body).where(Event.kind == "risk edited")).one()
    assert "posts are vacant" in body
    assert "three posts are vacant" in body


def test_an_owner_rewords_but_does_not_hand_the_risk_on_or_exempt_it(member):
    tom, priya = member("tom"), member("priya")
    edited = edit(
        tom,
        "R-001",
        owner_id=priya.post.id,
        publication=Publication.EXEMPT,
        exempt_paragraph=3,
        exempt_reason="Commercial matters of a provider.",
    )

    assert edited.owner_id == tom.post.id
    assert edited.publication is Publication.OPEN


def test_the_manager_hands_a_risk_on(member):
    edited = edit(member("amira"), "R-001", owner_id=member("priya").post.id)

    assert edited.owner.title == "Head of Commissioning"


def test_the_areas_it_threatens_change_with_the_wording(member):
    tom = member("tom")
    assert list_areas(edit(tom, "R-001", area_ids=frozenset())) == []
    with pytest.raises(RuleError):
        edit(tom, "R-001", area_ids=frozenset({999}))


def test_an_exempt_risk_says_why(member):
    with pytest.raises(RuleError) as refused:
        edit(member("amira"), "R-001", publication=Publication.EXEMPT, exempt_paragraph=3)
    assert refused.value.field == "exempt_reason"


def test_a_stale_wording_is_refused(member):
    tom = member("tom")
    seen = get_risk(tom, "R-001").version
    edit(tom, "R-001")
    with pytest.raises(ChangedMeanwhileError):
        edit(tom, "R-001", version=seen)


def test_the_record_of_a_whole_life_verifies(member):
    amira = member("amira")
    propose(member("grace"))
    move(amira, "R-003", Move.ADMIT)
    edit(amira, "R-003", title="Families are not heard")
    move(amira, "R-003", Move.MERGE, into="R-001")
    move(amira, "R-003", Move.REOPEN)

    with read_moment():
        assert verify_history().problems == []
