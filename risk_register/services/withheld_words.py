"""What is said with a pack must not repeat what some of its readers may not read.

That is what their edition of the pack withholds, and what exempt items of the agenda and their
papers are called. Where everybody may read it, the sender is warned: the words stay in the record.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from risk_register.database import db
from risk_register.documents.formats import complete
from risk_register.domain.errors import RuleError
from risk_register.domain.leaks import (
    PERSON,
    Withheld,
    find_leaks,
    list_secrets,
    list_withheld_texts,
)
from risk_register.domain.packs import Edition, PackState
from risk_register.models import AgendaItem, Meeting, Pack
from risk_register.services.attendances import reads_exempt
from risk_register.services.pack_files import get_content
from risk_register.services.packs import list_editions
from risk_register.services.programmes import Member

AGENDA = "an exempt item of the agenda"
SPARED = "(not shown here: it is about an exempt item of the agenda)"


def check_words(
    full: Pack, others: Collection[Pack], said: Mapping[str, str], *, are_entitled: bool
) -> None:
    """Refuse words for every reader that one of them may not read.

    :param others: the editions that readers get beside the full one
    :param said: the words by the name of their field
    :param are_entitled: whether every reader may see exempt items of the agenda
    :raises RuleError: with that field; it names the risk and never the text
    """
    words = _choose_spoken(said)
    if not words:
        return
    for edition, withheld in _list_withheld(full, others):
        _refuse(words, withheld, f"readers of the {edition.edition} edition may not see")
    if not are_entitled:
        _refuse(words, list_agenda_secrets(full.meeting), "some of the readers may not see")


def list_repeats(full: Pack, said: Mapping[str, str]) -> list[str]:
    """List what exempt matters some words repeat, whoever reads them; never their text.

    People's names are none: they are left out of public editions for another reason.
    """
    words = "\n".join(_choose_spoken(said).values())
    if not words:
        return []
    made = (each for each in list_editions(full) if each.state is PackState.MADE)
    public = [each for each in made if each.edition is Edition.PUBLIC]
    withheld = [text for _, texts in _list_withheld(full, public) for text in texts]
    found = find_leaks([*withheld, *list_agenda_secrets(full.meeting)], words)
    return [_name(of) for of in found if of != PERSON]


def check_repeats(full: Pack, said: Mapping[str, str], *, is_warned: bool) -> None:
    """Refuse words that repeat exempt matters, unless whoever says them knows that they do.

    :raises RuleError: naming what they repeat, with the field ``warned``
    """
    repeats = [] if is_warned else list_repeats(full, said)
    if repeats:
        raise RuleError(
            f"These words repeat exempt matters: {', '.join(repeats)}. Everybody who gets the "
            "letter reads them.",
            field="warned",
        )


def list_agenda_secrets(meeting: Meeting) -> tuple[Withheld, ...]:
    """List what exempt items of a meeting and their papers are called, but what open ones say."""
    items = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .options(selectinload(AgendaItem.papers))
    ).all()
    exempt = [text for item in items if item.is_exempt for text in _list_texts(item)]
    spoken = [text for item in items if not item.is_exempt for text in _list_texts(item)]
    return list_secrets(exempt, spoken, of=AGENDA)


def find_sparing(member: Member | None, meeting: Meeting) -> Callable[[str | None], str | None]:
    """Find how the sender's words are shown to a member.

    Who may not see exempt items of a meeting's agenda is spared words that repeat them.

    :param member: None for the operator
    """
    is_spared = member is not None and not reads_exempt(member, meeting.body)
    secrets = list_agenda_secrets(meeting) if is_spared else ()

    def spare(words: str | None) -> str | None:
        return SPARED if words and find_leaks(secrets, words) else words

    return spare


def _list_withheld(
    full: Pack, others: Collection[Pack]
) -> Iterator[tuple[Pack, tuple[Withheld, ...]]]:
    if others:
        content = complete(get_content(full))
        for edition in others:
            yield edition, list_withheld_texts(content, complete(get_content(edition)))


def _list_texts(item: AgendaItem) -> Iterator[str]:
    yield item.title
    yield item.late_reason or ""
    for paper in item.papers:
        yield paper.title
        yield PurePath(paper.name).stem


def _choose_spoken(said: Mapping[str, str]) -> dict[str, str]:
    return {field: each for field, each in said.items() if each.strip()}


def _refuse(words: Mapping[str, str], withheld: Collection[Withheld], who: str) -> None:
    for field, each in words.items():
        for of in find_leaks(withheld, each):
            raise RuleError(
                f"This repeats {_name(of)}, which {who}. Say it in other words.", field=field
            )


def _name(of: str) -> str:
    if of == PERSON:
        return "a person’s name"
    return f"what {of} is called" if of == AGENDA else f"exempt text of {of}"
