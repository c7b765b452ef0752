"""Training samples from parquet files and feeds."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from retrieval.errors import TrainingError
from retrieval.training.samples import read_samples

pytestmark = pytest.mark.unit


def test_parquet_of_image_text_and_labels(tmp_path: Path) -> None:
    """The plainest table will do: one text, one label of each kind."""
    table = pa.table({"image": [b"x"], "text": [" red shoe "], "category": ["Shoes"], "color": [None]})
    pq.write_table(table, tmp_path / "data.parquet")
    (sample,) = read_samples(tmp_path / "data.parquet")
    assert (sample.image, sample.titles, sample.categories, sample.colors) == (b"x", ("red shoe",), ("Shoes",), ())


def test_parquet_without_texts_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"image": [b"x"], "price": [1.0]}), tmp_path / "data.parquet")
    with pytest.raises(TrainingError, match="image, price"):
        list(read_samples(tmp_path / "data.parquet"))


@pytest.mark.parametrize("content", [b"", b"not a parquet file"])
def test_broken_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.parquet").write_bytes(content)
    with pytest.raises(TrainingError, match="cannot be read"):
        list(read_samples(tmp_path / "data.parquet"))


def test_missing_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError):
        list(read_samples(tmp_path / "none.parquet"))


def test_feed_gives_one_sample_a_picture(tmp_path: Path) -> None:
    """Offers that share a picture are one sample; pictures on the web and missing ones are none."""
    (tmp_path / "red.png").write_bytes(b"picture")
    offers = [
        {"offer_id": f"a-{n}", "price": 1, "currency": "USD", "images": [image], "colors": ["red"], "size": size}
        for n, (image, size) in enumerate([("red.png", "S"), ("red.png", "M"), ("https://x.example/b.png", "L")])
    ]
    product = {"product_id": "a", "title": "Fen Mug", "category": ["Home", "Mugs"], "offers": offers}
    import json

    (tmp_path / "feed.jsonl").write_text(json.dumps(product) + "\n", encoding="utf-8")
    (sample,) = read_samples(tmp_path / "feed.jsonl")
    assert sample.image == b"picture"
    assert sample.titles == ("Fen Mug", "red Fen Mug")
    assert sample.captions[0] == "red Mugs"
    assert sample.categories == ("Mugs",)
