"""Pages follow the store: a change made in another session or process shows within seconds.

A thread looks at the store's version and writes it into a small file under `/app/static`; each
open page asks for that file now and then, and reruns only when it says something new. So nothing
travels over the page's websocket while nothing changes.
"""

import hashlib
import threading
import time
from contextlib import suppress
from typing import Final

import streamlit as st

from geo.errors import StoreError
from geo.events import store
from geo.events.store import location
from geo.maps import assets
from pages.parts import data

SERVER_SECONDS: Final = 0.5
BROWSER_SECONDS: Final = 1.5
_JS: Final = """
export default function ({ data, parentElement, setTriggerValue }) {
  clearInterval(parentElement.borderFollow);
  let known = data.version;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(data.url, { cache: "no-store" });
      const now = answer.ok ? (await answer.text()).trim() : known;
      if (now === known) return;
      known = now;
      setTriggerValue("changed", now);
    } catch { /* the server is away: the page says so itself */ }
  };
  parentElement.borderFollow = setInterval(look, data.seconds * 1000);
  return () => clearInterval(parentElement.borderFollow);
}
"""
_follow = st.components.v2.component("border_follow", html="<i hidden></i>", js=_JS)


def mount() -> None:
    """Make the page (or the fragment that this is called in) follow the store."""
    if not st.runtime.exists():  # a script run without a server has nobody to tell
        return
    version = data.version()
    address = _publish(version)
    _watch()
    with st.container(key="follow"):
        _follow(
            key="border_follow",
            data={"url": address, "version": version, "seconds": BROWSER_SECONDS},
            on_changed_change=lambda: None,
        )


def _publish(version: str) -> str:
    """Write the version where browsers find it; give the address."""
    name = f"store-{hashlib.sha256(location.url().encode()).hexdigest()[:12]}.txt"
    path = assets.STATIC / name
    with suppress(OSError):  # a page that cannot follow still works
        if not path.exists() or path.read_text(encoding="utf-8") != version:
            assets.STATIC.mkdir(exist_ok=True)
            part = path.with_suffix(f".{threading.get_ident()}.part")
            part.write_text(version, encoding="utf-8")
            part.replace(path)
    return assets.URL + name


@st.cache_resource(show_spinner=False)
def _watch() -> threading.Thread:
    thread = threading.Thread(target=_look, name="store-watch", daemon=True)
    thread.start()
    return thread


def _look() -> None:
    while True:
        time.sleep(SERVER_SECONDS)
        with suppress(StoreError):
            _publish(store.open().version())
