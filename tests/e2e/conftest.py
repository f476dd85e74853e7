"""A running dashboard and a browser in front of it, shared by all browser tests."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "tests" / "artefacts"
START_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the tests' own store; a user's is never touched."""
    return f"sqlite:///{tmp_path_factory.mktemp('store')}/events.sqlite"


@pytest.fixture(scope="session")
def app_url(store_url: str) -> Iterator[str]:
    """Address of a dashboard that was started for the tests."""
    with serve(store_url, "server.log") as url:
        yield url


@contextmanager
def serve(
    store_url: str, log_name: str, *more: str, port: int = 0, script: str = "dashboard.py"
) -> Iterator[str]:
    """Run a dashboard over a store, with `more` options of Streamlit's; give its address."""
    with socket.socket() as free:
        if port:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # just left by another
        free.bind(("localhost", port))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script]
    options = ["--server.headless", "true", "--server.port", str(port), *more]
    log = (ARTEFACTS / log_name).open("w") if _artefacts() else None
    own = {**os.environ, "DATABASE_URL": store_url}
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=log, stderr=log, env=own
    ) as server:
        url = f"http://localhost:{port}"
        try:
            _wait(server, url)
            yield url
        finally:  # or a test that fails would wait for the server for ever
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
            if log:
                log.close()


class Visit:
    """What one page asked for and complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda r: self._note(r.url, url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)

    def _note(self, requested: str, url: str) -> None:
        own = (url, url.replace("http", "ws"), "data:", "blob:", "about:")
        if not requested.startswith(own):
            self.outside.append(requested)


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    """A fresh page at 1920x1080; it must end without an outside request or a page error."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    made = context.new_page()
    made.visit = Visit(made, app_url)  # type: ignore[attr-defined]
    yield made
    if _artefacts():
        name = os.environ.get("PYTEST_CURRENT_TEST", "page").split("::")[-1].split(" ")[0]
        made.screenshot(path=ARTEFACTS / f"{name}.png")
    context.close()
    assert made.visit.outside == []  # type: ignore[attr-defined]
    assert made.visit.errors == []  # type: ignore[attr-defined]


def _artefacts() -> bool:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    return True


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the dashboard stopped at start; see tests/artefacts"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the dashboard did not answer in time")
