"""Telling a program of files that are kept, and handing them out."""

from typing import Any

from risk_register.api.risks import tell_title
from risk_register.models import Evidence, Paper

#: What such a file may be: what its kind says, and its name.
ANY_TYPE = "*/*"
_PLAIN = ("id", "name", "kind", "size", "sha256", "added_at", "withdrawn_at", "withdraw_reason")


def tell_file(row: Evidence | Paper) -> dict[str, Any]:
    """Tell what the register says about a file."""
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "added_as": tell_title(row.added_as),
        "withdrawn_as": tell_title(row.withdrawn_as),
    }
