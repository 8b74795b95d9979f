"""The schemes a programme scores by, each from its day on, and the one an agency thinks in."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import NotFoundError, RuleError
from risk_register.domain.schemes import Band, Scheme
from risk_register.domain.values import canonical_json
from risk_register.models import Adoption, Agency, Programme, Risk, SchemeVersion
from risk_register.services.events import record_event


def find_scheme(programme: Programme, *, on: date) -> Scheme:
    """Give the scheme in force on a London date; it knows the programme's other ones."""
    return _read_in_force(programme, find_version(programme, on=on))


def find_version(programme: Programme, *, on: date) -> SchemeVersion:
    """Find the stored scheme in force on a London date: the newest whose day has come."""
    version = programme.scheme
    for adoption in programme.adoptions:
        if adoption.from_on <= on:
            version = adoption.scheme
    return version


def read_scheme(version: SchemeVersion) -> Scheme:
    """Give the rules of a stored scheme, on its own."""
    return _parse(version.document)


def adopt_scheme(
    programme: Programme, document: Mapping[str, Any], *, from_on: date, at: datetime, today: date
) -> SchemeVersion:
    """Let a programme score by a scheme from a day on; what was scored before stays as it was.

    :param document: what the scheme's TOML file says
    :param from_on: London date, the first one it is in force on; not in the past
    :raises SettingsError: if nothing could be scored by it
    :raises RuleError: if the day is past or already has an adoption, or the version is stored with
        other contents
    """
    if from_on < today:
        raise RuleError("A scheme is adopted from today or a later day: the past is not rewritten.")
    if any(adoption.from_on == from_on for adoption in programme.adoptions):
        raise RuleError(f"From {from_on} on another scheme is adopted already.")
    version = store_scheme(document)
    programme.adoptions.append(Adoption(scheme=version, from_on=from_on, adopted_at=at))
    programme.adoptions.sort(key=lambda adoption: adoption.from_on)
    record_event(
        "scheme adopted",
        subject=f"programme {programme.key}",
        programme=programme,
        by=None,
        at=at,
        facts={
            "scheme": f"{version.key} {version.version}",
            "from": from_on.isoformat(),
        },
    )
    return version


def name_scheme_of_agency(key: str, document: Mapping[str, Any], *, at: datetime) -> Agency:
    """Say in which scheme an agency's own people think, so that pages can name its bands too.

    :raises NotFoundError: if there is no such agency
    :raises SettingsError: if nothing could be scored by it
    :raises RuleError: if the version is stored with other contents
    """
    agency = db.session.scalar(select(Agency).where(Agency.key == key))
    if agency is None:
        raise NotFoundError(f"There is no agency {key!r}.")
    version = store_scheme(document)
    db.session.flush()
    agency.scheme_id = version.id
    record_event(
        "agency's scheme named",
        subject=f"agency {agency.key}",
        programme=None,
        by=None,
        at=at,
        facts={"scheme": f"{version.key} {version.version}"},
    )
    return agency


def store_scheme(document: Mapping[str, Any]) -> SchemeVersion:
    """Keep a scheme's version, or find the same one.

    :raises SettingsError: if nothing could be scored by it
    :raises RuleError: if the version is stored with other contents
    """
    scheme, text = Scheme.from_mapping(document), canonical_json(document)
    stored = db.session.scalar(
        select(SchemeVersion).where(
            SchemeVersion.key == scheme.key, SchemeVersion.version == scheme.version
        )
    )
    if stored is None:
        stored = SchemeVersion(key=scheme.key, version=scheme.version, document=text)
        db.session.add(stored)
    elif stored.document != text:
        raise RuleError(
            f"Scheme {scheme.key} {scheme.version} is stored with other contents. "
            "A version is never rewritten: give the file a new one."
        )
    return stored


def list_adoptions(programme: Programme) -> list[tuple[date, str]]:
    """List from which London date on a programme scored by which scheme, the earliest first."""
    adopted = [(programme.scheme_from_on, programme.scheme)]
    adopted += [(adoption.from_on, adoption.scheme) for adoption in programme.adoptions]
    return [(from_on, f"{version.key} {version.version}") for from_on, version in adopted]


def list_other_bands(risk: Risk) -> list[tuple[Agency, Band]]:
    """List what agencies with a scheme of their own would call a risk's current score.

    An agency whose scales have other lengths cannot say, and is left out.
    """
    likelihood, impact = risk.current_likelihood, risk.current_impact
    if likelihood is None or impact is None:
        return []
    rows = db.session.execute(
        select(Agency, SchemeVersion)
        .join(SchemeVersion, SchemeVersion.id == Agency.scheme_id)
        .order_by(Agency.short)
    )
    given = _scales(_parse(_document_of(risk)))
    found = []
    for agency, version in rows:
        scheme = _parse(version.document)
        if _scales(scheme) == given and version.id != risk.current_scheme_id:
            found.append((agency, scheme.band_at(likelihood, impact)))
    return found


def _document_of(risk: Risk) -> str:
    version = db.session.get_one(SchemeVersion, risk.current_scheme_id)
    return version.document


def _scales(scheme: Scheme) -> tuple[int, int]:
    return (len(scheme.likelihood), len(scheme.impact))


def _read_in_force(programme: Programme, version: SchemeVersion) -> Scheme:
    versions = [programme.scheme, *(adoption.scheme for adoption in programme.adoptions)]
    others = {each.id: _parse(each.document) for each in versions if each.id != version.id}
    scheme = _parse(version.document)
    return scheme.beside(others) if others else scheme


@lru_cache(maxsize=32)
def _parse(document: str) -> Scheme:
    return Scheme.from_mapping(json.loads(document))
