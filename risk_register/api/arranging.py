"""What a program asks of an answer besides what it is about: which items, their order, fields.

Lists that come in pages are narrowed and ordered where they are asked for. A list that comes whole
is arranged here, by the plain fields of its items as they are sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.api.errors import FieldsError
from risk_register.schemas.machines.base import FIELDS, FILTER, SORT

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """How an answer is wanted; by default as it comes."""

    is_list: bool  #: whether it is its items that are arranged, if it has any
    fields: Sequence[str] = ()
    sort: str = ""  #: a field of the items, with a minus before it for the other way round
    filters: Mapping[str, str] | None = None  #: the value each field has to have, as text


def take_wish(asked: dict[str, Any], *, is_list: bool, is_whole: bool) -> Wish:
    """Take out of what was asked what every answer can be asked for.

    :param is_list: whether it is no one thing with items inside
    :param is_whole: whether it is a list that comes whole
    """
    names = asked.pop(FIELDS, ())
    if not is_whole:
        return Wish(is_list, names)
    pairs = [pair.partition(":") for pair in asked.pop(FILTER, "").split(",") if pair]
    return Wish(is_list, names, asked.pop(SORT, ""), {name: value for name, _, value in pairs})


def arrange(body: dict[str, Any], wish: Wish) -> dict[str, Any]:
    """Give an answer as it is wanted.

    :param body: as it is sent; what is in ``items``, if it is a list, or the one thing
    :raises FieldsError: if it has no such field, or one that is not plain
    """
    items = body.get("items") if wish.is_list else None
    if items is None:
        _check_known([body], wish.fields, FIELDS)
        return {name: body[name] for name in wish.fields} if wish.fields else body
    _check_known(items, wish.fields, FIELDS)
    found = _order(_filter(items, wish.filters or {}), wish.sort)
    if wish.fields:
        found = [{name: item[name] for name in wish.fields} for item in found]
    return {**body, "items": found}


def _filter(items: Sequence[Item], filters: Mapping[str, str]) -> list[Item]:
    _check_plain(items, list(filters), FILTER)
    return [
        item
        for item in items
        if all(_say(item[name]) == value.casefold() for name, value in filters.items())
    ]


def _order(items: list[Item], sort: str) -> list[Item]:
    """Put items into an order; what is not known comes last, whichever way round."""
    if not sort:
        return items
    name = sort.removeprefix("-")
    _check_plain(items, [name], SORT)
    known = [item for item in items if item[name] is not None]
    unknown = [item for item in items if item[name] is None]
    return sorted(known, key=lambda item: _rank(item[name]), reverse=sort != name) + unknown


def _rank(value: Any) -> tuple[bool, Any]:
    """Give by what a value is ordered; numbers come before texts."""
    return (isinstance(value, str), value.casefold() if isinstance(value, str) else value)


def _say(value: Any) -> str:
    """Write a value as an address has it: true, null, 3, high."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value).casefold()


def _check_known(items: Sequence[Item], names: Sequence[str], asked: str) -> None:
    first = next(iter(items), None)
    unknown = [name for name in names if first is not None and name not in first]
    if unknown:
        raise FieldsError({asked: [f"There is no field {', '.join(unknown)}."]})


def _check_plain(items: Sequence[Item], names: Sequence[str], asked: str) -> None:
    _check_known(items, names, asked)
    nested = [name for name in names if any(isinstance(item[name], list | dict) for item in items)]
    if nested:
        raise FieldsError({asked: [f"{', '.join(nested)} is no plain field."]})
