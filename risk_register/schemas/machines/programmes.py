"""Programmes, their schemes, posts and agencies as programs get them."""

from marshmallow import Schema, fields

from risk_register.schemas.machines.risks import PostOut


class ProgrammeOut(Schema):
    """A programme in which the key's person has a part."""

    key = fields.String()
    name = fields.String()


class ProgrammesOut(Schema):
    """Programmes, by name."""

    items = fields.List(fields.Nested(ProgrammeOut))


class PointOut(Schema):
    """A point on a scale, from 1."""

    point = fields.Integer()
    name = fields.String()


class BandOut(Schema):
    """A named stretch of scores, both ends included."""

    key = fields.String()
    name = fields.String()
    lowest = fields.Integer()
    highest = fields.Integer()


class AgencyOut(Schema):
    """An agency that can own or carry a risk."""

    id = fields.Integer()
    key = fields.String()
    name = fields.String()
    short = fields.String()


class AreaOut(Schema):
    """An area of the improvement plan that a risk can threaten."""

    id = fields.Integer()
    key = fields.String()
    name = fields.String()


class WordsOut(ProgrammeOut):
    """What a risk can be described with: ids and keys that other doors take."""

    categories = fields.List(fields.String())
    likelihood = fields.List(fields.Nested(PointOut))
    impact = fields.List(fields.Nested(PointOut))
    grid = fields.List(
        fields.List(fields.Integer()),
        metadata={"description": "Scores: a row for each point of likelihood."},
    )
    bands = fields.List(fields.Nested(BandOut))
    agencies = fields.List(fields.Nested(AgencyOut))
    areas = fields.List(fields.Nested(AreaOut))


class PostsOut(Schema):
    """Posts, by title."""

    items = fields.List(fields.Nested(PostOut))
