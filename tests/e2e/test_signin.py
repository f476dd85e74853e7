"""Signing in at a real OpenID Connect provider on loopback: nothing before it, a name after it."""

import socket

from playwright.sync_api import expect

from geo.events import review, store
from tests.e2e import provider
from tests.e2e.conftest import serve
from tests.events.made_up import SENTENCES, extracted

ACCOUNT = {"sub": "7", "name": "Ann Lee", "email": "ann@desk.example", "email_verified": True}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def test_nothing_is_sent_before_sign_in_and_a_decision_bears_the_accounts_name(
    browser, tmp_path, monkeypatch
):
    url = f"sqlite:///{tmp_path}/events.sqlite"
    book = store.Store(url)
    review.enqueue(extracted(), "Anna", book)
    port = _free_port()
    roles, secrets = tmp_path / "roles.toml", tmp_path / "secrets.toml"
    roles.write_text('reviewer = ["ann@desk.example"]\n', encoding="utf-8")
    monkeypatch.setenv("BORDER_MONITOR_ROLES", str(roles))
    with provider.running(ACCOUNT) as issuer:
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\n'
            f'cookie_secret = "{"s" * 40}"\nclient_id = "{provider.CLIENT}"\n'
            'client_secret = "t"\n'
            f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        files = ("--secrets.files", str(secrets))
        with serve(url, "server-signin.log", *files, port=port) as address:
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            try:
                _visit(context.new_page(), address, book)
            finally:
                context.close()
    book.database.close()


def _visit(page, address, book):
    frames: list[bytes] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(_raw(data))))
    page.goto(f"{address}/review")
    expect(page.get_by_test_id("door")).to_have_text(
        "Sign in to see the border monitor.", timeout=30_000
    )
    page.goto(address)
    expect(page.get_by_test_id("door")).to_be_visible(timeout=30_000)
    assert frames
    assert not any(SENTENCES[0].encode() in frame for frame in frames)
    assert not any(b"made-up-0" in frame for frame in frames)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("account")).to_have_text("Ann Lee · reviewer", timeout=30_000)
    page.goto(f"{address}/review")
    expect(page.get_by_text(SENTENCES[0]).first).to_be_visible(timeout=30_000)
    assert any(SENTENCES[0].encode() in frame for frame in frames)  # where a leak would be seen
    page.screenshot(path="tests/artefacts/signin-review.png")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_test_id("said")).to_contain_text("accepted")
    assert book.history("made-up-0")[-1].reviewer == "Ann Lee (ann@desk.example)"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_test_id("door")).to_be_visible(timeout=30_000)


def _raw(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode()
