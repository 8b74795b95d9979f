"""How large a letter becomes with its files."""

import pytest

from risk_register.domain.errors import RuleError
from risk_register.domain.letter_sizes import check_size, reckon_bytes


def test_a_file_grows_by_more_than_a_third_on_its_way():
    assert reckon_bytes([3_000_000]) - reckon_bytes([]) > 4_000_000


def test_a_letter_that_is_too_large_is_refused_with_what_to_do():
    with pytest.raises(RuleError) as refused:
        check_size([9_000_000, 9_000_000], most=20_000_000)

    assert str(refused.value) == (
        "The letter would have 24.7 MB with its files, and at most 20.0 MB can be sent."
        " Send the pack by a personal link instead."
    )


@pytest.mark.parametrize(
    ("sizes", "most"), [([9_000_000], 20_000_000), ([90_000_000], 0), ([], 1000)]
)
def test_a_letter_that_fits_or_brings_no_file_goes(sizes, most):
    check_size(sizes, most=most)
