"""Risks: the list, one, as they stood at a moment; proposing, wording anew, moving on."""

from typing import Any

from risk_register import clock
from risk_register.api.errors import FieldsError
from risk_register.api.paging import cut, page_of
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.database import as_plain
from risk_register.domain.api_keys import Group
from risk_register.domain.exemptions import Scope
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, RiskKind, RiskStatus
from risk_register.models import Risk
from risk_register.schemas.machines.risks import (
    RISK_EXAMPLE,
    MomentAsked,
    MoveIn,
    OneMomentAsked,
    RiskChangeIn,
    RiskIn,
    RiskOut,
    RisksAsked,
    RisksOut,
    RisksThenOut,
    RiskThenOut,
)
from risk_register.services.appetites import list_limits
from risk_register.services.lives import RiskWords, edit_risk, move_risk, propose_risk
from risk_register.services.moments import get_register_at, get_risk_at
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter, RiskSort
from risk_register.services.risk_pages import Ties, list_risk_ids, list_risks_by_id, read_ties
from risk_register.services.risks import get_risk
from risk_register.services.schemes import find_version

room = Room("risks", Group.RISKS, "Risks: uncertain events that would set objectives back.")

RISKS = "/programmes/<programme_key>/risks"
ONE = f"{RISKS}/<reference>"
_STANDING = {
    "live": LIVE,
    "draft": (RiskStatus.DRAFT,),
    "gone": (RiskStatus.CLOSED, RiskStatus.DECLINED, RiskStatus.MERGED),
    "all": tuple(RiskStatus),
}


@room.reads(RISKS, Permission.READ_REGISTER, RisksOut, asks=RisksAsked)
def list_risks(member: Member, asked: dict[str, Any]) -> Any:
    """List risks.

    Without anything asked: those that stand in the register, the highest score first.
    """
    ids = list_risk_ids(member, build_filter(asked, member))
    part = cut(ids, after=asked["after"], limit=asked["limit"])
    ties = read_ties(part.ids)
    return page_of([tell_risk(risk, ties) for risk in list_risks_by_id(part.ids)], part)


@room.reads(f"{RISKS}/as-at", Permission.READ_REGISTER, RisksThenOut, asks=MomentAsked)
def list_risks_as_at(member: Member, asked: dict[str, Any]) -> Any:
    """List the risks as they stood at a moment, the highest score first."""
    register = get_register_at(member, asked["moment"])
    numbers = [int(risk.reference.removeprefix("R-")) for risk in register.risks]
    part = cut(numbers, after=asked["after"], limit=asked["limit"])
    wanted = set(part.ids)
    shown = [risk for risk, at in zip(register.risks, numbers, strict=True) if at in wanted]
    return {**page_of(shown, part), "moment": register.at}


@room.reads(f"{ONE}/as-at", Permission.READ_REGISTER, RiskThenOut, asks=OneMomentAsked)
def get_one_risk_as_at(member: Member, asked: dict[str, Any], reference: str) -> Any:
    """Show one risk as it stood at a moment."""
    return get_risk_at(member, reference, asked["moment"])


@room.reads(ONE, Permission.READ_REGISTER, RiskOut, has_etag=True)
def get_one_risk(member: Member, reference: str) -> Any:
    """Show one risk; its ETag is needed for every change of it and of what hangs on it."""
    return told_risk(get_risk(member, reference))


@room.adds(RISKS, Permission.PROPOSE_RISK, RiskIn, RiskOut, example=RISK_EXAMPLE)
def propose_one_risk(member: Member, said: dict[str, Any]) -> Any:
    """Propose a risk; it enters the register when the programme manager admits it."""
    risk = propose_risk(_words(said), by=member, at=clock.now())
    place = f"/api/v1/programmes/{member.programme.key}/risks/{risk.reference}"
    return told_risk(get_risk(member, risk.reference), location=place)


@room.changes(ONE, Permission.EDIT_RISK, RiskChangeIn, RiskOut, example={"title": "A better title"})
def change_risk(member: Member, sent: dict[str, Any], reference: str) -> Any:
    """Word a risk anew.

    Kind, owner, carrier and publication change only for the programme manager.
    """
    version = read_version(reference)
    risk = get_risk(member, reference)
    standing = told_risk(risk).value
    _check_own(member, standing, sent)
    said = complete_change(RiskChangeIn, standing, sent)
    reason = said.pop("reason")
    edit_risk(risk, _words(said), reason=reason, by=member, at=clock.now(), version=version)
    return told_risk(get_risk(member, reference))


