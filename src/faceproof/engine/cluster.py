"""Which machines run the jobs of a cluster? Those of a Dask scheduler, reached by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from faceproof.core.errors import BuildError, PlanError

_P = ParamSpec("_P")
_T = TypeVar("_T")

_CONNECT_S = 10
_TRIES = 3  # of a job whose worker died


class Cluster(Executor):
    """Hands jobs to whichever worker of a scheduler is free; workers may come and go.

    Args:
        executor: of the scheduler.
        threads: of all workers when we connected.
        gave_up: raised for one job that killed its workers again and again.
    """

    def __init__(
        self, executor: Executor, *, threads: int, gave_up: tuple[type[BaseException], ...]
    ) -> None:
        self._executor, self.threads, self.gave_up = executor, threads, gave_up

    def submit(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Starts a call as soon as a worker is free."""
        return self._executor.submit(call, *args, **kwargs)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster of a Dask scheduler, for as long as the block runs.

    Its workers need this package at the same version, one thread each
    (``dask worker ADDRESS --nthreads 1``), and the folders of the work under the same paths.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises:
        PlanError: the extra is not installed, nobody answers, or there is no worker.
        BuildError: the scheduler was lost; what is finished is kept.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise PlanError(
            "a scheduler needs the extra cluster: pip install 'faceproof[cluster]'"
        ) from error
    try:
        client = dask.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise PlanError(
            f"scheduler {address}: does not answer ({error}); expected a Dask scheduler, begun "
            "with `dask scheduler`"
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise PlanError(
                f"scheduler {address}: has no worker; begin some with "
                f"`dask worker {address} --nthreads 1`"
            )
        try:
            executor = client.get_executor(pure=False, retries=_TRIES)
            yield Cluster(executor, threads=threads, gave_up=(dask.KilledWorker,))
        except (dask.comm.core.CommClosedError, CancelledError) as error:
            raise BuildError(
                f"scheduler {address}: was lost; what is finished is kept and the same command "
                "resumes"
            ) from error
