"""The sentences of boards, their calendars and their meetings."""

from collections.abc import Callable, Mapping

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


def _say_seat(words: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        name = join_words(line.fact("seat"), f"({line.fact('capacity')})")
        return words.format(seat=name, body=line.fact("body"))

    return say


def _say_holiday(line: Line) -> str:
    state = "an open" if line.fact("as") == "open" else "a closed"
    return f"made {line.fact('day')} {state} day: {line.fact('name')}"


BOARD_TELLINGS: Mapping[str, Telling] = {
    "decision recorded": Telling(
        Matter.DECISIONS, _say_decision, frozenset({"decision"}), is_whole=True
    ),
    "briefing written": Telling(
        Matter.PACKS, plainly("wrote the commentary and the asks for the pack of {about}")
    ),
    "body added": Telling(Matter.SETTING_UP, plainly("added the {body}")),
    "body rules changed": Telling(Matter.SETTING_UP, plainly("changed the rules of the {body}")),
    "seat added": Telling(Matter.SETTING_UP, _say_seat("gave {seat} a seat on the {body}")),
    "seat changed": Telling(
        Matter.SETTING_UP, _say_seat("changed the seat of {seat} on the {body}")
    ),
    "seat ended": Telling(Matter.SETTING_UP, _say_seat("ended the seat of {seat} on the {body}")),
    "holiday added": Telling(
        Matter.SETTING_UP,
        _say_holiday,
        frozenset({"holiday.day", "holiday.name", "holiday.kind"}),
    ),
    "holiday removed": Telling(
        Matter.SETTING_UP, plainly("took {day} out of the list of own days: {name}")
    ),
    "meeting planned": Telling(Matter.SETTING_UP, _say_meeting, frozenset({"meeting"})),
}
