"""Verifying the record: the chain, what it says about every row, and the bytes of files."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from risk_register.clock import london_day
from risk_register.database import Base, as_plain, db, recorded_columns
from risk_register.domain.packs import Edition
from risk_register.domain.scoring import Basis
from risk_register.domain.values import fingerprint
from risk_register.models import Assessment, Event, Pack, Risk, Snapshot
from risk_register.services.events import GENESIS, Head, seal
from risk_register.services.evidence import list_files
from risk_register.services.pack_files import list_files as list_pack_files
from risk_register.services.packs import list_made_with_bytes
from risk_register.services.papers import list_files as list_papers
from risk_register.services.programmes import list_programmes

_Key = tuple[str, str]


@dataclass
class Findings:
    """What a verification looked at and what it found wrong, in sentences."""

    lines: int = 0
    rows: int = 0
    packs: int = 0
    files: int = 0
    heads: dict[str, Head] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def verify_history(*, expected: Iterable[Head] = ()) -> Findings:
    """Check that nothing in the record, the tables or the files was changed behind its back.

    Must run inside ``read_moment``, so that nobody writes meanwhile.

    :param expected: heads that readers hold, from packs and letters
    """
    findings = Findings()
    hashes: set[tuple[int, str]] = set()
    told: dict[_Key, dict[str, Any]] = {}
    for event in _list_lines(findings):
        hashes.add((event.sequence, event.hash))
        _replay(json.loads(event.body)["changes"], told, event, findings)
    for head in expected:
        if (head.sequence, head.hash) not in hashes:
            findings.problems.append(f"The record holds no line {head}.")
    _compare_rows(told, findings)
    _check_current_scores(findings)
    _check_packs(findings)
    _check_pack_files(findings)
    _check_files(findings)
    return findings


def export_lines(chain: str) -> Iterator[dict[str, Any]]:
    """Give every line of a chain in order, as anybody needs it to verify the hashes."""
    query = select(Event).where(Event.chain == chain).order_by(Event.sequence)
    for event in db.session.scalars(query.execution_options(yield_per=500)):
        yield {"sequence": event.sequence, "hash": event.hash, "body": event.body}


def _list_lines(findings: Findings) -> Iterator[Event]:
    chain, sequence, previous = None, 0, GENESIS
    query = select(Event).order_by(Event.chain, Event.sequence)
    for event in db.session.scalars(query.execution_options(yield_per=500)):
        if event.chain != chain:
            chain, sequence, previous = event.chain, 0, GENESIS
        sequence += 1
        _check_line(event, sequence, previous, findings)
        sequence, previous = event.sequence, event.hash
        findings.lines += 1
        findings.heads[event.chain] = Head(event.sequence, event.hash)
        yield event


def _check_line(event: Event, sequence: int, previous: str, findings: Findings) -> None:
    name = f"Line {event.sequence} of {event.chain}"
    if event.sequence != sequence:
        findings.problems.append(f"{name} should be line {sequence}: lines are missing.")
    if event.previous != previous:
        findings.problems.append(f"{name} does not follow the line before it.")
    if event.hash != seal(event.sequence, event.previous, event.body):
        findings.problems.append(f"{name} was changed: its hash does not fit its text.")
    body = json.loads(event.body)
    columns = {
        "chain": event.chain,
        "kind": event.kind,
        "subject": event.subject,
        "at": as_plain(event.at),
        "person": event.person_id,
    }
    wrong = [name for name, value in columns.items() if body[name] != value]
    if wrong:
        findings.problems.append(f"{name}: {', '.join(wrong)} differ from its text.")


def _replay(
    changes: Sequence[Mapping[str, Any]],
    told: dict[_Key, dict[str, Any]],
    event: Event,
    findings: Findings,
) -> None:
    for change in changes:
        key = (change["table"], json.dumps(change["id"]))
        if change["after"] is None:
            told.pop(key, None)
            continue
        if change["before"] is None:
            told[key] = {}
        row = told.setdefault(key, {})
        for name, value in (change["before"] or {}).items():
            if name in row and row[name] != value:
                findings.problems.append(
                    f"Line {event.sequence} of {event.chain} changed {key[0]} {key[1]} "
                    f"from a {name} that no earlier line gave it."
                )
        row.update(change["after"])


def _compare_rows(told: dict[_Key, dict[str, Any]], findings: Findings) -> None:
    left = dict(told)
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if not model.is_recorded:
            continue
        names = recorded_columns(model)
        for row in db.session.scalars(select(model).execution_options(yield_per=500)):
            findings.rows += 1
            identity = inspect(row).identity
            key = (model.__tablename__, json.dumps(identity[0] if len(identity) == 1 else identity))
            said = left.pop(key, None)
            if said is None:
                findings.problems.append(f"{key[0]} {key[1]} is in no line of the record.")
                continue
            wrong = [
                name
                for name in names
                if said.get(name, _first_value(model, name)) != as_plain(getattr(row, name))
            ]
            if wrong:
                findings.problems.append(
                    f"{key[0]} {key[1]} differs from the record in: {', '.join(wrong)}."
                )
    findings.problems.extend(f"{table} {key} has gone without a line." for table, key in left)


def _first_value(model: type[Base], name: str) -> Any:
    """Give what a column holds in rows whose lines were written before it was added."""
    default = inspect(model).columns[name].default
    return as_plain(default.arg) if isinstance(default, ScalarElementColumnDefault) else None


def _check_current_scores(findings: Findings) -> None:
    newest: dict[int, Assessment] = {}
    for row in db.session.scalars(
        select(Assessment).where(Assessment.basis == Basis.CURRENT).order_by(Assessment.id)
    ):
        newest[row.risk_id] = row
    for risk in db.session.scalars(select(Risk)):
        judged = newest.get(risk.id)
        told = (judged.score, judged.band, judged.scheme_id) if judged else (None, None, None)
        if (risk.current_score, risk.current_band, risk.current_scheme_id) != told:
            findings.problems.append(f"{risk.reference}: its score is not its newest judgement's.")


def _check_packs(findings: Findings) -> None:
    for snapshot in db.session.scalars(select(Snapshot).execution_options(yield_per=20)):
        if fingerprint(snapshot.body) != snapshot.fingerprint:
            findings.problems.append(f"Snapshot {snapshot.id} was changed after it was frozen.")
    for programme in list_programmes():
        for pack in list_made_with_bytes(programme):
            findings.packs += 1
            if pack.pdf is None or hashlib.sha256(pack.pdf).hexdigest() != pack.sha256:
                findings.problems.append(f"{_name_pack(pack)} is not the file that was made.")


def _check_pack_files(findings: Findings) -> None:
    for file, content in list_pack_files():
        findings.files += 1
        if hashlib.sha256(content).hexdigest() != file.sha256:
            findings.problems.append(
                f"{_name_pack(file.pack)} as {file.form.label} is not the file that was made."
            )


def _name_pack(pack: Pack) -> str:
    edition = "" if pack.edition is Edition.FULL else f" {pack.edition.value} edition,"
    return f"The pack of {london_day(pack.due_at)}, version {pack.version},{edition}"


def _check_files(findings: Findings) -> None:
    for evidence, content in list_files():
        findings.files += 1
        if hashlib.sha256(content).hexdigest() != evidence.sha256:
            findings.problems.append(
                f"{evidence.name}, evidence of {evidence.action.reference}, "
                "is not the file that was added."
            )
    for paper, content in list_papers():
        findings.files += 1
        if hashlib.sha256(content).hexdigest() != paper.sha256:
            findings.problems.append(
                f"{paper.name}, a paper for the meeting of {paper.item.meeting.held_on}, "
                "is not the file that was added."
            )
