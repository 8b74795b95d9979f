"""Draws parts side by side, each in a process of its own with limits, and tells which failed.

Only for the press's child: it forks, which is safe because nothing there runs beside it, and
because the layout engine is not used before the last fork.
"""

import os
import pickle
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 12  #: exit code when the memory was not enough
BROKEN = 1  #: exit code of any other error; the trace stands on standard error


@dataclass(frozen=True)
class Job:
    """Work for one process: what it gives back can be pickled."""

    work: Callable[[], Any]
    seconds: int  #: of the processor


@dataclass
class Crew:
    """Runs jobs, as many at a time as there are hands.

    :param folder: where results are left
    :param watched: file descriptors of which one ends when nobody waits for the work any more
    """

    folder: Path
    hands: int
    watched: Sequence[int] = ()
    _busy: dict[int, tuple[int, int]] = field(default_factory=dict)

    def run(
        self, jobs: Sequence[Job], *, told: Callable[[int], None], order: Sequence[int] = ()
    ) -> list[Any]:
        """Run all jobs and give their results in order.

        :param told: called with the place of each job that is done
        :param order: the places to begin with, such as the longest first; the others follow
        :raises JobError: for the first job that fails; the others are stopped
        """
        waiting = [*order, *(place for place in range(len(jobs)) if place not in order)]
        try:
            while waiting or self._busy:
                while waiting and len(self._busy) < self.hands:
                    place = waiting.pop(0)
                    self._start(place, jobs[place])
                told(self._wait())
        finally:
            self._stop()
        return [pickle.loads(self._path(place).read_bytes()) for place in range(len(jobs))]  # noqa: S301 - our own forks wrote them

    def _start(self, place: int, job: Job) -> None:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os._exit(self._work(place, job))
        os.close(writing)  # it ends when the process does
        self._busy[reading] = (pid, place)

    def _work(self, place: int, job: Job) -> int:
        try:
            os.dup2(2, 1)  # the other end listens for the child's end, not for ours
            _limit(job.seconds)
            self._path(place).write_bytes(pickle.dumps(job.work()))
        except MemoryError:
            return OUT_OF_MEMORY
        except BaseException:  # noqa: BLE001 - nothing may go on in a fork
            traceback.print_exc()
            sys.stderr.flush()
            return BROKEN
        return 0

    def _wait(self) -> int:
        ready, _, _ = select.select([*self._busy, *self.watched], [], [])
        if any(each in self.watched for each in ready):
            os.killpg(os.getpgrp(), signal.SIGKILL)  # nobody is there to take the pack
        reading = ready[0]
        pid, place = self._busy.pop(reading)
        os.close(reading)
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            raise JobError(place, code)
        return place

    def _stop(self) -> None:
        for reading, (pid, _place) in self._busy.items():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(reading)
        self._busy.clear()

    def _path(self, place: int) -> Path:
        return self.folder / f"job-{place}"


def _limit(seconds: int) -> None:
    """Limit this process's time; never above what it was started with, which may not be raised."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = seconds if most == resource.RLIM_INFINITY else min(seconds, most)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed))


class JobError(Exception):
    """A job failed: which one, and its exit code, negative if a signal ended it."""

    def __init__(self, place: int, code: int) -> None:
        super().__init__(place, code)
        self.place, self.code = place, code

    @property
    def needed_too_much(self) -> bool:
        """Tell whether a limit ended it."""
        return self.code < 0 or self.code == OUT_OF_MEMORY
