"""The sentences of boards, their calendars and their meetings."""

from collections.abc import Callable, Mapping

from risk_register.domain.circulation import OWN_SEAT
from risk_register.domain.matters import Matter
from risk_register.domain.meetings import Presence
from risk_register.domain.sentences import Line, Telling, join_words, list_words, plainly


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


def _say_apologies(line: Line) -> str:
    deputy = line.fact("deputy")
    who = "somebody with a seat of their own" if deputy == OWN_SEAT else f"the {deputy}"
    instead = f"; {who} comes instead" if deputy else ""
    return f"sent apologies for {line.about}, for {_name_seat(line)}{instead}"


def _say_return(line: Line) -> str:
    return f"took back the apologies for {line.about}, for {_name_seat(line)}"


def _name_seat(line: Line) -> str:
    seat = line.fact("seat")
    return seat if seat == OWN_SEAT else f"the seat of the {seat}"


def _say_attendance(line: Line) -> str:
    counts = [f"{line.fact(each.value) or 0} {_CAME[each]}" for each in Presence]
    return f"noted who came to {line.about}: {list_words(counts)}"


_CAME = {
    Presence.PRESENT: "present",
    Presence.APOLOGIES: "with apologies",
    Presence.ABSENT: "absent",
}


def _say_move(line: Line) -> str:
    row = line.find("meeting_move")
    days = (row.find("from_on").said_after, row.find("to_on").said_after)
    when = f"from {days[0]} to {days[1]}" if all(days) else f"to {line.fact('to')}"
    return f"moved a meeting of the {line.fact('body')} {when}"


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
    "apologies sent": Telling(Matter.SETTING_UP, _say_apologies, frozenset({"attendance"})),
    "apologies taken back": Telling(Matter.SETTING_UP, _say_return, frozenset({"attendance"})),
    "attendance noted": Telling(Matter.SETTING_UP, _say_attendance),
    "agenda drafted": Telling(
        Matter.SETTING_UP, plainly("drafted the agenda of {about}"), frozenset({"agenda_item"})
    ),
    "agenda item added": Telling(
        Matter.SETTING_UP,
        plainly("put “{title}” on the agenda of {about} as item {number}"),
        frozenset({"agenda_item.title", "agenda_item.number", "agenda_item.meeting_id"}),
    ),
    "agenda item changed": Telling(
        Matter.SETTING_UP, plainly("changed item {number}, “{title}”, of the agenda of {about}")
    ),
    "agenda item moved": Telling(
        Matter.SETTING_UP,
        plainly("moved “{title}” on the agenda of {about} from item {before} to item {number}"),
        frozenset({"agenda_item.number"}),
    ),
    "agenda item removed": Telling(
        Matter.SETTING_UP,
        plainly("took item {number}, “{title}”, off the agenda of {about}"),
        frozenset({"agenda_item.number"}),
    ),
    "paper added": Telling(
        Matter.SETTING_UP,
        plainly("added the paper “{name}” to item {number}, “{title}”, of the agenda of {about}"),
        frozenset({"paper.item_id", "paper.name"}),
    ),
    "paper withdrawn": Telling(
        Matter.SETTING_UP,
        plainly("withdrew the paper “{name}” from item {number}, “{title}”, of {about}"),
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
}
