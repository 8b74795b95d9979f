"""Who may do what: one table for every door.

Default deny: a permission that does not name a role refuses it. ``OWN`` means
the person holds the post that owns the risk or leads the action or the area.
"""

from collections.abc import Iterable
from enum import StrEnum

from risk_register.domain.errors import NotAllowedError


class Role(StrEnum):
    """What a person is in a programme."""

    PROGRAMME_MANAGER = "programme_manager"
    BOARD_SECRETARY = "board_secretary"
    RISK_OWNER = "risk_owner"
    BOARD_MEMBER = "board_member"
    OBSERVER = "observer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.replace("_", " ").capitalize()


class Condition(StrEnum):
    """Under which condition a role holds a permission."""

    ALWAYS = "always"
    OWN = "own"


class Permission(StrEnum):
    """Something that can be done in a programme."""

    READ_REGISTER = "read_register"
    SHARE_FILTER = "share_filter"
    KEEP_LAYOUTS = "keep_layouts"
    PROPOSE_RISK = "propose_risk"
    EDIT_RISK = "edit_risk"
    RESTRICT_RISK = "restrict_risk"
    SEE_RESTRICTED = "see_restricted"
    MOVE_RISK = "move_risk"
    ESCALATE_RISK = "escalate_risk"
    ACCEPT_RISK = "accept_risk"
    SCORE_RISK = "score_risk"
    REVIEW_RISK = "review_risk"
    KEEP_CONTROLS = "keep_controls"
    RELATE_RISK = "relate_risk"
    ADD_ACTION = "add_action"
    UPDATE_ACTION = "update_action"
    ADD_EVIDENCE = "add_evidence"
    KEEP_INDICATORS = "keep_indicators"
    RECORD_READING = "record_reading"
    KEEP_PLAN = "keep_plan"
    STATE_IMPACT = "state_impact"
    SEE_DESK = "see_desk"
    ASK_BACK = "ask_back"
    AGREE_SCORE = "agree_score"
    READ_MEETINGS = "read_meetings"
    KEEP_BODIES = "keep_bodies"
    KEEP_MEETINGS = "keep_meetings"
    RECORD_DECISION = "record_decision"
    NUDGE_OWNER = "nudge_owner"
    READ_REMINDERS = "read_reminders"
    READ_PACKS = "read_packs"
    READ_UNCIRCULATED_PACKS = "read_uncirculated_packs"
    MAKE_PACK = "make_pack"
    APPROVE_PACK = "approve_pack"
    CIRCULATE_PACK = "circulate_pack"
    WITHDRAW_PACK = "withdraw_pack"
    PUBLISH_PACK = "publish_pack"
    READ_CIRCULATIONS = "read_circulations"
    READ_HISTORY = "read_history"
    SEE_CLOCK = "see_clock"
    KEEP_API_KEYS = "keep_api_keys"
    KEEP_WEBHOOKS = "keep_webhooks"
    KEEP_PEOPLE = "keep_people"
    READ_ACCESS_REVIEW = "read_access_review"
    REVIEW_ACCESS = "review_access"
    OPEN_PROGRAMME = "open_programme"


class Access(StrEnum):
    """Doors that need no programme permission."""

    ANYBODY = "anybody"
    SIGNED_IN = "signed_in"
    KEEPERS = "keepers"  #: who look after people: services/keepers.py says whom of them


Need = Permission | Access

_MANAGER, _SECRETARY = Role.PROGRAMME_MANAGER, Role.BOARD_SECRETARY
_OWNER, _MEMBER = Role.RISK_OWNER, Role.BOARD_MEMBER
_ALWAYS, _OWN = Condition.ALWAYS, Condition.OWN


def _all(*roles: Role) -> dict[Role, Condition]:
    return dict.fromkeys(roles, _ALWAYS)


