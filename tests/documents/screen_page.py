"""The pack as a page for a screen, from the very templates of the PDF."""

from typing import Any

from risk_register.documents import contents, packs
from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import band_at
from risk_register.documents.letters import fit
from risk_register.documents.pages import pages
from risk_register.domain.actions import ActionStatus
from tests.documents.june_pack import FINGERPRINT


def write_screen_page(snapshot: dict[str, Any], *, status: str = "proof") -> str:
    """Write a snapshot as one HTML page."""
    whole = fit(complete(snapshot))
    return pages.get_template("packs/document/page.html").render(
        pack=whole,
        sections=packs.SECTIONS,
        fingerprint=FINGERPRINT,
        edition="full",
        version=1,
        correction=None,
        status=status,
        approval=None,
        chunk=contents.list_paged(whole["risks"]),
        statuses=tuple(ActionStatus),
        heat_map=packs._arrange(whole),
        drawn=packs._Drawings(whole),
        contents=contents,
        band_at=lambda likelihood, impact: band_at(whole["scheme"], likelihood, impact),
    )
