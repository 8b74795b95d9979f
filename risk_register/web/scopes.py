"""What a session that began with the link of a letter may open: what is due, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import g
from flask_login import current_user

from risk_register import clock
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.scoring import Basis
from risk_register.models import SignInLink
from risk_register.services.duties import Duty, DutyKind
from risk_register.services.link_duties import Answered, list_answered, list_due, matter_of
from risk_register.services.programmes import Member
from risk_register.services.sign_in_links import record_answer

REFUSED = "Your link lets you answer what is due from you. Sign in for the rest."

#: Whether a route answers to such a session: not at all, always, or about what is due of a kind.
Scope = bool | DutyKind


def present_link() -> SignInLink | None:
    """Give the link by which the browser is signed in; None if it is not, or for everything."""
    link: SignInLink | None = current_user.link if current_user.is_authenticated else None
    return link


def narrow_member(member: Member) -> Member:
    """Leave a member only the posts for which the link acts, if the session began with one."""
    return replace(member, posts=current_user.posts) if present_link() else member


def check_scope(scope: Scope) -> None:
    """Refuse a route that is not for a session that began with a link.

    :raises NotAllowedError: with how to go on
    """
    if present_link() and scope is False:
        raise NotAllowedError(REFUSED)


def reaches(member: Member, scope: Scope, parts: Mapping[str, Any]) -> bool:
    """Say whether an address is of something due, or answered by the same link.

    Which it is is noted for the answer.

    :param member: narrowed to the posts for which the link acts
    :param parts: of the address
    """
    link = present_link()
    if link is None or not isinstance(scope, DutyKind):
        return True
    due = list_due(member, link, at=clock.now())
    matters = [
        *(matter_of(duty) for duty in due if duty.kind is scope and _is_named(duty, parts)),
        *(
            answered.matter
            for answered in list_answered(member, link)
            if answered.kind is scope and _was_named(answered, parts)
        ),
    ]
    g.matter = next(iter(matters), None)
    return g.matter is not None


def check_current(basis: Basis) -> None:
    """Refuse to judge by a link what no letter asked about.

    :raises NotAllowedError: if it is the inherent or the target score
    """
    if present_link() and basis is not Basis.CURRENT:
        raise NotAllowedError(REFUSED)


def note_answer(*, at: datetime) -> None:
    """Use a link up for the matter of this page; to be called where the answer is written.

    :raises AlreadyDoneError: if it was used for that before
    """
    link = present_link()
    if link is not None:
        record_answer(link, g.matter, at=at)


def _is_named(duty: Duty, parts: Mapping[str, Any]) -> bool:
    if duty.matter.reference != parts["reference"]:
        return False
    return duty.note is None or duty.note.id == parts["note_id"]


def _was_named(answered: Answered, parts: Mapping[str, Any]) -> bool:
    if answered.reference != parts["reference"]:
        return False
    return answered.kind is not DutyKind.ANSWER or answered.row_id == parts["note_id"]
