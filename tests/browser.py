"""Find a Chromium for the browser tests, or install one; say in one sentence when neither works.

Run as `python -m tests.browser` before the tests, imported by them for `find()`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = "No Chromium was found and none could be installed: install one and run `make test` again."


def find() -> str | None:
    """Path of a browser: $CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named and Path(named).exists():
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights()


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        quiet = [apt, "-qq", "-y"]
        subprocess.run([*quiet, "update"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-noto-core"]
        subprocess.run([*quiet, "install", *packages], check=False, env=environment)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure that there is a browser."""
    if not find():
        _install()
    if not find():
        sys.stderr.write(HELP + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
