"""Datasets of photos as shoppers take them: of clothes, of groceries, and of the demo shop's pictures gone wrong."""

import csv
import io
import tarfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from random import Random

from evals.corruptions import CORRUPTIONS, corrupted
from evals.datasets import GalleryItem, RetrievalQuery, write_gallery, write_pictures, write_queries
from evals.pocket_clip_data import CLOTHING_TYPES
from retrieval.catalog import Product
from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.render import draw_offer

DEMO_SEED = 7
DEMO_PX = 256


def build_clothing(data: Path, out: Path) -> Iterator[str]:
    """Amateur photos of the `validation` part against the fashion gallery."""
    queries, pictures = [], {}
    with tarfile.open(data / "clothing" / "train.tar") as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if member.isfile() and path.parts[0] == "validation":
                kind = path.parts[1]
                name = f"{kind}/{path.name}"
                pictures[name] = _bytes(tar, member.name)
                queries.append(RetrievalQuery(name, picture=name, group=kind, labels={"type": CLOTHING_TYPES[kind]}))
    folder = out / "clothing-photos"
    write_queries(folder, queries, about="An amateur photo → the same type.", gallery="../fashion")
    write_pictures(folder, pictures.items())
    yield folder.name


def build_grocery(data: Path, out: Path) -> Iterator[str]:
    """Shop-floor photos of `val.txt` against the products' icons."""
    folder = out / "grocery-icons"
    with tarfile.open(data / "grocery" / "train.tar") as tar:
        classes = list(csv.DictReader(io.StringIO(_bytes(tar, "classes.csv").decode())))
        items, pictures = [], {}
        for row in classes:
            name = row["Class Name (str)"]
            text = f"{name.replace('-', ' ')}. {row['Coarse Class Name (str)'].replace('-', ' ')}"
            icon = f"icons/{name}.jpg"
            items.append(GalleryItem(name, text, (icon,), {"kind": row["Coarse Class Name (str)"]}))
            pictures[icon] = _bytes(tar, row["Iconic Image Path (str)"].lstrip("/"))
        queries = []
        for line in _bytes(tar, "val.txt").decode().splitlines():
            path = line.split(",")[0].strip()
            if path:
                pictures[path] = _bytes(tar, path)
                name = PurePosixPath(path).parent.name
                queries.append(RetrievalQuery(path, picture=path, items=(name,)))
    write_gallery(folder, items, pictures.items())
    write_queries(folder, queries, about="A photo from the shop floor → the icon of the product.")
    yield folder.name


def build_demo(data: Path, out: Path) -> Iterator[str]:
    """Each product of the demo shop by one of its pictures, once a corruption."""
    folder = out / "demo-corruptions"
    products = generate_products(DEMO_SEED)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        drawn = dict(zip((p.product_id for p in products), workers.map(_draw, products, chunksize=16), strict=True))
        items = [GalleryItem(p.product_id, p.title, tuple(drawn[p.product_id])) for p in products]
        chosen = {p: Random(p).choice(sorted(pictures)) for p, pictures in drawn.items()}
        queries, jobs = [], []
        for product_id, picture in chosen.items():
            for name in CORRUPTIONS:
                query = f"{name}/{product_id}"
                queries.append(RetrievalQuery(query, picture=f"{query}.png", group=name, items=(product_id,)))
                jobs.append((f"{query}.png", drawn[product_id][picture], name))
        photos = workers.map(_corrupt, jobs, chunksize=64)
        pictures = chain.from_iterable(pictures.items() for pictures in drawn.values())
        write_gallery(folder, items, chain(pictures, photos))
    write_queries(folder, queries, about="A demo product's picture, corrupted → the product.")
    yield folder.name


def _draw(product: Product) -> dict[str, bytes]:
    """The product's pictures by name."""
    looks = {offer.images[0]: offer for offer in product.offers}
    return {name: rasterise(draw_offer(product, offer), width_px=DEMO_PX) for name, offer in looks.items()}


def _corrupt(job: tuple[str, bytes, str]) -> tuple[str, bytes]:
    name, data, corruption = job
    return name, corrupted(data, corruption, Random(name))


def _bytes(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    assert file is not None, "only called for regular files"
    return file.read()
