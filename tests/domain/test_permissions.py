"""Who may do what, and above all who may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import TABLE, Condition, Permission, Role, check_allowed, may

ROLES = st.sets(st.sampled_from(Role))
PERMISSIONS = st.sampled_from(Permission)

READING = {each for each in Permission if each.value.startswith(("read_", "see_"))}
#: What everybody at work in the programme may do.
EVERYBODY = {Permission.PROPOSE_RISK}
OWN_MATTERS = {
    Permission.RECORD_READING,
    Permission.STATE_IMPACT,
    Permission.EDIT_RISK,
    Permission.SCORE_RISK,
    Permission.REVIEW_RISK,
    Permission.KEEP_CONTROLS,
    Permission.RELATE_RISK,
    Permission.ADD_ACTION,
    Permission.UPDATE_ACTION,
    Permission.ADD_EVIDENCE,
}

every_permission = pytest.mark.parametrize("permission", Permission)
owning_or_not = pytest.mark.parametrize("owns", [False, True], ids=["not theirs", "their own"])


def permitted(role, *, owns=True):
    """Collect everything a role may do."""
    return {permission for permission in Permission if may({role}, permission, owns=owns)}


@every_permission
def test_every_permission_has_a_row_that_names_somebody(permission):
    assert TABLE[permission]


@every_permission
@owning_or_not
def test_nobody_may_do_anything_without_a_role(permission, owns):
    assert not may(set(), permission, owns=owns)


@every_permission
@owning_or_not
@pytest.mark.parametrize("role", Role)
def test_a_role_that_a_row_does_not_name_is_refused(permission, role, owns):
    named = role in TABLE[permission]

    assert named or not may({role}, permission, owns=owns)


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (permission, role)
        for permission, row in TABLE.items()
        for role, condition in row.items()
        if condition is Condition.OWN
    ],
)
def test_a_condition_of_ownership_needs_the_matter_to_be_their_own(permission, role):
    assert may({role}, permission, owns=True)
    assert not may({role}, permission)


def test_a_risk_owner_changes_their_own_matters_and_no_others():
    assert permitted(Role.RISK_OWNER, owns=True) - READING == OWN_MATTERS | EVERYBODY
    assert permitted(Role.RISK_OWNER, owns=False) <= READING | EVERYBODY


MEETINGS = {Permission.KEEP_BODIES, Permission.KEEP_MEETINGS, Permission.RECORD_DECISION}


def test_a_programme_manager_changes_every_matter_but_does_not_circulate():
    changes = permitted(Role.PROGRAMME_MANAGER, owns=False) - READING

    own = {
        Permission.MOVE_RISK,
        Permission.SHARE_FILTER,
        Permission.ESCALATE_RISK,
        Permission.AGREE_SCORE,
        Permission.ACCEPT_RISK,
        Permission.ASK_BACK,
        Permission.MAKE_PACK,
        Permission.APPROVE_PACK,
        Permission.WITHDRAW_PACK,
        Permission.NUDGE_OWNER,
        Permission.KEEP_INDICATORS,
        Permission.KEEP_PLAN,
        Permission.KEEP_LAYOUTS,
        Permission.KEEP_PEOPLE,
        Permission.REVIEW_ACCESS,
        Permission.RESTRICT_RISK,
        Permission.KEEP_WEBHOOKS,
    }
    own |= MEETINGS
    assert changes == OWN_MATTERS | EVERYBODY | own


def test_a_board_secretary_keeps_meetings_and_circulates_and_changes_no_risk():
    own = {Permission.CIRCULATE_PACK, Permission.WITHDRAW_PACK, Permission.PUBLISH_PACK} | MEETINGS
    assert permitted(Role.BOARD_SECRETARY) - READING == own | EVERYBODY


@pytest.mark.parametrize("role", Role)
def test_nobody_circulates_a_pack_by_the_role_that_approves_it(role):
    assert not {Permission.APPROVE_PACK, Permission.CIRCULATE_PACK} <= permitted(role)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OBSERVER])
@owning_or_not
def test_administrators_and_observers_never_read_the_register(role, owns):
    assert not may({role}, Permission.READ_REGISTER, owns=owns)


def test_an_administrator_keeps_access_and_reads_nothing_of_a_programme():
    keeping = {
        Permission.KEEP_LAYOUTS,
        Permission.KEEP_PEOPLE,
        Permission.REVIEW_ACCESS,
        Permission.READ_ACCESS_REVIEW,
        Permission.KEEP_API_KEYS,
        Permission.KEEP_WEBHOOKS,
        Permission.OPEN_PROGRAMME,
    }
    assert permitted(Role.ADMINISTRATOR) == keeping


def test_an_observer_reads_meetings_and_circulated_packs_only():
    assert permitted(Role.OBSERVER) == {Permission.READ_MEETINGS, Permission.READ_PACKS}


def test_a_board_member_sees_no_pack_before_it_is_circulated():
    assert Permission.READ_UNCIRCULATED_PACKS not in permitted(Role.BOARD_MEMBER)


def test_an_auditor_reads_everything():
    assert permitted(Role.AUDITOR) == READING


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.BOARD_MEMBER, Role.OBSERVER])
def test_those_who_look_on_change_nothing(role):
    assert permitted(role) <= READING | EVERYBODY


@given(roles=ROLES, more=ROLES, permission=PERMISSIONS, owns=st.booleans())
def test_another_role_takes_no_permission_away(roles, more, permission, owns):
    before = may(roles, permission, owns=owns)

    assert may(roles | more, permission, owns=owns) >= before


@given(roles=ROLES, permission=PERMISSIONS)
def test_owning_a_matter_takes_no_permission_away(roles, permission):
    assert may(roles, permission, owns=True) >= may(roles, permission, owns=False)


def test_a_check_takes_nothing_for_somebody_s_own_unless_told():
    with pytest.raises(NotAllowedError):
        check_allowed({Role.RISK_OWNER}, Permission.SCORE_RISK)


@given(roles=ROLES, permission=PERMISSIONS, owns=st.booleans())
def test_a_check_refuses_exactly_what_may_not_be_done(roles, permission, owns):
    try:
        check_allowed(roles, permission, owns=owns)
    except NotAllowedError:
        refused = True
    else:
        refused = False

    assert refused is not may(roles, permission, owns=owns)
