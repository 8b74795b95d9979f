"""What a letter says, block by block; its text and its HTML are both written from them.

So the two parts cannot differ, and nothing in the HTML can be loaded from elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

from risk_register.mail.texts import fill_paragraph, one_line, quote, say_fact


@dataclass(frozen=True)
class Heading:
    """The name of a section."""

    words: str


@dataclass(frozen=True)
class Paragraph:
    """Words of the letter's own."""

    words: str


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, set in so that they cannot be taken for the letter's."""

    words: str

    @property
    def lines(self) -> list[str]:
        """Give its lines, cleaned of what does not print."""
        return [one_line(line) for line in self.words.splitlines()]


@dataclass(frozen=True)
class Facts:
    """Facts beside their names."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Points:
    """A list of things."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """Lines that are copied and so never broken: a hash, or what to type."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """An address that can be followed, printed in full."""

    address: str


Block: TypeAlias = Heading | Paragraph | Quote | Facts | Points | Whole | Link


def write_text(blocks: Iterable[Block]) -> str:
    """Write blocks as plain text, 76 characters a line; whole lines and addresses stay whole."""
    said = ""
    for block in blocks:
        gap = "\n\n" if isinstance(block, Heading) and said else "\n"
        said += (gap if said else "") + _write_block(block) + "\n"
    return said


def write_html(blocks: Iterable[Block], *, title: str) -> str:
    """Write blocks as a page of their own, which loads nothing and runs nothing."""
    return _PAGES.get_template("letter.html").render(blocks=list_shown(blocks), title=title)


def list_shown(blocks: Iterable[Block]) -> list[tuple[str, Block]]:
    """Give each block with the name of its kind, as templates tell them apart."""
    return [(type(block).__name__.lower(), block) for block in blocks]


def list_words(blocks: Iterable[Block]) -> list[str]:
    """List everything that blocks say, in their order."""
    return [
        words
        for block in blocks
        for field in fields(block)
        for words in _flatten(getattr(block, field.name))
    ]


def _write_block(block: Block) -> str:
    lines: list[str] = []
    match block:
        case Heading(words):
            lines = [one_line(words).upper()]
        case Paragraph(words):
            lines = [fill_paragraph(words)]
        case Quote(words):
            lines = [quote(words)]
        case Facts(facts):
            lines = [say_fact(words, name) for name, words in facts]
        case Points(points):
            lines = [fill_paragraph(point, first="  - ", rest="    ") for point in points]
        case Whole(whole):
            lines = [f"    {one_line(line)}" for line in whole]
        case Link():
            lines = [f"    {one_line(block.address)}"]
    return "\n".join(lines)


def _flatten(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [words for part in value for words in _flatten(part)]  # type: ignore[attr-defined]


_PAGES = Environment(
    loader=PackageLoader("risk_register", "templates/emails"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_PAGES.filters["one_line"] = one_line
