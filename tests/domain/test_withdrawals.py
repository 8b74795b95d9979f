"""What readers are told of a pack that holds no longer."""

from datetime import date

import pytest

from risk_register.domain.packs import PackKind
from risk_register.domain.withdrawals import EndedPack


@pytest.mark.parametrize(
    ("kind", "called"),
    [(PackKind.BOARD, "the risk pack of"), (PackKind.MONITORING, "the monitoring pack of")],
)
def test_a_pack_is_called_what_its_letter_called_it(kind, called):
    ended = EndedPack("Programme Board", date(2018, 6, 14), 2, kind)

    assert ended.name.startswith(called)
    assert ended.name in ended.say_withdrawn(by="Board Secretary", on=date(2018, 6, 15))[0]
