"""Two packs set against each other: what the later one says that the earlier did not.

Both are read as they were frozen, in format 1 or 2 of the snapshot. Risks go by their reference.
What a public edition withholds is not compared: nothing is known about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from risk_register.domain.actions import ActionStatus
from risk_register.domain.comparisons import Rewording
from risk_register.domain.directions import Direction, direction_of
from risk_register.domain.pack_words import list_rewordings, say_post
from risk_register.domain.risks import RiskKind

Snapshot = Mapping[str, Any]
Risk = Mapping[str, Any]
Action = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """A risk whose current score is another one; ``risk`` as the later pack tells it."""

    risk: Risk
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    #: Positive is up; None if one is missing or they were given on different scales.
    points: int | None

    @property
    def direction(self) -> Direction | None:
        """Say what it means for the programme; None if the scores cannot be set side by side."""
        return None if self.points is None else direction_of(self.points, kind_of(self.risk))

    @property
    def is_rescaled(self) -> bool:
        """Say whether both scores are there, on scales that do not measure alike."""
        return self.points is None and self.before is not None and self.after is not None


@dataclass(frozen=True, slots=True)
class Gone:
    """A risk of the earlier pack only; ``closing`` is what the later one says of its end."""

    risk: Risk
    closing: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A risk that says something else; ``risk`` as the later pack tells it."""

    risk: Risk
    changes: tuple[Rewording, ...]


@dataclass(frozen=True, slots=True)
class NewOwner:
    """A risk that another post owns."""

    risk: Risk
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ActionMoved:
    """An action of both packs whose date or state is another one."""

    before: Action
    after: Action

    @property
    def is_later(self) -> bool:
        """Say whether its date has slipped."""
        return bool(self.after["due_on"] > self.before["due_on"])


@dataclass(frozen=True, slots=True)
class Count:
    """A number on both sides; None where that pack does not count it."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class PackDifferences:
    """What is different between two packs; lists are in the later pack's order."""

    is_one_scheme: bool  #: both give every pair of points the same score and band
    counts: tuple[Count, ...]
    briefing: tuple[Rewording, ...]
    new: tuple[Risk, ...]
    gone: tuple[Gone, ...]
    moved: tuple[Moved, ...]
    reworded: tuple[Reworded, ...]
    owners: tuple[NewOwner, ...]
    actions_new: tuple[Action, ...]
    actions_gone: tuple[Action, ...]
    actions_finished: tuple[Action, ...]
    actions_moved: tuple[ActionMoved, ...]  #: whose date is another one
    actions_restated: tuple[ActionMoved, ...]  #: whose state is another one, but the finished ones
    withheld: tuple[str, ...]  #: references that one of the two does not tell about
    unchanged: int  #: risks of both that say the same

    @property
    def is_empty(self) -> bool:
        """Say whether the later pack tells nothing new of risks, actions and words."""
        return not any(self.lists)

    @property
    def lists(self) -> tuple[Sequence[Any], ...]:
        """Give everything that is told line by line."""
        return (
            self.briefing,
            self.new,
            self.gone,
            self.moved,
            self.reworded,
            self.owners,
            self.actions_new,
            self.actions_gone,
            self.actions_finished,
            self.actions_moved,
            self.actions_restated,
        )


def compare_snapshots(earlier: Snapshot, later: Snapshot) -> PackDifferences:
    """Set a pack's snapshot against an earlier one."""
    withheld = _withheld(earlier) | _withheld(later)
    before = {risk["reference"]: risk for risk in earlier["risks"]}
    now = {risk["reference"]: risk for risk in later["risks"]}
    pairs = [(before[name], now[name]) for name in now if name in before and name not in withheld]
    closings = {risk["reference"]: risk for risk in later["closed"]}
    moved = [
        _as_moved(*pair, earlier["scheme"], later["scheme"]) for pair in pairs if _moves(*pair)
    ]
    reworded = [
        Reworded(after, changes) for was, after in pairs if (changes := list_rewordings(was, after))
    ]
    owners = [
        NewOwner(after, say_post(was["owner"]), say_post(after["owner"]))
        for was, after in pairs
        if say_post(was["owner"]) != say_post(after["owner"])
    ]
    lines: list[Moved | Reworded | NewOwner] = [*moved, *reworded, *owners]
    touched = {line.risk["reference"] for line in lines}
    return PackDifferences(
        is_one_scheme=_is_one_scheme(earlier["scheme"], later["scheme"]),
        counts=count_sides(earlier, later),
        briefing=_compare_briefings(earlier, later),
        new=tuple(now[name] for name in now if name not in before and name not in withheld),
        gone=tuple(
            Gone(before[name], closings.get(name))
            for name in before
            if name not in now and name not in withheld
        ),
        moved=tuple(moved),
        reworded=tuple(reworded),
        owners=tuple(owners),
        **_compare_actions(earlier["risks"], later["risks"]),
        withheld=tuple(sorted(withheld)),
        unchanged=len(pairs) - len(touched),
    )


