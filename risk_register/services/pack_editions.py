"""The editions of a drawn pack: a row for each, with the same facts and its own files."""

from collections.abc import Iterable
from datetime import datetime

from risk_register.database import db
from risk_register.domain.packs import Edition, PackState
from risk_register.domain.values import canonical_json
from risk_register.models import Pack
from risk_register.services.pack_files import keep_files
from risk_register.services.pack_orders import PrintedEdition
from risk_register.services.packs import list_editions

#: What is the same for every edition of a meeting and version.
_SHARED = (
    "meeting",
    "version",
    "state",
    "due_at",
    "asked_at",
    "asked_by",
    "asked_as",
    "correction",
    "snapshot",
    "approved_at",
    "approved_by",
    "approved_as",
)


def keep_editions(pack: Pack, printed: Iterable[PrintedEdition], *, at: datetime) -> None:
    """Keep what the press gave for each edition of a pack; new ones get a row of their own.

    :param pack: the full edition, which is being drawn
    """
    rows = {row.edition: row for row in list_editions(pack)}
    for each in printed:
        row = rows.get(each.edition) or _add_edition(pack, each.edition)
        keep_files(row, each.files)
        row.manifest = canonical_json(each.manifest)
        row.layout = each.manifest["layout"]
        row.state = PackState.MADE
        row.made_at = row.made_at or at
        row.failure = None


def _add_edition(pack: Pack, edition: Edition) -> Pack:
    row = Pack(
        edition=edition,
        attempts=pack.attempts,
        **{name: getattr(pack, name) for name in _SHARED},
    )
    db.session.add(row)
    db.session.flush()
    return row
