"""What a body keeps to: its rules checked, and told in words."""

import re
from dataclasses import dataclass
from datetime import time

from risk_register.domain.calendars import BoardRules, DaysCounted, check_rules
from risk_register.domain.circulation import SendsBy, WhenUncertain
from risk_register.domain.day_words import begin, say_count, say_number, say_time
from risk_register.domain.errors import RuleError
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.issue_reckonings import say_noun
from risk_register.domain.packs import PackKind
from risk_register.domain.sentences import list_words

LONGEST_KEY = 40  #: characters
MOST_CHASE_DAYS = 30
MOST_LINK_DAYS = 365
#: What an address says where a body's key could stand.
RESERVED_KEYS = frozenset({"new"})


@dataclass(frozen=True)
class Dispatch:
    """How a body's packs reach their readers, and the public."""

    sends_by: SendsBy = SendsBy.ATTACHED
    link_days: int = 90  #: after the meeting, or after sending if that is later
    when_uncertain: WhenUncertain = WhenUncertain.SEND_AGAIN
    publishes: bool = False
    publish_address: str | None = None


@dataclass(frozen=True)
class BodyFacts:
    """All that can be said of a body; times are London civil times."""

    name: str
    kind: str
    is_public: bool
    has_packs: bool  #: whether the clock makes a pack for its meetings
    rules: BoardRules
    holidays: HolidaySet = HolidaySet.ENGLAND_AND_WALES
    reports_to_id: int | None = None
    quorum: int | None = None
    usual_time: time | None = None
    usual_place: str | None = None
    deputies_always: bool = False
    #: Counted days from the day updates are due; negative: before.
    chase_days: tuple[int, ...] = (-2, 0, 1)
    escalate_days: int = 2  #: counted days after updates were due
    pack_kind: PackKind = PackKind.BOARD
    dispatch: Dispatch = Dispatch()


def make_key(name: str) -> str:
    """Make the key by which addresses name a body: "Children's Trust" is childrens-trust."""
    plain = re.sub(r"['’]", "", name.lower())
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].strip("-")
    return f"{key}-body".strip("-") if key in RESERVED_KEYS | {""} else key


def check_facts(facts: BodyFacts) -> None:
    """Refuse rules under which a month could not be kept, or nobody be chased in its order.

    :raises RuleError: with ``field`` naming the part that does not fit the others
    """
    check_rules(facts.rules)
    _check_chasing(facts)
    _check_dispatch(facts.dispatch)


def _check_dispatch(dispatch: Dispatch) -> None:
    if not 1 <= dispatch.link_days <= MOST_LINK_DAYS:
        raise RuleError(f"Enter a number of days from 1 to {MOST_LINK_DAYS}.", field="link_days")
    if dispatch.publish_address and not dispatch.publishes:
        raise RuleError(
            "Say that the body publishes its packs, or leave the address empty.",
            field="publish_address",
        )


def _check_chasing(facts: BodyFacts) -> None:
    between = facts.rules.call_days - facts.rules.updates_due_days
    if any(abs(day) > MOST_CHASE_DAYS for day in facts.chase_days):
        raise RuleError(f"Enter days from 0 to {MOST_CHASE_DAYS}.", field="remind_days")
    if any(-day >= between for day in facts.chase_days if day < 0):
        raise RuleError(
            "People can be reminded only after the call has gone out: "
            f"enter days less than {between} before updates are due.",
            field="remind_days",
        )
    if not any(day > 0 for day in facts.chase_days):
        raise RuleError("Enter a day on which whoever is late is chased.", field="late_days")
    latest = max(facts.chase_days)
    if not latest < facts.escalate_days <= MOST_CHASE_DAYS:
        raise RuleError(
            f"Silence can be passed on only after the last reminder: enter {latest + 1} to "
            f"{MOST_CHASE_DAYS} days after updates were due.",
            field="escalate_days",
        )


