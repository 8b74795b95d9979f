"""Working copies on their way back in, and what the register holds of what they name."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.copied_values import Choices
from risk_register.domain.errors import NotFoundError
from risk_register.domain.sheet_cells import plain
from risk_register.domain.values import fingerprint
from risk_register.domain.working_copies import CopiedRow, Field, WorkingCopy, read_copy
from risk_register.models import Action, ImportDraft, ImportedRow, ImportRun, Mitigation, Risk
from risk_register.services.imports import check_may_bring, find_draft
from risk_register.services.programmes import Member
from risk_register.services.working_copy_rows import Names, read_names
from risk_register.sheets.sources import build_sheets

#: The source of a run that took in a working copy; a register from elsewhere always has a name.
SOURCE = ""
_REFERENCE = re.compile(r"R-([0-9]{1,9})")


@dataclass(frozen=True)
class Brought:
    """A working copy that somebody is bringing back."""

    draft: ImportDraft
    sha256: str  #: of the file, as it was found; the row may give way to another
    copy: WorkingCopy


@dataclass(frozen=True)
class Held:
    """What the register holds of what a working copy names."""

    names: Names
    choices: Choices
    risks: Mapping[str, Risk]  #: by reference
    actions: Mapping[str, Action]
    taken_in: Mapping[str, ImportedRow]  #: what new rows became when they came before, by key


def get_brought(by: Member) -> Brought:
    """Find the working copy the member is bringing back.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member changes no risks
    """
    check_may_bring(by)
    draft = find_draft(by)
    if draft is None or not draft.is_working_copy:
        raise NotFoundError("No workbook is being brought back. Choose one first.")
    return Brought(draft, draft.sha256, read_copy(build_sheets(zlib.decompress(draft.cells))))


def read_held(copy: WorkingCopy, by: Member) -> Held:
    """Read what the register holds of what a working copy names."""
    names, scheme = read_names(by), by.scheme
    origins = [row.origin for row in (*copy.risks, *copy.actions) if row.origin]
    named = {origin.reference for origin in origins}
    named |= {row.say(Field.RISK) for row in copy.actions}
    return Held(
        names=names,
        choices=Choices(
            posts={name: post_id for post_id, name in names.posts.items()},
            agencies={name: agency_id for agency_id, name in names.agencies.items()},
            categories=scheme.categories,
            most_likely=len(scheme.likelihood),
            most_severe=len(scheme.impact),
        ),
        risks=_find_risks(named, by),
        actions=_find_actions(named, by),
        taken_in=_find_taken_in(copy, by),
    )


def key_of_risk(row: CopiedRow) -> str:
    """Say by what a new risk is known when its row comes again."""
    return f"words {fingerprint(plain(row.say(Field.EVENT)))[:24]}"


def key_of_action(row: CopiedRow) -> str:
    """Say by what a new action is known when its row comes again."""
    words = json.dumps([row.say(Field.RISK), plain(row.say(Field.ACTION))])
    return f"action {fingerprint(words)[:24]}"


def _find_risks(named: set[str], by: Member) -> dict[str, Risk]:
    numbers = [int(found[1]) for each in named if (found := _REFERENCE.fullmatch(each))]
    risks = db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == by.programme.id, Risk.number.in_(numbers))
        .options(joinedload(Risk.owner))
    )
    return {risk.reference: risk for risk in risks}


def _find_actions(named: set[str], by: Member) -> dict[str, Action]:
    actions = db.session.scalars(
        select(Action)
        .where(Action.programme_id == by.programme.id, Action.reference.in_(named))
        .options(
            joinedload(Action.lead),
            selectinload(Action.mitigations).joinedload(Mitigation.risk),
        )
    )
    return {action.reference: action for action in actions}


def _find_taken_in(copy: WorkingCopy, by: Member) -> dict[str, Any]:
    keys = [key_of_risk(row) for row in copy.risks if row.is_new]
    keys += [key_of_action(row) for row in copy.actions if row.is_new]
    rows = db.session.scalars(
        select(ImportedRow)
        .join(ImportedRow.run)
        .join(ImportedRow.risk)
        .where(
            ImportRun.programme_id == by.programme.id,
            ImportRun.source == SOURCE,
            ImportedRow.key.in_(keys),
        )
        .options(joinedload(ImportedRow.risk), joinedload(ImportedRow.action))
    )
    return {row.key: row for row in rows}
