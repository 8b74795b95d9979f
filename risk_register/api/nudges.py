"""Who has not answered, and asking them again."""

from typing import Any

from risk_register import clock
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import open_room
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.nudges import NudgeOut, SilentsOut
from risk_register.services.calls import Silent, read_situation
from risk_register.services.nudges import get_colleague, nudge_owner
from risk_register.services.programmes import Member
from risk_register.services.reminders import list_nudged

room = Room("nudges", Group.PEOPLE, "Asking people again.")


@room.reads("/programmes/<programme_key>/silent", Permission.READ_REMINDERS, SilentsOut)
def list_silent_posts(member: Member) -> Any:
    """List the posts that have not answered the call, those that owe the most first."""
    silent = read_situation(member.programme, at=clock.now()).list_silent()
    people = {worker.person.id for line in silent for worker in line.holders}
    nudged = list_nudged(people, on=clock.today())
    return {"items": [_tell(line, nudged) for line in silent]}


@room.adds(
    "/programmes/<programme_key>/people/<int:person_id>/nudges",
    Permission.NUDGE_OWNER,
    NoWordsIn,
    NudgeOut,
    example={},
)
def nudge_one_owner(member: Member, _said: dict[str, Any], person_id: int) -> Any:
    """Send somebody a letter with what is due from them; at most one a day."""
    person = get_colleague(member, person_id)
    notice = nudge_owner(member, person, room=open_room(), at=clock.now())
    return {"person_id": person_id, "title": notice.content["greeting"], "state": notice.state}


def _tell(line: Silent, nudged: set[int]) -> dict[str, Any]:
    return {
        "post_id": line.post.id,
        "title": line.post.title,
        "agency": line.post.agency.short,
        "holders": [
            {
                "person_id": worker.person.id,
                "name": worker.person.name,
                "is_nudged": worker.person.id in nudged,
            }
            for worker in line.holders
        ],
        "due": line.items,
    }