def tell_facts(facts: BodyFacts, *, reports_to: str | None) -> dict[str, str]:
    """Tell everything about a body, by what it is called on a page, in the order of a page.

    :param reports_to: name of the body it reports to
    """
    return {
        "Name": facts.name,
        "Kind": begin(facts.kind),
        "Meets in public": _say_yes(facts.is_public),
        "Reports to": reports_to or "nobody here",
        "Quorum": say_count(facts.quorum, "seat") if facts.quorum else "not set",
        "Usual time": say_time(facts.usual_time) if facts.usual_time else "not set",
        "Usual place": facts.usual_place or "not set",
        "Deputies get papers": "always"
        if facts.deputies_always
        else "when the member sends apologies",
        **_tell_month(facts),
        "Packs": _say_packs(facts),
        **_tell_dispatch(facts.dispatch),
    }


def _tell_dispatch(dispatch: Dispatch) -> dict[str, str]:
    days = say_count(dispatch.link_days, "day")
    published = "are published" if dispatch.publishes else "are not published"
    if dispatch.publish_address:
        published += f"; {dispatch.publish_address} gets a copy"
    return {
        "Packs reach their readers": _uncapitalised(dispatch.sends_by.label),
        "Personal links work": f"for {days} after the meeting",
        "A letter that may have arrived": _uncapitalised(dispatch.when_uncertain.label),
        "Public editions": published,
    }


def _say_packs(facts: BodyFacts) -> str:
    if not facts.has_packs:
        return "none"
    made = "made by the clock at the lock"
    return f"for monitoring, {made}" if facts.pack_kind is PackKind.MONITORING else made


def _tell_month(facts: BodyFacts) -> dict[str, str]:
    rules = facts.rules
    day = "working day" if rules.counted is DaysCounted.WORKING else "day"

    def before(days: int) -> str:
        return f"{say_count(days, day)} before the meeting" if days else "on the day of the meeting"

    return {
        "Days that count": f"{rules.counted.value} days",
        "Bank holidays": facts.holidays.label,
        "Call for updates": before(rules.call_days),
        "Updates due": before(rules.updates_due_days),
        "Moderation ends": before(rules.moderation_days),
        "Figures are locked": f"{before(rules.lock_days)}, at {say_time(rules.lock_time)}",
        "Papers go out": say_issue_rule(rules),
        "Minutes": f"{say_count(rules.minutes_days, day)} after the meeting",
        "Reminders": _say_chasing(facts.chase_days, day),
        "Silence is passed on": f"{say_count(facts.escalate_days, day)} after updates were due",
    }


def say_issue_rule(rules: BoardRules) -> str:
    """Say when papers have to be out: "five clear working days before the meeting"."""
    said = f"{say_count(rules.circulate_days, say_noun(rules))} before the meeting"
    return f"{said}, by {say_time(rules.issue_until)}" if rules.issue_until else said


def say_rules_briefly(facts: BodyFacts) -> str:
    """Say the rules in a line: "Papers five clear working days before the meeting; …"."""
    said = [f"Papers {say_issue_rule(facts.rules)}"]
    if facts.has_packs:
        said.append(f"figures locked {say_number(facts.rules.lock_days)} days before")
    if facts.holidays is HolidaySet.NONE:
        said.append("no bank holidays kept")
    else:
        said.append(f"bank holidays of {facts.holidays.label}")
    return f"{'; '.join(said)}."


def _say_chasing(days: tuple[int, ...], noun: str) -> str:
    said = [_say_chase(day, noun) for day in sorted(days)]
    return list_words(said) if said else "none"


def _say_chase(day: int, noun: str) -> str:
    if day == 0:
        return "on the day updates are due"
    return f"{say_count(abs(day), noun)} {'before' if day < 0 else 'after'}"


def _uncapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]


def _say_yes(fact: bool) -> str:
    return "yes" if fact else "no"
