"""The editions of a frozen pack, as the service is set to make them."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from risk_register.documents.formats import complete
from risk_register.domain.editions import make_edition
from risk_register.domain.leaks import check_leaks, find_quotes
from risk_register.domain.packs import Edition


def build_edition(
    snapshot: Mapping[str, Any], edition: Edition, *, fingerprint: str
) -> dict[str, Any]:
    """Build an edition's snapshot from the full one.

    :param fingerprint: of the full snapshot
    """
    if edition is Edition.FULL:
        return dict(snapshot)
    return make_edition(
        complete(snapshot),
        edition,
        fingerprint=fingerprint,
        counts_withheld=current_app.config["PUBLIC_HEAT_MAP_COUNTS_WITHHELD"],
    )


def list_quotes(full: Mapping[str, Any], *, fingerprint: str) -> list[str]:
    """Say which words of a snapshot would keep its public edition from being made.

    :param fingerprint: of the snapshot
    :returns: a sentence each, which names where, never the text
    """
    public = build_edition(full, Edition.PUBLIC, fingerprint=fingerprint)
    return find_quotes(complete(full), public)


def check_edition(full: Mapping[str, Any], public: Mapping[str, Any], readable: str) -> None:
    """Refuse a public edition in which anything that it withholds can be read.

    :param readable: everything that can be read in its files, with their names
    :raises LeakError: naming where, never the text
    """
    check_leaks(complete(full), public, readable)
