"""What all tests share: a store of their own, never a user's data folder, and one browser."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from geo.bench import postgres as servers
from tests import browser as chromium
from tests import postgres

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('own')}/events.sqlite")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HELP)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server() -> Iterator[servers.Cluster]:
    """A PostgreSQL server with PostGIS, for the tests of the shared store."""
    if servers.binaries() is None:
        pytest.skip(postgres.HELP)
    with servers.cluster(durable=False) as running:
        yield running


@pytest.fixture
def served(server: servers.Cluster) -> str:
    """Address of an empty database of its own."""
    return server.create(f"test_{uuid.uuid4().hex[:12]}")
