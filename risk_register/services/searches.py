"""Finding risks by the words in their texts, and showing where those stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Boolean, ColumnElement, and_, cast, false, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from risk_register.database import db
from risk_register.domain.permissions import Permission
from risk_register.domain.searches import (
    Part,
    Search,
    Term,
    cut_excerpt,
    list_found,
)
from risk_register.models import Risk
from risk_register.services.programmes import Member
from risk_register.services.search_index import (
    Kind,
    TextLine,
    documents,
    key_of_documents,
    kind_of,
    list_texts,
    risk_of,
)


@dataclass(frozen=True)
class Excerpt:
    """Where a risk holds what was looked for."""

    name: str  #: what the text is called
    parts: tuple[Part, ...]


def found_by(search: Search, member: Member) -> ColumnElement[bool]:
    """Build the condition that a risk's texts, all together, hold every term.

    Questions and answers count only where the member may read them. A search
    without any word finds nothing.
    """
    if not search.terms:
        return false()
    here, key = documents(), key_of_documents()
    readable = _is_readable(member)
    conditions = []
    for term in search.terms:
        matching = select(risk_of(key)).select_from(here).where(_holds(term))
        conditions.append(Risk.id.in_(matching if readable is None else matching.where(readable)))
    return and_(*conditions)


def find_excerpts(search: Search, risks: Sequence[Risk], member: Member) -> dict[int, Excerpt]:
    """Find where risks hold the terms that their titles do not show, by the risks' ids.

    One text is shown of each: the first of those that hold the most terms.
    """
    missing = {risk.id: terms for risk in risks if (terms := _terms_outside_title(search, risk))}
    if not missing:
        return {}
    readers = {risk.id: _may_read_notes(member, risk) for risk in risks}
    best: dict[int, tuple[int, TextLine]] = {}
    for line in list_texts(list(missing)):
        risk_id, kind = line[:2]
        held, _ = best.get(risk_id, (0, line))
        if held == len(missing[risk_id]) or (kind is Kind.ASKED and not readers[risk_id]):
            continue
        found = len(list_found(line[3], missing[risk_id]))
        if found > held:
            best[risk_id] = (found, line)
    return {risk_id: _excerpt(line, search) for risk_id, (_, line) in best.items()}


def _excerpt(line: TextLine, search: Search) -> Excerpt:
    _, _, name, said = line
    return Excerpt(name, cut_excerpt(said, list(list_found(said, search.terms).values())))


def _terms_outside_title(search: Search, risk: Risk) -> list[Term]:
    shown = list_found(f"{risk.reference} ¶ {risk.title}", search.terms)
    return [term for term in search.terms if term not in shown]


def _may_read_notes(member: Member, risk: Risk) -> bool:
    return member.may(Permission.SEE_DESK) or member.owns(risk)


def _is_readable(member: Member) -> ColumnElement[bool] | None:
    """Build the condition that a document is for the member's eyes; None if all are."""
    if member.may(Permission.SEE_DESK):
        return None
    own = select(Risk.id).where(Risk.owner_id.in_([post.id for post in member.posts]))
    key = key_of_documents()
    return or_(kind_of(key) != int(Kind.ASKED), risk_of(key).in_(own))


def _holds(term: Term) -> ColumnElement[bool]:
    if db.engine.dialect.name == "postgresql":
        *before, last = term.words
        words = [f"'{word}'" for word in before] + [f"'{last}'" + ":*" * term.is_beginning]
        query = cast(" <-> ".join(words), TSQUERY)
        matches: ColumnElement[bool] = documents().c.words.op("@@", return_type=Boolean())(query)
        return matches
    phrase = f'"{" ".join(term.words)}"' + "*" * term.is_beginning
    return literal_column("risk_search").op("MATCH", return_type=Boolean())(phrase)
