"""Numbers and paper references of an agenda's items, which follow their order."""

from collections.abc import Iterable, Sequence

from risk_register.domain.agendas import make_reference
from risk_register.models import AgendaItem


def renumber(items: Sequence[AgendaItem], *, is_issued: bool) -> None:
    """Number the items anew; references follow until readers hold them, unless typed by hand."""
    follow = [] if is_issued else [item for item in items if _follows(item)]
    for number, item in enumerate(items, 1):
        item.number = number
    moved = [item for item in follow if not _follows(item)]
    taken = {item.reference for item in items if item.reference and item not in moved}
    for item in moved:
        item.reference = _make_reference(item, taken)
        item.version += 1


def give_reference(item: AgendaItem, items: Iterable[AgendaItem]) -> None:
    """Give an item's paper the reference of its place, if it has none; the caller records it.

    :param items: of the same agenda, whose references are taken
    """
    if item.reference is None:
        item.reference = _make_reference(item, {each.reference or "" for each in items})


def _follows(item: AgendaItem) -> bool:
    return item.reference is not None and item.reference == _make_reference(item, set())


def _make_reference(item: AgendaItem, taken: set[str]) -> str:
    meeting = item.meeting
    return make_reference(meeting.body.name, meeting.held_on, item.number, taken=taken)
