"""The sentences of circulations: letters with packs, what became of them, and publications."""

from collections.abc import Callable, Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.publications import Asking
from risk_register.domain.sentences import Line, Telling, plainly


def _say_letter(words: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        to = line.fact("reader") or "a reader"
        return f"{words.format(letter=f'the letter to the {to} with {line.about}')}"

    return say


def _say_second_letter(line: Line) -> str:
    corrected = ", to a corrected address" if line.facts.get("address corrected") else ""
    return f"had the letter to the {line.fact('reader')} with {line.about} sent again{corrected}"


#: What can be taken along, by the kind of file.
_TAKEN = {"zip": "everything that was circulated", "pdf": "the circulation record (PDF)"}


def _say_taking(line: Line) -> str:
    what = _TAKEN.get(line.fact("kind"), "the circulation record (CSV)")
    return f"took along {what} for {line.about}"


def _say_asking(words: str) -> Callable[[Line], str]:
    """Say what became of a letter to the address that publishes for a body."""

    def say(line: Line) -> str:
        ask = "take down" if line.fact("asks") == Asking.TAKE_DOWN.value else "publish"
        return words.format(letter=f"the letter that asks to {ask} {line.about}")

    return say


def _say_second_asking(line: Line) -> str:
    corrected = ", to a corrected address" if line.facts.get("address corrected") else ""
    return _say_asking("sent {letter} again")(line) + corrected


_LETTER = frozenset({"delivery"})
_ASKING = frozenset({"publication_letter"})

CIRCULATION_TELLINGS: Mapping[str, Telling] = {
    "letter sent": Telling(Matter.PACKS, _say_letter("sent {letter}"), _LETTER),
    "letter will be tried again": Telling(
        Matter.PACKS, _say_letter("could not yet send {letter} and will try again"), _LETTER
    ),
    "letter failed": Telling(
        Matter.PACKS, _say_letter("could not send {letter}; somebody has to look"), _LETTER
    ),
    "letter may have arrived; sending again": Telling(
        Matter.PACKS,
        _say_letter("does not know whether {letter} arrived, and sends it again"),
        _LETTER,
    ),
    "letter waiting to be sent": Telling(
        Matter.PACKS, _say_letter("put {letter} back in the queue"), _LETTER
    ),
    "letter stopped: the pack no longer holds": Telling(
        Matter.PACKS, _say_letter("no longer tries to send {letter}"), _LETTER
    ),
    "letter held: the register was restored": Telling(
        Matter.PACKS, _say_letter("holds {letter}"), _LETTER
    ),
    "letter sent again": Telling(
        Matter.PACKS,
        _say_second_letter,
        _LETTER | {"circulation", "circulated_paper", "reading_link"},
    ),
    "letter came back": Telling(
        Matter.PACKS, _say_letter("was told that {letter} came back"), _LETTER | {"bounce"}
    ),
    "letter report kept": Telling(
        Matter.PACKS,
        _say_letter("kept a mail server’s report about {letter}"),
        _LETTER | {"bounce"},
    ),
    "letter held for a person": Telling(
        Matter.PACKS,
        _say_letter("does not know whether {letter} arrived, and holds it for a person"),
        _LETTER,
    ),
    "circulation exported": Telling(Matter.PACKS, _say_taking),
    "edition published": Telling(
        Matter.PACKS,
        plainly("published the public edition of {about}"),
        frozenset({"publication"}),
    ),
    "edition put into the folder": Telling(
        Matter.PACKS,
        plainly("put the published edition of {about} into the folder"),
        frozenset({"publication"}),
    ),
    "edition taken out of the folder": Telling(
        Matter.PACKS,
        plainly("took the published edition of {about} out of the folder"),
        frozenset({"publication"}),
    ),
    "edition taken back": Telling(
        Matter.PACKS,
        plainly("took back what was published of {about}"),
        frozenset({"publication.withdraw_reason"}),
    ),
    "publication letter queued": Telling(
        Matter.PACKS, _say_asking("put {letter} in the queue"), _ASKING
    ),
    "publication letter sent": Telling(Matter.PACKS, _say_asking("sent {letter}"), _ASKING),
    "publication letter put off": Telling(
        Matter.PACKS, _say_asking("could not yet send {letter} and will try again"), _ASKING
    ),
    "publication letter perhaps sent": Telling(
        Matter.PACKS,
        _say_asking("does not know whether {letter} arrived, and sends it again"),
        _ASKING,
    ),
    "publication letter failed": Telling(
        Matter.PACKS, _say_asking("could not send {letter}; somebody has to look"), _ASKING
    ),
    "publication letter stopped": Telling(
        Matter.PACKS, _say_asking("no longer tries to send {letter}"), _ASKING
    ),
    "publication letter held for a person": Telling(
        Matter.PACKS, _say_asking("holds {letter}"), _ASKING
    ),
    "publication letter came back": Telling(
        Matter.PACKS, _say_asking("was told that {letter} came back"), _ASKING | {"bounce"}
    ),
    "publication letter report kept": Telling(
        Matter.PACKS,
        _say_asking("kept a mail server’s report about {letter}"),
        _ASKING | {"bounce"},
    ),
    "publication letter sent again": Telling(Matter.PACKS, _say_second_asking, _ASKING),
    "publication letter known to have arrived": Telling(
        Matter.PACKS, _say_asking("noted that {letter} has arrived"), _ASKING
    ),
}
