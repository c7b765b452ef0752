"""A small shop with pictures, and the server of it as a process."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.app import index_shop, no_progress
from assistant.config import load_settings
from retrieval.demo_shop import draw_offer, generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.writer import product_line
from tests.server.live import Server, Shopper, WaitingModel

KINDS = ("dress-00", "rain-jacket-00", "scarf-00")
"""Of the demo shop: what an index is made of in seconds, and what differs enough to be told apart."""


@pytest.fixture(scope="session")
def small_shop(pytestconfig: pytest.Config) -> Path:
    """A folder with `products.jsonl`, `images`, the indexed `shop` and the parser's `cache`: kept between runs."""
    folder = Path(pytestconfig.cache.mkdir("small-shop"))
    with FileLock(folder / "drawing.lock"):
        return _draw(folder)


def _draw(folder: Path) -> Path:
    (folder / "images").mkdir(exist_ok=True)
    products = [one for one in generate_products() if one.product_id.startswith(KINDS)]
    for one in products:
        for offer in {offer.images[0]: offer for offer in one.offers}.values():
            (folder / offer.images[0]).write_bytes(rasterise(draw_offer(one, offer), width_px=128))
    feed = folder / "products.jsonl"
    feed.write_text("".join(map(product_line, products)), encoding="utf-8")
    index_shop(feed, load_settings(home=folder, shop=folder / "shop"), on_progress=no_progress)
    return folder


def new_home(small_shop: Path, folder: Path) -> Path:
    """A home of its own for a server, with the parser's examples embedded already."""
    shutil.copytree(small_shop / "cache", folder / "cache")
    return folder


@pytest.fixture(scope="module")
def server(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that runs through a module's tests."""
    served = Server(new_home(small_shop, tmp_path_factory.mktemp("home")), small_shop / "shop")
    served.start()
    yield served
    served.stop()


@pytest.fixture
def shopper(server: Server) -> Iterator[Shopper]:
    """A shopper with an open session."""
    client = Shopper(server)
    client.open()
    yield client
    client.close()


@pytest.fixture
def model() -> Iterator[WaitingModel]:
    """A language model that waits."""
    with WaitingModel().serving() as waiting:
        yield waiting


@pytest.fixture
def slow_server(small_shop: Path, tmp_path: Path, model: WaitingModel) -> Iterator[Server]:
    """A server whose replies are written by the model that waits, two at a time and nobody in line."""
    served = Server(
        new_home(small_shop, tmp_path),
        small_shop / "shop",
        chat_model="openai:m",
        chat_base_url=model.url,
        chat_api_key="unused",
        server__turn_threads="2",
        server__max_turns_waiting="0",
        server__drain_s="5",
        explain_deadline_s="60",
    )
    served.start()
    yield served
    model.gate.set()
    served.stop()
