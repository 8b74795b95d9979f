"""Two packs compared on a page."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register.domain.pack_differences import kind_of
from risk_register.domain.permissions import Permission
from risk_register.models import Pack
from risk_register.services.pack_comparisons import (
    PackComparison,
    compare_packs,
    find_last_two,
    list_comparable,
)
from risk_register.services.risks import PAGE_SIZE
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form
from risk_register.web.paging import read_number, read_page_number

doors = Blueprint("pack_comparisons", __name__)

SIDES = ("earlier", "later")


@doors.get("/<programme_key>/packs/compare")
@needs(Permission.READ_PACKS)
def show_comparison(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what is different between the two packs that the address names."""
    member, number = present_member(), read_page_number()
    packs = list_comparable(member)
    form = _read(packs)
    comparison = None
    if form.is_valid and len(form.values) == len(SIDES):
        with form.saving():
            comparison = compare_packs(member, form.values["earlier"], form.values["later"])
    pages = _count_pages(comparison)
    if number > pages:
        abort(404)
    page = render_template(
        "pack_comparisons/show.html",
        packs=packs,
        form=form,
        comparison=comparison,
        asked={name: form.typed[name] for name in SIDES if name in form.typed},
        number=number,
        pages=pages,
        first=(number - 1) * PAGE_SIZE,
        last=number * PAGE_SIZE,
        reads_risks=member.may(Permission.READ_REGISTER),
        kind_of=kind_of,
        Permission=Permission,
    )
    return page, form.status


def _read(packs: Sequence[Pack]) -> Form:
    """Read which two are meant; the last two circulated ones if the address names none."""
    form = Form(typed={name: request.args[name] for name in SIDES if request.args.get(name)})
    if not form.typed:
        pair = find_last_two(packs)
        if pair is not None:
            form.values = {name: pack.id for name, pack in zip(SIDES, pair, strict=True)}
            form.typed = {name: str(pack_id) for name, pack_id in form.values.items()}
        return form
    for name in SIDES:
        pack_id = read_number(name)
        if pack_id is None:
            form.refuse(name, "Choose a pack.")
        else:
            form.values[name] = pack_id
    return form


def _count_pages(comparison: PackComparison | None) -> int:
    longest = max(map(len, comparison.differences.lists)) if comparison else 0
    return max(1, -(-longest // PAGE_SIZE))
