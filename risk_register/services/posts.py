"""Posts: titles at an agency, who holds them from when to when, and how they change hands.

Risks and actions are owned by posts, so whoever comes or goes changes nothing about them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.models import (
    Action,
    Agency,
    Holding,
    ImprovementArea,
    Indicator,
    Person,
    Post,
    Risk,
)
from risk_register.services.events import record_event
from risk_register.services.keepers import OWN_PART, Keeper
from risk_register.services.programmes import is_current

NOT_YOURS = "This post is not yours to give."
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PostLine:
    """A post with who holds it on a day."""

    post: Post
    holders: tuple[Person, ...]

    @property
    def is_vacant(self) -> bool:
        """Say whether somebody is missing: nobody holds it, though it is in use."""
        return not self.holders and self.post.retired_on is None


def list_post_lines(
    keeper: Keeper, *, agency: str = "", vacant: bool = False, on: date
) -> list[PostLine]:
    """List the posts a keeper looks after with who holds them on a London date.

    By agency and title; retired ones come last.

    :param agency: key of the agency to which they are narrowed; empty for all
    :param vacant: whether only those are listed that nobody holds
    """
    query = select(Post).join(Post.agency).where(keeper.keeps_posts())
    if agency:
        query = query.where(Agency.key == agency)
    posts = db.session.scalars(
        query.options(joinedload(Post.agency)).order_by(
            Post.retired_on.is_not(None), Agency.name, Post.title, Post.id
        )
    ).all()
    holders = _find_holders([post.id for post in posts], on)
    lines = [PostLine(post, tuple(holders.get(post.id, ()))) for post in posts]
    return [line for line in lines if line.is_vacant] if vacant else lines


def get_post(keeper: Keeper, post_id: int) -> Post:
    """Find a post that a keeper looks after.

    :raises NotFoundError: if there is none
    """
    post = db.session.scalar(
        select(Post)
        .join(Post.agency)
        .where(Post.id == post_id, keeper.keeps_posts())
        .options(joinedload(Post.agency))
    )
    if post is None:
        raise NotFoundError("There is no such post.")
    return post


def list_holdings(post: Post) -> Sequence[Holding]:
    """List who has held a post and holds it, the newest first."""
    return db.session.scalars(
        select(Holding)
        .where(Holding.post_id == post.id)
        .options(joinedload(Holding.person))
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    ).all()


def list_candidates(keeper: Keeper, post: Post) -> Sequence[Person]:
    """List whom a keeper can give a post: those of its agency whom they see, by name."""
    return db.session.scalars(
        select(Person)
        .where(
            Person.agency_id == post.agency_id,
            Person.is_active,
            Person.id.is_distinct_from(keeper.person_id),
            keeper.sees(),
        )
        .order_by(Person.name, Person.id)
    ).all()


def find_vacant(post_ids: Iterable[int], *, on: date) -> set[int]:
    """Find which of some posts nobody holds on a London date who signs in, by id."""
    wanted = set(post_ids)
    return wanted - set(_find_holders(wanted, on))


def find_post(agency: Agency, title: str) -> Post | None:
    """Find a post of an agency by its title, whatever its case."""
    said = title.strip().casefold()
    posts = db.session.scalars(select(Post).where(Post.agency_id == agency.id))
    return next((post for post in posts if post.title.casefold() == said), None)


def add_post(agency: Agency, title: str, *, by: Person | None, at: datetime) -> Post:
    """Add a post to an agency.

    :raises RuleError: if it has no title, or the agency has one of that title
    """
    said = title.strip()
    if not said:
        raise RuleError("Enter the title of the post.", field="title")
    if find_post(agency, said) is not None:
        raise RuleError("The agency has a post of this title already.", field="title")
    post = Post(title=said, agency=agency, leads_agency=False)
    db.session.add(post)
    db.session.flush()
    record_event(
        "post added",
        subject=f"post {post.id}",
        programme=None,
        by=by,
        at=at,
        facts={"title": said},
    )
    return post


def rename_post(
    post: Post,
    title: str,
    *,
    leads_agency: bool,
    version: int | None,
    by: Person | None,
    at: datetime,
) -> None:
    """Give a post another title, or say whether it leads its agency.

    What was written under the earlier title keeps it.

    :param version: the post's on the form it was typed into; None at the command line
    :raises ChangedMeanwhileError: if the post is not the version they saw
    :raises RuleError: if nothing is different, or the agency has one of that title
    """
    _check_version(post, version)
    said, before = title.strip(), post.title
    if said == before and leads_agency == post.leads_agency:
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    other = find_post(post.agency, said)
    if other is not None and other.id != post.id:
        raise RuleError("The agency has a post of this title already.", field="title")
    post.version += 1
    if leads_agency != post.leads_agency:
        post.leads_agency = leads_agency
        _record_post("post leadership chosen", post, by=by, at=at)
    if said != before:
        post.title = said
        _record_post("post renamed", post, by=by, at=at, before=before)


def retire_post(post: Post, *, version: int | None, by: Person | None, at: datetime) -> None:
    """Let nobody take a post up any more.

    :param version: the post's that was read; None at the command line
    :raises ChangedMeanwhileError: if the post is not the version they saw
    :raises AlreadyDoneError: if it is retired
    :raises RuleError: if somebody holds it, or it owns something that is not finished
    """
    today = london_day(at)
    _check_version(post, version)
    if post.retired_on is not None:
        raise AlreadyDoneError("This post is retired already.")
    if find_holder(post, on=today) is not None:
        raise RuleError("Somebody holds this post. End that first.")
    if _owns_anything(post):
        raise RuleError(
            "This post owns a risk, an indicator or an area, or leads an action that is not "
            "finished. Give them to another post first."
        )
    post.retired_on = today
    post.version += 1
    _record_post("post retired", post, by=by, at=at)


def reinstate_post(post: Post, *, version: int | None, by: Person | None, at: datetime) -> None:
    """Bring a retired post back.

    :param version: the post's that was read; None at the command line
    :raises ChangedMeanwhileError: if the post is not the version they saw
    :raises AlreadyDoneError: if it is not retired
    """
    _check_version(post, version)
    if post.retired_on is None:
        raise AlreadyDoneError("This post is in use.")
    post.retired_on = None
    post.version += 1
    _record_post("post reinstated", post, by=by, at=at)


def check_giving(keeper: Keeper, person_id: int) -> None:
    """Refuse to give oneself a post.

    :raises RuleError: if it is the keeper's own person
    """
    if keeper.person_id == person_id:
        raise RuleError(OWN_PART, field="person_id")


def check_gives_post(keeper: Keeper, post: Post, *, field: str = "post") -> None:
    """Let pass who may give a post to somebody.

    :param field: where on the form it is said
    :raises RuleError: if it is not theirs to give
    """
    given = select(Post.id).join(Post.agency).where(Post.id == post.id, keeper.gives_posts())
    if db.session.scalar(given) is None:
        raise RuleError(NOT_YOURS, field=field)


def list_barred_posts(keeper: Keeper) -> frozenset[tuple[int, str]]:
    """List the posts that a keeper may not give, by agency and title in lower case."""
    posts = db.session.scalars(select(Post).join(Post.agency).where(not_(keeper.gives_posts())))
    return frozenset((post.agency_id, post.title.casefold()) for post in posts)


def find_holder(post: Post, *, on: date) -> Holding | None:
    """Find who holds a post on a London date or later; the first of several."""
    return db.session.scalar(
        select(Holding)
        .where(Holding.post_id == post.id, or_(Holding.until_on.is_(None), Holding.until_on >= on))
        .options(joinedload(Holding.person))
        .order_by(Holding.from_on, Holding.id)
        .limit(1)
    )


def check_same_holding(holding: Holding | None, seen: int | None) -> None:
    """Refuse to hand a post over, or end its holding, when another page has done so meanwhile.

    :param seen: id of the holding that the page named; 0 if nobody held the post
    :raises ChangedMeanwhileError: if it is another one
    """
    if (holding.id if holding else 0) != seen:
        raise ChangedMeanwhileError


def take_up(
    post: Post,
    person: Person,
    *,
    from_on: date,
    by: Person | None,
    at: datetime,
    field: str = "post",
) -> Holding:
    """Give a vacant post to somebody; whoever holds it has to give it up first.

    :param from_on: first London date
    :param field: where on the form it is said that it cannot be
    :raises RuleError: if somebody holds it then or later
    """
    if post.retired_on is not None:
        raise RuleError("This post is retired.", field=field)
    held = find_holder(post, on=from_on)
    if held is not None:
        until = f" until {_say(held.until_on)}" if held.until_on else ""
        raise RuleError(f"{held.person.name} holds this post{until}.", field=field)
    holding = Holding(post_id=post.id, person_id=person.id, from_on=from_on, until_on=None)
    db.session.add(holding)
    _record("post taken up", post, person, by=by, at=at)
    return holding


def give_up(holding: Holding, *, until_on: date, by: Person | None, at: datetime) -> None:
    """End a holding; what the post owns stays with the post.

    :param until_on: last London date
    :raises RuleError: if it began later, or has ended by then
    """
    if until_on < holding.from_on:
        raise RuleError(
            f"Enter a date on or after {_say(holding.from_on)}, when they took it up.",
            field="until_on",
        )
    if holding.until_on is not None and holding.until_on <= until_on:
        raise RuleError(f"It ends on {_say(holding.until_on)} already.", field="until_on")
    holding.until_on = until_on
    _record("post given up", holding.post, holding.person, by=by, at=at)


def hand_over(
    holding: Holding, successor: Person, *, from_on: date, by: Person | None, at: datetime
) -> None:
    """Give a post from one person to the next, without a day between them.

    :param from_on: first London date of the next one
    :raises RuleError: if it is the same person, or the days do not fit
    """
    if successor.id == holding.person_id:
        raise RuleError("They hold this post already.", field="person_id")
    if from_on <= holding.from_on:
        raise RuleError(f"Enter a date after {_say(holding.from_on)}.", field="from_on")
    if holding.until_on is None or holding.until_on >= from_on:
        give_up(holding, until_on=from_on - _DAY, by=by, at=at)
    take_up(holding.post, successor, from_on=from_on, by=by, at=at, field="from_on")


def _find_holders(post_ids: Collection[int], on: date) -> dict[int, list[Person]]:
    rows = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(Holding.post_id.in_(post_ids), Person.is_active, *is_current(Holding, on=on))
        .order_by(Holding.from_on, Holding.id)
    )
    found: dict[int, list[Person]] = {}
    for post_id, person in rows:
        found.setdefault(post_id, []).append(person)
    return found


def _check_version(post: Post, version: int | None) -> None:
    db.session.refresh(post)  # it was read before the write began
    if version not in (None, post.version):
        raise ChangedMeanwhileError


def _owns_anything(post: Post) -> bool:
    standing = (*LIVE, RiskStatus.DRAFT)
    owned = (
        select(Risk.id).where(Risk.owner_id == post.id, Risk.status.in_(standing)),
        select(Action.id).where(Action.lead_id == post.id, Action.status.not_in(FINISHED)),
        select(Indicator.id).where(Indicator.owner_id == post.id, Indicator.retired_at.is_(None)),
        select(ImprovementArea.id).where(ImprovementArea.lead_id == post.id),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in owned)


def _record_post(
    kind: str, post: Post, *, by: Person | None, at: datetime, before: str | None = None
) -> None:
    facts = {"title": post.title} | ({"before": before} if before else {})
    record_event(kind, subject=f"post {post.id}", programme=None, by=by, at=at, facts=facts)


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _record(kind: str, post: Post, person: Person, *, by: Person | None, at: datetime) -> None:
    record_event(
        kind,
        subject=f"person {person.id}",
        programme=None,
        by=by,
        at=at,
        facts={"title": post.title},
    )
