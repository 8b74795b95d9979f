"""The schemes hold together as files, before any programme adopts one."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from risk_register.domain.schemes import Scheme
from risk_register.domain.values import canonical_json

CONFIG = Path(__file__).parents[2] / "config"
SCHEMES = sorted((CONFIG / "schemes").glob("*.toml"))


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_is_complete(path):
    document = read(path)

    scheme = Scheme.from_mapping(document)

    assert scheme.key == path.stem
    assert [point.point for point in scheme.likelihood] == [1, 2, 3, 4, 5]
    assert [point.point for point in scheme.impact] == [1, 2, 3, 4, 5]
    assert all(point.meaning for point in scheme.likelihood)
    assert all(len(domain.meanings) == 5 for domain in scheme.domains)
    assert len({domain.key for domain in scheme.domains}) == 8
    assert [band.tone for band in scheme.bands][-1] == "very-high"
    assert {band.tone for band in scheme.bands} <= {"low", "medium", "high", "very-high"}
    assert all(band.review_days > 0 for band in scheme.bands)
    assert len(set(scheme.categories)) == len(scheme.categories) > 0
    assert canonical_json(document)


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_multiplies_and_puts_no_score_into_two_bands(path):
    scheme = Scheme.from_mapping(read(path))

    for likelihood in range(1, 6):
        assert scheme.grid[likelihood - 1] == tuple(likelihood * n for n in range(1, 6))
    for lower, higher in pairwise(scheme.bands):
        assert lower.lowest <= lower.highest < higher.lowest <= higher.highest
