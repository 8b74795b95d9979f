"""How often a key may ask in a minute, counted over all processes of one ``serve``."""

import fcntl
import os
import struct
from threading import Lock
from weakref import finalize

from risk_register import clock
from risk_register.domain.errors import TooManyTriesError

#: Minute, reads and writes of one key; a key's place in the file is its id.
_PLACE = struct.Struct("=III")


class Counts:
    """What keys have asked in the present minute, in a file that stands in memory alone.

    Processes that are forked afterwards share it. The system lets go of what a killed one held,
    and nobody who only reads waits for the database.
    """

    def __init__(self) -> None:
        """Begin with nothing; only places that were counted in take room."""
        self._file = os.memfd_create("api_limits")
        finalize(self, os.close, self._file)
        self._lock = Lock()  # the file's lock is of the process, whichever thread takes it

    def add(self, key_id: int, *, minute: int, writes: bool) -> int:
        """Count one request, and give how many of its kind there were in this minute."""
        place, number = key_id * _PLACE.size, self._file
        with self._lock:
            fcntl.lockf(number, fcntl.LOCK_EX, _PLACE.size, place)
            try:
                kept = os.pread(number, _PLACE.size, place).ljust(_PLACE.size, b"\0")
                known, *counts = _PLACE.unpack(kept)
                if known != minute:
                    counts = [0, 0]
                counts[writes] += 1
                os.pwrite(number, _PLACE.pack(minute, *counts), place)
            finally:
                fcntl.lockf(number, fcntl.LOCK_UN, _PLACE.size, place)
        return int(counts[writes])


class Limits:
    """Counts the requests of each key, reads and writes apart."""

    def __init__(self, *, reads: int, writes: int) -> None:
        """Set how many of each a key may make in a minute; 0 for no limit."""
        self._most = {False: reads, True: writes}
        self._counts = Counts()

    def share(self, counts: Counts) -> None:
        """Count from now on where other processes count."""
        self._counts = counts

    def count(self, key_id: int, *, writes: bool) -> None:
        """Count one request.

        :raises TooManyTriesError: if the key has used up its minute
        """
        most = self._most[writes]
        if not most:
            return
        minute = int(clock.machine_now().timestamp()) // 60
        if self._counts.add(key_id, minute=minute, writes=writes) > most:
            raise TooManyTriesError(
                f"This key has made {most} requests in a minute. Wait a minute and try again."
            )
