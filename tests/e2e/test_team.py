"""A team's set-up without Docker: one PostgreSQL, two dashboards, nginx before them."""

import re
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from geo.events import review, store
from tests.e2e.conftest import ROOT, serve
from tests.e2e.test_review import FOLLOWS_MS
from tests.events.made_up import SENTENCES, extracted

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


@contextmanager
def two(url: str):
    """Two dashboards over one store."""
    with serve(url, "server-team-1.log") as first, serve(url, "server-team-2.log") as second:
        yield first, second


def _open(browser, address: str):
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{address}/review")
    expect(page.get_by_text(SENTENCES[0]).first).to_be_visible(timeout=60_000)
    return page


def test_a_change_in_one_dashboard_shows_in_the_other(browser, served):
    book = store.Store(served)
    review.enqueue(extracted(), "Anna", book)
    with two(served) as (first, second):
        here, there = _open(browser, first), _open(browser, second)
        try:
            expect(there.get_by_test_id("counts")).to_contain_text("3 extracted")
            here.get_by_role("button", name="Accept").click()
            expect(here.get_by_test_id("said")).to_contain_text("accepted")
            expect(there.get_by_test_id("counts")).to_contain_text(
                "2 extracted", timeout=FOLLOWS_MS
            )
            there.reload()
            expect(there.get_by_test_id("counts")).to_contain_text("2 extracted", timeout=60_000)
        finally:
            here.context.close()
            there.context.close()
    book.database.close()


def test_compose_names_what_is_there():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert services["app"]["deploy"]["replicas"] >= 2
    mounts = [v.split(":")[0] for s in services.values() for v in s.get("volumes", [])]
    shipped = [m for m in mounts if m.startswith("./") and "/.streamlit/" not in m]
    assert shipped == ["./deploy/nginx.conf"]
    assert all((ROOT / mount).is_file() for mount in shipped)
    walk = (ROOT / "docs" / "team.md").read_text(encoding="utf-8")
    assert all(f"`{m[2:]}`" in walk for m in mounts if m.startswith("./.streamlit/"))
    wanted = re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert all(f"{name}=" in walk for name in wanted)
    assert f"server app:{_exposed()};" in CONFIG


def _exposed() -> str:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("EXPOSE "))


@contextmanager
def proxy(folder: Path, *addresses: str):
    """Run nginx as shipped, with the dashboards' addresses here in place of the replicas'."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    seats = "".join(f"server {a.removeprefix('http://')};" for a in addresses)
    text, changed = re.subn(r"server app:8501;", seats, CONFIG)
    assert changed == 1
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    own = f"pid {folder}/pid; error_log {folder}/error.log; daemon off;\n"
    text = own + text.replace("http {", f"http {{ access_log {folder}/access.log;", 1)
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {", f"http {{ {name}_temp_path {folder}/{name};", 1)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            _answers(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def _answers(url: str) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("nginx did not answer in time; its error.log says why")


@pytest.mark.skipif(not NGINX, reason="nginx is not installed here")
def test_a_browser_stays_with_its_dashboard_behind_nginx_and_nobody_edits(browser, tmp_path):
    url = f"sqlite:///{tmp_path}/events.sqlite"
    book = store.Store(url)
    review.enqueue(extracted(), "Anna", book)
    with two(url) as addresses, proxy(tmp_path, *addresses) as front:
        page = _open(browser, front)
        try:
            seats = [c for c in page.context.cookies() if c["name"] == "monitor_seat"]
            assert len(seats) == 1
            page.reload()
            expect(page.get_by_text(SENTENCES[0]).first).to_be_visible(timeout=60_000)
            again = [c for c in page.context.cookies() if c["name"] == "monitor_seat"]
            assert again[0]["value"] == seats[0]["value"]
            # The dashboards are bound to loopback, but the proxy lets others in: read-only.
            expect(page.get_by_test_id("said")).to_contain_text("Read-only")
            expect(page.get_by_role("button", name="Accept")).to_be_disabled()
        finally:
            page.context.close()
    book.database.close()
