"""How posts change hands at the word of whoever looks after people."""

from datetime import date, datetime

from risk_register.clock import london_day
from risk_register.domain.errors import NotFoundError, RuleError
from risk_register.models import Holding, Person, Post
from risk_register.services.keepers import Keeper
from risk_register.services.posts import (
    check_gives_post,
    check_giving,
    check_same_holding,
    find_holder,
    give_up,
    hand_over,
    list_candidates,
    take_up,
)


def give_post(
    keeper: Keeper,
    post: Post,
    *,
    person_id: int,
    holding_id: int | None,
    from_on: date,
    at: datetime,
) -> Person:
    """Give a post to its next holder; the holding before ends the day before.

    :param holding_id: of the holding that was seen; 0 if nobody held the post
    :param from_on: first London date
    :returns: who holds it next
    :raises ChangedMeanwhileError: if it changed hands since it was seen
    :raises RuleError: if the person or the post is not theirs to choose, or the days do not fit
    """
    candidates = {each.id: each for each in list_candidates(keeper, post)}
    check_giving(keeper, person_id)
    if person_id not in candidates:
        raise RuleError("Choose a person.", field="person_id")
    check_gives_post(keeper, post, field="person_id")
    person, holding = candidates[person_id], find_holder(post, on=london_day(at))
    check_same_holding(holding, holding_id)
    if holding is None:
        take_up(post, person, from_on=from_on, by=keeper.person, at=at, field="from_on")
    else:
        hand_over(holding, person, from_on=from_on, by=keeper.person, at=at)
    return person


def end_holding(
    keeper: Keeper, post: Post, *, holding_id: int | None, until_on: date, at: datetime
) -> Holding:
    """End the holding of a post; the post stays vacant until somebody takes it up.

    :param holding_id: of the holding that was seen
    :param until_on: last London date
    :raises NotFoundError: if nobody holds it
    :raises ChangedMeanwhileError: if it changed hands since it was seen
    :raises RuleError: if the post is not theirs to give or the day does not fit
    """
    check_gives_post(keeper, post, field="until_on")
    holding = get_holder(post, on=london_day(at))
    check_same_holding(holding, holding_id)
    give_up(holding, until_on=until_on, by=keeper.person, at=at)
    return holding


def get_holder(post: Post, *, on: date) -> Holding:
    """Find who holds a post on a London date or later.

    :raises NotFoundError: if nobody does
    """
    holding = find_holder(post, on=on)
    if holding is None:
        raise NotFoundError("Nobody holds this post.")
    return holding
