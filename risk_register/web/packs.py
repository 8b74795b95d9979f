"""Packs: made, listed, and one of them with all that is known of it."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.packs import Edition, Form, PackState, Standing, read_progress
from risk_register.domain.permissions import Permission
from risk_register.doors.background import go_on
from risk_register.models import Pack
from risk_register.schemas.packs import PackSchema
from risk_register.services.circulations import (
    RESENDABLE,
    count_letters,
    list_circulations,
)
from risk_register.services.drawings import claim_asked_pack, finish_pack
from risk_register.services.duties import PackStep, find_month, find_visit
from risk_register.services.meetings import deadlines_of, get_meeting_with_pack
from risk_register.services.pack_days import names_other_day
from risk_register.services.pack_files import FileFacts, get_content, list_facts
from risk_register.services.pack_versions import find_in_place, find_successor_sent
from risk_register.services.packs import (
    find_newest,
    find_standing,
    find_successor,
    get_full_pack,
    get_pack,
    list_editions,
    list_newer_events,
    list_other_editions,
    list_versions,
)
from risk_register.services.packs import list_packs as list_all
from risk_register.services.programmes import Member
from risk_register.services.publications import may_publish
from risk_register.services.readership import get_readable, list_readable
from risk_register.services.supplements import list_unsent_papers
from risk_register.services.withheld_words import find_sparing
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form as Typed
from risk_register.web.forms import read_form

doors = Blueprint("packs", __name__)


@dataclass(frozen=True)
class Act:
    """Something that can be done with a pack now; at most one is the first thing to do."""

    words: str
    endpoint: str
    is_first: bool = False


@dataclass(frozen=True)
class ShownEdition:
    """One edition with its files, and the proof that it is whole."""

    pack: Pack
    files: list[FileFacts]
    fingerprint: str | None  #: of the figures this edition was drawn from
    manifest: dict[str, Any] | None

    def find_file(self, form: Form) -> FileFacts | None:
        """Find the file of a form."""
        return next((file for file in self.files if file.form is form), None)


@doors.get("/<programme_key>/packs")
@needs(Permission.READ_PACKS)
def list_packs(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the packs by meeting, and what the coming one waits for."""
    return _list(Typed())


@doors.post("/<programme_key>/packs")
@needs(Permission.MAKE_PACK)
def create_pack(programme_key: str) -> ResponseReturnValue:
    """Ask for a pack; it is drawn after this page."""
    member, now = present_member(), clock.now()
    form = read_form(PackSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting_with_pack(member.programme, form.values["meeting"])
                claim = claim_asked_pack(
                    meeting, correction=form.values["correction"], by=member, at=now
                )
            go_on(lambda: finish_pack(claim, at=now), name=f"Pack {claim.pack_id}")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=claim.pack_id)
            )
    return _list(form)


