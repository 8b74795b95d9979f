"""Letters that came back: a program hands the report in."""

from typing import Any

from risk_register import clock
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Bounce
from risk_register.schemas.machines.bounces import BounceIn, BounceOut
from risk_register.services.bounces import paste_report
from risk_register.services.programmes import Member

room = Room("bounces", Group.PACKS, "Letters that came back.")


@room.adds(
    "/programmes/<programme_key>/bounces",
    Permission.CIRCULATE_PACK,
    BounceIn,
    BounceOut,
    example={"report": "Content-Type: multipart/report; report-type=delivery-status; …"},
)
def hand_report_in(member: Member, said: dict[str, Any]) -> Any:
    """Keep a report that a letter did not arrive, and mark its letter."""
    return _tell(paste_report(said["report"], by=member, at=clock.now()))


def _tell(bounce: Bounce) -> dict[str, Any]:
    told = {name: getattr(bounce, name) for name in _PLAIN}
    if bounce.delivery is not None:
        letter, pack_id = bounce.delivery, bounce.delivery.circulation.pack_id
        return {**told, **_tell_letter("circulation", letter, pack_id)}
    if bounce.publication_letter is not None:
        published = bounce.publication_letter
        return {**told, **_tell_letter("publication", published, published.publication.pack_id)}
    return {**told, **_tell_letter("notice", bounce.notice, None)}


def _tell_letter(kind: str, letter: Any, pack_id: int | None) -> dict[str, Any]:
    return {"letter": kind, "letter_id": letter.id, "pack_id": pack_id, "state": letter.state}


_PLAIN = ("is_permanent", "status", "answer", "reported_at")
