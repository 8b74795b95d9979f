"""The press: a child with limits, whose failures are one plain sentence."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pikepdf
import pytest

from risk_register.documents import press
from risk_register.documents.__main__ import POLITE
from risk_register.documents.packs import LAYOUT
from risk_register.documents.press import draw_in_child, open_press, print_pack
from risk_register.domain.errors import PackDrawingError
from risk_register.domain.packs import Form
from tests.documents.conftest import ORDERS
from tests.documents.june_pack import (
    build_large_snapshot,
    build_order,
    build_snapshot,
)

ROOT = Path(__file__).parents[2]
KILLED = ["the service", "the child", "its fork"]
SERVICE = """
from risk_register.documents import press
from tests.documents.june_pack import build_large_snapshot, build_order
press.MODULE = "tests.documents.sleeping_child"
press.print_pack(build_order(build_large_snapshot(32)))
"""


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

    assert set(seen) - {"LD_LIBRARY_PATH"} == {
        "FONTCONFIG_FILE", "HOME", "LANG", "PATH", "TMPDIR", "TZ",
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


def test_the_press_tells_how_many_risks_are_drawn():
    told = []

    print_pack(build_order(), tell=lambda *numbers: told.append(numbers))

    assert told[0] == (0, 6)
    assert all(done <= total == 6 for done, total in told)


def test_every_form_comes_with_the_proof_that_it_is_whole(drawn):
    printed = print_pack(build_order())

    assert printed.files[Form.PDF] == drawn.bytes("june")
    assert b"R-004" in printed.files[Form.HTML]
    assert {"what": "risks with a page", "snapshot": 6, "pdf": 6, "html": 6} in (
        printed.manifest["counts"]
    )
    assert printed.manifest["layout"] == LAYOUT
    assert printed.manifest["pages"] == len(pikepdf.open(drawn.path("june")).pages)


def test_a_press_draws_one_order_after_another_and_goes_on_after_one_that_failed(drawn):
    broken = build_snapshot()
    del broken["meeting"]["held_on"]

    with open_press() as one:
        first = one.print_pack(build_order())
        child = one._child
        second = one.print_pack(ORDERS["corrected"]())
        assert one._child is child
        with pytest.raises(PackDrawingError):
            one.print_pack(build_order(broken))
        third = one.print_pack(build_order())

    assert first == third
    assert first.files[Form.PDF] == drawn.bytes("june")
    assert second.files[Form.PDF] == drawn.bytes("corrected")


def test_a_risk_that_cannot_be_drawn_is_named(monkeypatch):
    monkeypatch.setattr(press, "MODULE", "tests.documents.poisoned_child")
    order = build_order(build_large_snapshot(32))
    order["snapshot"]["risks"][27]["title"] = "Poison"

    with pytest.raises(PackDrawingError, match="R-028 could not be drawn: it needed too much"):
        print_pack(order)


@pytest.mark.parametrize("killed", KILLED)
def test_whoever_is_killed_while_it_draws_no_process_is_left(killed):
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as service:
        (child,) = _wait_for_children(service.pid, 1)
        drawer, *workers = _wait_for_drawing(child)
        processes = {"the service": service.pid, "the child": child, "its fork": drawer}

        os.kill(processes[killed], signal.SIGKILL)

        assert _wait_until_gone([child, drawer, *workers])
        service.kill()


def test_the_press_steps_aside_for_whoever_waits_for_a_page():
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as service:
        (child,) = _wait_for_children(service.pid, 1)

        _, *workers = _wait_for_drawing(child)

        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert all(os.getpriority(os.PRIO_PROCESS, each) == own + POLITE for each in workers)
        service.kill()


def _wait_for_children(pid, count):
    return _wait_for(lambda: (found := _children(pid)) and len(found) == count and found)


def _wait_for_drawing(child):
    """Wait for the fork that draws an order, and its two workers; libraries start children, too."""
    return _wait_for(
        lambda: next(
            ([fork, *workers] for fork in _children(child) if len(workers := _children(fork)) == 2),
            None,
        )
    )


def _wait_until_gone(pids):
    return _wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def _wait_for(what):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("It did not happen.")


def _children(pid):
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in listed.split()]