TABLE: dict[Permission, dict[Role, Condition]] = {
    Permission.READ_REGISTER: _all(_MANAGER, _SECRETARY, _OWNER, _MEMBER, Role.AUDITOR),
    Permission.SHARE_FILTER: _all(_MANAGER),
    Permission.KEEP_LAYOUTS: _all(_MANAGER, Role.ADMINISTRATOR),
    Permission.PROPOSE_RISK: _all(_MANAGER, _SECRETARY, _OWNER, _MEMBER),
    Permission.EDIT_RISK: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.RESTRICT_RISK: _all(_MANAGER),
    Permission.SEE_RESTRICTED: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.MOVE_RISK: _all(_MANAGER),
    Permission.ESCALATE_RISK: _all(_MANAGER),
    Permission.ACCEPT_RISK: _all(_MANAGER),
    Permission.SCORE_RISK: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.REVIEW_RISK: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.KEEP_CONTROLS: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.RELATE_RISK: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.ADD_ACTION: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.UPDATE_ACTION: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.ADD_EVIDENCE: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.KEEP_INDICATORS: _all(_MANAGER),
    Permission.RECORD_READING: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.KEEP_PLAN: _all(_MANAGER),
    Permission.STATE_IMPACT: {_MANAGER: _ALWAYS, _OWNER: _OWN},
    Permission.SEE_DESK: _all(_MANAGER, Role.AUDITOR),
    Permission.ASK_BACK: _all(_MANAGER),
    Permission.AGREE_SCORE: _all(_MANAGER),
    Permission.READ_MEETINGS: _all(
        _MANAGER, _SECRETARY, _OWNER, _MEMBER, Role.OBSERVER, Role.AUDITOR
    ),
    Permission.KEEP_BODIES: _all(_MANAGER, _SECRETARY),
    Permission.KEEP_MEETINGS: _all(_MANAGER, _SECRETARY),
    Permission.RECORD_DECISION: _all(_MANAGER, _SECRETARY),
    Permission.NUDGE_OWNER: _all(_MANAGER),
    Permission.READ_REMINDERS: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.READ_PACKS: _all(_MANAGER, _SECRETARY, _OWNER, _MEMBER, Role.OBSERVER, Role.AUDITOR),
    Permission.READ_UNCIRCULATED_PACKS: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.MAKE_PACK: _all(_MANAGER),
    Permission.APPROVE_PACK: _all(_MANAGER),
    Permission.CIRCULATE_PACK: _all(_SECRETARY),
    Permission.WITHDRAW_PACK: _all(_MANAGER, _SECRETARY),
    Permission.PUBLISH_PACK: _all(_SECRETARY),
    Permission.READ_CIRCULATIONS: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.READ_HISTORY: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.SEE_CLOCK: _all(_MANAGER, _SECRETARY, Role.AUDITOR),
    Permission.KEEP_API_KEYS: _all(Role.ADMINISTRATOR),
    Permission.KEEP_WEBHOOKS: _all(_MANAGER, Role.ADMINISTRATOR),
    Permission.OPEN_PROGRAMME: _all(Role.ADMINISTRATOR),
    Permission.KEEP_PEOPLE: _all(_MANAGER, Role.ADMINISTRATOR),
    Permission.READ_ACCESS_REVIEW: _all(_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR),
    Permission.REVIEW_ACCESS: _all(_MANAGER, Role.ADMINISTRATOR),
}


def may(roles: Iterable[Role], permission: Permission, *, owns: bool = False) -> bool:
    """Say whether any of the roles holds the permission.

    :param owns: whether the matter is the person's own
    """
    row = TABLE[permission]
    conditions = {row[role] for role in roles if role in row}
    return _ALWAYS in conditions or (owns and _OWN in conditions)


def check_allowed(roles: Iterable[Role], permission: Permission, *, owns: bool = False) -> None:
    """Let a permitted act pass.

    :raises NotAllowedError: if no role holds the permission
    """
    if not may(roles, permission, owns=owns):
        raise NotAllowedError
