"""The leak check: no text that a public edition withholds may be readable in it anywhere.

Texts are compared by their letters and digits alone, because files break lines, hyphenate, and
write ligatures. A sentence of a longer text counts as the text, and so does half a long sentence:
a page may end in it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Self

from risk_register.domain.errors import LeakError

SHORTEST = 12  #: letters and digits; a shorter text cannot be told from anybody's words
SHORTEST_PIECE = 40  #: of a longer text
PERSON = "a person"
A_PHRASE = 5  #: words; a shorter note or reason may stand in an open risk by chance

#: What is chosen, counted or computed, and no text that somebody wrote.
_PLAIN = """
    reference kind category post agency carrying_agency affects treatment proximity areas says
    band band_name tone earlier_scheme by at on since until level state status status_name
    outcome how merged_into fields exempt_fields marking handling capacity edition why asks
    became body reckoning words letter shape meaning number
    fingerprint hash key made_from base64 media_type accent prepared_by
"""
_UNWRITTEN = frozenset(_PLAIN.split())
_POSTS = frozenset({"post", "agency", "carrying_agency"})
_REMARKS = frozenset({"note", "reason", "ended_reason"})
#: Words of the programme that are published in any case.
_FIXED = ("programme", "body", "meeting", "scheme", "ratings", "glossary")
_AREAS = "improvement_areas"
_FIXED_OF_AREA = ("key", "short", "text")

_SOFT = re.compile("\u00ad|-[ \t]*[\r\n]+[ \t]*")
_BETWEEN = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_RISK = re.compile(r"R-\d+")


@dataclass(frozen=True)
class Withheld:
    """A text that may not be found, made ready to be looked for."""

    text: str
    of: str  #: whose it is: the reference of a risk, or what else says it
    is_name: bool = False  #: a person's, found as whole words only


@dataclass(frozen=True)
class _Said:
    text: str
    key: str
    of: str

    @property
    def is_name(self) -> bool:
        return self.key == "person"

    @property
    def is_written(self) -> bool:
        return self.key not in _UNWRITTEN and not self.key.endswith(("_on", "_at"))

    @property
    def is_short_remark(self) -> bool:
        return self.key in _REMARKS and len(self.text.split()) < A_PHRASE


@dataclass(frozen=True)
class _Told:
    """What a public snapshot says."""

    said: frozenset[_Said]
    by_text: Mapping[str, AbstractSet[str]]  #: the risks that say a text
    of_risks: str
    fixed: str  #: what the programme publishes in any case

    @classmethod
    def read(cls, public: Mapping[str, Any]) -> Self:
        said = frozenset(_walk(public))
        of_risks = [each for each in said if _RISK.fullmatch(each.of)]
        by_text: dict[str, set[str]] = defaultdict(set)
        for each in of_risks:
            by_text[_squeeze(each.text)].add(each.of)
        areas = [{name: area[name] for name in _FIXED_OF_AREA} for area in public[_AREAS]]
        fixed = _walk({name: public.get(name) for name in _FIXED} | {_AREAS: areas})
        return cls(said, by_text, _squeeze_all(of_risks), _squeeze_all(fixed))

    def list_secret(self, said: _Said) -> Iterator[str]:
        """List a text and its sentences, but those that the programme or an open risk says too."""
        whole = _squeeze(said.text)
        for piece in _pieces(said.text):
            if piece not in self.fixed and (piece == whole or piece not in self.of_risks):
                yield piece

    def holds(self, said: _Said) -> bool:
        """Say whether a text is published where it stood, or by another risk."""
        text = _squeeze(said.text)
        if said in self.said or self.by_text.get(text, set()) - {said.of}:
            return True
        return said.is_short_remark and text in self.of_risks


def list_withheld_texts(full: Mapping[str, Any], public: Mapping[str, Any]) -> tuple[Withheld, ...]:
    """List every text and name of the full snapshot that its public edition does not hold.

    Not those that another risk or the programme itself publishes, word for word.
    """
    told = _Told.read(public)
    posts = {_space(said.text) for said in _walk(full) if said.key in _POSTS}
    found: dict[Withheld, None] = {}
    for said in _walk(full):
        if said.is_name:
            name = _space(said.text)
            if " " in name.strip() and name not in posts:
                found[Withheld(name, PERSON, is_name=True)] = None
        elif said.is_written and not told.holds(said):
            found |= dict.fromkeys(Withheld(piece, said.of) for piece in told.list_secret(said))
    return tuple(found)


def list_secrets(texts: Iterable[str], spoken: Iterable[str], *, of: str) -> tuple[Withheld, ...]:
    """List texts that may not be repeated, and their sentences, but what others say openly.

    :param spoken: what may be read by everybody
    :param of: whose they are, in words
    """
    told = "\n".join(map(_squeeze, spoken))
    pieces = (piece for text in texts for piece in _pieces(text) if piece not in told)
    return tuple(Withheld(piece, of) for piece in dict.fromkeys(pieces))


def find_leaks(withheld: Iterable[Withheld], readable: str) -> list[str]:
    """Say of whom or what a readable text holds something withheld; nothing if it does not."""
    return _Finder(withheld).find(readable)


def find_quotes(full: Mapping[str, Any], public: Mapping[str, Any]) -> list[str]:
    """Say which published words hold a withheld text, in a sentence each; never the text itself."""
    return _find_quotes(list_withheld_texts(full, public), public)


def _find_quotes(withheld: Sequence[Withheld], public: Mapping[str, Any]) -> list[str]:
    if not withheld:
        return []
    finder = _Finder(withheld)
    found: dict[str, None] = {}
    for said in _walk(public):
        for of in finder.find(said.text):
            what = "a person’s name" if of == PERSON else f"exempt text of {of}"
            found[f"{_name_place(said)} holds {what}."] = None
    return list(found)


def check_leaks(full: Mapping[str, Any], public: Mapping[str, Any], readable: str) -> None:
    """Refuse a public edition in which something withheld can be found.

    :param readable: everything that can be read in its files, their names included
    :raises LeakError: naming where, never the text
    """
    withheld = list_withheld_texts(full, public)
    if quotes := _find_quotes(withheld, public):
        raise LeakError(f"{' '.join(quotes)} So the public edition was not made.")
    if leaks := find_leaks(withheld, readable):
        whose = " and ".join(leaks)
        raise LeakError(
            f"The public edition would have shown withheld text of {whose}, so it was not made."
        )


#: Only every fourth place is looked at; a text that is there holds such letters from one of them.
_STRIDE = 4
_LETTERS = SHORTEST - _STRIDE + 1


class _Finder:
    """Looks for many texts at once, in time that grows with the text that is read alone."""

    def __init__(self, withheld: Iterable[Withheld]) -> None:
        self.names: list[Withheld] = []
        #: By a few letters: the texts that hold them near their beginning, and where.
        self.by_letters: dict[str, list[tuple[Withheld, int]]] = defaultdict(list)
        for each in withheld:
            if each.is_name:
                self.names.append(each)
            else:
                for start in range(_STRIDE):
                    self.by_letters[each.text[start : start + _LETTERS]].append((each, start))

    def find(self, readable: str) -> list[str]:
        """Say of whom or what it holds something."""
        folded = _fold(readable)
        spaced, squeezed = _space(folded), _BETWEEN.sub("", folded)
        found = {name.of for name in self.names if name.text in spaced}
        for place in range(0, len(squeezed), _STRIDE):
            for each, start in self.by_letters.get(squeezed[place : place + _LETTERS], ()):
                if start <= place and squeezed.startswith(each.text, place - start):
                    found.add(each.of)
        return sorted(found)


def _walk(value: Any, key: str = "", of: str = "the pack") -> Iterator[_Said]:
    if isinstance(value, str):
        yield _Said(value, key, of)
    elif isinstance(value, Mapping):
        reference = value.get("reference")
        if isinstance(reference, str) and _RISK.fullmatch(reference):
            of = reference
        for name, part in value.items():
            is_person = name == "name" and "post" in value
            yield from _walk(part, "person" if is_person else name, of if key else _of(name))
    elif isinstance(value, Sequence):
        for part in value:
            yield from _walk(part, key, of)


def _of(name: str) -> str:
    """Name the part of a pack that a text of no risk stands in."""
    return _PLACES.get(name, f"the {name.replace('_', ' ')}")


_PLACES = {"briefing": "the manager’s words", "asked": "what the last pack asked"}


def _name_place(said: _Said) -> str:
    if said.of == _PLACES["briefing"]:
        return "The commentary" if said.key == "commentary" else "An ask"
    return f"{said.of[0].upper()}{said.of[1:]}"


def _pieces(text: str) -> Iterator[str]:
    whole = _squeeze(text)
    if len(whole) >= SHORTEST:
        yield whole
    for sentence in map(_squeeze, _SENTENCE.split(text)):
        half = len(sentence) // 2
        if len(sentence) >= SHORTEST_PIECE:
            yield sentence
        if half >= SHORTEST_PIECE:
            yield sentence[:half]
            yield sentence[half:]


def _squeeze_all(said: Iterable[_Said]) -> str:
    return "\n".join(_squeeze(each.text) for each in said)


def _squeeze(text: str) -> str:
    return _BETWEEN.sub("", _fold(text))


def _space(text: str) -> str:
    return f" {_BETWEEN.sub(' ', _fold(text)).strip()} "


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", _SOFT.sub("", text)).casefold()
