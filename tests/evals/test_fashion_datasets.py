"""The fashion datasets, from a table of fourteen rows."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evals import fashion_datasets
from evals.datasets import read_dataset
from evals.fashion_datasets import attributes, common_pairs, composed, fitting_pairs, noun, photos, titles
from tests.evals.small_dataset import picture

pytestmark = pytest.mark.unit


def row(number: int, color: str, kind: str, title: str = "") -> dict[str, object]:
    return {
        "id": str(number), "title": title or f"{color} {kind} {number}", "article_type": kind, "color": color,
        "usage": "Casual", "image": picture("red"),
    }  # fmt: skip


TRAIN = [row(n, "Red", "Tshirts") for n in range(9)] + [row(n, "Green", "Tshirts") for n in range(10, 20)]
TRAIN += [row(n, "Red", "Hat") for n in range(20, 23)] + [row(23, "Blue", "Hat")]
DEV = [row(30, "Red", "Tshirts", "Twin"), row(31, "Red", "Tshirts", "Twin"), row(32, "Blue", "Hat")]
ROWS = [*TRAIN, *DEV]


def test_attribute_queries_are_pairs_with_enough_items() -> None:
    """Eleven red and ten green T-shirts are enough; one pair in five, the first, is learned from and not tested."""
    assert common_pairs(ROWS) == [("Green", "Tshirts"), ("Red", "Tshirts")]
    assert fitting_pairs(ROWS) == [("Green", "Tshirts")]
    assert fashion_datasets.tested_pairs(ROWS) == [("Red", "Tshirts")]


def test_attribute_queries_are_said_in_both_languages() -> None:
    """English by the labels, Chinese by the sheet; what the sheet lacks is left out."""
    sheet = {"color": {"Red": ["红色", "大红"]}, "article_type": {"Tshirts": ["T恤"]}}
    (green, red) = attributes(common_pairs(ROWS))
    assert (green.text, red.text) == ("green t-shirts", "red t-shirts")
    (only,) = attributes(common_pairs(ROWS), sheet)
    assert (only.text, only.labels) == ("红色T恤", {"color": ("Red",), "type": ("Tshirts",)})
    assert noun("Casual Shoes") == "casual shoes"


def test_photo_queries_exclude_their_own_title() -> None:
    """The twins are one thing twice: neither counts as found for the other."""
    first, _, _ = photos(DEV, "type")
    assert (first.picture, first.exclude, first.labels) == ("30.jpg", ("30", "31"), {"type": ("Tshirts",)})
    assert [query.labels["title"] for query in titles(DEV)] == [("Twin",), ("Twin",), ("Blue Hat 32",)]


def test_composed_queries_ask_for_another_colour_that_the_type_has() -> None:
    """Red T-shirts are wanted in green; hats come in no colour with enough items."""
    queries = list(composed(DEV, ROWS))
    assert [query.id for query in queries] == ["30", "31"]
    assert (queries[0].text, queries[0].filter) == ("in green", {"color": "Green"})
    assert queries[0].labels == {"type": ("Tshirts",), "color": ("Green",)}


def test_datasets_are_built_and_read(tmp_path: Path) -> None:
    """Every folder is in the format; titles are hidden where titles are asked for; what is fitted on has no dev item."""
    (tmp_path / "fashion").mkdir()
    for part, rows in (("train", TRAIN), ("dev", DEV)):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "fashion" / f"{part}.parquet")
    _, _, *names = fashion_datasets.build(tmp_path, tmp_path / "out")
    datasets = {name: read_dataset(tmp_path / "out" / name) for name in names}
    assert len(datasets["fashion-titles"].gallery.items) == len(ROWS)
    assert not datasets["fashion-titles"].has_text
    assert datasets["fashion-attributes-en"].has_text
    assert len(datasets["fitting-en"].gallery.items) == len(TRAIN)
    assert [query.id for query in datasets["fitting-composed"].queries] == ["0"]  # the first, wanted in green
    relevant = datasets["fashion-images-type"].relevant(datasets["fashion-images-type"].queries[0])
    assert relevant.sum() == 19
