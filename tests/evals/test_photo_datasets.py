"""The photo datasets, from archives of a few pictures."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from evals import photo_datasets
from evals.corruptions import CORRUPTIONS
from evals.dataset_embedding import PictureFiles
from evals.datasets import GalleryItem, read_dataset, write_gallery
from retrieval.demo_shop.generator import generate_products
from tests.evals.small_dataset import picture

pytestmark = pytest.mark.unit


def archive(path: Path, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir()
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def test_clothing_photos_are_those_of_the_validation_part(tmp_path: Path) -> None:
    """A class asks for the article types that show the same; photos to train on are left out."""
    files = {"train/hat/a.jpg": picture("red"), "validation/hat/b.jpg": picture("blue")}
    archive(tmp_path / "clothing" / "train.tar", files)
    write_gallery(tmp_path / "out" / "fashion", [GalleryItem("1", "", ("1.jpg",), {"type": "Caps"})], [])
    assert list(photo_datasets.build_clothing(tmp_path, tmp_path / "out")) == ["clothing-photos"]
    dataset = read_dataset(tmp_path / "out" / "clothing-photos")
    (query,) = dataset.queries
    assert (query.picture, query.group, query.labels) == ("hat/b.jpg", "hat", {"type": ("Hat", "Caps")})
    assert dataset.relevant(query).tolist() == [True]
    assert PictureFiles(dataset.folder).read("hat/b.jpg") == picture("blue")


def test_grocery_photos_of_the_validation_list_look_for_icons(tmp_path: Path) -> None:
    """The folder of a photo is the name of its class; the gallery has one icon a class."""
    header = "Class Name (str),Class ID (int),Coarse Class Name (str),Coarse Class ID (int),Iconic Image Path (str),Product Description Path (str)"
    files = {
        "classes.csv": f"{header}\nOat-Milk,1,Milk,2,/icons/o.jpg,/x\n".encode(),
        "val.txt": b"val/Milk/Oat-Milk/1.jpg, 1, 2\n\n",
        "icons/o.jpg": picture("red"),
        "val/Milk/Oat-Milk/1.jpg": picture("green"),
    }
    archive(tmp_path / "grocery" / "train.tar", files)
    assert list(photo_datasets.build_grocery(tmp_path, tmp_path / "out")) == ["grocery-icons"]
    dataset = read_dataset(tmp_path / "out" / "grocery-icons")
    assert dataset.gallery.items == (
        GalleryItem("Oat-Milk", "Oat Milk. Milk", ("icons/Oat-Milk.jpg",), {"kind": "Milk"}),
    )
    (query,) = dataset.queries
    assert query.items == ("Oat-Milk",)
    assert PictureFiles(dataset.folder).read(query.picture) == picture("green")


def test_demo_pictures_are_corrupted_each_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two products, five photos each; a product has all its pictures in the gallery."""
    products = generate_products(photo_datasets.DEMO_SEED, 2)
    monkeypatch.setattr(photo_datasets, "generate_products", lambda seed: products)
    assert list(photo_datasets.build_demo(tmp_path, tmp_path / "out")) == ["demo-corruptions"]
    dataset = read_dataset(tmp_path / "out" / "demo-corruptions")
    looks = {offer.images[0] for product in products for offer in product.offers}
    assert {name for item in dataset.gallery.items for name in item.pictures} == looks
    assert [query.group for query in dataset.queries] == [*CORRUPTIONS, *CORRUPTIONS]
    assert {query.items for query in dataset.queries} == {(product.product_id,) for product in products}
    files = PictureFiles(dataset.folder)
    assert all(files.read(query.picture).startswith(b"\x89PNG") for query in dataset.queries)
