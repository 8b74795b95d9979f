"""Reading what the register's list is narrowed to from an address, and saying it in words."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.domain.oddities import STUCK_PACKS
from risk_register.domain.risks import LIVE, RiskKind, RiskStatus
from risk_register.doors.risk_lists import AskedList
from risk_register.services.appetites import list_limits
from risk_register.services.lives import list_all_areas, list_carrying_agencies
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import list_owners
from risk_register.services.schemes import find_version
from risk_register.services.told_packs import find_last_told, find_still_since
from risk_register.web.placements import read_placement

#: Which statuses each choice of the list shows, and how it is called.
STANDING = {
    "live": LIVE,
    "draft": (RiskStatus.DRAFT,),
    "gone": (RiskStatus.CLOSED, RiskStatus.DECLINED, RiskStatus.MERGED),
    "all": tuple(RiskStatus),
}
STANDING_WORDS = {
    "live": "in the register",
    "draft": "proposed",
    "gone": "closed, declined or merged",
    "all": "all there ever were",
}


def build_filter(asked: AskedList, member: Member) -> RiskFilter:
    """Build what the list is narrowed to today."""
    wanted, scheme = asked.wanted, member.scheme
    place = read_placement(wanted, scheme)
    return RiskFilter(
        search=wanted["search"],
        band=wanted["band"],
        scheme_id=find_version(member.programme, on=member.on).id if wanted["band"] else None,
        category=wanted["category"],
        agency=wanted["agency"],
        owner_id=wanted["owner_id"],
        overdue_on=clock.today() if wanted["overdue"] else None,
        area=wanted["area"],
        affected=wanted["affected"],
        kind=RiskKind(wanted["kind"]) if wanted["kind"] else None,
        above_target=wanted["above"],
        most_borne=list_limits(member) if wanted["appetite"] else None,
        still_since=find_still_since(member.programme, on=member.on) if wanted["stuck"] else None,
        not_borne_on=member.on if wanted["stuck"] else None,
        placement=place.placement if place else None,
        carrier=wanted["carrier"],
        changed_after=_changed_after(member) if wanted["changed"] else None,
        sort=asked.sort,
        statuses=STANDING[wanted["standing"] or "live"],
    )


def _changed_after(member: Member) -> tuple[str, int]:
    """Give the line that froze the last circulated pack; before the first, all of the record."""
    last = find_last_told(member.programme, on=member.on)
    return (member.programme.key, last.line if last else 0)


def say_list(asked: AskedList, member: Member) -> str:
    """Say what the list shows, for a file that leaves the service."""
    names = _Names(member)
    said = [f"risks {STANDING_WORDS[asked.wanted['standing'] or 'live']}"]
    place = read_placement(asked.wanted, member.scheme)
    said += [place.words] if place else []
    said += [say(value, names) for name, say in _SAYINGS.items() if (value := asked.wanted[name])]
    return f"{'; '.join(said)}; {asked.sort.label}"


class _Names:
    """What the keys in an address are called."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def band(self, key: str) -> str:
        band = self.member.scheme.find_band(key)
        return band.name if band else key

    def owner(self, post_id: int) -> str:
        titles = {post.id: post.title for post in list_owners(self.member.programme)}
        return titles.get(post_id, "another post")

    def agency(self, key: str) -> str:
        return {agency.key: agency.short for agency in list_carrying_agencies()}.get(key, key)

    def area(self, key: str) -> str:
        areas = {area.key: area.short for area in list_all_areas(self.member)}
        return areas.get(key, key)


#: How each choice is said, in the order of the form.
_SAYINGS: dict[str, Callable[[Any, _Names], str]] = {
    "search": lambda value, _: f"with the words “{value}”",
    "band": lambda value, names: f"band {names.band(value)}",
    "category": lambda value, _: f"category {value}",
    "owner_id": lambda value, names: f"owned by the {names.owner(value)}",
    "agency": lambda value, names: f"owner's agency {names.agency(value)}",
    "carrier": lambda value, names: f"carried by {names.agency(value)}",
    "area": lambda value, names: f"improvement area {names.area(value)}",
    "overdue": lambda _value, _: "review overdue",
    "affected": lambda value, names: f"affecting {names.agency(value)}",
    "kind": lambda value, _: RiskKind(value).label.lower(),
    "above": lambda _value, _: "target not reached",
    "appetite": lambda _value, _: "above the board's appetite",
    "stuck": lambda _value, _: f"target not reached and unmoved in {STUCK_PACKS} packs",
    "changed": lambda _value, _: "changed since the last pack that was circulated",
}
