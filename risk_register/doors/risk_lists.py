"""The list of risks as an address asks for it; one list has one way to be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort

from risk_register.schemas.risks import RiskFilterSchema
from risk_register.services.risk_filters import RiskSort


@dataclass(frozen=True)
class AskedList:
    """A list as an address asks for it."""

    wanted: Mapping[str, Any]  #: every choice, also those that were not made
    page: int

    @property
    def asked(self) -> dict[str, Any]:
        """Give the choices that narrow or sort the list, for its form and its links."""
        return {name: value for name, value in self.wanted.items() if value and name != "page"}

    @property
    def query(self) -> str:
        """Write them as every address of the same list writes them."""
        return urlencode(sorted((name, _plain(value)) for name, value in self.asked.items()))

    @property
    def sort(self) -> RiskSort:
        """Give the order of the list."""
        return RiskSort(self.wanted["sort"] or "score")


def read_list(given: Mapping[str, str]) -> AskedList:
    """Read an address; what cannot be read does not narrow, but a page has to be a number."""
    schema = RiskFilterSchema()
    given = {name: value for name, value in given.items() if value}
    wrong = schema.validate(given)
    if "page" in wrong:
        abort(404)
    wanted = schema.load({name: value for name, value in given.items() if name not in wrong})
    return AskedList(wanted, wanted["page"] or 1)


def read_query(query: str) -> AskedList:
    """Read the part of an address that stands behind the question mark."""
    return read_list(dict(parse_qsl(query.lstrip("?"))))


def find_unread(query: str) -> list[str]:
    """List what in the part behind the question mark cannot be read, by its names, sorted.

    A name that no list knows, or that stands twice, would be left out, and what is kept would be
    wider than it was meant.
    """
    schema = RiskFilterSchema()
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=True)
    said = [name for name, value in pairs if value]
    strange = {name for name, _ in pairs if name not in schema.fields}
    twice = {name for name in said if said.count(name) > 1}
    given = {name: value for name, value in pairs if value}
    return sorted(strange | twice | set(schema.validate(given)))


def _plain(value: Any) -> str:
    return "1" if value is True else str(value)
