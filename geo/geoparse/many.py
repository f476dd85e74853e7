"""Many texts at once, on one core or several."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from geo.geoparse.geocode import geocode

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

if TYPE_CHECKING:
    import geopandas as gpd


@contextmanager
def workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes that are ready to geocode: model and gazetteer loaded, one thread each."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))  # or they would fight for the cores
    try:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            list(pool.map(geocode, ["Poipet."] * (processes * 4)))
            yield pool
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def geocode_many(
    texts: Sequence[str], pool: ProcessPoolExecutor | None = None
) -> "list[gpd.GeoDataFrame]":
    """
    Geocode texts, in their order.

    Parameters
    ----------
    texts
        The texts.
    pool
        Processes from `workers` to share them among; without it all is done here.
    """
    if pool is None:
        return [geocode(text) for text in texts]
    return list(pool.map(geocode, texts, chunksize=4))
