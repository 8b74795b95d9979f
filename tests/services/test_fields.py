"""Opportunities, affected agencies and exemptions: entered, kept, narrowed to, verified."""

from dataclasses import replace
from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.documents.formats import complete
from risk_register.domain.acceptances import AcceptanceState
from risk_register.domain.errors import RuleError
from risk_register.domain.oddities import OddityKind
from risk_register.domain.pack_counts import count_content
from risk_register.domain.relations import RelationKind
from risk_register.domain.risks import Move, Publication, RiskKind, RiskStatus, Treatment
from risk_register.domain.scoring import Basis, Confidence, Method
from risk_register.models import Agency, Assessment, Meeting, Risk
from risk_register.services.acceptances import accept_risk, find_borne
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.desk import show_desk
from risk_register.services.desk_lines import Changed, rank_change
from risk_register.services.effects import list_signals
from risk_register.services.history import verify_history
from risk_register.services.lives import change_columns, edit_risk
from risk_register.services.moments import get_register_at
from risk_register.services.risks import get_risk
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW
from tests.documents.june_pack import build_snapshot
from tests.services.test_lives import move, propose, references, words
from tests.services.test_relations import relate

OPPORTUNITY = {"kind": RiskKind.OPPORTUNITY, "treatment": Treatment.EXPLOIT}
TODAY = NOW.date()


def exempt(member, **changes):
    return {
        "publication": Publication.EXEMPT,
        "exempt_paragraph": 4,
        "exempt_reason": "Staff are being consulted.",
        "exempt_reviewer_id": member("sofia").post.id,
        "exempt_review_on": TODAY,
    } | changes


def edit(by, reference, at=NOW, **changes):
    with write_transaction():
        risk = get_risk(by, reference)
        said = words(by, owner_id=risk.owner_id, carrying_agency_id=risk.carrying_agency_id)
        edit_risk(risk, replace(said, **changes), reason="", by=by, at=at, version=risk.version)
    db.session.expire_all()
    return get_risk(by, reference)


def score(by, reference, likelihood, impact):
    with write_transaction():
        risk = get_risk(by, reference)
        record_assessment(
            risk,
            Judgement(
                likelihood, impact, "The grant was awarded to us.", Confidence.LOW, Method.OWNER
            ),
            basis=Basis.CURRENT,
            by=by,
            at=NOW,
            version=risk.version,
        )


def admit(by, **said):
    reference = propose(by, **said)
    move(by, reference, Move.ADMIT)
    return reference


def test_an_opportunity_is_proposed_with_a_treatment_of_its_own(member):
    amira = member("amira")
    risk = get_risk(amira, propose(amira, **OPPORTUNITY))

    assert (risk.kind, risk.treatment) == (RiskKind.OPPORTUNITY, Treatment.EXPLOIT)


def test_a_treatment_of_the_other_kind_is_refused(member):
    with pytest.raises(RuleError, match="“Treat” is no treatment of an opportunity") as refused:
        propose(member("grace"), kind=RiskKind.OPPORTUNITY)

    assert refused.value.field == "treatment"


def test_the_manager_corrects_the_kind_until_somebody_scores_it(member):
    amira = member("amira")
    reference = admit(amira)
    assert edit(amira, reference, **OPPORTUNITY).kind is RiskKind.OPPORTUNITY

    score(amira, reference, 3, 3)
    with pytest.raises(RuleError, match="It was scored as an opportunity, so it stays one"):
        edit(amira, reference)


def test_an_owner_does_not_change_the_kind(member):
    tom = member("tom")
    with pytest.raises(RuleError, match="“Exploit” is no treatment of a threat"):
        edit(tom, "R-001", **OPPORTUNITY)

    assert edit(tom, "R-001", kind=RiskKind.OPPORTUNITY).kind is RiskKind.THREAT


def test_the_list_is_narrowed_to_opportunities(member):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY)

    assert references(amira, kind=RiskKind.OPPORTUNITY) == {reference}
    assert references(amira, kind=RiskKind.THREAT) == {"R-001", "R-002"}


def agency_ids(*keys):
    rows = db.session.scalars(db.select(Agency).where(Agency.key.in_(keys)))
    return frozenset(agency.id for agency in rows)


