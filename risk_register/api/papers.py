"""Papers of an agenda: those of an item, a new one, its file, and one that is withdrawn."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.agendas import ITEM
from risk_register.api.kept_files import ANY_TYPE, tell_file
from risk_register.api.meetings import MEETING
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.uploads import hand_out, inspect_body
from risk_register.models import Paper
from risk_register.schemas.machines.kept_files import (
    FileWithdrawalIn,
    OnePaperOut,
    PaperAsked,
    PapersOut,
)
from risk_register.services.agendas import get_item
from risk_register.services.papers import (
    add_paper,
    get_file,
    get_paper,
    list_papers,
    withdraw_paper,
)
from risk_register.services.programmes import Member

room = Room("papers", Group.MEETINGS, "Papers of agendas.")

PAPERS = f"{ITEM}/papers"
PAPER = f"{MEETING}/papers/<int:paper_id>"


@room.reads(PAPERS, Permission.READ_MEETINGS, PapersOut)
def list_papers_of_item(member: Member, meeting_id: int, item_id: int) -> Any:
    """List the papers of an item that you may see, withdrawn ones too, the oldest first."""
    return {"items": [_tell(paper) for paper in list_papers(member, meeting_id, item_id)]}


@room.takes_file(PAPERS, Permission.KEEP_MEETINGS, OnePaperOut, asks=PaperAsked)
def add_paper_to_item(
    member: Member, asked: dict[str, Any], content: bytes, meeting_id: int, item_id: int
) -> Callable[[], Any]:
    """Keep a file as a paper of an item, which gets a reference with its first one."""
    now, file = clock.now(), inspect_body(asked["name"], content)

    def keep() -> Told:
        item = get_item(member.programme, meeting_id, item_id)
        paper = add_paper(item, file, title=asked["title"], by=member, at=now)
        place = f"/api/v1/programmes/{member.programme.key}/meetings/{meeting_id}/papers"
        return Told(_tell(paper), location=f"{place}/{paper.id}")

    return keep


@room.reads(PAPER, Permission.READ_MEETINGS, OnePaperOut)
def get_one_paper(member: Member, meeting_id: int, paper_id: int) -> Any:
    """Show what the register says about a paper, withdrawn or not."""
    return _tell(get_paper(member, meeting_id, paper_id))


@room.hands_over(f"{PAPER}/file", Permission.READ_MEETINGS, ANY_TYPE)
def get_paper_file(member: Member, meeting_id: int, paper_id: int) -> Any:
    """Hand the file of a paper over, as it was added."""
    paper, content = get_file(member, meeting_id, paper_id)
    return hand_out(paper.name, paper.kind, content)


@room.adds(
    f"{PAPER}/withdrawal",
    Permission.KEEP_MEETINGS,
    FileWithdrawalIn,
    OnePaperOut,
    example={"reason": "It names a member of staff", "sha256": "0" * 64},
)
def withdraw_one_paper(member: Member, said: dict[str, Any], meeting_id: int, paper_id: int) -> Any:
    """Hand a paper out no longer; the file, its hash and its title stay."""
    paper = get_paper(member, meeting_id, paper_id)
    withdraw_paper(paper, by=member, at=clock.now(), **said)
    return _tell(paper)


def _tell(paper: Paper) -> dict[str, Any]:
    return {**tell_file(paper), "item_id": paper.item_id, "title": paper.title}
