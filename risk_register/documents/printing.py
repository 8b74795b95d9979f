"""What the press's child does: draws all forms of one edition and proves that they are whole."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from risk_register.documents.contents import list_paged
from risk_register.documents.crews import Crew, Job, JobError
from risk_register.documents.layouts import Drawn, Layout, read_rules
from risk_register.documents.manifests import build_manifest, read_places
from risk_register.documents.packs import LAYOUT, Manuscript, bind_pack, draw_part
from risk_register.documents.parts import Part, cut_risk, find_places
from risk_register.documents.press import MANIFEST, READABLE
from risk_register.documents.reading import read_package, read_page, read_pdf
from risk_register.documents.summaries import draw_summary
from risk_register.domain.errors import PackDrawingError
from risk_register.domain.packs import Form

MOST_HANDS = 2
# Seconds of the processor, about ten times what is needed on a slow machine.
PART_SECONDS = 45  #: for any part; words that nowhere break need most of it
PAGE_SECONDS = 1.0  #: more for each page of a risk in it
LINE_SECONDS = 0.3  #: more for each risk of the register and each indicator, for what lists them
ALONE_SECONDS = 10  #: for one risk, to find out which of several needs too much

Tell = Callable[[int, int], None]


_READERS: Mapping[Form, Callable[[bytes], str]] = {
    Form.PDF: read_pdf,
    Form.HTML: read_page,
    Form.DOCX: read_package,
}


def print_files(
    order: Mapping[str, Any],
    folder: Path,
    *,
    tell: Tell,
    hands: int | None = None,
    watched: Sequence[int] = (),
) -> None:
    """Draw every form of a pack into a folder, with its manifest and all that can be read in it.

    :param order: as :func:`risk_register.documents.press.print_pack` takes it
    :param tell: called with how many of the risks with a page are drawn, and of how many
    :param hands: how many parts are drawn at a time; None means as many as there are processors
    :param watched: file descriptors of which one ends when nobody waits for the pack any more
    :raises PackDrawingError: if something could not be drawn, or is missing, naming it
    """
    manuscript = Manuscript(order)
    style = manuscript.write_style()
    read_rules(style)  # here, so that no fork has to
    crew = Crew(folder, hands or min(MOST_HANDS, len(os.sched_getaffinity(0))), watched)
    parts, page, summary = _draw_all(manuscript, style, crew, order, tell)
    pdf = bind_pack(manuscript, Layout(style), parts, order)
    files = {Form.PDF: pdf, Form.HTML: page.encode(), Form.DOCX: summary}
    manifest = _prove(manuscript, pdf, page)
    for form, content in files.items():
        (folder / f"pack.{form.value}").write_bytes(content)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (folder / READABLE).write_text(_read(manuscript, files), encoding="utf-8")


def _draw_all(
    manuscript: Manuscript, style: str, crew: Crew, order: Mapping[str, Any], tell: Tell
) -> tuple[list[Drawn], str, bytes]:
    """Draw the parts, the page for screens and the summary for Word, side by side."""
    parts = manuscript.parts
    total = sum(len(part.risks) for part in parts)
    done = 0

    def told(place: int) -> None:
        nonlocal done
        if place < len(parts):
            done += len(parts[place].risks)
            tell(done, total)

    tell(done, total)
    try:
        *drawn, page, summary = crew.run(
            _list_jobs(manuscript, style, order),
            told=told,
            order=sorted(range(len(parts)), key=lambda place: -len(parts[place].text)),
        )
    except JobError as error:
        raise PackDrawingError(_say_failed(manuscript, style, crew, order, error)) from error
    return [each for some in drawn for each in some], page, summary


def _list_jobs(manuscript: Manuscript, style: str, order: Mapping[str, Any]) -> list[Job]:
    """List the parts, and last what takes a moment and fills the gap beside the last part."""
    listed = len(manuscript.snapshot["risks"]) + len(manuscript.snapshot["indicators"])
    lines = LINE_SECONDS * listed
    return [
        *(
            Job(
                partial(_draw_alone, manuscript, style, part),
                int(PART_SECONDS + PAGE_SECONDS * len(part.risks) + lines),
            )
            for part in manuscript.parts
        ),
        Job(manuscript.write_page, int(PART_SECONDS + lines)),
        Job(partial(draw_summary, order), int(PART_SECONDS + lines)),
    ]


def _say_failed(
    manuscript: Manuscript, style: str, crew: Crew, order: Mapping[str, Any], error: JobError
) -> str:
    reason = _say_reason(error)
    names = [*(part.name for part in manuscript.parts), "The page for screens", "The Word summary"]
    if error.place < len(manuscript.parts):
        part = manuscript.parts[error.place]
        if poisoned := _find_poisoned(manuscript, style, crew, order, part):
            return poisoned
    return f"{names[error.place]} could not be drawn{reason}"


def _draw_alone(manuscript: Manuscript, style: str, part: Part) -> list[Drawn]:
    return draw_part(manuscript, Layout(style), part)


def _find_poisoned(
    manuscript: Manuscript, style: str, crew: Crew, order: Mapping[str, Any], part: Part
) -> str | None:
    """Draw the risks of a failed part alone, until the one that spoils it is named."""

    def fails(text: str, risks: int) -> JobError | None:
        seconds = int(ALONE_SECONDS + LINE_SECONDS * risks)
        try:
            alone = partial(_draw_alone, manuscript, style, Part("Alone", text))
            crew.run([Job(alone, seconds)], told=lambda _place: None)
        except JobError as error:
            return error
        return None

    for reference in part.risks:
        if error := fails(cut_risk(part.text, reference), 1):
            return f"{reference} could not be drawn{_say_reason(error)}"
    suspects = order["snapshot"]["risks"]
    error = None
    while suspects:
        half = suspects[: (len(suspects) + 1) // 2]
        error = fails(_write_some(order, half), len(half))
        if len(suspects) == 1:
            break
        suspects = half if error else suspects[len(half) :]
    return f"{suspects[0]['reference']} could not be drawn{_say_reason(error)}" if error else None


def _write_some(order: Mapping[str, Any], risks: list[Any]) -> str:
    """Write a pack of some of its risks, to see whether they are what spoils it."""
    some = Manuscript({**order, "snapshot": {**order["snapshot"], "risks": risks}})
    return "".join(part.text for part in some.parts)


def _say_reason(error: JobError) -> str:
    if error.needed_too_much:
        return ": it needed too much."
    return "; the service's log says what did not fit."


def _prove(manuscript: Manuscript, pdf: bytes, page: str) -> dict[str, Any]:
    with pikepdf.open(BytesIO(pdf)) as bound:
        return build_manifest(
            manuscript.snapshot,
            paged=[risk["reference"] for risk in list_paged(manuscript.snapshot["risks"])],
            drawn={"pdf": read_places(bound), "html": find_places(page)},
            pages=len(bound.pages),
            layout=LAYOUT,
        )


def _read(manuscript: Manuscript, files: Mapping[Form, bytes]) -> str:
    """Read what the files say; of an edition that leaves nothing out nobody needs to know."""
    if manuscript.snapshot["edition"] is None:
        return ""
    return "\n".join(_READERS[form](content) for form, content in files.items())
