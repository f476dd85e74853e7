"""Batches of articles to the workers of a Dask cluster and back; a lost worker's go to another.

Scheduler and workers must run the same version of this program, started where it can be imported,
on a network that is trusted: who reaches a scheduler can run code on its workers.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from geo.bulk import work
from geo.bulk.inbox import Ticket
from geo.bulk.work import Result
from geo.errors import InputError, SetupError

PATIENCE_S: Final = 20
"""How long to wait for the scheduler, and for its first worker, in seconds."""
_ADDRESS: Final = re.compile(r"(?:tcp|tls|wss?)://[^\s/:]+:\d+")
_AHEAD: Final = 2  # batches a worker's thread, so that none waits for the next


def coded(
    batches: Iterator[list[Ticket]], address: str, default: dt.date | None
) -> Iterator[list[Result]]:
    """
    Code batches on a cluster, in whatever order they get done.

    Parameters
    ----------
    batches
        The articles; they are drawn as workers become free.
    address
        Of the scheduler, such as `tcp://10.0.0.5:8786`.
    default
        Day of publication of articles that nobody dates.

    Raises
    ------
    InputError
        The address is none.
    SetupError
        The packages are missing, nobody answers, no worker is there, a worker runs another version
        of the program, or the connection is lost; what is done by then was given out.
    """
    if not _ADDRESS.fullmatch(address):
        msg = f"{address!r} is no address of a scheduler; it looks like tcp://10.0.0.5:8786."
        raise InputError(msg)
    with _client(address) as client:
        yield from _Run(client, default).results(batches)


def batch_at(expected: str, tickets: Sequence[Ticket], default: dt.date | None) -> list[Result]:
    """Code a batch on a worker that runs the program with the `expected` fingerprint."""
    if work.fingerprint() != expected:
        msg = "A worker runs another version of the program; update all machines to the same one."
        raise SetupError(msg)
    return work.code_batch(tickets, default)


class _Run:
    """Batches under way."""

    def __init__(self, client: Any, default: dt.date | None) -> None:  # noqa: ANN401
        self.client, self.default = client, default
        self.under_way: dict[Any, list[Ticket]] = {}

    def results(self, batches: Iterator[list[Ticket]]) -> Iterator[list[Result]]:
        from distributed import wait  # noqa: PLC0415 (an optional package)

        more = True
        while more or self.under_way:
            room = max(1, sum(self.client.nthreads().values())) * _AHEAD
            while more and len(self.under_way) < room:
                batch = next(batches, None)
                more = batch is not None
                if batch:
                    self._send(batch)
            if self.under_way:
                first: Any = wait  # distributed ships no types
                done = first(list(self.under_way), return_when="FIRST_COMPLETED").done
                for future in done:
                    yield self._taken(future, self.under_way.pop(future))

    def _send(self, batch: list[Ticket]) -> None:
        future = self.client.submit(
            batch_at, work.fingerprint(), batch, self.default, pure=False, retries=1
        )
        self.under_way[future] = batch

    def _taken(self, future: Any, batch: list[Ticket]) -> list[Result]:  # noqa: ANN401
        """Take a batch's results; one that killed its workers goes again article by article."""
        from distributed import KilledWorker  # noqa: PLC0415

        error = future.exception() if future.status == "error" else None
        if error is None and future.status == "finished":
            return list(future.result())
        if isinstance(error, KilledWorker):
            if len(batch) > 1:
                for ticket in batch:
                    self._send([ticket])
                return []
            return [_lost(batch[0], self.default)]
        if isinstance(error, SetupError):
            raise error
        if error is None:
            msg = "The connection to the scheduler was lost; run the same command again to go on."
            raise SetupError(msg)
        msg = f"A worker could not do its part ({type(error).__name__}: {error}); is the program "
        msg += "installed there, in the same version?"
        raise SetupError(msg) from error


def _lost(ticket: Ticket, default: dt.date | None) -> Result:
    reason = "Every worker that took this article died of it; look at its size and the memory."
    return Result(ticket.name, work.key(ticket, default), error=reason)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        msg = "A cluster needs Dask: pip install -r requirements-cluster.txt."
        raise SetupError(msg) from error
    try:
        connect: Any = Client
        client = connect(address, timeout=PATIENCE_S)
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        msg = f"No scheduler answers at {address}; start it, or check address and port."
        raise SetupError(msg) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            msg = f"The scheduler at {address} has no worker; start one with dask worker {address}."
            raise SetupError(msg) from error
        yield client