@room.adds(
    f"{ONE}/moves",
    Permission.MOVE_RISK,
    MoveIn,
    RiskOut,
    is_versioned=True,
    example={"move": "close", "reason": "The posts are filled and the backlog is gone"},
)
def move_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Take a risk one step further in its life: admit, decline, merge, occur, close, reopen."""
    version = read_version(reference)
    move_risk(
        get_risk(member, reference),
        said["move"],
        reason=said["reason"],
        into=said["into"] or None,
        by=member,
        at=clock.now(),
        version=version,
    )
    return told_risk(get_risk(member, reference))


def build_filter(asked: dict[str, Any], member: Member) -> RiskFilter:
    """Build what a list is narrowed to today."""
    return RiskFilter(
        search=asked["search"],
        band=asked["band"],
        scheme_id=find_version(member.programme, on=member.on).id if asked["band"] else None,
        category=asked["category"],
        agency=asked["agency"],
        carrier=asked["carrier"],
        affected=asked["affected"],
        area=asked["area"],
        owner_id=asked["owner_id"],
        kind=RiskKind(asked["kind"]) if asked["kind"] else None,
        overdue_on=clock.today() if asked["overdue"] else None,
        above_target=asked["above"],
        most_borne=list_limits(member) if asked["appetite"] else None,
        statuses=_STANDING[asked["standing"]],
        sort=RiskSort(asked["sort"]),
    )


def told_risk(risk: Risk, *, location: str | None = None) -> Told:
    """Tell one risk, with its version in the header."""
    etag = write_etag(risk.reference, risk.version)
    return Told(tell_risk(risk, read_ties([risk.id])), etag=etag, location=location)


def tell_risk(risk: Risk, ties: Ties) -> dict[str, Any]:
    """Tell a risk in plain values, under the names by which it is sent."""
    scored = risk.current_score is not None
    return {
        **{name: getattr(risk, name) for name in _PLAIN},
        "owner": tell_post(risk.owner),
        "carrying_agency": risk.carrying_agency.short,
        "area_ids": ties.area_ids.get(risk.id, []),
        "affected_ids": ties.affected_ids.get(risk.id, []),
        "exempt_reason": risk.exempt_reason or "",
        "exempt_scope": (Scope.PARTS if risk.exempt_fields else Scope.WHOLE).value,
        "current": {
            "likelihood": risk.current_likelihood,
            "impact": risk.current_impact,
            "score": risk.current_score,
            "band": risk.current_band,
        }
        if scored
        else None,
    }


def tell_post(post: Any) -> dict[str, Any]:
    """Tell a post."""
    return {"id": post.id, "title": post.title, "agency": post.agency.short}


def tell_title(post: Any) -> str | None:
    """Tell in which post somebody did something; None if in none."""
    return post.title if post else None


def _check_own(member: Member, standing: dict[str, Any], sent: dict[str, Any]) -> None:
    """Refuse to pass over in silence what only the programme manager changes.

    :raises FieldsError: naming each such field that would change
    """
    if member.may(Permission.MOVE_RISK):
        return
    names = [name for name in _MANAGERS_OWN if name in sent]
    changed = [name for name in names if sent[name] != as_plain(standing[name])]
    if changed:
        raise FieldsError(dict.fromkeys(changed, "Only the programme manager changes this."))


_MANAGERS_OWN = (
    "kind",
    "owner_id",
    "carrying_agency_id",
    "publication",
    "exempt_paragraph",
    "exempt_reason",
    "exempt_reviewer_id",
    "exempt_review_on",
    "exempt_scope",
    "exempt_fields",
)
_PLAIN = (
    "reference",
    "kind",
    "title",
    "category",
    "cause",
    "event",
    "consequence",
    "owner_id",
    "carrying_agency_id",
    "treatment",
    "proximity",
    "target_on",
    "publication",
    "exempt_paragraph",
    "exempt_reviewer_id",
    "exempt_review_on",
    "exempt_fields",
    "status",
    "opened_at",
    "closed_at",
    "close_reason",
    "reviewed_at",
    "review_due_on",
    "version",
)


def _words(said: dict[str, Any]) -> RiskWords:
    given = dict(said)
    return RiskWords(
        area_ids=frozenset(given.pop("area_ids")),
        affected_ids=frozenset(given.pop("affected_ids")),
        exempt_fields=tuple(given.pop("exempt_fields")),
        **given,
    )
