"""The index that risks are found by: every text of a risk, taken apart into words.

SQLite keeps it in an FTS5 table, PostgreSQL in a column of words with a GIN index; both get the
same words from ``domain/searches.py``. A risk has four documents, because one kind of text is not
for everybody's eyes. They are written again in the transaction that changes a text. The record
knows nothing of the index: it can be made anew from the tables at any time.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    String,
    bindparam,
    column,
    delete,
    event,
    exists,
    literal,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from risk_register.database import db
from risk_register.domain.searches import list_words
from risk_register.models import (
    Acceptance,
    Action,
    ActionUpdate,
    Assessment,
    Control,
    Escalation,
    Mitigation,
    ModerationNote,
    Review,
    Risk,
)
from risk_register.services.sights import SEES_ALL

BATCH = 200  #: risks
#: Words of one document; PostgreSQL knows where a word stands for the first 255 times only.
WORDS_A_DOCUMENT = 3000
#: Stands between two texts, so that no phrase is found across them; no word looks like it.
_BREAK = "¶"
_KIND_BITS, _NUMBER_BITS = 2, 10
RISK_SHIFT = _KIND_BITS + _NUMBER_BITS  #: an id's bits, from above: risk, kind, number
_WAITING = "risks to index"
_OF_RISK = (Control, Assessment, Review, ModerationNote, Escalation, Acceptance, Mitigation)


class Kind(IntEnum):
    """Which texts of a risk a document holds."""

    WORDS = 0  #: of the risk and its controls
    SAID = 1  #: with scores, reviews, escalations and acceptances
    ACTIONS = 2
    ASKED = 3  #: questions and answers; only for those who may read them


_ON_SQLITE = table("risk_search", column("rowid", BigInteger), column("words"))
_ON_POSTGRESQL = table("risk_search", column("id", BigInteger), column("words"))

#: One line for each text of a risk: whose, of which kind, what it is called, and the text.
TextLine = tuple[int, Kind, str, str]


def key_of_documents() -> Any:
    """Give the column that holds the ids of the documents."""
    return _ON_POSTGRESQL.c.id if _is_postgresql() else _ON_SQLITE.c.rowid


def risk_of(key: Any) -> Any:
    """Take the risk's id out of the id of a document."""
    return key.bitwise_rshift(literal_column(str(RISK_SHIFT)))


def kind_of(key: Any) -> Any:
    """Take the kind of a document out of its id."""
    return key.bitwise_rshift(literal_column(str(_NUMBER_BITS))).bitwise_and(
        literal_column(str((1 << _KIND_BITS) - 1))
    )


def documents() -> Any:
    """Give the index as a table to select from."""
    return _ON_POSTGRESQL if _is_postgresql() else _ON_SQLITE


def list_texts(risk_ids: Sequence[int], *, sees_all: bool = False) -> list[TextLine]:
    """List every text of some risks, in the order in which a page shows them.

    :param sees_all: whether those that are out of the asking person's sight count, too
    """
    query, asked = _texts_query(), {"risk_ids": list(risk_ids)}
    rows = db.session.execute(query.execution_options(sees_all=sees_all), asked)
    return [(row.risk_id, Kind(row.kind), row.name, row.said) for row in rows]


def index_risks(risk_ids: Sequence[int]) -> None:
    """Write what is new about some risks into the index; must run inside a write transaction."""
    texts: dict[tuple[int, Kind], list[str]] = defaultdict(list)
    for risk_id, kind, _, said in list_texts(risk_ids, sees_all=True):
        texts[risk_id, kind].append(said)
    wanted = {
        _document_id(risk_id, kind, number): words
        for (risk_id, kind), said in texts.items()
        for number, words in enumerate(_cut(said))
    }
    if _is_postgresql():
        _write_postgresql(risk_ids, wanted)
    else:
        _write_sqlite(risk_ids, wanted)


