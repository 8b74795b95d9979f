"""The pack as a page for a screen, as the press writes it beside the PDF."""

from typing import Any

from risk_register.documents.packs import Manuscript
from tests.documents.june_pack import build_order


def write_screen_page(snapshot: dict[str, Any], *, status: str = "proof") -> str:
    """Write a snapshot as one HTML page."""
    return Manuscript(build_order(snapshot, status=status)).write_page()
