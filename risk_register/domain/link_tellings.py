"""The sentences of personal links: given, used, revoked."""

from collections.abc import Callable, Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, plainly


def _say_use(words: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        to = line.fact("reader") or "a reader"
        whose = f"the {to}’s personal link to {line.about}"
        what = line.fact("what")
        return words.format(whose=whose, what=f" ({what})" if what else "")

    return say


def _say_supplement(line: Line) -> str:
    readers = line.facts.get("readers")
    count = len(readers) if isinstance(readers, list) else 0
    to = "1 reader" if count == 1 else f"{count} readers"
    return f"sent supplement {line.fact('supplement')} to {line.about} to {to}"


_LINK = frozenset({"reading_link"})
_USE = frozenset({"link_opening"})

LINK_TELLINGS: Mapping[str, Telling] = {
    "letter's link opened": Telling(
        Matter.PACKS, _say_use("{whose} was opened"), _USE, is_whole=True
    ),
    "pack read by link": Telling(
        Matter.PACKS, _say_use("a file was opened by {whose}{what}"), _USE, is_whole=True
    ),
    "pack acknowledged": Telling(
        Matter.PACKS,
        _say_use("whoever used {whose} said that they have the pack"),
        _USE,
        is_whole=True,
    ),
    "supplement circulated": Telling(
        Matter.PACKS,
        _say_supplement,
        frozenset({"delivery", "circulation", "circulated_paper", "reading_link"}),
    ),
    "letter known to have arrived": Telling(
        Matter.PACKS,
        plainly("was told that the letter to the {reader} with {about} arrived"),
        frozenset({"delivery"}),
    ),
    "personal link revoked": Telling(Matter.PACKS, _say_use("stopped {whose}"), _LINK),
}
