"""The reckoned size of a letter is never below the real one."""

import pytest

from risk_register.domain.letter_sizes import reckon_bytes
from risk_register.mail.letters import Attachment, as_message


@pytest.mark.parametrize("sizes", [[0], [1], [57], [58], [100_000], [1_000_000, 333]])
def test_a_letter_is_never_larger_than_was_reckoned(sizes, write_letter):
    files = tuple(
        Attachment(f"pack-{number}.pdf", "application/pdf", bytes(size))
        for number, size in enumerate(sizes)
    )

    assert len(as_message(write_letter(attachments=files)).as_bytes()) <= reckon_bytes(sizes)
