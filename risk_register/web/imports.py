"""Bringing in a register from a spreadsheet: choose it, say what it means, look, take it in."""

import hashlib
from collections.abc import Iterator, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import FIELD
from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_files import MOST_BYTES
from risk_register.domain.import_finding import Outcome
from risk_register.domain.import_mappings import check_twice
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Proximity, RiskStatus
from risk_register.doors.uploads import takes_files
from risk_register.schemas.imports import AgreementSchema, LookSchema, UploadSchema
from risk_register.services.import_runs import import_register, weigh
from risk_register.services.import_weighings import (
    STOPPED,
    RowOutcome,
    Weighed,
    count_outcomes,
    say_seen,
)
from risk_register.services.imports import (
    Looked,
    change_mapping,
    complete_mapping,
    find_draft,
    get_draft,
    get_run,
    keep_draft,
    list_rows,
    list_runs,
    look_again,
    look_through,
)
from risk_register.services.programmes import list_posts
from risk_register.sheets.sources import read_cells
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form, read_part
from risk_register.web.import_meanings import Meanings

doors = Blueprint("imports", __name__)

#: What the outcomes are called above their rows.
NAMES = {
    RowOutcome.ADD: "To add",
    RowOutcome.CHANGE: "To change",
    RowOutcome.CONFLICT: "In conflict",
    RowOutcome.REFUSED: "Refused",
}
MOST_SHOWN = 300  #: rows of one outcome on the page
LONGEST_SHOWN = 120  #: characters of a text that would change
_WORDED = ("title", "cause", "event", "consequence")