def count_sides(earlier: Snapshot, later: Snapshot) -> tuple[Count, ...]:
    """Count on both sides what does not depend on what each pack was compared with."""
    was, now = earlier["counts"], later["counts"]
    plain = tuple(
        Count(label, was.get(name), now.get(name))
        for name, label in _COUNTED.items()
        if (was.get(name), now.get(name)) != (None, None)
        and (name not in _RARE or was.get(name) or now.get(name))
    )
    sides = [
        {(band["key"], band["name"]): band["count"] for band in reversed(counts["bands"])}
        for counts in (was, now)
    ]
    bands = tuple(
        Count(key[1], sides[0].get(key), sides[1].get(key))
        for key in dict.fromkeys((*sides[1], *sides[0]))
    )
    return plain[:1] + bands + plain[1:]


def kind_of(risk: Risk) -> RiskKind:
    """Give the kind of a risk; snapshots knew no opportunities at first."""
    return RiskKind(risk.get("kind", RiskKind.THREAT))


_COUNTED = {
    "open": "Open risks",
    "opportunities": "Opportunities",
    "earlier_scheme": "Scored under an earlier scheme",
    "above_appetite": "Above appetite",
    "overdue_actions": "Overdue actions",
    "overdue_reviews": "Overdue reviews",
    "withheld": "Withheld",
}
_RARE = frozenset({"opportunities", "earlier_scheme", "withheld"})  #: told where there are any


def _withheld(snapshot: Snapshot) -> set[str]:
    return {risk["reference"] for risk in snapshot.get("withheld", ())}


def _moves(was: Risk, now: Risk) -> bool:
    return _points_of(was["current"]) != _points_of(now["current"])


def _points_of(current: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    if current is None:
        return None
    return tuple(current[name] for name in ("likelihood", "impact", "score", "band_name"))


def _as_moved(was: Risk, now: Risk, old: Mapping[str, Any], new: Mapping[str, Any]) -> Moved:
    before, after = was["current"], now["current"]
    points = None
    if before and after and _measures_alike(before, after, old, new):
        points = after["score"] - before["score"]
    return Moved(now, before, after, points)


def _measures_alike(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> bool:
    """Say whether two scores were given on one scale, as far as the packs tell."""
    earlier = before.get("earlier_scheme"), after.get("earlier_scheme")
    if earlier == (None, None):
        return _is_one_scheme(old, new)
    return (earlier[0] or _name(old)) == (earlier[1] or _name(new))


def _is_one_scheme(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Say whether two schemes give every pair of points the same score and band."""
    if _name(old) == _name(new):
        return True
    return all(old.get(name) == new.get(name) for name in ("grid", "band_grid")) and _borders(
        old
    ) == _borders(new)


def _borders(scheme: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    names = ("key", "lowest", "highest")
    return [tuple(band[name] for name in names) for band in scheme["bands"]]


def _name(scheme: Mapping[str, Any]) -> str:
    return f"{scheme['name']}, version {scheme['version']}"


def _compare_briefings(earlier: Snapshot, later: Snapshot) -> tuple[Rewording, ...]:
    was, now = (snapshot.get("briefing") or {} for snapshot in (earlier, later))
    texts = [("Commentary", was.get("commentary") or "", now.get("commentary") or "")]
    for number, (old, new) in enumerate(
        zip_longest(was.get("asks", ()), now.get("asks", ()), fillvalue=""), 1
    ):
        texts.append((f"Ask {number}", old, new))
    return tuple(Rewording(name, old, new) for name, old, new in texts if old != new)


def _compare_actions(earlier: Sequence[Risk], later: Sequence[Risk]) -> dict[str, Any]:
    before, now = _actions(earlier), _actions(later)
    pairs = [(before[name], now[name]) for name in now if name in before]
    return {
        "actions_new": tuple(now[name] for name in now if name not in before),
        "actions_gone": tuple(before[name] for name in before if name not in now),
        "actions_finished": tuple(
            action for was, action in pairs if _is_done(action) and not _is_done(was)
        ),
        "actions_moved": tuple(
            ActionMoved(was, action) for was, action in pairs if was["due_on"] != action["due_on"]
        ),
        "actions_restated": tuple(
            ActionMoved(was, action)
            for was, action in pairs
            if was["status"] != action["status"] and not _is_done(action)
        ),
    }


def _is_done(action: Action) -> bool:
    """Say whether it is done; what was dropped is finished, too, but nothing came of it."""
    return bool(action["status"] == ActionStatus.DONE)


def _actions(risks: Sequence[Risk]) -> dict[str, Action]:
    return {action["reference"]: action for risk in risks for action in risk["actions"]}
