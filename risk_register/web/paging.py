"""Reading numbers from an address: which page of a long list, which row it is narrowed to."""

from flask import abort, request

#: No list is so long, no row has so high a number; what is higher would not fit the database.
_MOST = 10**9


def read_page_number(name: str = "page") -> int:
    """Give the page that is asked for, from 1; what is no page is not found."""
    if not request.args.get(name):
        return 1
    number = read_number(name)
    if number is None:
        abort(404)
    return number


def read_number(name: str) -> int | None:
    """Give a number from 1 in the address; None if there is none that could be meant."""
    number = request.args.get(name, type=int)
    return number if number is not None and 1 <= number <= _MOST else None
