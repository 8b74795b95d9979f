"""Likelihood and impact in one cell: "4 x 5 = 20", "16 (4x4)", "L4 I4"."""

import re

from risk_register.domain.sheet_cells import plain

_SIGN = r"\s*[x×*]\s*"
_POINT = r"(10|[1-9])"
_PRODUCT = re.compile(
    rf"(?:(\d{{1,3}})\s*[(\[:=]?\s*)??[(\[]?{_POINT}{_SIGN}{_POINT}[)\]]?"
    r"(?:\s*[=(\[:]?\s*(\d{1,3})\s*[)\]]?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"([lpfisc])\s*[:=]?\s*{_POINT}[\s,;/&x×*+-]*([lpfisc])\s*[:=]?\s*{_POINT}"
    r"(?:\s*[=(\[:]\s*\d{1,3}\s*[)\]]?)?",
    re.IGNORECASE,
)
_LIKELIHOODS = "lpf"
_ORDER = re.compile(
    r"\b([lpf]|likelihood|probability|frequency|[isc]|impact|severity|consequences?)"
    r" ?(?:x|×|\*|&|/|and|by)? ?([lpf]|likelihood|probability|frequency|[isc]|impact|severity|"
    r"consequences?)\b"
)


def read_pair(text: str, *, is_turned: bool = False) -> tuple[int, int] | None:
    """Read likelihood and impact; None if the text does not give both.

    Where a total stands beside them it has to be their product, or they mean something else.

    :param is_turned: the impact stands first, unless letters say which is which
    """
    text = text.strip()
    if named := _NAMED.fullmatch(text):
        return _read_named(named)
    if not (found := _PRODUCT.fullmatch(text)):
        return None
    before, one, other, after = found.groups()
    first, second = int(one), int(other)
    if any(total is not None and int(total) != first * second for total in (before, after)):
        return None
    return (second, first) if is_turned else (first, second)


def names_its_points(text: str) -> bool:
    """Say whether a cell itself says which of the two is the likelihood."""
    named = _NAMED.fullmatch(text.strip())
    return bool(named and _read_named(named))


def is_turned(heading: str) -> bool | None:
    """Say whether a heading names the impact first: "Impact x likelihood"; None if neither."""
    for found in _ORDER.finditer(plain(heading)):
        one, other = (word[0] in _LIKELIHOODS for word in found.groups())
        if one is not other:
            return other
    return None


def _read_named(found: re.Match[str]) -> tuple[int, int] | None:
    one, first, other, second = found.groups()
    is_first = one.lower() in _LIKELIHOODS
    if is_first is (other.lower() in _LIKELIHOODS):
        return None
    return (int(first), int(second)) if is_first else (int(second), int(first))
