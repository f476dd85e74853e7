"""
Who is there, and what they may do.

With an `[auth]` section in `.streamlit/secrets.toml` nobody sees anything before signing in at the
provider named there (Streamlit's own OIDC); `.streamlit/roles.toml` says who may do what. Without
one, editing works only where the server answers this machine alone. See `docs/team.md`.
"""

import ipaddress
import os
import tomllib
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

from geo.language import mark, tr

Role = Literal["", "viewer", "editor", "reviewer"]
ROLES: Final[tuple[Role, ...]] = ("", "viewer", "editor", "reviewer")
"""Each may do what those before it may: nothing, look, change events, decide on them."""

VARIABLE: Final = "BORDER_MONITOR_ROLES"
READ_ONLY: Final = {
    "address": mark("Read-only: editing works only on a server bound to this machine."),
    "viewer": mark("Read-only: you are signed in as a viewer."),
}
_ROLE_WORDS: Final[dict[Role, str]] = {
    "viewer": mark("viewer"),
    "editor": mark("editor"),
    "reviewer": mark("reviewer"),
}
_FILE: Final = Path(__file__).parents[2] / ".streamlit" / "roles.toml"
_SECRETS: Final = _FILE.with_name("secrets.toml")
_FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip")
_NAME_LENGTH: Final = 80


class _SetupError(Exception):
    """A file of the sign-in cannot be used: nobody gets in until it can."""


def hold() -> None:
    """
    Let the run go on only for somebody who may look; else show the way in and stop.

    Every way to a page calls this before anything of the events is read.
    """
    try:
        if not on():
            return
        if not _signed_in():
            _door(tr("Sign in to see the border monitor."), tr("Sign in"), _in)
        elif not role():
            _door(
                tr("No role is given here to {account}.", account=_account()),
                tr("Sign out"),
                st.logout,
            )
    except _SetupError as error:
        _door(str(error))


def account() -> None:
    """Say at the top who is signed in, and offer the way out; nothing without sign-in."""
    if not named():
        return
    with st.container(key="account", horizontal=True):
        st.html(
            f'<span class="bm-note" data-testid="account" title="{escape(_account())}">'
            f"{escape(str(st.user.get('name') or _account()))} · {tr(_ROLE_WORDS[role()])}</span>"
        )
        st.button(tr("Sign out"), key="sign_out", on_click=st.logout, type="tertiary")


def on() -> bool:
    """
    Tell whether sign-in is configured.

    Raises
    ------
    _SetupError
        There is a secrets file that cannot be read, so that nobody knows.
    """
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    if any(Path(path).exists() for path in (*st.get_option("secrets.files"), _SECRETS)):
        msg = "The file secrets.toml cannot be read; its keeper must mend it."
        raise _SetupError(msg)
    return False


def role() -> Role:
    """Role of whoever is there: by the roles file, or by the address without sign-in."""
    if not on():
        return "reviewer" if _alone() else "viewer"
    if not _signed_in():
        return ""
    return _role_of(_address(), _roles())


def may(act: Literal["edit", "review"]) -> bool:
    """Tell whether whoever is there may change events (edit), or also decide on them (review)."""
    least: Role = "editor" if act == "edit" else "reviewer"
    try:
        return ROLES.index(role()) >= ROLES.index(least)
    except _SetupError:
        return False


def why_not() -> str:
    """Say in one sentence why nothing can be changed here."""
    return tr(READ_ONLY["viewer" if on() else "address"])


def named() -> bool:
    """Tell whether the name of whoever is there comes from the sign-in."""
    return on() and _signed_in()


def reviewer() -> str:
    """Name that goes into the history: the sign-in's, else the one that was typed."""
    if named():
        return _account()
    return str(st.session_state.get("review_name") or "")


# --- within ---------------------------------------------------------------------------------------


def _alone() -> bool:
    """Tell whether the server answers its own machine alone, and no proxy stands before it."""
    if any(st.context.headers.get(name) for name in _FORWARDED):
        return False
    address = str(st.get_option("server.address") or "").strip("[]")
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _signed_in() -> bool:
    return st.user.get("is_logged_in") is True


def _address() -> str:
    """Give the account's e-mail address; one that the provider calls unverified is none."""
    if st.user.get("email_verified") in (False, "false"):
        return ""
    return str(st.user.get("email") or "").strip().casefold()


def _account() -> str:
    name = " ".join(str(st.user.get("name") or "").split())
    email = str(st.user.get("email") or st.user.get("sub") or "an account without a name")
    return (f"{name} ({email})" if name else email)[:_NAME_LENGTH]


def _roles() -> dict[str, Any]:
    path = Path(os.environ.get(VARIABLE) or _FILE)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        msg = f"The file of roles {path.name} cannot be read; its keeper must mend it."
        raise _SetupError(msg) from error


def _role_of(email: str, roles: dict[str, Any]) -> Role:
    """Take the highest role under which the address, or its domain, is listed; else the default."""
    domain = f"@{email.rpartition('@')[2]}"
    for found in reversed(ROLES[1:]):
        listed = roles.get(found, [])
        if not isinstance(listed, list):
            msg = f"The file of roles must give a list of addresses under {found}."
            raise _SetupError(msg)
        if email and {email, domain} & {str(each).strip().casefold() for each in listed}:
            return found
    default = roles.get("default", "")
    if default not in ROLES:
        msg = f"The file of roles names a default that is none of {', '.join(ROLES[1:])}."
        raise _SetupError(msg)
    return default


def _in() -> None:
    st.login()


def _door(told: str, label: str = "", act: Any = None) -> None:  # noqa: ANN401
    """Show what is wrong and the one thing to do; nothing else is drawn."""
    st.html(
        '<div class="bm-top"><h1>' + tr("Thailand–Cambodia border monitor") + "</h1></div>"
        f'<p data-testid="door" role="status">{escape(told)}</p>'
    )
    if label:
        st.button(label, key="door", type="primary", on_click=act)
    st.stop()
