"""Posts: the job titles that own risks, lead actions and measure; and how they change hands."""

from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Access, Permission
from risk_register.models import Post
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.people import (
    GivingUpIn,
    HandoverIn,
    HeldPostOut,
    HeldPostsOut,
    NewPostIn,
    PostIn,
    PostsAsked,
)
from risk_register.schemas.machines.programmes import PostsOut
from risk_register.services.handovers import end_holding, give_post
from risk_register.services.keepers import Keeper, list_kept_agencies
from risk_register.services.posts import (
    add_post,
    find_holder,
    get_post,
    list_post_lines,
    reinstate_post,
    rename_post,
    retire_post,
)
from risk_register.services.programmes import Member, list_posts

room = Room("posts", Group.PEOPLE, "Posts: job titles at agencies.")

POSTS = "/people/posts"
POST = f"{POSTS}/<int:post_id>"


@room.reads("/programmes/<programme_key>/posts", Permission.READ_REGISTER, PostsOut)
def list_programme_posts(member: Member) -> Any:
    """List the posts that can own a risk or lead an action."""
    return {"items": [tell_post(post) for post in list_posts(member.programme)]}


@room.reads(POSTS, Access.KEEPERS, HeldPostsOut, asks=PostsAsked)
def list_kept_posts(keeper: Keeper, asked: dict[str, Any]) -> Any:
    """List the posts that you look after."""
    lines = list_post_lines(
        keeper, agency=asked["agency"], vacant=asked["vacant"], on=clock.today()
    )
    return {"items": [tell_post(line.post) for line in lines]}


@room.adds(
    POSTS,
    Access.KEEPERS,
    NewPostIn,
    HeldPostOut,
    example={"title": "Head of Transport", "agency_id": 1},
)
def add_one_post(keeper: Keeper, said: dict[str, Any]) -> Any:
    """Add a post to an agency; nobody holds it yet."""
    agencies = {each.id: each for each in list_kept_agencies(keeper)}
    if said["agency_id"] not in agencies:
        raise RuleError("Choose an agency.", field="agency_id")
    agency = agencies[said["agency_id"]]
    post = add_post(agency, said["title"], by=keeper.person, at=clock.now())
    return _told(post, location=f"/api/v1/people/posts/{post.id}")


@room.reads(POST, Access.KEEPERS, HeldPostOut, has_etag=True)
def get_one_post(keeper: Keeper, post_id: int) -> Any:
    """Show a post, and who holds it."""
    return _told(get_post(keeper, post_id))


@room.changes(POST, Access.KEEPERS, PostIn, HeldPostOut, example={"title": "Head of Journeys"})
def change_one_post(keeper: Keeper, sent: dict[str, Any], post_id: int) -> Any:
    """Give a post another title, or say whether it leads its agency."""
    version = read_version(_name(post_id))
    post = get_post(keeper, post_id)
    said = complete_change(PostIn, _tell(post), sent)
    rename_post(post, by=keeper.person, at=clock.now(), version=version, **said)
    return _told(post)


@room.adds(
    f"{POST}/retirement", Access.KEEPERS, NoWordsIn, HeldPostOut, is_versioned=True, example={}
)
def retire_one_post(keeper: Keeper, _said: dict[str, Any], post_id: int) -> Any:
    """Let nobody take a post up any more that owns nothing and that nobody holds."""
    version = read_version(_name(post_id))
    post = get_post(keeper, post_id)
    retire_post(post, version=version, by=keeper.person, at=clock.now())
    return _told(post)


@room.adds(
    f"{POST}/retirement/end", Access.KEEPERS, NoWordsIn, HeldPostOut, is_versioned=True, example={}
)
def reinstate_one_post(keeper: Keeper, _said: dict[str, Any], post_id: int) -> Any:
    """Bring a retired post back."""
    version = read_version(_name(post_id))
    post = get_post(keeper, post_id)
    reinstate_post(post, version=version, by=keeper.person, at=clock.now())
    return _told(post)


@room.adds(
    f"{POST}/handover",
    Access.KEEPERS,
    HandoverIn,
    HeldPostOut,
    example={"person_id": 1, "holding_id": 0, "from_on": "2018-07-01"},
)
def hand_one_post_over(keeper: Keeper, said: dict[str, Any], post_id: int) -> Any:
    """Give a post to its next holder; the holding before ends the day before."""
    post = get_post(keeper, post_id)
    give_post(keeper, post, at=clock.now(), **said)
    return _tell(post)


@room.adds(
    f"{POST}/holding/end",
    Access.KEEPERS,
    GivingUpIn,
    HeldPostOut,
    example={"holding_id": 1, "until_on": "2018-06-30"},
)
def end_one_holding(keeper: Keeper, said: dict[str, Any], post_id: int) -> Any:
    """End the holding of a post; the post stays vacant until somebody takes it up."""
    post = get_post(keeper, post_id)
    end_holding(keeper, post, at=clock.now(), **said)
    return _tell(post)


def _name(post_id: int) -> str:
    return f"post-{post_id}"


def _told(post: Post, *, location: str | None = None) -> Told:
    return Told(_tell(post), etag=write_etag(_name(post.id), post.version), location=location)


def _tell(post: Post) -> dict[str, Any]:
    holding = find_holder(post, on=clock.today())
    return {
        **tell_post(post),
        "leads_agency": post.leads_agency,
        "version": post.version,
        "is_retired": post.retired_on is not None,
        "holding_id": holding.id if holding else 0,
        "holder_id": holding.person_id if holding else None,
        "from_on": holding.from_on if holding else None,
        "until_on": holding.until_on if holding else None,
    }
