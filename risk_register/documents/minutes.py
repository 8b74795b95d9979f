"""Minutes as a Word document, with real headings, lists and a table of actions."""

from collections.abc import Sequence
from datetime import datetime

from risk_register.documents.word import WordDocument
from risk_register.domain.minutes import MinutedItem, MinutesText, Presences, say_day


def draw_minutes(text: MinutesText, *, made_at: datetime) -> bytes:
    """Draw a reader's copy of the minutes.

    :param made_at: with a time zone; the only moment the file says of itself
    """
    word = WordDocument(
        title=text.title, author=text.programme, subject=text.status, made_at=made_at
    )
    public = "for publication, exempt matters left out" if text.is_public else ""
    word.set_running(
        head=" · ".join(filter(None, (text.marking, text.status, public))),
        foot=f"{text.body}, {say_day(text.held_on)}",
    )
    held = f"{say_day(text.held_on)}, {text.starts_at:%H:%M}, {text.place}"
    word.add_title(f"Minutes of the {text.body}", held)
    word.add_text(f"{text.status}.", bold=True)
    if text.opening:
        word.add_text(text.opening)
    _write_presences(word, text.presences)
    for item in text.items:
        _write_item(word, item)
    _write_actions(word, text)
    _write_list(word, "Papers sent late", text.breaches)
    _write_list(word, "Corrections", [text.corrections] if text.corrections else [])
    return word.save()


def _write_presences(word: WordDocument, presences: Presences) -> None:
    word.add_heading("Attendance")
    for name, people in (
        ("Present", presences.present),
        ("Apologies", presences.apologies),
        ("Absent", presences.absent),
    ):
        if people:
            word.add_text(f"{name}: {'; '.join(people)}.")
    if not (presences.present or presences.apologies or presences.absent):
        word.add_text("No attendance is recorded.")


def _write_item(word: WordDocument, item: MinutedItem) -> None:
    word.add_heading(f"{item.heading} (exempt)" if item.is_exempt else item.heading)
    if item.is_withheld:
        word.add_text("Withheld from this copy.")
    for said in filter(None, (item.urgency, item.minute)):
        word.add_text(said)
    if item.decisions:
        word.add_text("Decided:", bold=True)
    for decision in item.decisions:
        word.add_text(decision)


def _write_actions(word: WordDocument, text: MinutesText) -> None:
    if not text.actions:
        return
    word.add_heading("Actions agreed")
    word.add_table(
        "Actions agreed",
        ("Action", "What", "Lead", "Due"),
        [
            (action.reference, action.text, action.lead, say_day(action.due_on))
            for action in text.actions
        ],
        widths=(2, 7, 4, 3),
    )


def _write_list(word: WordDocument, heading: str, texts: Sequence[str]) -> None:
    if texts:
        word.add_heading(heading)
    for text in texts:
        word.add_text(text)
