"""Work that goes on beside the page: reading a file, importing it; with progress and a way out."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from geo.errors import GeoError
from geo.formats.tables.dates import AmbiguousDatesError

T = TypeVar("T")
Told = Callable[[int, int], bool]
"""Takes rows done and rows in all; gives False when the work is to stop."""


class Job(Generic[T]):
    """
    One piece of work in a thread of its own; a click elsewhere on the page does not end it.

    `error` is one sentence once the work has failed; `unsure` is the date that the sentence is
    about when it asks for the order of day and month.
    """

    def __init__(self, work: Callable[[Told], T]) -> None:
        """Start the work; it gets a function to tell its progress to."""
        self.done = self.total = 0
        self.result: T | None = None
        self.error = ""
        self.unsure = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Tell whether it still goes on."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next step, and undoes what it did."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end, not longer than so many seconds."""
        self._thread.join(seconds)

    def _told(self, done: int, total: int) -> bool:
        self.done, self.total = done, total
        return not self._stop.is_set()

    def _run(self, work: Callable[[Told], T]) -> None:
        try:
            self.result = work(self._told)
        except GeoError as error:
            self.error = str(error)
            if isinstance(error, AmbiguousDatesError):
                self.unsure, self.error = error.value, f"{error.question}."
        except Exception as error:  # noqa: BLE001 - a thread's fault would be seen by nobody
            self.error = f"The file made the reader fail ({type(error).__name__}); try another."
