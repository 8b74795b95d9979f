"""The sentences of chases, their letters and links."""

from collections.abc import Callable, Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, plainly


def _say_notice(words: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        what = line.fact("for").replace("_", " ")
        letter = f"the letter ({what})" if what else "the letter"
        return words.format(letter=f"{letter} to the {line.fact('reader') or 'reader'}")

    return say


_NOTICE = frozenset({"notice"})

CHASE_TELLINGS: Mapping[str, Telling] = {
    "notice queued": Telling(Matter.PACKS, _say_notice("put {letter} into the outbox"), _NOTICE),
    "notice sent": Telling(Matter.PACKS, _say_notice("sent {letter}"), _NOTICE),
    "notice put off": Telling(
        Matter.PACKS, _say_notice("could not yet send {letter} and will try again"), _NOTICE
    ),
    "notice perhaps sent": Telling(
        Matter.PACKS,
        _say_notice("does not know whether {letter} arrived, and sends it again"),
        _NOTICE,
    ),
    "notice failed": Telling(
        Matter.PACKS, _say_notice("could not send {letter}; somebody has to look"), _NOTICE
    ),
    "notice stopped": Telling(
        Matter.PACKS, _say_notice("no longer tries to send {letter}"), _NOTICE
    ),
    "notice held for a person": Telling(
        Matter.PACKS,
        _say_notice("does not know whether {letter} arrived, and holds it for a person"),
        _NOTICE,
    ),
    "notice came back": Telling(
        Matter.PACKS, _say_notice("was told that {letter} came back"), _NOTICE | {"bounce"}
    ),
    "notice report kept": Telling(
        Matter.PACKS,
        _say_notice("kept a mail server’s report about {letter}"),
        _NOTICE | {"bounce"},
    ),
    "link made": Telling(Matter.SETTING_UP, plainly("made a link by which {about} can answer")),
    "link opened": Telling(Matter.SETTING_UP, plainly("opened the link {link} of a letter")),
    "link revoked": Telling(Matter.SETTING_UP, plainly("revoked the link {link} of {about}")),
    "person chased": Telling(
        Matter.QUESTIONS,
        plainly("wrote to the {reader} about {matters}"),
        frozenset({"notice", "reminder", "sign_in_link"}),
    ),
    "person nudged": Telling(
        Matter.QUESTIONS,
        plainly("nudged the {reader} about {matters}"),
        frozenset({"notice", "reminder", "sign_in_link"}),
    ),
    "letter days chosen": Telling(
        Matter.SETTING_UP, plainly("chose the days on which letters come"), frozenset()
    ),
    "acceptance expired": Telling(
        Matter.DECISIONS,
        plainly("brought {about} back under review: it was accepted until {until}"),
    ),
    "programme opened in need": Telling(
        Matter.SETTING_UP, plainly("opened {about} in need, to read it for {hours} hours")
    ),
    "programme closed again": Telling(Matter.SETTING_UP, plainly("closed {about} again")),
    "feed made": Telling(Matter.SETTING_UP, plainly("made a calendar address")),
    "feed revoked": Telling(Matter.SETTING_UP, plainly("took a calendar address back")),
}
