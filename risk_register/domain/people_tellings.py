"""The sentences of who works in the register, from the invitation to leaving."""

from collections.abc import Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, plainly


def _say_review(line: Line) -> str:
    quarter, people, doubtful = (line.fact(name) for name in ("quarter", "people", "doubtful"))
    said = f"reviewed who has what part in {quarter}: {people} people, {doubtful} to look at"
    entered = "; whoever runs the service has entered it" if line.fact("entered") else ""
    return f"{said}{entered}"


PEOPLE_TELLINGS: Mapping[str, Telling] = {
    "person changed": Telling(Matter.SETTING_UP, plainly("changed the {what} of {about}")),
    "person invited": Telling(Matter.SETTING_UP, plainly("invited {about}")),
    "invitation taken back": Telling(
        Matter.SETTING_UP, plainly("took back the invitation of {about}")
    ),
    "agency administrator named": Telling(
        Matter.SETTING_UP,
        plainly("let {about} look after the people of their agency"),
        frozenset({"person.keeps_agency"}),
    ),
    "agency administrator relieved": Telling(
        Matter.SETTING_UP,
        plainly("let {about} no longer look after the people of their agency"),
        frozenset({"person.keeps_agency"}),
    ),
    "leaving noted": Telling(
        Matter.SETTING_UP,
        plainly("noted when {about} leaves"),
        frozenset({"person.left_on"}),
    ),
    "person left": Telling(
        Matter.SETTING_UP,
        plainly("closed the account of {about}, who has left"),
        frozenset({"person.is_active"}),
    ),
    "access reviewed": Telling(
        Matter.SETTING_UP,
        _say_review,
        frozenset({"access_review.quarter"}),
    ),
    "access list exported": Telling(
        Matter.SETTING_UP, plainly("took the list of who has what part along")
    ),
    "person anonymised": Telling(
        Matter.SETTING_UP,
        plainly("replaced the name and the address of {about}"),
        frozenset({"person.anonymised_at", "person.digest_days"}),
    ),
    "agency added": Telling(
        Matter.SETTING_UP, plainly("added the agency {name}"), frozenset({"agency.name"})
    ),
    "agency renamed": Telling(
        Matter.SETTING_UP, plainly("renamed an agency: {name}"), frozenset({"agency.name"})
    ),
    "post added": Telling(
        Matter.SETTING_UP, plainly("added the post {title}"), frozenset({"post.title"})
    ),
    "post renamed": Telling(
        Matter.SETTING_UP,
        plainly("renamed the post {before} to {title}"),
        frozenset({"post.title"}),
    ),
    "post retired": Telling(
        Matter.SETTING_UP, plainly("retired the post {title}"), frozenset({"post.retired_on"})
    ),
    "post reinstated": Telling(
        Matter.SETTING_UP,
        plainly("brought the post {title} back"),
        frozenset({"post.retired_on"}),
    ),
    "post leadership chosen": Telling(
        Matter.SETTING_UP,
        plainly("chose whether the post {title} leads its agency"),
        frozenset({"post.leads_agency"}),
    ),
    "post taken up": Telling(
        Matter.SETTING_UP,
        plainly("gave the post {title} to {about}"),
        frozenset({"holding.person_id", "holding.post_id"}),
    ),
    "post given up": Telling(
        Matter.SETTING_UP,
        plainly("ended the holding of the post {title} by {about}"),
        frozenset({"holding.person_id", "holding.post_id"}),
    ),
}
