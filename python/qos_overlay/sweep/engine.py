# SPDX-License-Identifier: GPL-2.0-only
"""Where the runs of a sweep happen: anything that is a concurrent.futures.Executor."""

import logging
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec

from ..errors import ParameterError, SweepError
from ..pool import LocalExecutor

_WINDOW = 256
_MOST_RUNS = 32
_CONNECT_SECONDS = 10
_CLOSE_SECONDS = 2
_LOGGERS = ("distributed.client", "distributed.utils", "tornado.application", "asyncio.events")
_ADDRESS = re.compile(r"(?:tcp|tls)://(?P<host>\[[0-9a-fA-F:]+\]|[\w.-]+):(?P<port>\d{1,5})")


def check_address(address: str) -> None:
    """Find out whether an address could be that of a Dask scheduler.

    Raises:
        ParameterError: if it is none, or Dask is not installed.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or int(match["port"]) > 65535:
        raise ParameterError(
            f"scheduler is '{address}', allowed: an address such as tcp://host:8786"
        )
    if find_spec("distributed") is None:
        raise ParameterError(
            "a scheduler needs Dask, which is not installed; its package is python3-distributed"
        )


def _silence() -> None:
    """Keep the loggers of a client silent, which tell in pages what a SweepError tells in a line.

    They tell it also after the client was closed, from threads that it leaves behind.
    """
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Engine:
    """Where runs happen.

    Attributes:
        executor: what takes them.
        window: how many tasks it has at most, under way and waiting.
        most_runs: how many short runs a task may have.
        is_alive: whether it can still answer.
        name: for errors.
    """

    executor: Executor
    window: int = _WINDOW
    most_runs: int = 1
    is_alive: Callable[[], bool] = _always
    name: str = "the executor"


@contextmanager
def local(workers: int | None) -> Iterator[Engine]:
    """Processes on this machine.

    Args:
        workers: runs at once; None means one per processor.
    """
    with LocalExecutor(workers) as executor:
        yield Engine(executor, 4 * executor.workers, _MOST_RUNS)


@contextmanager
def dask(address: str) -> Iterator[Engine]:
    """The workers of a Dask scheduler.

    Args:
        address: of the scheduler, such as tcp://host:8786; see check_address().

    Raises:
        SweepError: if nobody answers there.
    """
    from distributed import Client

    match = _ADDRESS.fullmatch(address)
    try:
        # first, because a client that finds nobody takes long, and complains on stderr
        host, port = match["host"].strip("[]"), int(match["port"])
        socket.create_connection((host, port), _CONNECT_SECONDS).close()
        _silence()
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except OSError:
        raise SweepError(f"no scheduler answers at {address}") from None
    try:
        yield Engine(
            client.get_executor(pure=False),
            is_alive=lambda: client.status == "running",
            name=f"the scheduler at {address}",
        )
    finally:
        with suppress(TimeoutError):
            client.close(_CLOSE_SECONDS)
