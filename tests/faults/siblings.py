"""Several processes of one program, forked from one that has loaded it once for all.

``python -m tests.faults.siblings MODULE`` reads, from a line of JSON, the words of each and the
descriptors it talks by; each runs the module's ``main`` on an application of its own.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from tests.faults.processes import PATIENCE_SECONDS, environ_of
from tests.registers import ROOT


@dataclass
class Sibling:
    """One of the processes, as who has started it talks with it."""

    stdin: TextIO
    stdout: TextIO


@contextmanager
def siblings(app, module, calls, **settings):
    """Run a module once for each list of words, on the register of an application.

    All of them have to succeed, which is waited for at the end.
    """
    talks = [(os.pipe(), os.pipe()) for _ in calls]
    theirs = [(asked[0], told[1]) for asked, told in talks]
    mine = [Sibling(os.fdopen(asked[1], "w"), os.fdopen(told[0])) for asked, told in talks]
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.siblings", module],
        cwd=ROOT,
        env=environ_of(app, **settings),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[end for ends in theirs for end in ends],
        text=True,
    )
    for end in (end for ends in theirs for end in ends):
        os.close(end)
    with parent:
        try:
            parent.stdin.write(json.dumps(list(zip(calls, theirs, strict=True))) + "\n")
            parent.stdin.flush()
            yield mine
            _, said = parent.communicate(timeout=PATIENCE_SECONDS)
            assert parent.returncode == 0, said
        finally:
            parent.kill()
            for each in mine:
                each.stdin.close()
                each.stdout.close()


def start_together(them):
    """Wait until every one is ready, then let all begin, and give what each printed."""
    for each in them:
        assert each.stdout.readline() == "ready\n"
    for each in them:
        each.stdin.write("go\n")
        each.stdin.flush()
    return [each.stdout.read() for each in them]


def main():
    """Load the module, fork, and wait; fail if one of the forks does."""
    gc.disable()  # what is loaded stays
    program = importlib.import_module(sys.argv[1])
    gc.freeze()
    gc.enable()
    calls = json.loads(sys.stdin.readline())
    children = [_fork(program, place, calls) for place in range(len(calls))]
    for _, ends in calls:
        _close(ends)
    statuses = [os.waitpid(child, 0)[1] for child in children]
    return 1 if any(statuses) else 0


def _fork(program, place, calls):
    child = os.fork()
    if child:
        return child
    words, (asked, told) = calls[place]
    os.dup2(asked, 0)
    os.dup2(told, 1)
    for _, ends in calls:
        _close(ends)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.argv = [program.__name__, *words]
    try:
        program.main()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - nothing may go on in a fork
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _close(ends):
    for end in ends:
        os.close(end)


if __name__ == "__main__":
    sys.exit(main())