@doors.get("/<programme_key>/packs/<int:pack_id>")
@needs(Permission.READ_PACKS)
def show_pack(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Show what a pack is, what to do now, its files and the facts of its life."""
    member = present_member()
    pack = get_pack(member, pack_id)
    if pack.edition is not Edition.FULL:
        whole = get_full_pack(member, pack_id)
        return redirect(
            url_for("packs.show_pack", programme_key=programme_key, pack_id=whole.id)
            + f"#{pack.edition.value}"
        )
    return _show(pack, member)


def _list(form: Typed) -> ResponseReturnValue:
    member, now = present_member(), clock.now()
    packs = list_all(member)
    letters = count_letters(packs)
    others = list_other_editions(packs)
    editions = [*packs, *(each for group in others.values() for each in group)]
    facts = list_facts(list_readable(member, editions))
    page = render_template(
        "packs/list.html",
        packs=packs,
        others=others,
        facts=facts,
        standings={
            pack.id: find_standing(pack, versions=packs, is_circulated=pack.id in letters)
            for pack in packs
        },
        letters=letters,
        coming=[each for each in (find_month(member, at=now), find_visit(member, at=now)) if each],
        may_make=member.may(Permission.MAKE_PACK),
        sees_letters=member.may(Permission.READ_CIRCULATIONS),
        form=form,
        PackStep=PackStep,
    )
    return page, form.status


def _show(pack: Pack, member: Member) -> ResponseReturnValue:
    versions = list_versions(pack, member=member)
    newest = find_newest(pack.meeting)
    is_newest = newest is None or newest.id == pack.id
    circulated = pack.id in count_letters([pack])
    standing = find_standing(pack, versions=versions, is_circulated=circulated)
    sees_letters = member.may(Permission.READ_CIRCULATIONS)
    reads_register = member.may(Permission.READ_REGISTER)
    is_drawn = pack.sha256 is not None
    return render_template(
        "packs/show.html",
        pack=pack,
        standing=standing,
        versions=versions,
        successor=find_successor(pack, versions),
        is_newest=is_newest,
        acts=_list_acts(pack, standing, member, is_newest=is_newest),
        editions=_list_editions(pack, member) if is_drawn else [],
        progress=read_progress(pack.progress),
        content=get_content(get_readable(member, pack)) if is_drawn else None,
        deadlines=deadlines_of(pack.meeting),
        newer_events=list_newer_events(pack) if is_drawn and sees_letters else [],
        circulations=list_circulations(pack) if sees_letters else [],
        spare=find_sparing(member, pack.meeting),
        resendable=() if pack.withdrawn_at or find_successor_sent(pack) else RESENDABLE,
        reads_register=reads_register,
        may_circulate=member.may(Permission.CIRCULATE_PACK),
        may_make=is_newest and member.may(Permission.MAKE_PACK),
        sends_to_folder=current_app.config["MAIL_TRANSPORT"] == "folder",
        PackState=PackState,
        Standing=Standing,
        Form=Form,
    )


def _list_editions(pack: Pack, member: Member) -> list[ShownEdition]:
    rows = list_readable(member, list_editions(pack))
    facts = list_facts(rows)
    return [
        ShownEdition(
            row,
            facts[row.id],
            _find_fingerprint(row, facts[row.id]),
            json.loads(row.manifest) if row.manifest else None,
        )
        for row in rows
    ]


def _find_fingerprint(pack: Pack, files: list[FileFacts]) -> str | None:
    if pack.edition is Edition.FULL:
        return pack.snapshot.fingerprint if pack.snapshot else None
    # The file of data is the edition's own snapshot, letter for letter.
    return next((file.sha256 for file in files if file.form is Form.JSON), None)


def _list_acts(pack: Pack, standing: Standing, member: Member, *, is_newest: bool) -> list[Act]:
    may = member.may
    has_its_day = pack.meeting.cancelled_at is None and not names_other_day(pack)
    may_approve = has_its_day and standing is Standing.MADE and may(Permission.APPROVE_PACK)
    is_out = standing is Standing.CIRCULATED
    can_go = has_its_day and (is_out or standing is Standing.APPROVED)
    may_circulate = can_go and may(Permission.CIRCULATE_PACK)
    is_ended = standing in (Standing.RETURNED, Standing.WITHDRAWN) or not has_its_day
    can_replace = pack.meeting.cancelled_at is None and pack.state is not PackState.DRAWING
    may_replace = can_replace and may(Permission.MAKE_PACK)
    holds = pack.approved_at and not pack.withdrawn_at and pack.state is PackState.MADE
    again = "Circulate again" if is_out else "Circulate"
    offered = (
        (
            is_newest and may_approve,
            Act("Approve this version", "pack_steps.new_approval", is_first=True),
        ),
        (is_newest and may_approve, Act("Return it with a reason", "pack_steps.new_return")),
        (
            may_circulate and find_in_place(pack) is None,
            Act(again, "circulations.new_circulation", is_first=not is_out),
        ),
        (
            may_circulate and is_out and bool(list_unsent_papers(pack)),
            Act("Send papers that have not gone", "supplements.new_supplement"),
        ),
        (
            is_newest and may_replace,
            Act(f"Make version {pack.version + 1}", "pack_steps.new_correction", is_first=is_ended),
        ),
        (
            holds and has_its_day and may_publish(member, pack),
            Act("Publish the public edition", "publications.new_publication"),
        ),
        (holds and may(Permission.WITHDRAW_PACK), Act("Withdraw it", "pack_steps.new_withdrawal")),
    )
    return [act for is_offered, act in offered if is_offered]
