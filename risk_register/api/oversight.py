"""Who has what part in a programme, and opening it in need."""

from typing import Any

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.risks import tell_post, tell_title
from risk_register.api.rooms import Room
from risk_register.clock import london_day
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_domain, send_now
from risk_register.models import AccessReview
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.oversight import (
    AccessOut,
    AccessReviewIn,
    AccessReviewOut,
    OpeningIn,
    OpeningOut,
)
from risk_register.services.access_reviews import (
    AccessLine,
    list_access,
    list_reviews,
    record_review,
)
from risk_register.services.openings import close_opening, find_own, open_programme
from risk_register.services.programmes import Member, get_member

room = Room("oversight", Group.OVERSIGHT, "Access review, and opening a programme in need.")

ACCESS = "/programmes/<programme_key>/access"
OPENING = "/programmes/<programme_key>/opening"


@room.reads(ACCESS, Permission.READ_ACCESS_REVIEW, AccessOut, is_list=False)
def get_access(member: Member) -> Any:
    """Show who has what part, the doubtful ones first, and who looked at it when."""
    return {
        "items": [_tell_line(line) for line in list_access(member, at=clock.now())],
        "reviews": [_tell_review(review) for review in list_reviews(member)],
    }


@room.adds(
    f"{ACCESS}/reviews",
    Permission.REVIEW_ACCESS,
    AccessReviewIn,
    AccessReviewOut,
    example={"note": "Two parts were taken back; the others are needed"},
)
def review_access(member: Member, said: dict[str, Any]) -> Any:
    """Note that it was looked at, and what was changed."""
    return _tell_review(record_review(said["note"], by=member, at=clock.now()))


@room.reads(OPENING, Permission.OPEN_PROGRAMME, OpeningOut)
def get_opening(member: Member) -> Any:
    """Show whether the programme is open to you at present, and until when."""
    own = find_own(_with_openings(member))
    names = ("reason", "opened_at", "until_at")
    return {"is_open": own is not None, **{name: getattr(own, name, None) for name in names}}


@room.adds(
    OPENING,
    Permission.OPEN_PROGRAMME,
    OpeningIn,
    OpeningOut,
    example={"reason": "The manager is ill and the board meets today", "hours": 4},
)
def open_one_programme(member: Member, said: dict[str, Any]) -> Any:
    """Open the programme to yourself, on its pages, for some hours; its managers are written to.

    Your keys open no more by it.
    """
    by = _with_openings(member)
    opening = open_programme(by, domain=find_domain(), at=clock.now(), **said)
    once_saved(send_now)
    names = ("reason", "opened_at", "until_at")
    return {"is_open": True, **{name: getattr(opening, name) for name in names}}


@room.adds(f"{OPENING}/end", Permission.OPEN_PROGRAMME, NoWordsIn, OpeningOut, example={})
def close_one_opening(member: Member, _said: dict[str, Any]) -> Any:
    """Close the programme to yourself before its time."""
    close_opening(_with_openings(member), at=clock.now())
    return {"is_open": False, "reason": None, "opened_at": None, "until_at": None}


def _with_openings(member: Member) -> Member:
    """Give what somebody is with what they have opened, which counts for no key otherwise."""
    return get_member(member.person, member.programme.key, on=member.on, at=clock.now())


def _tell_line(line: AccessLine) -> dict[str, Any]:
    """Tell no more than the page; a table with addresses leaves under a line of the record."""
    person = line.person
    return {
        "person_id": person.id,
        **{name: getattr(person, name) for name in ("name", "is_active", "left_on")},
        "signed_in_on": london_day(person.signed_in_at) if person.signed_in_at else None,
        "agency": person.agency.short,
        "roles": line.memberships,
        "posts": [tell_post(post) for post in line.posts],
        "doubts": line.doubts,
    }


def _tell_review(review: AccessReview) -> dict[str, Any]:
    names = ("quarter", "note", "reviewed_by_id", "reviewed_at")
    return {
        **{name: getattr(review, name) for name in names},
        "reviewed_as": tell_title(review.reviewed_as),
    }
