"""Folium maps on a page: `st_folium` for any, and `board` for the one with marks and a timeline.

Folium, its templates and streamlit-folium take as long to import as all else that the first picture
needs. So what streamlit-folium sends to the browser for that map is kept in a file, and made
anew when anything changes that it is made of.
"""

import hashlib
import json
import threading
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v1.component_registry import ComponentRegistry
from streamlit.components.v1.custom_component import CustomComponent

from geo import language, toponyms
from geo.language import catalogue
from geo.maps import assets

_PACKAGE: Final = "streamlit_folium"
_MAKERS: Final = ("folium", "branca", "jinja2", "streamlit-folium", "streamlit")
_SOURCES: Final = (Path(__file__), Path(assets.__file__).with_name("base.py"))
_CHANNEL: Final = "channel-of-the-session"
_HEIGHT: Final = 620
_one_at_a_time: Final = threading.RLock()


def st_folium(*given: Any, **named: Any) -> Any:  # noqa: ANN401  # as the package's own
    """Show a Folium map: streamlit-folium's function of that name."""
    import streamlit_folium  # noqa: PLC0415

    with _one_at_a_time:
        return streamlit_folium.st_folium(*given, **named)


def board(channel: str, *, online: bool) -> None:
    """
    Show the map of marks in the current language.

    Parameters
    ----------
    channel
        Name of the channel between map and timeline.
    online
        With the online tile layers.
    """
    message = _message(language.current(), online=online)
    script = message["script"].replace(_CHANNEL, channel)
    key = hashlib.sha256(script.encode()).hexdigest()
    _component()(**{**message, "script": script}, key=key)


def ready() -> None:
    """Have the map at hand before anybody asks for it."""
    _message(language.ENGLISH, online=False)


@cache
def _message(code: str, *, online: bool) -> dict[str, Any]:
    """Read what streamlit-folium sends for the map in a language."""
    with language.using(code):
        words = [language.for_browser(), toponyms.shown(code), online, assets.urls()]
    made_by = [version(name) for name in _MAKERS]
    files = (*_SOURCES, catalogue.path(code))
    made_of = json.dumps([words, made_by]).encode()
    made_of += b"".join(path.read_bytes() for path in files if path.exists())
    kept = assets.kept(
        "frame.json", made_of, lambda: json.dumps(_sent(code, online=online)).encode()
    )
    return dict(json.loads(kept))


def _sent(code: str, *, online: bool) -> dict[str, Any]:
    """Have streamlit-folium show the map, and catch what it sends."""
    import streamlit_folium  # noqa: PLC0415

    from geo.maps import base  # noqa: PLC0415

    caught: dict[str, Any] = {}
    with _one_at_a_time, language.using(code):
        its_own = streamlit_folium._component_func  # noqa: SLF001
        streamlit_folium._component_func = caught.update  # noqa: SLF001
        try:
            streamlit_folium.st_folium(
                base.base_map(channel=_CHANNEL, online=online),
                height=_HEIGHT,
                use_container_width=True,
                returned_objects=[],
            )
        finally:
            streamlit_folium._component_func = its_own  # noqa: SLF001
    return {name: value for name, value in caught.items() if name not in {"key", "on_change"}}


@cache
def _component() -> CustomComponent:
    """Make the package's component without importing the package."""
    spec = find_spec(_PACKAGE)
    folder = Path(str(spec and spec.origin)).parent / "frontend" / "build"
    return CustomComponent(f"{_PACKAGE}.st_folium", str(folder), module_name=_PACKAGE)


# Streamlit serves the files of a component only where it was declared within a visitor's run; the
# server imports this module as it starts (`pages.parts.start`), so it is made known here.
if st.runtime.exists():
    ComponentRegistry.instance().register_component(_component())