@doors.get("/<programme_key>/imports")
@needs(Permission.EDIT_RISK)
def list_imports(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what was taken in, and ask for a file."""
    return _list(Form())


@doors.post("/<programme_key>/imports")
@needs(Permission.EDIT_RISK)
@takes_files
def create_draft(programme_key: str) -> ResponseReturnValue:
    """Read a file and go on to what its parts mean."""
    member = present_member()
    form = read_form(UploadSchema())
    is_doubted = False
    if form.is_valid:
        with form.saving():
            name, content = _read_upload()
            sha256 = hashlib.sha256(content).hexdigest()
            cells = read_cells(name, content)
            file = look_through(name, sha256, cells, by=member, may_point=True)
            with write_transaction():
                keep_draft(file, by=member, at=clock.now())
            if file.doubt:
                is_doubted = True
                raise RuleError(file.doubt, field=FIELD)
            page = "working_copies.show_copy" if file.is_working_copy else "imports.edit_draft"
            return redirect(url_for(page, programme_key=programme_key))
    return _list(form, is_doubted=is_doubted)


@doors.get("/<programme_key>/imports/draft")
@needs(Permission.MOVE_RISK)
def edit_draft(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what was found, for a person to correct."""
    looked = get_draft(present_member())
    meanings = Meanings(looked, present_member())
    return _meanings(looked, meanings, Form(typed=meanings.type_out()))


@doors.post("/<programme_key>/imports/draft")
@needs(Permission.MOVE_RISK)
def update_draft(programme_key: str) -> ResponseReturnValue:
    """Keep what a person says, and show the rows or look at the sheet again."""
    member = present_member()
    looked = get_draft(member)
    meanings = Meanings(looked, member)
    if request.form.get("draft", looked.mark) != looked.mark:
        return _show_anew()
    if request.form.get("stage") == "look":
        return _look_again(looked, meanings)
    form = read_form(meanings.schema)
    if form.is_valid:
        with form.saving():
            mapping = meanings.read(form.values)
            check_twice(mapping)
            mapping = complete_mapping(looked, mapping, by=member)
            with write_transaction():
                change_mapping(looked, mapping, by=member)
            return redirect(url_for("imports.show_draft", programme_key=programme_key))
    return _show_anew() if form.is_stale else _meanings(looked, meanings, form)


@doors.get("/<programme_key>/imports/draft/preview")
@needs(Permission.MOVE_RISK)
def show_draft(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what each row would do."""
    member = present_member()
    looked = get_draft(member)
    return _preview(looked, weigh(looked, by=member, at=clock.now()), Form())


@doors.post("/<programme_key>/imports/draft/preview")
@needs(Permission.MOVE_RISK)
def create_import(programme_key: str) -> ResponseReturnValue:
    """Take in what was seen: all of it, or nothing."""
    member = present_member()
    form = read_form(AgreementSchema())
    if form.is_valid:
        with form.saving():
            looked = get_draft(member)
            with write_transaction():
                run = import_register(looked, by=member, at=clock.now(), **form.values)
                number = run.id
            flash("The register has taken the rows in.", "success")
            return redirect(
                url_for("imports.show_import", programme_key=programme_key, number=number)
            )
    looked, seen = get_draft(member), form.values.get("seen")
    weighed = weigh(looked, by=member, at=clock.now(), seen=seen)
    return _preview(looked, weighed, form, seen=seen)


@doors.get("/<programme_key>/imports/<int:number>")
@needs(Permission.EDIT_RISK)
def show_import(programme_key: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what the rows of a file became, their scores beside ours."""
    run = get_run(present_member(), number)
    return render_template("imports/show.html", run=run, rows=list_rows(run))


def _look_again(looked: Looked, meanings: Meanings) -> ResponseReturnValue:
    member = present_member()
    form = read_part(LookSchema())
    form.typed = dict(request.form.items())
    if form.is_valid:
        with form.saving():
            row, sheet = form.values["row"], form.values["sheet"]
            mapping = look_again(looked, sheet=sheet, row=row, by=member)
            with write_transaction():
                change_mapping(looked, mapping, by=member)
            return redirect(url_for("imports.edit_draft", programme_key=member.programme.key))
    return _show_anew() if form.is_stale else _meanings(looked, meanings, form)


def _show_anew() -> ResponseReturnValue:
    """Show what is being brought in now: the fields of an old page are another file's."""
    looked = get_draft(present_member())
    meanings = Meanings(looked, present_member())
    form = Form(typed=meanings.type_out(), status=409, is_stale=True)
    return _meanings(looked, meanings, form)


def _read_upload() -> tuple[str, bytes]:
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        raise RuleError("Choose a file.", field=FIELD)
    return file.filename, file.stream.read(MOST_BYTES + 1)


def _list(form: Form, *, is_doubted: bool = False) -> ResponseReturnValue:
    member = present_member()
    page = render_template(
        "imports/list.html",
        form=form,
        runs=list_runs(member),
        draft=find_draft(member),
        is_doubted=is_doubted,
        may_import=member.may(Permission.MOVE_RISK),
    )
    return page, form.status


def _meanings(looked: Looked, meanings: Meanings, form: Form) -> ResponseReturnValue:
    member = present_member()
    page = render_template(
        "imports/meanings.html",
        form=form,
        looked=looked,
        meanings=meanings,
        posts=list_posts(member.programme),
        scheme=member.scheme,
        all_fields=sorted(ImportField, key=lambda each: each is not ImportField.OTHER),
        proximities=list(Proximity),
        are_actions=looked.found.outcome is Outcome.ACTIONS,
    )
    return page, form.status


def _preview(
    looked: Looked, weighed: list[Weighed], form: Form, *, seen: str | None = None
) -> ResponseReturnValue:
    counts = count_outcomes(weighed)
    titles = {post.id: post.title for post in list_posts(present_member().programme)}
    shown = [
        (outcome, [each for each in weighed if each.outcome is outcome][:MOST_SHOWN])
        for outcome in (*STOPPED, RowOutcome.CHANGE, RowOutcome.ADD)
    ]
    page = render_template(
        "imports/preview.html",
        form=form,
        looked=looked,
        counts=counts,
        names=NAMES,
        shown=[(outcome, rows) for outcome, rows in shown if rows],
        left_out=sorted(looked.found.left_out.items()),
        stopped=sum(counts[each] for each in STOPPED),
        seen=say_seen(weighed, of=looked.mark, seen=seen),
        titles=titles,
        changes={each.planned.row: list(_say_changes(each, titles)) for each in weighed},
        are_actions=looked.found.outcome is Outcome.ACTIONS,
    )
    return page, form.status


def _say_changes(weighed: Weighed, titles: Mapping[int, str]) -> Iterator[str]:
    """Say what each part of a risk that changes would become."""
    for name, value in weighed.columns.items():
        label = name.removesuffix("_id").replace("_", " ")
        if name == "owner_id":
            yield f"{label} to {titles.get(value, '')}"
        elif name in _WORDED:
            yield f"{label} to “{_shorten(value)}”"
        else:
            yield f"{label} to {value.replace('_', ' ')}"
    for basis, (likelihood, impact) in weighed.judged.items():
        yield f"{basis.value} score to {likelihood} × {impact}"
    for text, _in_place in weighed.controls:
        yield f"controls by “{_shorten(text)}”"
    if weighed.occurs:
        yield f"status to {RiskStatus.OCCURRED.value}"
    if weighed.closes:
        yield f"status to {RiskStatus.CLOSED.value}"


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 2].rstrip()} …"
