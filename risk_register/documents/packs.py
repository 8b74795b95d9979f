"""Draws the board pack as a PDF: one frozen snapshot in, the same bytes out every time."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from risk_register.documents import contents
from risk_register.documents.charts import draw_bands, draw_trend
from risk_register.documents.finish import finish_pdf
from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import arrange_heat_map, band_at, draw_heat_map
from risk_register.documents.letters import fit, scripts_in
from risk_register.documents.pages import ClosedFetcher, as_london_date, pages
from risk_register.domain.actions import ActionStatus

#: The parts of a pack in the order of its pages: the templates that draw them.
SECTIONS = (
    "cover",
    "summary",
    "movement",
    "risks",
    "tables",
    "areas",
    "scheme",
    "back",
    "impact",
)


def draw_pack(
    snapshot: Mapping[str, Any],
    *,
    fingerprint: str,
    edition: str,
    version: int,
    correction: str | None = None,
) -> bytes:
    """Draw a pack on A4 pages, tagged for screen readers (PDF/UA-1, PDF/A-3a).

    :param snapshot: everything the pack says, in format 1 or 2; every text in it is escaped
    :param fingerprint: SHA-256 of the snapshot's canonical text, 64 hexadecimal digits
    :param edition: which readers it is for, such as ``full``
    :param version: from 1; later ones correct earlier ones
    :param correction: what this version changes
    :raises jinja2.UndefinedError: if the snapshot lacks something the pages say
    """
    drawable = fit(complete(snapshot))
    scheme = drawable["scheme"]
    text = pages.get_template("packs/document/pack.html").render(
        pack=drawable,
        sections=SECTIONS,
        fingerprint=fingerprint,
        edition=edition,
        version=version,
        correction=fit(correction),
        statuses=tuple(ActionStatus),
        heat_map=arrange_heat_map(scheme, drawable["risks"]),
        drawn=_Drawings(drawable),
        contents=contents,
        band_at=lambda likelihood, impact: band_at(scheme, likelihood, impact),
    )
    style = pages.get_template("packs/document/pack.css").render(scripts=sorted(scripts_in(text)))
    return finish_pdf(_lay_out(text, style, identifier=f"{fingerprint}-{edition}-{version}"))


class _Drawings:
    """The pack's drawings, ready to stand in a page; they escape what they write."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self._snapshot = snapshot
        scheme = snapshot["scheme"]
        self._top = max(max(row) for row in scheme["grid"])

    def trend(self, risk: Mapping[str, Any]) -> Markup:
        return Markup(  # noqa: S704 - our own drawing, which escapes what it writes
            draw_trend(
                risk["trend"],
                scale_top=self._top,
                bands=self._snapshot["scheme"]["bands"],
                until=as_london_date(self._snapshot["taken_at"]),
            )
        )

    def bands(self) -> Markup:
        tones = {band["key"]: band["tone"] for band in self._snapshot["scheme"]["bands"]}
        counted = [
            {**band, "tone": tones.get(band["key"], "low")}
            for band in reversed(self._snapshot["counts"]["bands"])
        ]
        return Markup(draw_bands(counted))  # noqa: S704 - our own drawing, which escapes what it writes

    def heat_map(self) -> Markup:
        rows = arrange_heat_map(self._snapshot["scheme"], self._snapshot["risks"])
        return Markup(draw_heat_map(rows))  # noqa: S704 - our own drawing, which escapes what it writes


def _lay_out(text: str, style: str, *, identifier: str) -> bytes:
    fetcher = ClosedFetcher()
    fonts = FontConfiguration()
    sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    drawn: bytes = HTML(string=text, url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        pdf_identifier=identifier.encode(),
        uncompressed_pdf=True,  # the last pass compresses
    )
    return drawn
