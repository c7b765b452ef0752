"""Writes the demo shop: its feed and one picture for each look."""

import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from retrieval.catalog import Offer, Product
from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.render import draw_offer

Progress = Callable[[str, int, int], None]
IMAGES = "images"
"""The folder of the pictures, beside the feed."""
CHUNK = 16
"""Pictures drawn by a worker before it reports."""
MAX_WORKERS = min(8, os.cpu_count() or 1)
"""Processes, because resvg holds the interpreter's lock; spawned, because forking a process with threads is unsafe."""


@dataclass(frozen=True, slots=True)
class DemoShopReport:
    """What was written: `feed_path` is the JSON Lines feed, `n_pictures` counts distinct looks."""

    feed_path: Path
    n_products: int
    n_offers: int
    n_pictures: int


def write_demo_shop(
    directory: Path, *, seed: int = 7, n_products: int | None = None, on_progress: Progress | None = None
) -> DemoShopReport:
    """Writes `products.jsonl` and `images/` (a PNG and an SVG for each look) into `directory`, made if missing.

    `on_progress` gets a stage ("products", "pictures"), how many are done and how many there are.
    """
    report = on_progress or (lambda stage, done, total: None)
    products = generate_products(seed, n_products)
    images = directory / IMAGES
    images.mkdir(parents=True, exist_ok=True)
    feed_path = directory / "products.jsonl"
    feed_path.write_text("".join(product_line(product) for product in products), encoding="utf-8")
    report("products", len(products), len(products))
    looks = list(_looks(products))
    chunks = [looks[start : start + CHUNK] for start in range(0, len(looks), CHUNK)]
    with ProcessPoolExecutor(MAX_WORKERS, mp_context=get_context("spawn")) as workers:
        done = 0
        for n_drawn in workers.map(_draw, [directory] * len(chunks), chunks):
            done += n_drawn
            report("pictures", done, len(looks))
    n_offers = sum(len(product.offers) for product in products)
    return DemoShopReport(feed_path, len(products), n_offers, len(looks))


def product_line(product: Product) -> str:
    """One line of the JSON Lines feed."""
    fields = asdict(product)
    fields["attributes"] = dict(product.attributes)
    for written, offer in zip(fields["offers"], product.offers, strict=True):
        written["attributes"] = dict(offer.attributes)
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _looks(products: Iterable[Product]) -> Iterable[tuple[Product, Offer]]:
    """One offer for each picture."""
    for product in products:
        yield from ((product, offer) for offer in {offer.images[0]: offer for offer in product.offers}.values())


def _draw(directory: Path, looks: list[tuple[Product, Offer]]) -> int:
    for product, offer in looks:
        svg = draw_offer(product, offer)
        path = directory / offer.images[0]
        path.with_suffix(".svg").write_text(svg, encoding="utf-8")
        path.write_bytes(rasterise(svg))
    return len(looks)