def list_batches() -> Iterator[list[int]]:
    """Give the ids of all risks in batches that one transaction can index."""
    ids = db.session.scalars(select(Risk.id).order_by(Risk.id)).all()
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])


def is_indexed() -> bool:
    """Say whether every risk stands in the index."""
    here = documents()
    known = exists().select_from(here).where(key_of_documents() == Risk.id * (1 << RISK_SHIFT))
    return db.session.scalar(select(Risk.id).where(~known).limit(1)) is None


@cache
def _texts_query() -> Select[Any]:
    lines = union_all(*_texts(bindparam("risk_ids", expanding=True))).subquery()
    return select(lines).order_by(lines.c.place, lines.c.row_id)


def _texts(risk_ids: Any) -> Iterator[Select[Any]]:
    kinds, joined = Kind, Mitigation.action_id == Action.id
    own = Mitigation.risk_id.in_(risk_ids)
    reference = literal("R-") + Risk.number.cast(String)  # noughts do not count in a search
    lines: list[tuple[Kind, Any, Any, Any, Any]] = [
        (kinds.WORDS, Risk, Risk.id, "Reference", reference),
        (kinds.WORDS, Risk, Risk.id, "Title", Risk.title),
        (kinds.WORDS, Risk, Risk.id, "Cause", Risk.cause),
        (kinds.WORDS, Risk, Risk.id, "Event", Risk.event),
        (kinds.WORDS, Risk, Risk.id, "Consequence", Risk.consequence),
        (kinds.WORDS, Control, Control.risk_id, "Control", Control.text),
        (kinds.WORDS, Control, Control.risk_id, "What a control leaves open", Control.gaps),
        (kinds.WORDS, Control, Control.risk_id, "A control retired", Control.retire_reason),
        (kinds.WORDS, Risk, Risk.id, "Why it left the register", Risk.close_reason),
        (kinds.SAID, Assessment, Assessment.risk_id, "Reason of a score", Assessment.reason),
        (kinds.SAID, Review, Review.risk_id, "Review", Review.note),
        (kinds.SAID, Escalation, Escalation.risk_id, "Escalated", Escalation.reason),
        (kinds.SAID, Escalation, Escalation.risk_id, "Brought back", Escalation.return_reason),
        (kinds.SAID, Acceptance, Acceptance.risk_id, "Accepted", Acceptance.reason),
        (kinds.SAID, Acceptance, Acceptance.risk_id, "Withdrawn", Acceptance.withdraw_reason),
        (kinds.ASKED, ModerationNote, ModerationNote.risk_id, "Question", ModerationNote.question),
        (kinds.ASKED, ModerationNote, ModerationNote.risk_id, "Answer", ModerationNote.answer),
    ]
    named = literal("Action ") + Action.reference
    for place, (kind, model, risk_id, name, said) in enumerate(lines):
        row = _line(place, kind, model.id, risk_id, literal(name), said)
        yield row.where(risk_id.in_(risk_ids), said.is_not(None))
    for place, said in enumerate((Action.reference, Action.text, Action.note), start=len(lines)):
        row = _line(place, kinds.ACTIONS, Action.id, Mitigation.risk_id, named, said)
        yield row.join(Mitigation, joined).where(own, said.is_not(None))
    said = ActionUpdate.note
    row = _line(99, kinds.ACTIONS, ActionUpdate.id, Mitigation.risk_id, named, said)
    yield (
        row.join(Action, Action.id == ActionUpdate.action_id)
        .join(Mitigation, joined)
        .where(own, said.is_not(None))
    )


def _line(place: int, kind: Kind, row_id: Any, risk_id: Any, name: Any, said: Any) -> Select[Any]:
    return select(
        literal(place).label("place"),
        row_id.label("row_id"),
        risk_id.label("risk_id"),
        literal(int(kind)).label("kind"),
        name.cast(String).label("name"),
        said.label("said"),
    ).select_from(row_id.class_)


