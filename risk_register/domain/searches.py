"""Searching in words: how a text is taken apart, what somebody looks for, and where it stands.

Texts and questions are taken apart by the same rules before they reach a database, so that every
database finds the same. A word is a run of letters and digits; case, accents, apostrophes and the
noughts before a number do not count.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

LONGEST_SEARCH = 200  #: characters; what comes after them is not looked for
MOST_TERMS = 20  #: what comes after them is not looked for
LONGEST_WORD = 40  #: characters; longer words are the same if they begin alike
#: From so many characters on, a word also finds longer ones that begin with it.
SHORTEST_BEGINNING = 3
#: Characters of a text that are shown around what was found.
BEFORE, SHOWN = 60, 200

_ACCENTS = "\u0300-\u036f"  # as characters of their own, behind the letter
_WORD = re.compile(rf"(?:[^\W_]|[{_ACCENTS}])+(?:['’](?:[^\W_]|[{_ACCENTS}])+)*")
#: What makes a word that folding changes by more than its case.
_FOREIGN = re.compile(rf"[^\W\x00-\x7f]|[{_ACCENTS}]")
_QUOTED = re.compile(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)')


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, with the characters it stands at."""

    text: str  #: folded
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to each other; often only one."""

    words: tuple[str, ...]
    is_beginning: bool  #: whether longer words that begin like the last one count, too


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an excerpt."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; each term may stand in another text of the same risk."""

    terms: tuple[Term, ...]

    @classmethod
    def read(cls, typed: str) -> Self:
        """Read any text at all: words, words in quotation marks, references like R-014 or A-1.2.

        Words in quotation marks must stand as they are; so must the parts of a reference.
        """
        found: dict[Term, None] = {}
        for quoted, bare in _QUOTED.findall(shorten(typed)):
            words = tuple(word.text for word in list_words(quoted or bare))
            if words:
                last = words[-1]
                is_beginning = bool(bare) and len(last) >= SHORTEST_BEGINNING and not last.isdigit()
                found[Term(words, is_beginning)] = None
        return cls(tuple(found)[:MOST_TERMS])


def shorten(typed: str) -> str:
    """Cut a question that is too long, behind a whole word where there is one."""
    if len(typed) <= LONGEST_SEARCH:
        return typed
    return typed[:LONGEST_SEARCH].rsplit(maxsplit=1)[0] if typed[:LONGEST_SEARCH].split() else ""


def list_words(text: str) -> Iterator[Word]:
    """Take a text apart into its words, in their order."""
    for match in _WORD.finditer(text):
        folded = _fold(match[0])
        if folded:
            yield Word(folded, match.start(), match.end())


def find_term(words: Sequence[Word], term: Term) -> tuple[int, int] | None:
    """Find where a term first stands among the words of a text: from and to which character."""
    length = len(term.words)
    for place in range(len(words) - length + 1):
        here = words[place : place + length]
        if _is_here([word.text for word in here], term):
            return here[0].start, here[-1].end
    return None


def list_found(text: str, terms: Sequence[Term]) -> dict[Term, tuple[int, int]]:
    """Say which terms stand in a text, and where each stands first."""
    if not _may_hold(text, terms):
        return {}
    words = list(list_words(text))
    spans = {term: find_term(words, term) for term in terms}
    return {term: span for term, span in spans.items() if span is not None}


def cut_excerpt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """Cut out of a text what stands around the first span, with all spans inside it marked.

    :param spans: from and to which character; at least one
    """
    ordered = sorted(spans)
    start = _word_start(text, max(0, ordered[0][0] - BEFORE))
    end = _word_end(text, max(start + SHOWN, ordered[0][1]))
    parts, place, lead = [], start, "… " if start else ""
    for first, last in ordered:
        if first >= place and last <= end:
            parts.append(Part(lead + text[place:first], is_found=False))
            parts.append(Part(text[first:last], is_found=True))
            place, lead = last, ""
    parts.append(Part(text[place:end] + (" …" if end < len(text) else ""), is_found=False))
    return tuple(part for part in parts if part.text)


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    folded = "".join(sign for sign in word.casefold() if sign.isalnum())[:LONGEST_WORD]
    if folded.isascii() and folded.isdigit():
        return folded.lstrip("0") or "0"
    return folded


def _is_here(words: Sequence[str], term: Term) -> bool:
    *before, last = term.words
    ends = words[-1].startswith(last) if term.is_beginning else words[-1] == last
    return ends and list(words[:-1]) == before


def _may_hold(text: str, terms: Sequence[Term]) -> bool:
    """Say quickly of most texts that nothing can be found in them."""
    if _FOREIGN.search(text):
        return True
    plain = text.lower().replace("'", "").replace("’", "")
    return any(term.words[-1] in plain for term in terms)


def _word_start(text: str, place: int) -> int:
    if place == 0:
        return 0
    gap = text.find(" ", place, place + BEFORE)
    return gap + 1 if gap >= 0 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    gap = text.rfind(" ", place - BEFORE, place)
    return gap if gap >= 0 else place
