"""The same job on a Dask cluster: a real scheduler and two workers, one of them killed midway."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo.bulk import job
from geo.cli import main
from tests.bulk.made import folder

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, **silent) as process:
        try:
            yield process
        finally:
            process.kill()


def worker(address: str, folder: Path):
    return started(
        *("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"),
        *("--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(folder)),
    )


def lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_a_cluster_gives_what_one_machine_gives_and_a_killed_worker_loses_nothing(tmp_path):
    box, far, near = folder(tmp_path / "in", 48), tmp_path / "far.csv", tmp_path / "near.csv"
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rsplit(":", 1)[1]
    command = ["geo", "code", str(box), "--out", str(far), "--scheduler", address]
    with (
        started(
            *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port),
            "--no-dashboard",
        ),
        worker(address, tmp_path) as victim,
        worker(address, tmp_path),
        started(*command) as run,
    ):
        while run.poll() is None and lines(tmp_path / "far.csv.journal") < 1 + job.BATCH:
            time.sleep(0.05)
        done = lines(tmp_path / "far.csv.journal") - 1
        os.kill(victim.pid, signal.SIGKILL)
        assert run.wait(timeout=240) == 0
    assert 0 < done < 48  # it was midway
    outcome = job.run([box], near, job.here(None))
    assert (outcome.coded, outcome.refused) == (48, [])
    assert far.read_bytes() == near.read_bytes()
    listed = [Path(f"{stem}.articles.csv") for stem in (tmp_path / "far", tmp_path / "near")]
    assert listed[0].read_bytes() == listed[1].read_bytes()


def test_without_a_scheduler_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("geo.bulk.cluster.PATIENCE_S", 1)
    box, out = folder(tmp_path / "in", 1), tmp_path / "e.csv"
    address = f"tcp://127.0.0.1:{free_port()}"
    assert main(["code", str(box), "--out", str(out), "--scheduler", address]) == 2
    assert capsys.readouterr().err == (
        f"No scheduler answers at {address}; start it, or check address and port.\n"
    )


def test_without_dask_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    box, out = folder(tmp_path / "in", 1), tmp_path / "e.csv"
    assert main(["code", str(box), "--out", str(out), "--scheduler", "tcp://127.0.0.1:1"]) == 2
    told = "A cluster needs Dask: pip install -r requirements-cluster.txt.\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("address", [" ", "http://x:1", "tcp://", "tcp://here", "nonsense"])
def test_an_address_that_is_none_is_told(address, tmp_path, capsys):
    box, out = folder(tmp_path / "in", 1), tmp_path / "e.csv"
    assert main(["code", str(box), "--out", str(out), "--scheduler", address]) == 2
    assert "is no address of a scheduler" in capsys.readouterr().err