def _cut(texts: Sequence[str]) -> Iterator[list[str]]:
    """Take texts apart into documents of words that are not too long."""
    document: list[str] = []
    for said in texts:
        words = [word.text for word in list_words(said)]
        for start in range(0, len(words), WORDS_A_DOCUMENT):
            piece = words[start : start + WORDS_A_DOCUMENT]
            if document and len(document) + len(piece) >= WORDS_A_DOCUMENT:
                yield document
                document = []
            document += [_BREAK, *piece] if document else piece
    if document:
        yield document


def _document_id(risk_id: int, kind: Kind, number: int) -> int:
    return risk_id << RISK_SHIFT | kind << _NUMBER_BITS | number


def _write_sqlite(risk_ids: Sequence[int], wanted: dict[int, list[str]]) -> None:
    here, key = documents(), key_of_documents()
    stored = {number: " ".join(words) for number, words in wanted.items()}
    known: dict[int, str] = {}
    for risk_id in risk_ids:
        query = select(key, here.c.words).where(key.between(*_range(risk_id, risk_id)))
        known.update(db.session.execute(query).all())
    gone = [number for number, words in known.items() if stored.get(number) != words]
    new = [
        {"number": number, "words": words}
        for number, words in stored.items()
        if known.get(number) != words
    ]
    if gone:
        db.session.execute(delete(here).where(key.in_(gone)))
    if new:
        adding = text("INSERT INTO risk_search (rowid, words) VALUES (:number, :words)")
        db.session.execute(adding, new)


def _write_postgresql(risk_ids: Sequence[int], wanted: dict[int, list[str]]) -> None:
    here, key = documents(), key_of_documents()
    within = key.between(*_range(min(risk_ids), max(risk_ids)))
    db.session.execute(
        delete(here).where(within, risk_of(key).in_(risk_ids), key.not_in(list(wanted)))
    )
    new = [{"number": number, "words": _as_vector(words)} for number, words in wanted.items()]
    query = (
        "INSERT INTO risk_search (id, words) VALUES (:number, CAST(:words AS tsvector)) "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words "
        "WHERE risk_search.words IS DISTINCT FROM excluded.words"
    )
    if new:
        db.session.execute(text(query), new)


def _range(first: int, last: int) -> tuple[int, int]:
    """Give the first and the last id that documents of these risks can have."""
    return first << RISK_SHIFT, (last + 1 << RISK_SHIFT) - 1


def _as_vector(words: Sequence[str]) -> str:
    """Write words as PostgreSQL reads them; they hold letters and digits only."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words, start=1):
        if word != _BREAK:
            places[word].append(str(place))
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


@event.listens_for(Session, "after_flush")
def _note_risks(session: Session, _context: Any) -> None:
    """Remember whose texts a flush may have changed."""
    waiting: set[tuple[type, int]] = session.info.setdefault(_WAITING, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _OF_RISK):
            waiting.add((Risk, row.risk_id))
        elif isinstance(row, Risk | Action):
            waiting.add((type(row), row.id))
        elif isinstance(row, ActionUpdate):
            waiting.add((Action, row.action_id))


@event.listens_for(Session, "before_commit")
def _index_noted(session: Session) -> None:
    """Bring the index up to what this transaction says."""
    session.flush()
    waiting: set[tuple[type, int]] = session.info.pop(_WAITING, set())
    if not waiting:
        return
    risk_ids = {number for model, number in waiting if model is Risk}
    action_ids = [number for model, number in waiting if model is Action]
    if action_ids:
        served = select(Mitigation.risk_id).where(Mitigation.action_id.in_(action_ids))
        risk_ids.update(session.scalars(served.execution_options(**SEES_ALL)))
    if risk_ids:
        index_risks(sorted(risk_ids))


@event.listens_for(Session, "after_soft_rollback")
def _forget_noted(session: Session, _previous: Any) -> None:
    session.info.pop(_WAITING, None)