def test_affected_agencies_come_and_go_and_the_record_tells_it(member):
    tom = member("tom")
    both = edit(tom, "R-001", affected_ids=agency_ids("council", "ccg"))
    assert [agency.short for agency in both.affected_agencies] == ["CCG", "Council"]
    one = edit(tom, "R-001", affected_ids=agency_ids("ccg"))
    assert [agency.short for agency in one.affected_agencies] == ["CCG"]

    assert references(tom, affected="ccg") == {"R-001"}
    assert references(tom, affected="council") == set()
    with read_moment():
        assert verify_history().problems == []


def test_an_agency_that_is_not_there_is_not_affected(member):
    with pytest.raises(RuleError, match="Choose agencies from the list") as refused:
        propose(member("grace"), affected_ids=frozenset({999}))

    assert refused.value.field == "affected_ids"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exempt_paragraph": None}, "exempt_paragraph"),
        ({"exempt_reason": ""}, "exempt_reason"),
        ({"exempt_reviewer_id": None}, "exempt_reviewer_id"),
        ({"exempt_reviewer_id": 999}, "exempt_reviewer_id"),
        ({"exempt_review_on": None}, "exempt_review_on"),
        ({"exempt_review_on": TODAY - timedelta(days=1)}, "exempt_review_on"),
    ],
)
def test_an_exemption_says_why_who_looks_again_and_when(member, changes, field):
    with pytest.raises(RuleError) as refused:
        edit(member("amira"), "R-001", **exempt(member, **changes))

    assert refused.value.field == field


def test_an_owner_rewords_an_exempt_risk_and_leaves_its_exemption(member):
    edit(member("amira"), "R-001", **exempt(member))
    risk = edit(member("tom"), "R-001", title="Far too few caseworkers")

    assert risk.title == "Far too few caseworkers"
    assert (risk.publication, risk.exempt_review_on) == (Publication.EXEMPT, TODAY)


def test_what_is_open_again_keeps_nothing_of_its_exemption(member):
    amira = member("amira")
    edit(amira, "R-001", **exempt(member))
    risk = edit(amira, "R-001", **exempt(member, publication=Publication.OPEN))

    assert (risk.exempt_reason, risk.exempt_reviewer_id, risk.exempt_review_on) == (None,) * 3


def test_a_past_exemption_is_odd_and_does_not_stop_a_rewording(member):
    amira, later = member("amira"), NOW + timedelta(days=30)
    edit(amira, "R-001", **exempt(member))
    edit(amira, "R-001", at=later, **exempt(member, title="Far too few caseworkers"))
    desk = show_desk(amira, at=later)

    assert desk.odd_kinds[OddityKind.EXEMPTION_DUE] == 1
    assert OddityKind.EXEMPTION_DUE not in show_desk(amira, at=NOW).odd_kinds


def test_an_exemption_from_before_anybody_had_to_date_it_is_odd(member):
    amira = member("amira")
    with write_transaction():
        columns = {"publication": Publication.EXEMPT, "exempt_paragraph": 4}
        risk = get_risk(amira, "R-001")
        change_columns(risk, columns, reason="", by=amira, at=NOW, version=risk.version)
    odd = {
        line.risk.reference: [oddity.kind for oddity in line.oddities]
        for line in show_desk(amira, at=NOW).odd.lines
    }

    assert OddityKind.EXEMPTION_DUE in odd["R-001"]
    assert OddityKind.EXEMPTION_DUE not in odd.get("R-002", [])


def test_an_opportunity_below_its_target_is_found_as_not_there_yet(member):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY)
    score(amira, reference, 2, 2)
    with write_transaction():
        risk = get_risk(amira, reference)
        record_assessment(
            risk,
            Judgement(4, 4, "With the grant we can hope so.", Confidence.LOW, Method.OWNER),
            basis=Basis.TARGET,
            by=amira,
            at=NOW,
            version=risk.version,
        )

    assert reference in references(amira, above_target=True)
    score(amira, reference, 4, 5)
    assert reference not in references(amira, above_target=True)


@pytest.mark.parametrize(
    ("points", "state"), [((4, 5), AcceptanceState.HOLDS), ((2, 2), AcceptanceState.EXCEEDED)]
)
def test_an_accepted_opportunity_comes_back_when_its_score_falls(member, points, state):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY)
    score(amira, reference, 3, 3)
    with write_transaction():
        risk = get_risk(amira, reference)
        until = TODAY + timedelta(days=90)
        said = {"reason": "The board bears it.", "expires_on": until}
        accept_risk(risk, **said, by=amira, at=NOW, version=risk.version)
    score(amira, reference, *points)

    at = get_register_at(amira, NOW)
    (then,) = (risk.acceptance for risk in at.risks if risk.reference == reference)
    assert find_borne(get_risk(amira, reference), on=TODAY).state is state
    assert then.state is state


