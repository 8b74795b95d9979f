"""Processes of the service's commands, forked from one that has loaded them once for all.

A command takes a second and a half of a processor before it does anything, and tests start, kill
and race a hundred of them. One that is forked has the environment, the streams and the end of one
that is typed; that those load what they need, tests/roof/test_words.py and the stories see.
``python -m tests.nursery N`` takes requests from the socket with that descriptor.
"""

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from tests.registers import ROOT

#: What most commands need; whatever else one needs, its own process loads.
LOADED = (
    "risk_register.cli",
    "risk_register.commands.backups",
    "risk_register.commands.clocks",
    "risk_register.commands.databases",
    "risk_register.commands.history",
    "risk_register.commands.packs",
    "risk_register.commands.programmes",
)
LONGEST = 200_000  #: bytes of a request


class Started:
    """A running process, as one of :class:`subprocess.Popen` is talked with."""

    def __init__(self, stdin, stdout, stderr, status):
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.returncode = None
        self._status = status
        self.pid = int(status.readline())
        self._readers = ThreadPoolExecutor(3)
        self._end = self._readers.submit(status.readline)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stdin.close()
        self.wait()
        self._readers.shutdown()
        for stream in (self.stdout, self.stderr, self._status):
            stream.close()

    def poll(self):
        """Give the exit code, or None while it runs."""
        return self.wait() if self._end.done() else None

    def wait(self, timeout=None):
        """Wait for its end and give the exit code, negative if a signal ended it."""
        self.returncode = int(self._end.result(timeout))
        return self.returncode

    def communicate(self, timeout=None):
        """Close its standard input, wait, and give what it printed and what it complained of."""
        self.stdin.close()
        read = [self._readers.submit(stream.read) for stream in (self.stdout, self.stderr)]
        try:
            said = tuple(each.result(timeout) for each in read)
            self.wait(timeout)
        except TimeoutError:
            self.kill()
            raise
        return said

    def send_signal(self, number):
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """Kill it."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that has loaded the commands, and starts others."""

    def __init__(self):
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            words = [sys.executable, "-m", "tests.nursery", str(theirs.fileno())]
            self._process = subprocess.Popen(words, cwd=ROOT, pass_fds=[theirs.fileno()])

    def start(self, module, *words, env):
        """Start what ``python -m module words`` does in an environment."""
        (asked, stdin), (stdout, told), (stderr, warned), (status, kept) = (
            os.pipe() for _ in range(4)
        )
        theirs = [asked, told, warned, kept]
        request = json.dumps({"module": module, "words": words, "environ": env})
        socket.send_fds(self._asked, [request.encode()], theirs)
        for end in theirs:
            os.close(end)
        return Started(os.fdopen(stdin, "w"), *map(os.fdopen, (stdout, stderr, status)))

    def run(self, module, *words, env):
        """Run it to its end, as :func:`subprocess.run` does."""
        with self.start(module, *words, env=env) as process:
            printed, said = process.communicate()
        return subprocess.CompletedProcess([module, *words], process.returncode, printed, said)

    def close(self):
        """Let it end; whatever it started goes on."""
        self._asked.close()
        self._process.wait()


@cache
def find_nursery():
    """Give the nursery of this worker, which is started when it is first asked for."""
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery


def main():
    """Load, then start a process for each request, until nobody asks any more."""
    gc.disable()  # what is loaded stays
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    asked = socket.socket(fileno=int(sys.argv[1]))
    while True:
        request, ends, _, _ = socket.recv_fds(asked, LONGEST, 4)
        if not request:
            return 0
        if os.fork() == 0:
            asked.close()
            return _keep(json.loads(request), ends)
        for end in ends:
            os.close(end)


def _keep(request, ends):
    """Start the process that was asked for, and tell who it is and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, kept = ends
    pid = os.fork()
    if pid == 0:
        os.close(kept)
        return _be(request, streams)
    for end in streams:
        os.close(end)
    os.write(kept, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(kept, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _be(request, streams):
    """Be the process that was asked for."""
    for number, end in enumerate(streams):
        os.dup2(end, number)
        os.close(end)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", 1)
    os.environ.clear()
    os.environ.update(request["environ"])
    tempfile.tempdir = None
    sys.argv = [request["module"], *request["words"]]
    gc.enable()
    return importlib.import_module(request["module"]).main()


if __name__ == "__main__":
    sys.exit(main())
