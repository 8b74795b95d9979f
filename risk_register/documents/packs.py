"""Draws the board pack as a PDF: one frozen snapshot in, the same bytes out every time."""

import gc
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from risk_register.documents import contents, indicators
from risk_register.documents.binding import bind
from risk_register.documents.charts import (
    LONGEST_DAYS,
    MONITORED_DAYS,
    draw_bands,
    draw_trend,
)
from risk_register.documents.enclosures import read_enclosures
from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import Row, arrange_heat_map, band_at
from risk_register.documents.layouts import Drawn, Layout
from risk_register.documents.letters import fit, scripts_in
from risk_register.documents.maps import draw_heat_map
from risk_register.documents.monitored import list_monitored
from risk_register.documents.pages import as_london_date, pages
from risk_register.documents.parts import (
    Part,
    aim_links,
    cut_parts,
    drop_dead_links,
    number_contents,
)
from risk_register.documents.room import BEGINNING, FIRST_ASKS, find_room
from risk_register.documents.series import draw_series
from risk_register.documents.stamps import SAMPLES
from risk_register.documents.stretches import ROWS, begin_with, cut_stretch, find_next
from risk_register.domain.actions import ActionStatus
from risk_register.domain.packs import PackKind

#: The number of the layout that drew a pack: a pack drawn again by another may look different.
LAYOUT = 9

#: The parts of a pack in the order of its pages: the templates that draw them.
SECTIONS = (
    "cover",
    "asks",
    "summary",
    "commentary",
    "heatmap",
    "movement",
    "appetite",
    "risks",
    "stuck",
    "overdue",
    "areas",
    "indicators",
    "decisions",
    "register",
    "actions",
    "impact",
    "scheme",
    "back",
    "proof",
)
#: Those of a pack for monitoring: the plan first, area by area.
MONITORING_SECTIONS = (
    "cover",
    "monitoring",
    "monitored",
    "heatmap",
    "movement",
    "overdue",
    "register",
    "actions",
    "impact",
    "scheme",
    "back",
    "proof",
)


class Manuscript:
    """What a pack says, as HTML: parts to be drawn apart, and one page for a screen.

    :param order: the arguments of :func:`draw_pack`, as JSON can say them
    :raises jinja2.UndefinedError: if the snapshot lacks something the pages say
    """

    def __init__(self, order: Mapping[str, Any]) -> None:
        self.snapshot = fit(complete(order["snapshot"]))
        self.is_draft = order.get("status") == "draft"
        self._words = self._gather_words(order)
        self._names = MONITORING_SECTIONS if self._is_for_monitoring else SECTIONS
        sections = {name: self._render(f"{name}.html") for name in self._names}
        self._whole = "".join(sections.values())
        parts = cut_parts(sections, size=len(self.snapshot["risks"]))
        cover, *self.parts = aim_links([Part("The cover", sections["cover"]), *parts])
        self._cover = cover.text
        self._scripts = sorted(scripts_in(self._whole))

    def write_style(self) -> str:
        """Write the style sheet of the pages without their edges."""
        return self._render("pack.css", scripts=self._scripts)

    def write_edged_style(self) -> str:
        """Write the style sheet of the pages with all that stands around their text."""
        return self.write_style() + self._render("edges.css")

    def write_part(self, text: str) -> str:
        """Write some sections as a document of their own."""
        return self._render("pack.html", body=Markup(text))  # noqa: S704 - our own pages, which escape

    def write_cover(self, numbers: Mapping[str, int]) -> str:
        """Write the cover; its contents say on which page, from 1, each place is."""
        return self.write_part(number_contents(self._cover, numbers))

    def write_whole(self) -> str:
        """Write the whole pack as one document, as it would be drawn without parts."""
        return self.write_part(drop_dead_links(self._whole))

    def write_page(self) -> str:
        """Write the whole pack as one page for a screen."""
        return drop_dead_links(self._render("page.html", sections=self._names))

    @property
    def _is_for_monitoring(self) -> bool:
        return bool(self.snapshot["kind"] == PackKind.MONITORING)

    def _gather_words(self, order: Mapping[str, Any]) -> dict[str, Any]:
        drawable = self.snapshot
        scheme = drawable["scheme"]
        return {
            "pack": drawable,
            "fingerprint": order["fingerprint"],
            "edition": order["edition"],
            "version": order["version"],
            "correction": fit(order.get("correction")),
            "corrects": order.get("corrects") or order["version"] - 1,
            "changes": fit(order.get("changes") or []),
            "status": order.get("status", "proof"),
            "approval": fit(order.get("approval")),
            "chunk": contents.list_paged(drawable["risks"]),
            "statuses": tuple(ActionStatus),
            "kind": PackKind(drawable["kind"]),
            "monitored": list_monitored(drawable) if self._is_for_monitoring else [],
            "heat_map": _arrange(drawable),
            "drawn": _Drawings(drawable),
            "contents": contents,
            "indicators": indicators,
            "room": find_room(drawable),
            "FIRST_ASKS": FIRST_ASKS,
            "BEGINNING": BEGINNING,
            "band_at": lambda likelihood, impact: band_at(scheme, likelihood, impact),
        }

    def _render(self, name: str, **more: Any) -> str:
        return pages.get_template(f"packs/document/{name}").render(self._words | more)


