"""The proof that a pack is whole: what its snapshot holds against what was drawn.

What was drawn is read back from the finished files: from the names that links can lead to, in the
PDF and in the page for a screen.
"""

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pikepdf

from risk_register.documents.contents import (
    gather_actions,
    list_moved,
    list_overdue,
    list_partly,
)
from risk_register.documents.heatmaps import is_threat
from risk_register.documents.indicators import has_series
from risk_register.domain.errors import PackDrawingError

_PAGE = re.compile(r"R-\d+")

#: Whose versions may change how a pack looks.
SOFTWARE = ("weasyprint", "pydyf", "pikepdf", "Jinja2")


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has to be drawn: each is named by a prefix and its reference."""

    what: str
    place: str  #: where it stands, as the start of a sentence
    prefix: str
    references: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """Give the reference behind every name that has to be there."""
        return {f"{self.prefix}{reference}": reference for reference in self.references}


def build_manifest(
    snapshot: Mapping[str, Any],
    *,
    paged: Iterable[str],
    drawn: Mapping[str, Iterable[str]],
    pages: int,
    layout: int,
) -> dict[str, Any]:
    """Count what was drawn and hold it against the snapshot.

    :param snapshot: in format 2
    :param paged: references of the risks that have a page of their own
    :param drawn: the names in each form: ``pdf`` and ``html``
    :param pages: how many pages the PDF has
    :raises PackDrawingError: naming the first thing that is missing, or too much
    """
    held = {form: set(names) for form, names in drawn.items()}
    counts = []
    kinds = list_kinds(snapshot, paged=paged)
    for names in held.values():
        _check_surplus(kinds, names)
    for kind in kinds:
        found = {form: _count(kind, names) for form, names in held.items()}
        counts.append({"what": kind.what, "snapshot": len(kind.references), **found})
    return {
        "counts": counts,
        "withheld": [
            *(
                {"reference": each["reference"], "why": each["why"]}
                for each in snapshot["withheld"]
            ),
            *({"reference": name, "why": why} for name, why in list_partly(snapshot)),
        ],
        "layout": layout,
        "software": {name: version(name) for name in SOFTWARE}
        | {"python": platform.python_version()},
        "pages": pages,
    }


def list_kinds(snapshot: Mapping[str, Any], *, paged: Iterable[str]) -> list[Kind]:
    """List what has to be drawn, with the references of all that the snapshot holds of it."""
    risks, withheld = snapshot["risks"], snapshot["withheld"]
    areas = snapshot["improvement_areas"]
    kept = [each["reference"] for each in withheld]
    mapped = [each["reference"] for each in risks if _is_on_map(each)]
    mapped += [each["reference"] for each in withheld if each["current"]]
    return [
        Kind("risks with a page", "The pack", "", tuple(paged)),
        _kind("risks in the register", "The register's table", "row-", _of(risks)),
        _kind("withheld risks in the register", "The register's table", "row-", kept),
        _kind("places on the heat map", "The heat map", "cell-", mapped),
        _kind("movements", "The table of movements", "moved-", _of(list_moved(snapshot))),
        _kind(
            "actions",
            "The table of actions",
            "action-",
            [planned.action["reference"] for planned in gather_actions(risks)],
        ),
        _kind(
            "overdue actions",
            "The table of overdue actions",
            "overdue-",
            [planned.action["reference"] for planned in list_overdue(risks)],
        ),
        _kind("closed risks", "The table of closed risks", "closed-", _of(snapshot["closed"])),
        _kind("areas to improve", "The table of areas", "area-", _numbers(areas)),
        _kind("actions of the plan", "The plan's tables", "plan-", _plan_numbers(areas)),
        _kind(
            "indicators",
            "The table of indicators",
            "indicator-",
            _numbers(snapshot["indicators"]),
        ),
        _kind(
            "charts of indicators",
            "The chart of indicators",
            "series-",
            [
                str(number)
                for number, each in enumerate(snapshot["indicators"], start=1)
                if has_series(each)
            ],
        ),
        _kind("words explained", "The glossary", "word-", _numbers(snapshot["glossary"])),
        _kind("readers", "The circulation list", "reader-", _numbers(snapshot["readers"])),
    ]


def read_places(pdf: pikepdf.Pdf) -> list[str]:
    """Read the names that links can lead to in a finished PDF."""
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return []
    return [str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]]


def _kind(what: str, place: str, prefix: str, references: Iterable[str]) -> Kind:
    return Kind(what, place, prefix, tuple(references))


def _count(kind: Kind, drawn: set[str]) -> int:
    for name, reference in kind.names.items():
        if name not in drawn:
            raise PackDrawingError(f"{kind.place} lacks {reference}.")
    return len(kind.names.keys() & drawn)


def _check_surplus(kinds: Iterable[Kind], drawn: set[str]) -> None:
    """Stop at a thing that was drawn and that the snapshot does not hold."""
    wanted: set[str] = set()
    places: dict[str, str] = {}
    for kind in kinds:
        wanted |= kind.names.keys()
        places.setdefault(kind.prefix, kind.place)
    for name in sorted(drawn - wanted):
        head, dash, _ = name.partition("-")
        prefix = "" if _PAGE.fullmatch(name) else head + dash
        if place := places.get(prefix):
            reference = name.removeprefix(prefix)
            raise PackDrawingError(f"{place} holds {reference}, which its figures do not.")


def _numbers(lines: Sequence[object]) -> list[str]:
    """Number what has no reference of its own, from 1."""
    return [str(number) for number in range(1, len(lines) + 1)]


def _plan_numbers(areas: Iterable[Mapping[str, Any]]) -> list[str]:
    return [line["number"] for area in areas for line in area["plan"]]


def _of(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    return [line["reference"] for line in lines]


def _is_on_map(risk: Mapping[str, Any]) -> bool:
    current = risk["current"]
    return is_threat(risk) and current is not None and not current.get("earlier_scheme")
