"""How often a key may ask in a minute; each process of the service counts for itself."""

from collections import Counter
from threading import Lock

from risk_register import clock
from risk_register.domain.errors import TooManyTriesError


class Limits:
    """Counts the requests of each key in the present minute, reads and writes apart."""

    def __init__(self, *, reads: int, writes: int) -> None:
        """Set how many of each a key may make in a minute; 0 for no limit."""
        self._most = {False: reads, True: writes}
        self._counts: Counter[tuple[int, bool]] = Counter()
        self._minute = 0
        self._lock = Lock()

    def count(self, key_id: int, *, writes: bool) -> None:
        """Count one request.

        :raises TooManyTriesError: if the key has used up its minute
        """
        minute = int(clock.machine_now().timestamp()) // 60
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[key_id, writes] += 1
            count = self._counts[key_id, writes]
        most = self._most[writes]
        if most and count > most:
            raise TooManyTriesError(
                f"This key has made {most} requests in a minute. Wait a minute and try again."
            )
