"""A real server as a process, and a real browser. Nothing here sleeps: everything waits for a condition."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect, sync_playwright

from assistant.app import index_shop, no_progress
from assistant.config import load_settings
from retrieval.demo_shop import draw_offer, generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.writer import product_line

ROOT = Path(__file__).parents[2]
PROGRAM = "from assistant.cli import main; main()"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--hide-scrollbars", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip
KINDS = ("dress-", "backpack-00")
"""Of the demo shop: 14 dresses and 9 backpacks, the pictures of which are drawn in a second."""

START_S = 120
expect.set_options(timeout=20_000)  # on a machine that does other things besides


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Store:
    """`shopkeeper serve` as a process, which can be killed and started again on the same port."""

    def __init__(self, home: Path, shop: Path, *, page_origin: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._log = home / "serve.log"
        demo = {
            "directory": str(shop),
            "name": "Demo Store",
            "origins": [self.origin, page_origin],
            "email": "help@store.example",
            "hours": "9–17",
        }
        self._environment = {
            **os.environ,
            "SHOPKEEPER_HOME": str(home),
            "SHOPKEEPER_SERVER__SHOPS": json.dumps({"demo": demo}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it is ready."""
        command = [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        for _ in range(START_S * 10):
            if self._is_ready():
                return
            try:
                self._process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"the server did not start: {self._log.read_text()[-2000:]}")

    def freeze(self) -> None:
        """Holds it: what is sent to it is neither read nor answered."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """Ends it as a machine that fails does."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def _is_ready(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/readyz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


@pytest.fixture(scope="package")
def shop_folder(pytestconfig: pytest.Config) -> Path:
    """A folder with some of the demo shop: feed, `images`, the indexed `shop` and the parser's `cache`; kept between runs."""
    assert pytestconfig.cache
    folder = Path(pytestconfig.cache.mkdir("widget-shop"))
    (folder / "images").mkdir(exist_ok=True)
    products = [one for one in generate_products() if one.product_id.startswith(KINDS)]
    for one in products:
        for offer in {offer.images[0]: offer for offer in one.offers}.values():
            (folder / offer.images[0]).write_bytes(rasterise(draw_offer(one, offer), width_px=200))
    feed = folder / "products.jsonl"
    feed.write_text("".join(map(product_line, products)), encoding="utf-8")
    index_shop(feed, load_settings(home=folder, shop=folder / "shop"), on_progress=no_progress)
    return folder


class StorePages:
    """A store's own web server, at an origin that the shop lists (`listed`) and at one that it does not (`unlisted`)."""

    def __init__(self) -> None:
        self.html = ""
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(pages.html.encode())

            def log_message(self, *_: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.listed, self.unlisted = (
            f"http://{name}:{self._server.server_port}" for name in ("localhost", "127.0.0.1")
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="package")
def pages() -> Iterator[StorePages]:
    """A store's own pages."""
    pages = StorePages()
    yield pages
    pages.close()


@pytest.fixture(scope="package")
def store(shop_folder: Path, pages: StorePages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The server of that shop, with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(shop_folder / "cache", home / "cache")
    store = Store(home, shop_folder / "shop", page_origin=pages.listed)
    try:
        store.start()
        yield store
    finally:
        store.kill()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, with a fake microphone and camera."""
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Makes pages, each of a shopper of its own; whatever a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(context: BrowserContext | None = None, **options: object) -> Page:
        options = {"viewport": {"width": 1200, "height": 820}, "reduced_motion": "reduce", **options}
        if context is None:
            context = browser.new_context(**options)  # type: ignore[arg-type]
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{error.message} {error.stack}"))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [said for said in complaints if not _is_known(said)] == []


def _is_known(complaint: str) -> bool:
    """A frame that is refused is what a test asks for."""
    return complaint.startswith("Framing ")


class Chat:
    """The panel as a shopper uses it; `panel` is its frame in a store's page, or a page of its own."""

    def __init__(self, page: Page, panel: FrameLocator | Page) -> None:
        self.page = page
        self.panel = panel
        self.input = panel.locator(".input")
        self.turns = panel.locator(".turn")
        self.cards = self.last.locator(".card")
        self.chips = panel.locator(".chip")
        self.words = self.last.locator(".words")

    @property
    def last(self) -> Locator:
        """The newest turn."""
        return self.turns.last

    def say(self, text: str) -> None:
        """Types and sends, and waits until it is answered."""
        n_turns = self.turns.count()
        self.input.fill(text)
        self.input.press("Enter")
        self.is_answered(n_turns + 1)

    def is_answered(self, n_turns: int) -> None:
        """Waits for that many turns, the last of them over."""
        expect(self.turns).to_have_count(n_turns)
        expect(self.last).to_have_attribute("data-state", "done")

    def is_online(self) -> None:
        """Waits for the line."""
        expect(self.panel.locator("body")).to_have_attribute("data-status", "online")

    def chip(self, label: str) -> Locator:
        """The chip of a wish."""
        return self.chips.filter(has_text=re.compile(f"^{re.escape(label)}$"))


OpenPanel = Callable[..., Chat]


@pytest.fixture
def open_panel(store: Store, new_page: NewPage) -> OpenPanel:
    """Opens the panel of the real store as a page of its own."""

    def open_at(lang: str = "en", **options: object) -> Chat:
        page = new_page(**options)
        page.goto(f"{store.origin}/panel?shop=demo&lang={lang}")
        chat = Chat(page, page)
        chat.is_online()
        return chat

    return open_at
