"""Commands about posts: what there is, who holds it, and how it changes hands."""

import argparse
import json
from datetime import date

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import Command, Commands, behind, enter
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError, RegisterError
from risk_register.models import Holding, Post
from risk_register.services.keepers import OPERATOR
from risk_register.services.mail_domains import get_agency
from risk_register.services.people import get_person
from risk_register.services.posts import (
    PostLine,
    add_post,
    find_holder,
    find_post,
    give_up,
    hand_over,
    list_candidates,
    list_post_lines,
    reinstate_post,
    rename_post,
    retire_post,
    take_up,
)


def add_posts(word: argparse.ArgumentParser) -> None:
    """Enter the commands about posts."""
    posts = behind(word)
    listed = enter(posts, "list", _list, "List the posts with who holds them today.")
    listed.add_argument("--agency", default="", help="its key; all of them if left out")
    listed.add_argument("--vacant", action="store_true", help="only those that nobody holds")
    listed.add_argument("--json", action="store_true")
    _enter_post(posts, "open", _open, "Add a post to an agency.")
    renamed = _enter_post(posts, "rename", _rename, "Give a post another title.")
    renamed.add_argument("--to", metavar="TITLE", help="the other title")
    renamed.add_argument(
        "--leads",
        choices=("yes", "no"),
        help="whether it leads its agency, and hears when its people stay silent",
    )
    ended = _enter_post(posts, "end", _end, "End a holding; the post stays vacant.")
    ended.add_argument("--on", type=date.fromisoformat, help="the last day, like 2018-06-30")
    given = _enter_post(posts, "hand-over", _hand_over, "Give a post to somebody.")
    given.add_argument("email", help="their e-mail address")
    given.add_argument("--from", dest="from_on", type=date.fromisoformat, help="the first day")
    _enter_post(posts, "retire", _retire, "Let nobody take a post up any more.")
    _enter_post(posts, "reinstate", _reinstate, "Bring a retired post back.")


def _enter_post(posts: Commands, name: str, run: Command, words: str) -> argparse.ArgumentParser:
    parser = enter(posts, name, run, words)
    parser.add_argument("agency", help="its key")
    parser.add_argument("title", help="the post's title, in any case of letters")
    return parser


def _list(_app: Flask, options: argparse.Namespace) -> int:
    lines = list_post_lines(
        OPERATOR, agency=options.agency, vacant=options.vacant, on=clock.today()
    )
    if options.json:
        print(json.dumps([_describe(line) for line in lines], indent=2))
    for line in () if options.json else lines:
        held = ", ".join(person.email for person in line.holders)
        state = held or ("retired" if line.post.retired_on else "vacant")
        print(f"{line.post.agency.key:16} {line.post.title:48} {state}")
    return 0


def _describe(line: PostLine) -> dict[str, object]:
    post = line.post
    return {
        "agency": post.agency.key,
        "title": post.title,
        "leads_agency": post.leads_agency,
        "holders": [person.email for person in line.holders],
        "retired_on": post.retired_on.isoformat() if post.retired_on else None,
    }


def _open(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        post = add_post(get_agency(options.agency), options.title, by=None, at=clock.now())
        print(f"{post.title} is added. Nobody holds it yet.")
    return 0


def _rename(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        post = _get(options)
        leads = post.leads_agency if options.leads is None else options.leads == "yes"
        title, now = options.to or post.title, clock.now()
        rename_post(post, title, leads_agency=leads, version=None, by=None, at=now)
        print(f"{post.title} is saved.")
    return 0


def _end(_app: Flask, options: argparse.Namespace) -> int:
    until_on = options.on or clock.today()
    with write_transaction():
        post = _get(options)
        holding = _find_holding(post)
        if holding is None:
            raise NotFoundError("Nobody holds this post.")
        give_up(holding, until_on=until_on, by=None, at=clock.now())
        print(f"{holding.person.email} holds {post.title} until {until_on.isoformat()}.")
    return 0


def _hand_over(_app: Flask, options: argparse.Namespace) -> int:
    from_on = options.from_on or clock.today()
    with write_transaction():
        post, person, now = _get(options), get_person(options.email), clock.now()
        if person.id not in {each.id for each in list_candidates(OPERATOR, post)}:
            raise RegisterError(f"{person.email} does not work at {post.agency.name}.")
        holding = _find_holding(post)
        if holding is None:
            take_up(post, person, from_on=from_on, by=None, at=now)
        else:
            hand_over(holding, person, from_on=from_on, by=None, at=now)
        print(f"{person.email} holds {post.title} from {from_on.isoformat()}.")
    return 0


def _retire(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        retire_post(_get(options), version=None, by=None, at=clock.now())
    print(f"{options.title} is retired.")
    return 0


def _reinstate(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        reinstate_post(_get(options), version=None, by=None, at=clock.now())
    print(f"{options.title} is back.")
    return 0


def _get(options: argparse.Namespace) -> Post:
    agency = get_agency(options.agency)
    post = find_post(agency, options.title)
    if post is None:
        raise NotFoundError(f"{agency.name} has no post {options.title}.")
    return post


def _find_holding(post: Post) -> Holding | None:
    return find_holder(post, on=clock.today())
