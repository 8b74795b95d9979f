"""Affected agencies, related risks and the exemption of the demonstration hold together."""

from risk_register.domain.permissions import Permission, Role, may
from risk_register.domain.relations import RelationKind, find_loop
from tests.architecture.test_demonstration_file import (
    DEMONSTRATION,
    MORNING,
    POSTS,
    RISKS,
    list_happenings,
)

RELATIONS = DEMONSTRATION["relations"]


def test_the_third_risk_causes_the_sixth_which_feeds_the_fourth():
    said = [(told["risk"], RelationKind(told["kind"]), told["other"]) for told in RELATIONS]

    assert said == [(3, RelationKind.CAUSES, 6), (6, RelationKind.FEEDS, 4)]
    assert not any(find_loop([(told[0], told[2]) for told in said], risk) for risk in RISKS)


def test_who_relates_two_risks_may_do_so_and_both_are_there():
    for told in RELATIONS:
        roles = {Role(role) for role in POSTS[told["by"]]["roles"]}
        assert may(roles, Permission.RELATE_RISK)
        assert told["at"] > max(RISKS[told[end]]["opened_at"] for end in ("risk", "other"))


def test_nothing_else_happens_while_two_risks_are_related():
    moments = [told["at"] for told in RELATIONS]

    assert len({*moments, *(moment for moment, _ in list_happenings())}) == len(
        [*moments, *list_happenings()]
    )
    assert max(moments) < MORNING


def test_the_agency_that_carries_a_risk_is_not_named_again_as_affected():
    agencies = {agency["key"] for agency in DEMONSTRATION["agencies"]}

    for risk in RISKS.values():
        assert set(risk["affected"]) <= agencies - {risk["carrying_agency"]}


def test_the_exemption_has_a_reviewer_and_a_day_that_is_still_to_come():
    exempt = RISKS[2]

    assert exempt["exempt_reviewer"] in POSTS
    assert exempt["exempt_review_on"] > MORNING.date()
