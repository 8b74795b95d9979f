"""What the press's child does with a circulation record: one tagged PDF of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from risk_register.documents.binding import bind_alone
from risk_register.documents.layouts import Layout
from risk_register.documents.pages import pages
from risk_register.documents.records import make_drawable
from risk_register.domain.packs import Form


def print_record(order: Mapping[str, Any], folder: Path) -> None:
    """Draw a record into a folder."""
    (folder / f"pack.{Form.PDF.value}").write_bytes(draw_record(order))


def draw_record(order: Mapping[str, Any]) -> bytes:
    """Draw a record on A4 pages, tagged for screen readers (PDF/UA-1, PDF/A-3a).

    :param order: as ``records.write_order`` writes it
    """
    record, scripts = make_drawable(order)
    style = pages.get_template("packs/document/record.css").render(scripts=scripts)
    text = pages.get_template("packs/document/record.html").render(record=record)
    return bind_alone(Layout(style).draw(text))
