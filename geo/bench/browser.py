"""Chromium in front of an app: steps, drags, bytes over the websocket, remounts of the map."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.bench import apps
from geo.errors import SetupError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SENSORS: Final = Path(__file__).with_name("sensors.js")
_ARGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--enable-precise-memory-info",
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_KEYS: Final = ("ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "d", "w", "c", "[", "]")
_WAIT_MS: Final = 120_000
_PAUSES_MS: Final = (25, 42)  # between moves: they fall anywhere between two frames
FIRST: Final = (
    f"from={apps.date_of(apps.MIDDLE)}&to={apps.date_of(apps.MIDDLE + apps.WINDOW_DAYS - 1)}"
)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """
    Start a headless Chromium, drawing in software.

    Raises
    ------
    SetupError
        Playwright or the browser is missing.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 (for development only)
    except ImportError as error:
        msg = "Playwright is missing: run `make test` once, which installs it."
        raise SetupError(msg) from error
    with sync_playwright() as playwright:
        found = next((path for name in _NAMES if (path := shutil.which(name))), None)
        path = found or playwright.chromium.executable_path
        if not Path(path).exists():
            msg = "No Chromium was found: install one (Debian: `apt-get install chromium`)."
            raise SetupError(msg)
        running = playwright.chromium.launch(executable_path=path, args=list(_ARGS))
        try:
            yield running
        finally:
            running.close()


class Visit:
    """One page of one app."""

    def __init__(self, browser: "Browser", url: str, query: str = "") -> None:
        """Open `url`; frames of its websocket are kept from the first on."""
        self.context = browser.new_context(viewport={"width": 1920, "height": 1080})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(_WAIT_MS)
        self.sent: list[bytes] = []
        self.received = 0
        self.page.on("websocket", self._listen)
        self.page.add_init_script(path=SENSORS)
        self.page.goto(f"{url}/?{query}")

    def _listen(self, socket: Any) -> None:  # noqa: ANN401 (Playwright's own type)
        socket.on("framesent", lambda frame: self.sent.append(_bytes(frame)))
        socket.on("framereceived", self._receive)

    def _receive(self, frame: str | bytes) -> None:
        self.received += len(frame)

    def traffic(self) -> int:
        """Bytes over the websocket so far, both ways."""
        return self.received + sum(len(frame) for frame in self.sent)

    def call(self, code: str, *arguments: object) -> Any:  # noqa: ANN401 (JSON)
        """Call a function of `sensors.js`; a promise is waited for."""
        return self.page.evaluate(f"(given) => bench.{code}(...given)", list(arguments))

    def press(self, sensor: str, key: str = "ArrowRight") -> float:
        """Press a key and give the ms until the sensor sees everything brought up to date."""
        self.call("arm", sensor)
        self.page.keyboard.press(key)
        return float(self.call("result"))

    def key(self, key: str) -> None:
        """Press a key on the clock."""
        self.call("focus")
        self.page.keyboard.press(key)

    def heap_mb(self) -> float:
        """Memory that the page's scripts hold after a collection, MB."""
        session = self.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.detach()
        return float(self.call("heap"))

    def close(self) -> None:
        """Close the page."""
        self.context.close()


def slider(browser: "Browser", url: str) -> Visit:
    """Open an app with a slider and put the keyboard on it."""
    visit = Visit(browser, url)
    knob = visit.page.locator("[data-testid=stSlider] input[type=range]")
    knob.wait_for(state="attached")
    knob.focus()
    return visit


def dashboard(browser: "Browser", url: str, query: str = FIRST) -> Visit:
    """Open the dashboard, wait for the whole page and put the keyboard on the clock."""
    visit = Visit(browser, url, query)
    visit.page.wait_for_function("bench.ready() && bench.whole()")
    visit.page.wait_for_timeout(1000)
    visit.call("focus")
    return visit


def drag(visit: Visit, moves: int = 40, pause_ms: int = 1000) -> tuple[list[float], int, int]:
    """
    Drag the window there and back, with pauses of random length.

    Returns
    -------
    Ms from each input to the paint that shows it; bytes while dragging; bytes of the release.
    """
    page = visit.page
    x, y = visit.call("brush")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y)
    page.wait_for_timeout(300)
    visit.call("watch")
    before = visit.traffic()
    _there_and_back(page, x + 4, y, moves)
    page.wait_for_timeout(100)
    dragged = visit.traffic()
    page.mouse.up()
    page.wait_for_timeout(pause_ms)
    return visit.call("watched"), dragged - before, visit.traffic() - dragged


_BARE: Final = """
<canvas width="1200" height="700" style="position: fixed; inset: 0"></canvas>
<script>
  const c = document.querySelector("canvas").getContext("2d"), wire = new BroadcastChannel("bare");
  const times = [], here = new BroadcastChannel("bare");
  let x = 0, began = 0, due = 0;
  here.onmessage = ({ data }) => times.push(performance.now() - data);
  addEventListener("pointermove", (e) => {
    x = e.offsetX;
    if (due) return;
    began = e.timeStamp;
    due = requestAnimationFrame(() => {
      due = 0;
      c.clearRect(0, 0, 1200, 700);
      c.fillRect(x, 300, 60, 60);
      wire.postMessage(began);
    });
  });
</script>
"""


def bare_drag(browser: "Browser", moves: int = 40) -> list[float]:
    """
    Drag one rectangle about an empty page: what a browser takes by itself.

    Returns
    -------
    Ms from each input to the paint that shows it, as for `drag`.
    """
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_content(_BARE)
    _there_and_back(page, 300, 300, moves)
    times: list[float] = page.evaluate("times")
    page.close()
    return times


def _there_and_back(page: "Page", x: float, y: float, moves: int) -> None:
    dice = random.Random(moves)  # noqa: S311 (not for secrets)
    for i in range(moves):
        page.mouse.move(x + 6 * (i if i < moves / 2 else moves - i), y)
        page.wait_for_timeout(dice.uniform(*_PAUSES_MS))


def play_about(visit: Visit, dice: random.Random) -> None:
    """Do one thing at random that a user may do on the board; what is not there is left alone."""
    page = visit.page
    pills = page.locator(".st-key-layers button")  # another language would be another map
    acts: list[Callable[[], object]] = [
        lambda: visit.key(dice.choice(_KEYS)),
        lambda: drag(visit, moves=4, pause_ms=50),
        lambda: pills.nth(dice.randrange(pills.count())).click(timeout=2000),
        lambda: page.mouse.click(*visit.call("somewhere", dice.random(), dice.random())),
        lambda: page.mouse.wheel(0, dice.choice((-240, 240))),
        lambda: page.get_by_placeholder("Search").fill(
            dice.choice(("", "place 1", "nothing")), timeout=2000
        ),
    ]
    with suppress(_playwright_error()):
        dice.choice(acts)()
    page.wait_for_timeout(dice.choice((0, 30, 200)))


def _playwright_error() -> type[Exception]:
    from playwright.sync_api import Error  # noqa: PLC0415 (for development only)

    return Error


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
