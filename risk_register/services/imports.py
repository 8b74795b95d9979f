"""Files on their way in, and what came from which."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import joinedload, undefer

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.evidence import FIELD, clean_name
from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_finding import Found, choose, guess_table, look_at
from risk_register.domain.import_mappings import (
    LONGEST_SOURCE,
    ImportMapping,
    apply_mapping,
    check_worded,
    complete,
    mark_headings,
    read_mapping,
    suggest_mapping,
)
from risk_register.domain.import_reports import say_outcome
from risk_register.domain.permissions import Permission, check_allowed
from risk_register.domain.sheet_cells import Sheet
from risk_register.domain.working_copies import is_working_copy, read_copy
from risk_register.models import ImportDraft, ImportedRow, ImportRun, Post, Risk
from risk_register.services.programmes import Member, list_posts
from risk_register.sheets.sources import build_sheets

_ONLY_COPIES = (
    "Only the programme manager imports other registers. Bring back a workbook that you took along "
    "from the list of risks."
)


_OWN = (
    "These are this register's own risks, taken along as a list. To change them offline, take the "
    "Excel workbook along from the list of risks: as another register they would stand here twice."
)


@dataclass(frozen=True)
class Looked:
    """A file on its way in, with what was found in it."""

    draft: ImportDraft
    sheets: Sequence[Sheet]
    found: Found  #: the chosen sheet as the mapping has it
    mapping: ImportMapping
    mark: str  #: of the file and its mapping; a page that carries another one is old

    @cached_property
    def founds(self) -> list[Found]:
        """Give each sheet as it is found unaided."""
        return [look_at(sheet) for sheet in self.sheets]


@dataclass(frozen=True)
class ReadFile:
    """What was read of a file, ready to be kept."""

    name: str
    sha256: str
    cells: bytes  #: packed
    mapping: str  #: JSON; empty for a working copy
    doubt: str = ""  #: why no register was found, if a person may say where one stands

    @property
    def is_working_copy(self) -> bool:
        """Say whether it is this register itself, brought back."""
        return not self.mapping


def look_through(
    name: str, sha256: str, cells: bytes, *, by: Member, may_point: bool = False
) -> ReadFile:
    """Look through a file for what can be imported; takes seconds and saves nothing.

    A working copy of this register speaks for itself; any other needs a mapping.

    :param cells: as ``sheets.sources.read_cells`` gave them
    :param may_point: whether a person can be asked where in it the register stands; then a table
        in which none was found is read with a ``doubt`` instead of being refused
    :raises NotAllowedError: if the member changes no risks
    :raises RuleError: if there is nothing to import in it, with what is in it instead
    """
    check_may_bring(by)
    sheets, kept_name = build_sheets(cells), clean_name(name)
    if is_working_copy(sheets):
        read_copy(sheets)  # says what is wrong with it as a whole, before it is kept
        return ReadFile(kept_name, sha256, zlib.compress(cells, 1), mapping="")
    if not by.may(Permission.MOVE_RISK):
        raise RuleError(_ONLY_COPIES, field=FIELD)
    founds = [look_at(sheet) for sheet in sheets]
    chosen, doubt = choose(founds), ""
    if chosen is None or not chosen.to_import or chosen.sheet.is_cut:
        doubt = say_outcome(founds, chosen)
        chosen = guess_table(sheets) if may_point else None
        if chosen is None:
            raise RuleError(doubt, field=FIELD)
    known = _find_known(chosen, by)
    if known is None and _is_own(chosen, by):
        raise RuleError(_OWN, field=FIELD)
    mapping = suggest_mapping(
        chosen,
        by.scheme,
        source=known.source if known else _name_source(kept_name),
        posts=_titles(by),
        known=read_mapping(json.loads(known.mapping)) if known else None,
    )
    told = json.dumps(mapping.as_plain())
    return ReadFile(kept_name, sha256, zlib.compress(cells, 1), told, doubt)


def keep_draft(file: ReadFile, *, by: Member, at: datetime) -> ImportDraft:
    """Keep what was read of a file until it is applied; a file brought before gives way.

    :raises NotAllowedError: if the member changes no risks
    """
    check_may_bring(by)
    forget_draft(by)
    draft = ImportDraft(
        programme_id=by.programme.id,
        person_id=by.person.id,
        file_name=file.name,
        sha256=file.sha256,
        cells=file.cells,
        mapping=file.mapping,
        read_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def get_draft(by: Member) -> Looked:
    """Find the file the member is bringing in, with what it holds by its mapping.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not take risks into the register
    """
    by.check(Permission.MOVE_RISK)
    draft = db.session.scalar(_own(by).options(undefer(ImportDraft.cells)))
    if draft is None or draft.is_working_copy:
        raise NotFoundError("No file is being brought in. Choose one first.")
    sheets = build_sheets(zlib.decompress(draft.cells))
    mapping = read_mapping(json.loads(draft.mapping))
    found = apply_mapping(sheets, mapping)
    if found is None:
        raise NotFoundError("No file is being brought in. Choose one first.")
    return Looked(draft, sheets, found, mapping, _mark(draft.sha256, draft.mapping))


def check_may_bring(by: Member) -> None:
    """Let in whoever may change a risk, be it only their own.

    :raises NotAllowedError: if the member changes no risks
    """
    check_allowed(by.roles, Permission.EDIT_RISK, owns=True)


def find_draft(by: Member) -> ImportDraft | None:
    """Find the file the member is bringing in, without what it holds."""
    return db.session.scalar(_own(by))


def check_draft(looked: Looked, *, by: Member) -> None:
    """Check that the member is still bringing in this file with this meaning.

    :raises ChangedMeanwhileError: if it gave way to another one, or is taken in
    """
    query = _own(by).with_only_columns(ImportDraft.sha256, ImportDraft.mapping)
    kept = db.session.execute(query).one_or_none()
    if kept is None or _mark(*kept) != looked.mark:
        raise ChangedMeanwhileError


def look_again(looked: Looked, *, sheet: str, row: int | None, by: Member) -> ImportMapping:
    """Look at another sheet, or for the heading in another row, and suggest anew; saves nothing.

    :param row: of the heading, as the spreadsheet shows it; None to find it
    :raises RuleError: if there is no such sheet or row
    """
    by.check(Permission.MOVE_RISK)
    found = next((each for each in looked.founds if each.sheet.name == sheet), None)
    if found is None:
        raise RuleError("Choose one of the sheets.", field="sheet")
    if row is not None:
        if not 1 <= row <= len(found.sheet.rows):
            raise RuleError("There is no such row.", field="row")
        found = look_at(found.sheet, header_rows=(row - 1,))
    if found.sheet.is_cut:
        raise RuleError(say_outcome(looked.founds, found), field="sheet")
    if found.header is None:
        raise RuleError("There is no heading in it that can be read.", field="sheet")
    return suggest_mapping(found, by.scheme, source=looked.mapping.source, posts=_titles(by))


def complete_mapping(looked: Looked, mapping: ImportMapping, *, by: Member) -> ImportMapping:
    """Complete what a person says that columns, scales, owners and categories mean; saves nothing.

    Values that came into sight with it are suggested; what was left empty stays empty.

    :raises RuleError: if a post or a category is not the programme's, or no column says what the
        risks are
    """
    by.check(Permission.MOVE_RISK)
    if mapping.owner_id not in _titles(by).values():
        raise RuleError("Choose a post.", field="owner_id")
    if mapping.category and mapping.category not in by.scheme.categories:
        raise RuleError("Choose a category from the list.", field="category")
    found = apply_mapping([looked.found.sheet], mapping) or looked.found
    check_worded(found)
    return complete(mapping, found, by.scheme, posts=_titles(by), asked=looked.found)


def change_mapping(looked: Looked, mapping: ImportMapping, *, by: Member) -> None:
    """Keep what a file means.

    :raises ChangedMeanwhileError: if another file, or another meaning, has taken its place
    """
    by.check(Permission.MOVE_RISK)
    check_draft(looked, by=by)
    db.session.execute(
        update(ImportDraft)
        .where(ImportDraft.id == looked.draft.id)
        .values(mapping=json.dumps(mapping.as_plain()))
    )


def forget_draft(by: Member) -> None:
    """Forget the file the member is bringing in."""
    db.session.execute(
        delete(ImportDraft).where(
            ImportDraft.programme_id == by.programme.id, ImportDraft.person_id == by.person.id
        )
    )


def list_runs(by: Member) -> Sequence[ImportRun]:
    """List what was taken in, the newest first; the last fifty.

    Who imports no registers sees what they brought back themselves.

    :raises NotAllowedError: if the member changes no risks
    """
    check_may_bring(by)
    mine = () if by.may(Permission.MOVE_RISK) else (ImportRun.applied_by_id == by.person.id,)
    return db.session.scalars(
        select(ImportRun)
        .where(ImportRun.programme_id == by.programme.id, *mine)
        .options(joinedload(ImportRun.applied_as))
        .order_by(ImportRun.id.desc())
        .limit(50)
    ).all()


def get_run(by: Member, run_id: int) -> ImportRun:
    """Find a file that was taken in.

    :raises NotFoundError: if there is none in the programme, or somebody else brought it and the
        member imports no registers
    :raises NotAllowedError: if the member changes no risks
    """
    check_may_bring(by)
    run = db.session.get(ImportRun, run_id, options=[joinedload(ImportRun.applied_as)])
    is_theirs = run is not None and run.applied_by_id == by.person.id
    if run is None or run.programme_id != by.programme.id:
        raise NotFoundError("There is no such import.")
    if not (is_theirs or by.may(Permission.MOVE_RISK)):
        raise NotFoundError("There is no such import.")
    return run


def list_rows(run: ImportRun) -> Sequence[ImportedRow]:
    """List what the rows of a file became, in the order they stood in."""
    return db.session.scalars(
        select(ImportedRow)
        .join(ImportedRow.risk)
        .where(ImportedRow.run_id == run.id)
        .options(joinedload(ImportedRow.risk), joinedload(ImportedRow.action))
        .order_by(ImportedRow.row)
    ).all()


def _own(by: Member) -> Select[ImportDraft]:
    return select(ImportDraft).where(
        ImportDraft.programme_id == by.programme.id, ImportDraft.person_id == by.person.id
    )


def _mark(sha256: str, mapping: str) -> str:
    return hashlib.sha256(f"{sha256} {mapping}".encode()).hexdigest()[:16]


def _titles(by: Member) -> dict[str, int]:
    posts: Sequence[Post] = list_posts(by.programme)
    return {post.title: post.id for post in posts}


def _find_known(found: Found, by: Member) -> ImportRun | None:
    """Find the last file of this programme that had the same headings."""
    if found.header is None:
        return None
    return db.session.scalar(
        select(ImportRun)
        .where(
            ImportRun.programme_id == by.programme.id,
            ImportRun.headings == mark_headings(found.header),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def _is_own(found: Found, by: Member) -> bool:
    """Say whether most risks of a file stand here under the same reference and title."""
    said = {(row.said(ImportField.ID), row.said(ImportField.TITLE)) for row in found.risks}
    risks = db.session.scalars(select(Risk).where(Risk.programme_id == by.programme.id))
    ours = {(risk.reference, risk.title.strip()) for risk in risks}
    return 2 * len(said & ours) > len(said)


def _name_source(file_name: str) -> str:
    return file_name.rpartition(".")[0][:LONGEST_SOURCE] or "Register"