def draw_pack(snapshot: Mapping[str, Any], **order: Any) -> bytes:
    """Draw a pack on A4 pages, tagged for screen readers (PDF/UA-1, PDF/A-3a), in this process.

    :param snapshot: everything the pack says, in format 1 or 2; every text in it is escaped
    :param order: ``fingerprint`` (SHA-256 of the snapshot's canonical text), ``edition``,
        ``version`` (from 1) and, where there are any, ``correction`` (what this version changes,
        in the manager's words), ``corrects`` (the version it replaces; the one before if it is
        not given) and ``changes`` (what differs from that version, counted), ``status``
        (``draft``, ``proof`` or ``approved``), ``approval`` (``post`` and ``at``) and
        ``attachments`` (``name``, ``media_type``, ``description`` and ``base64`` of each)
    """
    whole = {"snapshot": snapshot, **order}
    manuscript = Manuscript(whole)
    layout = Layout(manuscript.write_style())
    drawn = [draw_part(manuscript, layout, part) for part in manuscript.parts]
    return bind_pack(manuscript, layout, [each for some in drawn for each in some], whole)


def draw_part(manuscript: Manuscript, layout: Layout, part: Part) -> list[Drawn]:
    """Draw a part, in one stretch or several."""
    text, rows, drawn = part.text, ROWS, []
    while part.flows and (stretch := cut_stretch(text, rows)):
        find = partial(find_next, text)
        if found := layout.draw_start(manuscript.write_part(stretch), find):
            drawn.append(found[0])
            text, rows = begin_with(text, found[1]), ROWS
            gc.collect()  # laid-out pages hold each other, and nothing else lets them go
        else:
            rows *= 2  # no page of these may be cut off
    return [*drawn, layout.draw(manuscript.write_part(text))]


def bind_pack(
    manuscript: Manuscript, layout: Layout, parts: Sequence[Drawn], order: Mapping[str, Any]
) -> bytes:
    """Draw the cover, now that every place has its page, and bind it with the drawn parts."""
    cover = _draw_cover(manuscript, layout, parts)
    return bind(
        [cover, *parts],
        edges=Layout(manuscript.write_edged_style()).draw_edges(manuscript.write_part(SAMPLES)),
        draft=manuscript.is_draft,
        enclosures=read_enclosures(
            order.get("attachments") or (), made_at=manuscript.snapshot["taken_at"]
        ),
    )


def _draw_cover(manuscript: Manuscript, layout: Layout, parts: Sequence[Drawn]) -> Drawn:
    length = 1
    while True:
        cover = layout.draw(manuscript.write_cover(_number(parts, first=length + 1)))
        if len(cover.kinds) <= length:
            return cover
        length = len(cover.kinds)


def _number(parts: Sequence[Drawn], *, first: int) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for part in parts:
        for place, page in part.places.items():
            numbers.setdefault(place, first + page)
        first += len(part.kinds)
    return numbers


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
                most_days=MONITORED_DAYS if risk["is_monitored"] else LONGEST_DAYS,
            )
        )

    def series(self, indicator: Mapping[str, Any]) -> Markup:
        series = indicator["series"]
        return Markup(  # noqa: S704 - our own drawing, which escapes what it writes
            draw_series(
                indicator["name"],
                series["rows"],
                names=series["names"],
                unit=indicator["unit"],
                target=series["target"],
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
        rows = _arrange(self._snapshot)
        return Markup(draw_heat_map(rows))  # noqa: S704 - our own drawing, which escapes what it writes


def _arrange(snapshot: Mapping[str, Any]) -> tuple[Row, ...]:
    return arrange_heat_map(snapshot["scheme"], snapshot["risks"], snapshot["withheld"])
