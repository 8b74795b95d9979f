"""The sentences of boards, their calendars and their meetings."""

from collections.abc import Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, join_words, plainly


def _say_meeting(line: Line) -> str:
    row = line.find("meeting")
    day, at = row.find("held_on").said_after, row.find("starts_at").said_after
    when = join_words(f"on {day}" if day else "", f"at {at}" if at else "")
    return join_words("planned a meeting of the", line.fact("body"), when)


def _say_decision(line: Line) -> str:
    day = line.find("decision").find("meeting_id").said_after
    where = f" at its meeting of {day}" if day else ""
    return f"the {line.fact('body') or 'board'} decided about {line.about}{where}"


def _say_move(line: Line) -> str:
    row = line.find("meeting_move")
    days = (row.find("from_on").said_after, row.find("to_on").said_after)
    when = f"from {days[0]} to {days[1]}" if all(days) else f"to {line.fact('to')}"
    return f"moved a meeting of the {line.fact('body')} {when}"


BOARD_TELLINGS: Mapping[str, Telling] = {
    "decision recorded": Telling(
        Matter.DECISIONS, _say_decision, frozenset({"decision"}), is_whole=True
    ),
    "briefing written": Telling(
        Matter.PACKS, plainly("wrote the commentary and the asks for the pack of {about}")
    ),
    "meeting planned": Telling(
        Matter.SETTING_UP, _say_meeting, frozenset({"meeting", "body.recurrence"})
    ),
    "meeting changed": Telling(
        Matter.SETTING_UP, plainly("changed when or where the {body} has {about}")
    ),
    "meeting moved": Telling(
        Matter.SETTING_UP, _say_move, frozenset({"meeting_move", "meeting.held_on"})
    ),
    "meeting cancelled": Telling(
        Matter.SETTING_UP, plainly("cancelled {about} of the {body}"), frozenset({"meeting"})
    ),
    "meeting reinstated": Telling(
        Matter.SETTING_UP,
        plainly("put {about} of the {body} back into the calendar"),
        frozenset({"meeting"}),
    ),
    "recurrence chosen": Telling(
        Matter.SETTING_UP,
        plainly("chose when the {body} meets: {rule}"),
        frozenset({"body.recurrence"}),
    ),
}