def test_the_number_of_a_merged_risk_is_not_used_again(member):
    amira = member("amira")
    gone = admit(amira)
    assert move(amira, gone, Move.MERGE, into="R-001").status is RiskStatus.MERGED

    assert propose(amira) == "R-004"


def test_a_pack_counts_an_opportunity_by_what_its_movement_means_and_in_no_band(member):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY, affected_ids=agency_ids("ccg"))
    score(amira, reference, 4, 4)
    relate(amira, "R-001", RelationKind.FEEDS, reference)
    meeting = db.session.scalars(db.select(Meeting)).one()
    with read_moment():
        content = freeze_snapshot(meeting, prepared_by=None, at=NOW).content
    line = next(risk for risk in content["risks"] if risk["reference"] == reference)

    assert (line["kind"], line["affects"]) == ("opportunity", ["CCG"])
    assert line["related"] == [{"says": "is fed by", "reference": "R-001"}]
    assert content["counts"]["opportunities"] == 1
    assert (
        content["counts"]["open"],
        sum(band["count"] for band in content["counts"]["bands"]),
    ) == (3, 2)


@pytest.mark.parametrize(("kind", "way"), [("opportunity", "better"), ("threat", "worse")])
def test_the_summary_counts_a_higher_score_as_what_it_is(kind, way):
    snapshot = build_snapshot()
    snapshot["risks"] = snapshot["risks"][:1]
    snapshot["risks"][0].update(kind=kind, movement={"kind": "up", "points": 4})
    counts = count_content(complete(snapshot))

    assert {name for name in ("better", "worse") if counts[name]} == {way}


def test_the_register_of_a_past_moment_knows_its_opportunities(member):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY)
    kinds = {risk.reference: risk.kind for risk in get_register_at(amira, NOW).risks}

    assert kinds == {
        "R-001": RiskKind.THREAT,
        "R-002": RiskKind.THREAT,
        reference: RiskKind.OPPORTUNITY,
    }


def test_a_risen_opportunity_without_work_is_a_question_and_a_fallen_one_is_none(member):
    amira = member("amira")
    reference = admit(amira, **OPPORTUNITY)
    score(amira, reference, 2, 2)
    score(amira, reference, 4, 4)
    (signal,) = list_signals(get_risk(amira, reference), scheme=amira.scheme)
    assert "The score rose from 4 to 16" in signal.sentence

    score(amira, reference, 3, 3)
    assert list_signals(get_risk(amira, reference), scheme=amira.scheme) == []


def test_the_desk_puts_a_fallen_opportunity_before_a_fallen_threat():
    risk = {kind: Risk(number=number, kind=kind) for number, kind in enumerate(RiskKind, 1)}
    fell = [
        Changed(
            risk[kind], Assessment(score=9), Assessment(score=4), 1, has_occurred=False, agreed=None
        )
        for kind in RiskKind
    ]

    assert min(fell, key=rank_change).risk.kind is RiskKind.OPPORTUNITY


def test_exempt_parts_are_kept_in_their_order_recorded_and_told_in_packs_and_moments(member):
    amira = member("amira")
    parts = ("actions", "cause")
    risk = edit(amira, "R-001", **exempt(member, exempt_fields=parts))
    meeting = db.session.scalars(db.select(Meeting).where(Meeting.held_on > TODAY)).first()
    with read_moment():
        content = freeze_snapshot(meeting, prepared_by=None, at=NOW).content
        (then,) = [r for r in get_register_at(amira, NOW).risks if r.reference == "R-001"]
        problems = verify_history().problems
    (line,) = [each for each in content["risks"] if each["reference"] == "R-001"]

    assert risk.exempt_fields == line["exempt_fields"] == ["cause", "actions"]
    assert then.exempt_fields == ("cause", "actions")
    assert problems == []


def test_what_is_open_again_withholds_no_part(member):
    amira = member("amira")
    edit(amira, "R-001", **exempt(member, exempt_fields=("cause",)))
    risk = edit(amira, "R-001", **exempt(member, publication=Publication.OPEN))

    assert risk.exempt_fields == []


def test_a_risk_has_no_part_of_that_name(member):
    with pytest.raises(RuleError) as refused:
        edit(member("amira"), "R-001", **exempt(member, exempt_fields=("score",)))
    assert refused.value.field == "exempt_fields"
