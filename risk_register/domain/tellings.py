"""The sentence of each kind of line in the record.

A kind that is not here is told by its own name, so that no line is ever
unreadable; ``tests/architecture/test_record_words.py`` asks for each kind that
the services write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from risk_register.domain.board_tellings import BOARD_TELLINGS
from risk_register.domain.chase_tellings import CHASE_TELLINGS
from risk_register.domain.circulation_tellings import CIRCULATION_TELLINGS
from risk_register.domain.indicator_tellings import INDICATOR_TELLINGS
from risk_register.domain.link_tellings import LINK_TELLINGS
from risk_register.domain.matters import Matter
from risk_register.domain.plan_tellings import PLAN_TELLINGS
from risk_register.domain.sentences import (
    SERVICE,
    Line,
    Telling,
    ToldChanges,
    join_words,
    list_words,
    plainly,
    say_times,
    tell_changes,
)
from risk_register.domain.sign_in_tellings import SIGN_IN_TELLINGS


@dataclass(frozen=True)
class Told:
    """A line in words."""

    sentence: str
    matter: Matter
    changes: ToldChanges


def tell(line: Line) -> Told:
    """Put a line into words, whatever it holds."""
    telling = TELLINGS.get(line.kind, _STRANGE)
    said = telling.say(line)
    sentence = said if telling.is_whole else f"{line.who} {said}"
    if authority := line.fact("by decision of"):
        sentence = f"By decision of the {authority}, {sentence}"
    return Told(
        f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.",
        telling.matter,
        tell_changes(line, said=telling.said),
    )


def list_kinds(matter: Matter) -> list[str]:
    """List the kinds of lines about a matter."""
    return [kind for kind, telling in TELLINGS.items() if telling.matter is matter]


def _say_score(line: Line) -> str:
    row, basis = line.find("assessment"), line.fact("basis")
    points = _points(row.find("likelihood").said_after, row.find("impact").said_after)
    new = join_words(line.fact("score"), line.fact("band"), points)
    before = line.facts.get("score before")
    if before is None:
        return f"gave {line.about} its first {basis} score: {new}"
    old = _say_old_score(line) or str(before)
    if line.facts.get("score") != before:
        verb = _direction(line.facts.get("score"), before)
        return f"{verb} the {basis} score of {line.about} from {old} to {new}"
    if basis != "current" or old == new:
        return f"judged {line.about} again: the {basis} score stays {new}"
    return f"judged {line.about} anew: the {basis} score was {old} and is now {new}"


def _say_old_score(line: Line) -> str:
    """Give the score before with its band and points; empty if the line does not know them."""
    risk, row = line.find("risk"), line.find("assessment")
    if line.fact("basis") != "current":
        return ""
    was = {
        name: risk.find(f"current_{name}").said_before
        if risk.has(f"current_{name}")
        else row.find(name).said_after
        for name in ("band", "likelihood", "impact")
    }
    points = _points(was["likelihood"], was["impact"])
    return join_words(line.fact("score before"), was["band"], points)


def _direction(now: object, before: object) -> str:
    if isinstance(now, int) and isinstance(before, int):
        return "raised" if now > before else "lowered"
    return "changed"


def _points(likelihood: str, impact: str) -> str:
    return f"({likelihood} × {impact})" if likelihood and impact else ""


def _say_action(line: Line) -> str:
    row = line.find("action")
    due, progress = row.find("due_on"), row.find("progress")
    parts = []
    if due.said_after:
        moved = f"due date moved from {due.said_before} to {due.said_after}"
        times = say_times(row.find("slips").after)
        parts.append(f"{moved}, {times}" if times else moved)
    now = line.fact("status").lower()
    was = line.fact("status before").lower()
    state = f"now {now} (was {was})" if now != was and was else f"still {now}"
    parts.append(state if now else "")
    if progress.said_after:
        parts.append(f"{progress.said_after} per cent (was {progress.said_before or 0})")
    said = "; ".join(part for part in parts if part)
    return f"reported on action {line.fact('action') or row.row}: {said or 'nothing has changed'}"


def _say_new_action(line: Line) -> str:
    row = line.find("action")
    lead, due = row.find("lead_id").said_after, row.find("original_due_on").said_after
    return "".join(
        (
            f"planned action {line.fact('action')} against {line.about}",
            f", led by the {lead}" if lead else "",
            f", due {due}" if due else "",
        )
    )


def _say_rewording(line: Line) -> str:
    labels = [field.label.lower() for row in tell_changes(line).changed for field in row.fields]
    names = list_words(list(dict.fromkeys(labels)))
    return f"changed the {names} of {line.about}" if names else f"saved {line.about} as it was"


def _with_title(verb: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        said = verb.format(about=line.about)
        title = line.find("risk").find("title").said_after
        return f"{said}: {title}" if title else said

    return say


def _say_acceptance(line: Line) -> str:
    until = line.find("acceptance").find("expires_on").said_after
    ending = f" until {until}" if until else ""
    return f"accepted {line.about} at a score of {line.fact('score')}{ending}"


def _say_control(verb: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        state = line.fact("state")
        now = f" ({state})" if state and verb != "retired" else ""
        return f"{verb} the control “{line.fact('control')}”{now} of {line.about}"

    return say


def _say_asking(line: Line) -> str:
    if line.who == SERVICE:
        return f"began to make {line.about}"
    return f"asked for {line.about}"


def _say_circulation(line: Line) -> str:
    readers = line.facts.get("readers")
    count = len(readers) if isinstance(readers, list) else 0
    to = f" to {count} reader{'' if count == 1 else 's'}" if count else ""
    return f"circulated {line.about}{to}"


def _say_withdrawal(line: Line) -> str:
    stopped = line.facts.get("stopped") or 0
    letters = f" and stopped {stopped} letter{'' if stopped == 1 else 's'}" if stopped else ""
    return f"withdrew {line.about}{letters}"


def _say_adoption(line: Line) -> str:
    since = line.find("adoption").find("from_on").said_after
    return join_words(
        f"adopted the scheme {line.fact('scheme')}", f"from {since} on" if since else ""
    )


_SCORE = frozenset(
    {
        "review",
        "assessment.basis",
        "assessment.likelihood",
        "assessment.impact",
        "assessment.score",
        "assessment.band",
        "risk.current_likelihood",
        "risk.current_impact",
        "risk.current_score",
        "risk.current_band",
    }
)
_PLAN = frozenset(
    {
        "action.lead_id",
        "action.original_due_on",
        "action.due_on",
        "action.slips",
        "action.progress",
        "mitigation.risk_id",
        "mitigation.action_id",
    }
)
_REPORT = frozenset({"action", "action_update"})
_STATUS = frozenset({"risk.status"})
_LETTER = frozenset({"delivery"})

_STRANGE = Telling(Matter.OTHER, lambda line: f"recorded “{line.kind}” about {line.about}")

TELLINGS: Mapping[str, Telling] = {
    **BOARD_TELLINGS,
    **CHASE_TELLINGS,
    **CIRCULATION_TELLINGS,
    **INDICATOR_TELLINGS,
    **LINK_TELLINGS,
    **PLAN_TELLINGS,
    **SIGN_IN_TELLINGS,
    "risk scored": Telling(Matter.SCORES, _say_score, _SCORE),
    "risk confirmed": Telling(
        Matter.SCORES,
        plainly("looked at {about} and confirmed that nothing has changed"),
        frozenset({"review"}),
    ),
    "score agreed": Telling(
        Matter.SCORES,
        plainly("let the score of {about} stand, at {score}"),
        frozenset({"agreement"}),
    ),
    "risk edited": Telling(Matter.WORDING, _say_rewording),
    "risk proposed": Telling(Matter.LIFE, _with_title("proposed {about}")),
    "risk opened": Telling(Matter.LIFE, _with_title("put {about} into the register")),
    "register imported": Telling(
        Matter.LIFE,
        plainly("took in {file}: {added} added, {changed} changed"),
        frozenset({"import_run"}),
    ),
    "risk imported": Telling(
        Matter.LIFE,
        plainly("noted that {about} stands in row {row} of {file}"),
        frozenset({"imported_row"}),
    ),
    "risks related": Telling(
        Matter.WORDING, plainly("said that {about} {relation}"), frozenset({"relation"})
    ),
    "relation taken back": Telling(
        Matter.WORDING, plainly("took back that {about} {relation}"), frozenset({"relation"})
    ),
    "risk admitted": Telling(Matter.LIFE, plainly("took {about} into the register"), _STATUS),
    "risk declined": Telling(Matter.LIFE, plainly("declined {about}"), _STATUS),
    "risk merged": Telling(
        Matter.LIFE,
        plainly("merged {about} into {into}, which stands for both"),
        _STATUS | {"risk.merged_into_id"},
    ),
    "risk occurred": Telling(Matter.LIFE, plainly("recorded that {about} has happened"), _STATUS),
    "risk closed": Telling(Matter.LIFE, plainly("closed {about}"), _STATUS),
    "risk reopened": Telling(Matter.LIFE, plainly("opened {about} again"), _STATUS),
    "action added": Telling(Matter.ACTIONS, _say_new_action, _PLAN),
    "action linked": Telling(
        Matter.ACTIONS, plainly("said that action {action} is meant to bring down {about} too")
    ),
    "action updated": Telling(Matter.ACTIONS, _say_action, _REPORT),
    "evidence added": Telling(
        Matter.ACTIONS,
        plainly("added the file “{name}” as evidence of action {action}"),
        frozenset({"evidence.action_id", "evidence.name"}),
    ),
    "evidence withdrawn": Telling(
        Matter.ACTIONS, plainly("withdrew the file “{name}” from the evidence of action {action}")
    ),
    "control added": Telling(Matter.CONTROLS, _say_control("added")),
    "control changed": Telling(Matter.CONTROLS, _say_control("changed")),
    "control retired": Telling(Matter.CONTROLS, _say_control("retired")),
    "risk accepted": Telling(Matter.DECISIONS, _say_acceptance, frozenset({"acceptance"})),
    "acceptance withdrawn": Telling(
        Matter.DECISIONS, plainly("withdrew the acceptance of {about}")
    ),
    "risk restricted": Telling(
        Matter.LIFE, plainly("restricted {about}; named as readers: {readers}")
    ),
    "restriction changed": Telling(
        Matter.LIFE, plainly("chose anew who may read {about}: {readers}")
    ),
    "restriction lifted": Telling(
        Matter.LIFE, plainly("let everybody who reads the register read {about} again")
    ),
    "risk escalated": Telling(
        Matter.DECISIONS, plainly("escalated {about} to the {body}"), frozenset({"escalation"})
    ),
    "risk brought back": Telling(Matter.DECISIONS, plainly("brought {about} back from the {body}")),
    "owner asked": Telling(Matter.QUESTIONS, plainly("asked the owner of {about} a question")),
    "owner answered": Telling(Matter.QUESTIONS, plainly("answered the question about {about}")),
    "pack asked for": Telling(Matter.PACKS, _say_asking),
    "pack drawing begun again": Telling(
        Matter.PACKS, plainly("began to draw {about} again, attempt {attempt}")
    ),
    "snapshot frozen": Telling(Matter.PACKS, plainly("froze the figures of {about}")),
    "pack made": Telling(Matter.PACKS, plainly("made {about}"), frozenset({"pack.state"})),
    "pack drawing failed": Telling(
        Matter.PACKS, plainly("could not draw {about}, attempt {attempt}")
    ),
    "pack approved": Telling(Matter.PACKS, plainly("approved {about}"), frozenset({"pack.state"})),
    "approved pack drawn": Telling(
        Matter.PACKS,
        plainly("put the approval on the cover of {about}"),
        frozenset({"pack.state"}),
    ),
    "pack returned": Telling(
        Matter.PACKS, plainly("returned {about}"), frozenset({"pack.return_reason"})
    ),
    "pack withdrawn": Telling(Matter.PACKS, _say_withdrawal, _LETTER | {"pack.withdraw_reason"}),
    "pack circulated": Telling(Matter.PACKS, _say_circulation, frozenset({"reading_link"})),
    "pack file exported": Telling(
        Matter.PACKS, plainly("read or took along {about}, {edition} edition, as {form}")
    ),
    "register exported": Telling(
        Matter.PACKS, plainly("took the register along as {kind}: {risks} risks, {words}")
    ),
    "webhook added": Telling(
        Matter.SETTING_UP, plainly("began to tell the program at {host} what happens")
    ),
    "webhook stopped": Telling(
        Matter.SETTING_UP, plainly("told the program at {host} nothing more")
    ),
    "filter saved": Telling(Matter.SETTING_UP, plainly("kept a filter of the list under a name")),
    "filter changed": Telling(Matter.SETTING_UP, plainly("changed a kept filter of the list")),
    "filter removed": Telling(Matter.SETTING_UP, plainly("removed a kept filter of the list")),
    "layout kept": Telling(Matter.SETTING_UP, plainly("kept how an agency lays its risks out")),
    "layout changed": Telling(Matter.SETTING_UP, plainly("changed how an agency lays risks out")),
    "layout removed": Telling(Matter.SETTING_UP, plainly("removed an agency's layout of risks")),
    "scheme adopted": Telling(Matter.SETTING_UP, _say_adoption, frozenset({"adoption", "scheme"})),
    "agency's scheme named": Telling(
        Matter.SETTING_UP,
        plainly("said that the people of the {about} think in the scheme {scheme}"),
        frozenset({"agency.scheme_id", "scheme"}),
    ),
    "agency's mail domains chosen": Telling(
        Matter.SETTING_UP, plainly("chose the domains to which letters of the {about} may go")
    ),
    "programme set up": Telling(Matter.SETTING_UP, plainly("set up the programme")),
    "look chosen": Telling(
        Matter.SETTING_UP, plainly("chose the look of the packs: {accent}, {logo}")
    ),
    "people added": Telling(Matter.SETTING_UP, plainly("added agencies, posts and people")),
    "register restored": Telling(
        Matter.SETTING_UP,
        plainly("put the register back from the backup of {backup}; what came after it is gone"),
        _LETTER | {"pack", "publication_letter", "reading_link", "reminder"},
    ),
    "keys ended": Telling(
        Matter.SETTING_UP,
        plainly("ended all sessions, links in letters, calendar addresses and API keys"),
        frozenset({"api_key", "feed", "sign_in_link"}),
    ),
}
