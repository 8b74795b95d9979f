"""How one risk bears on another."""

from collections.abc import Iterable, Sequence
from enum import StrEnum


class RelationKind(StrEnum):
    """In which way a risk bears on another; the words read from the first to the second."""

    CAUSES = "causes"
    FEEDS = "feeds"
    DUPLICATES = "duplicates"

    @property
    def meaning(self) -> str:
        """Explain it in one line, for the point of choosing."""
        return _KINDS[self][1]

    @property
    def is_mutual(self) -> bool:
        """Say whether it reads the same from both ends."""
        return self is RelationKind.DUPLICATES

    def says(self, *, from_second: bool) -> str:
        """Say it in words, from the first risk or from the second."""
        return _KINDS[self][0] if from_second else self.value


_KINDS = {
    RelationKind.CAUSES: ("is caused by", "If this one strikes, the other one does."),
    RelationKind.FEEDS: ("is fed by", "It makes the other one likelier or larger."),
    RelationKind.DUPLICATES: ("duplicates", "Both say the same; they may have to be merged."),
}


def find_loop(links: Iterable[tuple[int, int]], start: int) -> Sequence[int]:
    """Find the shortest way from a risk along its causes and feeds back to itself.

    A loop is allowed, since risks do drive each other round; people are told of it.

    :param links: which number leads to which
    :returns: the numbers in order, the start first and last; empty if there is no way back
    """
    onward: dict[int, list[int]] = {}
    for first, second in links:
        onward.setdefault(first, []).append(second)
    ways, seen = [[start]], {start}
    for way in ways:  # grows while it is walked: the shorter ways come first
        for following in sorted(onward.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return ()
