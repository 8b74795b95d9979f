"""A place on the heat map, as an address asks for it and as a page says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from risk_register.domain.heat_maps import Beside, Placement, list_cells
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis

#: What an address says a place with.
NAMES = ("basis", "likelihood", "impact", "unscored", "earlier")


@dataclass(frozen=True)
class SaidPlacement:
    """A place with the words that end "3 risks …"."""

    placement: Placement
    words: str


def read_placement(wanted: Mapping[str, Any], scheme: Scheme) -> SaidPlacement | None:
    """Read which place on the heat map a list is narrowed to; None if to none.

    :param wanted: what ``RiskFilterSchema`` has read
    """
    for beside in (Beside.UNSCORED, Beside.EARLIER):
        if wanted[beside.value]:
            basis = Basis(wanted[beside.value])
            placement = Placement(basis, tuple(list_cells(scheme)), beside)
            return SaidPlacement(placement, _say_beside(basis, beside))
    likelihood, impact = wanted["likelihood"], wanted["impact"]
    if not (likelihood or impact or wanted["basis"]):
        return None
    basis = Basis(wanted["basis"] or Basis.CURRENT)
    cells = list_cells(scheme, likelihood=likelihood, impact=impact)
    return SaidPlacement(Placement(basis, tuple(cells)), _say_cells(basis, likelihood, impact))


def _say_beside(basis: Basis, beside: Beside) -> str:
    if beside is Beside.UNSCORED:
        return f"without {_article(basis)} {basis.value} score"
    return f"with {_article(basis)} {basis.value} score under an earlier scheme"


def _say_cells(basis: Basis, likelihood: int | None, impact: int | None) -> str:
    points = {"likelihood": likelihood, "impact": impact}
    said = ", ".join(f"{name} {point}" for name, point in points.items() if point)
    return f"at {said} by {basis.value} score" if said else f"on the {basis.value} heat map"


def _article(basis: Basis) -> str:
    return "an" if basis is Basis.INHERENT else "a"
