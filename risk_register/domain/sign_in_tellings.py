"""The sentences of how people sign in, and of who may."""

from collections.abc import Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.people_tellings import PEOPLE_TELLINGS
from risk_register.domain.sentences import Line, Telling, plainly


def _say_way(line: Line) -> str:
    return {
        "letter": "signed in by a key in a letter",
        "directory": "signed in by their organisation's directory",
    }.get(line.fact("way"), "signed in")


def _say_key(line: Line) -> str:
    what = {"reset": "choose a new password", "invitation": "begin"}.get(
        line.fact("for"), "sign in"
    )
    return f"made a key for {line.about} to {what}"


def _say_failure(line: Line) -> str:
    why = {
        "password": "the password was not right",
        "code": "the code of the second factor was not right",
        "passkey": "the passkey was not right",
        "directory": "their organisation's directory named nobody who may",
    }.get(line.fact("shown"), "what was shown was not right")
    return f"refused a try to sign in as {line.about}: {why}"


SIGN_IN_TELLINGS: Mapping[str, Telling] = {
    **PEOPLE_TELLINGS,
    "signed in": Telling(Matter.SETTING_UP, _say_way),
    "signed out": Telling(Matter.SETTING_UP, plainly("signed out")),
    "signed out everywhere": Telling(Matter.SETTING_UP, plainly("signed {about} out everywhere")),
    "session ended": Telling(Matter.SETTING_UP, plainly("ended a session in another browser")),
    "sign-in held up": Telling(
        Matter.SETTING_UP, plainly("took no more tries to sign in as {about} for a while")
    ),
    "sign-in failed": Telling(Matter.SETTING_UP, _say_failure),
    "access refused": Telling(
        Matter.SETTING_UP, plainly("was refused {method} at {door}, answer {answer}")
    ),
    "key made": Telling(Matter.SETTING_UP, _say_key),
    "person added": Telling(Matter.SETTING_UP, plainly("added {about}")),
    "person disabled": Telling(
        Matter.SETTING_UP, plainly("let {about} no longer sign in"), frozenset({"person.is_active"})
    ),
    "person enabled": Telling(
        Matter.SETTING_UP, plainly("let {about} sign in again"), frozenset({"person.is_active"})
    ),
    "role given": Telling(
        Matter.SETTING_UP, plainly("made {about} {role}"), frozenset({"membership"})
    ),
    "role withdrawn": Telling(
        Matter.SETTING_UP, plainly("took from {about} the role {role}"), frozenset({"membership"})
    ),
    "directory linked": Telling(
        Matter.SETTING_UP, plainly("signed in by their organisation's directory for the first time")
    ),
    "second factor set up": Telling(Matter.SETTING_UP, plainly("set up a second factor")),
    "second factor removed": Telling(
        Matter.SETTING_UP, plainly("removed the second factor of {about}")
    ),
    "second factor demanded": Telling(
        Matter.SETTING_UP, plainly("let {about} set up a second factor anew")
    ),
    "recovery code used": Telling(Matter.SETTING_UP, plainly("used a recovery code")),
    "recovery codes made": Telling(Matter.SETTING_UP, plainly("made new recovery codes")),
    "passkey added": Telling(Matter.SETTING_UP, plainly("added a passkey")),
    "passkey removed": Telling(Matter.SETTING_UP, plainly("removed a passkey")),
    "browser remembered": Telling(
        Matter.SETTING_UP, plainly("let a browser sign in without a code")
    ),
    "browser forgotten": Telling(
        Matter.SETTING_UP, plainly("let a browser be asked for a code again")
    ),
    "API key made": Telling(
        Matter.SETTING_UP, plainly("made a key for the program {name}, which acts for {about}")
    ),
    "API key revoked": Telling(
        Matter.SETTING_UP, plainly("revoked the key of the program {name}, which acted for {about}")
    ),
    "password changed": Telling(Matter.SETTING_UP, plainly("chose a new password")),
}
