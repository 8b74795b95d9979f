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
    if outcome := line.fact("outcome"):
        return f"the {line.fact('body')} decided on {day}: {outcome}"
    where = f" at its meeting of {day}" if day else ""
    return f"the {line.fact('body') or 'board'} decided about {line.about}{where}"


BOARD_TELLINGS: Mapping[str, Telling] = {
    "decision recorded": Telling(
        Matter.DECISIONS, _say_decision, frozenset({"decision"}), is_whole=True
    ),
    "decision withdrawn": Telling(
        Matter.DECISIONS,
        plainly(
            "withdrew what was recorded of the {body} at its meeting of {meeting}, that {outcome}"
        ),
        frozenset({"decision"}),
    ),
    "minutes drafted": Telling(
        Matter.DECISIONS, plainly("drafted the minutes of {about}"), frozenset({"minutes"})
    ),
    "minutes written": Telling(Matter.DECISIONS, plainly("wrote in the minutes of {about}")),
    "minutes agreed": Telling(
        Matter.DECISIONS, plainly("recorded that the chair has agreed the minutes of {about}")
    ),
    "minutes reopened": Telling(
        Matter.DECISIONS, plainly("made the minutes of {about} a draft again")
    ),
    "minutes approved": Telling(
        Matter.DECISIONS, plainly("recorded that the minutes of {about} were approved")
    ),
    "month rolled forward": Telling(
        Matter.DECISIONS, plainly("closed the month of {about} of the {body}")
    ),
    "briefing written": Telling(
        Matter.PACKS, plainly("wrote the commentary and the asks for the pack of {about}")
    ),
    "meeting planned": Telling(Matter.SETTING_UP, _say_meeting, frozenset({"meeting"})),
}
