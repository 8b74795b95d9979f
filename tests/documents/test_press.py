"""The press: a child with limits, whose failures are one plain sentence."""

import logging
import threading

import pytest

from risk_register.documents import press
from risk_register.documents.press import draw_in_child
from risk_register.domain.errors import PackDrawingError
from tests.documents.june_pack import build_order, build_snapshot


def test_the_press_draws_a_pack_from_a_thread(drawn):
    made = []
    thread = threading.Thread(target=lambda: made.append(draw_in_child(build_order())))

    thread.start()
    thread.join()

    assert made == [drawn.bytes("june")]


def test_a_pack_that_takes_too_long_is_stopped():
    with pytest.raises(PackDrawingError, match=r"longer than 0\.2 seconds and was stopped"):
        draw_in_child(build_order(), seconds=0.2)


def test_what_did_not_fit_is_a_sentence_for_people_and_a_trace_for_the_log(caplog):
    snapshot = build_snapshot()
    del snapshot["meeting"]["held_on"]

    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(PackDrawingError, match="the service's log says what did not fit") as caught,
    ):
        draw_in_child(build_order(snapshot))

    assert "held_on" in caplog.text
    assert "Traceback" not in str(caught.value)


def test_the_child_sees_no_secret_of_the_service(tmp_path, monkeypatch):
    monkeypatch.setenv("RISK_REGISTER_SECRET_KEY", "very secret")

    seen = press._clean_environment(tmp_path)

    assert set(seen) - {"PATH", "LD_LIBRARY_PATH"} == {
        "FONTCONFIG_FILE", "HOME", "LANG", "TMPDIR", "TZ",
    }  # fmt: skip


def test_the_press_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(PackDrawingError):
        draw_in_child(build_order(), seconds=0.5)

    assert not list(tmp_path.iterdir())


def test_a_child_that_needs_too_much_memory_is_stopped_and_told_so(monkeypatch):
    monkeypatch.setattr(press, "MODULE", "tests.documents.greedy_child")

    with pytest.raises(PackDrawingError, match="ran out of memory"):
        draw_in_child(build_order())


def test_a_child_that_answers_something_else_than_a_pdf_is_not_believed(monkeypatch):
    monkeypatch.setattr(press, "MODULE", "this")

    with pytest.raises(PackDrawingError):
        draw_in_child(build_order())
