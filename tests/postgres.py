"""Find a PostgreSQL with PostGIS for the tests of the shared store, or install one where it can.

Run as `python -m tests.postgres` before the tests. Where there is none, those tests are skipped
and say so; nothing else is missing then.
"""

import os
import re
import shutil
import subprocess
import sys

from geo.bench import postgres

HELP = (
    "No PostgreSQL with PostGIS was found and none could be installed, so the tests of the shared "
    "store are skipped: install both and run `make test` again to have them."
)
_PACKAGE = re.compile(r"^postgresql-(\d+)-postgis-3$")


def _install() -> None:
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return
    quiet = [apt, "-qq", "-y"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*quiet, "update"], check=False)
    names = subprocess.run(
        ["apt-cache", "pkgnames", "postgresql-"], check=False, capture_output=True, text=True
    ).stdout.split()
    numbers = [int(found[1]) for name in names if (found := _PACKAGE.match(name))]
    if numbers:
        best = max(numbers)
        packages = [f"postgresql-{best}", f"postgresql-{best}-postgis-3"]
        command = [*quiet, "install", "--no-install-recommends", *packages]
        subprocess.run(command, check=False, env=environment)


def main() -> int:
    """Make sure that there is a server, as far as one may."""
    if postgres.binaries() is None:
        _install()
    if postgres.binaries() is None:
        sys.stderr.write(HELP + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
