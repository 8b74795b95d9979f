"""Posts: who holds them, what they own, and how they change hands."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Access
from risk_register.models import Holding, Post
from risk_register.schemas.posts import (
    GivingUpSchema,
    HandoverSchema,
    NewPostSchema,
    PostSchema,
    RetirementSchema,
)
from risk_register.services.belongings import list_belongings
from risk_register.services.handovers import end_holding, get_holder, give_post
from risk_register.services.keepers import list_kept_agencies
from risk_register.services.posts import (
    add_post,
    find_holder,
    get_post,
    list_candidates,
    list_holdings,
    list_post_lines,
    reinstate_post,
    rename_post,
    retire_post,
)
from risk_register.web.access import needs, present_keeper
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("posts", __name__, url_prefix="/people/posts")


@doors.get("")
@needs(Access.KEEPERS)
def list_posts() -> ResponseReturnValue:
    """List the posts that the signed-in person looks after, vacant ones marked."""
    keeper = present_keeper()
    agency, vacant = request.args.get("agency", "")[:40], bool(request.args.get("vacant"))
    lines = list_post_lines(keeper, agency=agency, vacant=vacant, on=clock.today())
    return render_template(
        "posts/list.html",
        lines=lines,
        agencies=list_kept_agencies(keeper),
        asked={"agency": agency, "vacant": vacant} if agency or vacant else {},
    )


@doors.get("/new")
@needs(Access.KEEPERS)
def new_post() -> ResponseReturnValue:
    """Ask for the title and the agency of a new post."""
    return _new_form(Form())


@doors.post("/new")
@needs(Access.KEEPERS)
def create_post() -> ResponseReturnValue:
    """Add the post."""
    keeper = present_keeper()
    form = read_form(NewPostSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                agencies = {each.id: each for each in list_kept_agencies(keeper)}
                if said["agency_id"] not in agencies:
                    raise RuleError("Choose an agency.", field="agency_id")
                agency = agencies[said["agency_id"]]
                post = add_post(agency, said["title"], by=keeper.person, at=clock.now())
                post_id = post.id
            flash(f"{said['title']} is added. Nobody holds it yet.", "success")
            return redirect(url_for("posts.show_post", post_id=post_id))
    return _new_form(form)


@doors.get("/<int:post_id>")
@needs(Access.KEEPERS)
def show_post(post_id: int) -> ResponseReturnValue:
    """Show who holds and held a post, what it owns, and where it sits."""
    return _show(get_post(present_keeper(), post_id), Form())


@doors.get("/<int:post_id>/edit")
@needs(Access.KEEPERS)
def edit_post(post_id: int) -> ResponseReturnValue:
    """Ask for the post's title."""
    post = get_post(present_keeper(), post_id)
    typed = {"title": post.title, "leads_agency": "true" if post.leads_agency else ""}
    return _edit_form(post, Form(typed=typed))


@doors.post("/<int:post_id>/edit")
@needs(Access.KEEPERS)
def update_post(post_id: int) -> ResponseReturnValue:
    """Keep the title."""
    keeper = present_keeper()
    form = read_form(PostSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                post = get_post(keeper, post_id)
                rename_post(post, by=keeper.person, at=clock.now(), **form.values)
            flash(f"{form.values['title']} is saved.", "success")
            return redirect(url_for("posts.show_post", post_id=post_id))
    return _edit_form(get_post(keeper, post_id), form)


@doors.get("/<int:post_id>/handover")
@needs(Access.KEEPERS)
def new_handover(post_id: int) -> ResponseReturnValue:
    """Ask who holds the post next, and from when on."""
    post = get_post(present_keeper(), post_id)
    return _handover_form(post, Form(typed=date_parts("from_on", clock.today())))


@doors.post("/<int:post_id>/handover")
@needs(Access.KEEPERS)
def create_handover(post_id: int) -> ResponseReturnValue:
    """Give the post to the next holder; the holding before ends the day before."""
    keeper = present_keeper()
    form = read_form(HandoverSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                post = get_post(keeper, post_id)
                person = give_post(keeper, post, at=clock.now(), **said)
                words = f"{person.name} holds {post.title} from {as_day(said['from_on'])}."
            flash(words, "success")
            return redirect(url_for("posts.show_post", post_id=post_id))
    return _handover_form(get_post(keeper, post_id), form)


@doors.get("/<int:post_id>/holding/end")
@needs(Access.KEEPERS)
def new_end(post_id: int) -> ResponseReturnValue:
    """Ask for the last day on which the post is held."""
    holding = _get_holding(post_id)
    return _end_form(holding, Form(typed=date_parts("until_on", clock.today())))


@doors.post("/<int:post_id>/holding/end")
@needs(Access.KEEPERS)
def create_end(post_id: int) -> ResponseReturnValue:
    """End the holding; the post stays vacant until somebody takes it up."""
    form = read_form(GivingUpSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                keeper, said = present_keeper(), form.values
                post = get_post(keeper, post_id)
                holding = end_holding(keeper, post, at=clock.now(), **said)
                day = as_day(said["until_on"])
                words = f"{holding.person.name} holds {holding.post.title} until {day}."
            flash(words, "success")
            return redirect(url_for("posts.show_post", post_id=post_id))
    return _end_form(_get_holding(post_id), form)


@doors.post("/<int:post_id>/retirement")
@needs(Access.KEEPERS)
def update_retirement(post_id: int) -> ResponseReturnValue:
    """Retire a post, or bring it back."""
    keeper, form = present_keeper(), read_form(RetirementSchema())
    if form.is_valid:
        retires, version = form.values["retires"], form.values["version"]
        act = retire_post if retires else reinstate_post
        with form.saving():
            with write_transaction():
                post = get_post(keeper, post_id)
                act(post, version=version, by=keeper.person, at=clock.now())
            flash("The post is retired." if retires else "The post is back.", "success")
            return redirect(url_for("posts.show_post", post_id=post_id))
    return _show(get_post(keeper, post_id), form)


def _get_holding(post_id: int) -> Holding:
    return get_holder(get_post(present_keeper(), post_id), on=clock.today())


def _show(post: Post, form: Form) -> ResponseReturnValue:
    today, keeper = clock.today(), present_keeper()
    page = render_template(
        "posts/show.html",
        post=post,
        form=form,
        holdings=list_holdings(post),
        holder=find_holder(post, on=today),
        belongings=list_belongings(keeper, post, on=today),
    )
    return page, form.status


def _new_form(form: Form) -> ResponseReturnValue:
    agencies = list_kept_agencies(present_keeper())
    return render_template("posts/new.html", form=form, agencies=agencies), form.status


def _edit_form(post: Post, form: Form) -> ResponseReturnValue:
    return render_template("posts/edit.html", post=post, form=form), form.status


def _handover_form(post: Post, form: Form) -> ResponseReturnValue:
    page = render_template(
        "posts/handover.html",
        post=post,
        form=form,
        holding=find_holder(post, on=clock.today()),
        people=list_candidates(present_keeper(), post),
    )
    return page, form.status


def _end_form(holding: Holding, form: Form) -> ResponseReturnValue:
    page = render_template("posts/end.html", post=holding.post, holding=holding, form=form)
    return page, form.status
