# SPDX-License-Identifier: GPL-2.0-only
"""Where the runs of a sweep happen: anything that is a concurrent.futures.Executor."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import ParameterError, SweepError
from ..pool import LocalExecutor

_WINDOW = 256
_CONNECT_SECONDS = 10


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Engine:
    """Where runs happen.

    Attributes:
        executor: what takes them.
        window: how many runs it has at most, under way and waiting.
        is_alive: whether it can still answer.
        name: for errors.
    """

    executor: Executor
    window: int = _WINDOW
    is_alive: Callable[[], bool] = _always
    name: str = "the executor"


@contextmanager
def local(workers: int | None) -> Iterator[Engine]:
    """Processes on this machine.

    Args:
        workers: runs at once; None means one per processor.
    """
    with LocalExecutor(workers) as executor:
        yield Engine(executor, 4 * executor.workers)


@contextmanager
def dask(address: str) -> Iterator[Engine]:
    """The workers of a Dask scheduler.

    Args:
        address: of the scheduler, such as tcp://host:8786.

    Raises:
        ParameterError: if Dask is not installed, or the address is none.
        SweepError: if nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError(
            "the scheduler needs Dask, which is not installed; on Debian: python3-distributed"
        ) from None
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except ValueError as error:
        raise ParameterError(
            f"scheduler is '{address}', allowed: an address such as tcp://host:8786 ({error})"
        ) from None
    except OSError:
        raise SweepError(f"no scheduler answers at {address}") from None
    try:
        yield Engine(
            client.get_executor(pure=False),
            is_alive=lambda: client.status == "running",
            name=f"the scheduler at {address}",
        )
    finally:
        client.close(timeout=1)
