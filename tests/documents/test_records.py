"""The circulation record on paper: accessible, closed, and the same bytes every time."""

from datetime import UTC, date, datetime
from io import BytesIO

import page
import pikepdf
import pytest

from risk_register.documents.press import print_record
from risk_register.documents.reading import read_pdf
from risk_register.documents.record_drawing import draw_record
from risk_register.documents.records import write_order
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.circulation_records import (
    CirculationRecord,
    RecordedCirculation,
    RecordedFile,
    RecordedLetter,
    RecordedSeat,
)

SENT = datetime(2018, 6, 5, 8, 0, tzinfo=UTC)


def seat(number, *, got=True, title="Chair <b>of</b> the Board"):
    letter = RecordedLetter(
        brought="Full edition, version 1",
        sha256="a" * 64,
        by_link=False,
        address=f"reader{number}@example.org",
        message_id=f"<{number:032}@example.org>",
        state=DeliveryState.SENT,
        sent_at=SENT,
        answer="250 taken",
        came_back=None,
        opened_at=None,
        acknowledged_at=None,
    )
    why_not = None if got else "Nobody held this post."
    return RecordedSeat(
        title,
        "Grace",
        "Council",
        "Member",
        is_entitled=True,
        letter=letter if got else None,
        why_not=why_not,
    )


def record(readers=3, title="Chair <b>of</b> the Board"):
    circulation = RecordedCirculation(
        title="Version 1",
        decided_at=SENT,
        decided_by="Board Secretary",
        timing="In time: the latest day was Wednesday 6 June 2018.",
        is_late=False,
        late_reason=None,
        late_agreed_by=None,
        repeat_reason=None,
        note="مرحبا, 漢字 and &c.",
        files=(RecordedFile("Full edition, version 1, PDF", "a" * 64, 1000),),
        papers=(RecordedFile("SPB/2018/06/5 The budget", "b" * 64, 1000, "exempt"),),
        seats=(*(seat(number, title=title) for number in range(readers)), seat(99, got=False)),
        fates=("Replaced by version 2, circulated on 6 June 2018, 09:00.",),
        head=f"183:{'c' * 64}",
        pack_id=1,
        number=1,
    )
    return CirculationRecord(
        "SEND Programme",
        "Demonstration.",
        "SEND Programme Board",
        date(2018, 6, 14),
        "Hall",
        (circulation,),
        f"190:{'d' * 64}",
        SENT,
    )


@pytest.fixture(scope="module")
def pdf():
    return draw_record(write_order(record(readers=40)))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_it_conforms(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)

    assert report.is_compliant, [f"{found.rule_id}: {found.message}" for found in report.failures]


def test_it_says_what_the_record_says_with_its_head(pdf):
    text = " ".join(read_pdf(pdf).split())

    assert "In time: the latest day was Wednesday 6 June 2018." in text
    assert "Chair <b>of</b> the Board" in text
    assert "Nobody held this post." in text
    assert "190:" in text
    assert "Grace" not in text


def test_a_table_over_several_pages_is_one_table(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) > 2
        stack, tables = [opened.Root.StructTreeRoot.K[0]], 0
        while stack:
            part = stack.pop()
            tables += part.get("/S") == "/Table"
            kids = part.get("/K", [])
            kids = kids if isinstance(kids, pikepdf.Array) else [kids]
            stack += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    assert tables == 3


def test_the_child_draws_the_same_bytes():
    order = write_order(record())

    assert print_record(order) == draw_record(order)
