"""What every page knows: who is asking, where they can go, and what time it is."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.models import Opening, Post
from risk_register.services.programmes import Member
from risk_register.web.filters import as_moment
from risk_register.web.scopes import present_link

#: Text, endpoint, and what it takes to see it.
PLACES = (
    ("Desk", "desk.show_desk", Permission.SEE_DESK),
    ("Risks", "risks.list_risks", Permission.READ_REGISTER),
    ("Heat map", "heat_maps.show_heat_map", Permission.READ_REGISTER),
    ("Actions", "actions.list_actions", Permission.READ_REGISTER),
    ("Plan", "plan.list_areas", Permission.READ_REGISTER),
    ("Dashboard", "dashboards.show_dashboard", Permission.READ_REGISTER),
    ("Meetings", "meetings.list_meetings", Permission.READ_MEETINGS),
    ("Packs", "packs.list_packs", Permission.READ_PACKS),
    ("History", "history.list_history", Permission.READ_HISTORY),
    ("The clock", "clocks.show_clock", Permission.SEE_CLOCK),
    ("Open in need", "openings.new_opening", Permission.OPEN_PROGRAMME),
    ("API keys", "api_keys.list_all_keys", Permission.KEEP_API_KEYS),
)


#: Pages that belong to a place under another name; a whole room, or one page of it.
BELONGS = {
    "acceptances": "risks",
    "access_reviews": "people",
    "anonymisations": "people",
    "accounts": "work",
    "agencies": "people",
    "agency_names": "people",
    "agendas": "meetings",
    "action_links": "risks",
    "api_keys.create_key": "work",
    "api_keys.list_keys": "work",
    "api_keys.new_key": "work",
    "action_logs": "meetings",
    "agreements": "desk",
    "assessments": "risks",
    "attendances": "meetings",
    "batches": "risks",
    "bodies": "meetings",
    "bounces": "packs",
    "briefings": "packs",
    "circulation_records": "meetings",
    "circulations": "packs",
    "decisions": "meetings",
    "escalations": "risks",
    "evidence": "actions",
    "history.list_risk_history": "risks",
    "memberships": "people",
    "webhooks": "clocks",
    "ways_in": "people",
    "invitation_sheets": "people",
    "invitations": "people",
    "posts": "people",
    "holidays": "meetings",
    "controls": "risks",
    "impact": "plan",
    "imports": "risks",
    "register_layouts": "risks",
    "working_copies": "risks",
    "lives": "risks",
    "exports": "risks",
    "milestones": "actions",
    "minutes": "meetings",
    "feeds": "meetings",
    "moments": "risks",
    "moves": "meetings",
    "notes": "desk",
    "pack_comparisons": "packs",
    "papers": "meetings",
    "plan_lines": "plan",
    "previews": "packs",
    "publications": "packs",
    "pack_files": "packs",
    "pack_steps": "packs",
    "ratings": "actions",
    "readings": "dashboards",
    "reading_sheets": "dashboards",
    "indicators": "dashboards",
    "reminders": "meetings",
    "reminders.edit_letter_days": "work",
    "reminders.update_letter_days": "work",
    "recurrences": "meetings",
    "restrictions": "risks",
    "reviews": "risks",
    "saved_filters": "risks",
    "sign_in_links.list_all_links": "desk",
    "threads": "plan",
    "seats": "meetings",
    "second_factors": "work",
}


def prepare_navigation(app: Flask) -> None:
    """Give every template its surroundings."""
    app.context_processor(_surroundings)


def static_address(path: str) -> str:
    """Give a static file's address with its content's mark, so that it can be kept for long."""
    return url_for("static", filename=path, v=_mark(Path(current_app.static_folder or "") / path))


@lru_cache(maxsize=64)
def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _surroundings() -> dict[str, Any]:
    member: Member | None = g.get("member")
    return {
        "service_name": current_app.config["SERVICE_NAME"],
        "environment": current_app.config["ENVIRONMENT"],
        "clock_notice": _clock_notice(),
        "me": _me(member),
        "acting": _acting(),
        "member": member,
        "programme": member.programme if member else None,
        "navigation": _list_places(member),
        "openings": _list_openings(member),
        "static": static_address,
        "now": clock.now(),
        "today": clock.today(),
    }


def _clock_notice() -> str | None:
    if current_app.config["CLOCK_START"] is None:
        return None
    return f"Demonstration clock: it is {as_moment(clock.now())}."


def _me(member: Member | None) -> dict[str, Any] | None:
    if not current_user.is_authenticated:
        return None
    person = current_user.person
    return {
        "person": person,
        "title": member.title if member else person.name,
        "agency": person.agency.short,
    }


def _acting() -> tuple[Post, ...]:
    """Give the posts for which the browser acts by the link of a letter; none without one."""
    return current_user.posts if present_link() else ()


def _list_openings(member: Member | None) -> list[Opening]:
    """List the openings in need that the banner tells: to administrators only their own."""
    if member is None:
        return []
    if member.may(Permission.OPEN_PROGRAMME):
        return [each for each in member.openings if each.person_id == member.person.id]
    return list(member.openings) if member.may(Permission.READ_HISTORY) else []


def _list_places(member: Member | None) -> list[dict[str, Any]]:
    if not current_user.is_authenticated or present_link():
        return []  # a link opens none of them
    here = (request.endpoint or "").split(".")[0]
    here = BELONGS.get(request.endpoint or "") or BELONGS.get(here, here)
    places = [{"text": "My work", "href": url_for("work.show_work"), "current": here == "work"}]
    keeps_people = current_user.person.keeps_agency or (
        member is not None and member.may(Permission.KEEP_PEOPLE)
    )
    if member is not None:
        places += _list_places_in(member, here)
    href = None
    if keeps_people:
        href = url_for("people.list_people")
    elif member is not None and member.may(Permission.READ_ACCESS_REVIEW):
        href = url_for("access_reviews.show_review", programme_key=member.programme.key)
    if href is not None:
        places.append({"text": "People", "href": href, "current": here == "people"})
    return places


def _list_places_in(member: Member, here: str) -> list[dict[str, Any]]:
    places = []
    for text, endpoint, permission in PLACES:
        if member.may(permission):
            places.append(
                {
                    "text": text,
                    "href": url_for(endpoint, programme_key=member.programme.key),
                    "current": here == endpoint.split(".")[0],
                }
            )
    return places
