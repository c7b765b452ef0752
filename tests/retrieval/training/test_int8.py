"""An 8-bit copy of the pocket model, from drawings of the demo shop."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.render import draw_offer
from retrieval.embedder_factory import POCKET_DIRECTORY, load_image_embedder
from retrieval.errors import ModelUnavailable, TrainingError
from retrieval.photos import decode_photo
from retrieval.training.cli import train_app
from retrieval.training.int8 import MIN_PICTURES, copy_to_int8

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def drawings() -> list[bytes]:
    return [rasterise(draw_offer(product, product.offers[0]), width_px=96) for product in generate_products(3)[::8]]


def parquet(path: Path, pictures: list[bytes]) -> Path:
    pq.write_table(pa.Table.from_pylist([{"image": data, "text": "thing"} for data in pictures]), path)
    return path


def test_copy_sees_as_the_model_does(tmp_path: Path, drawings: list[bytes]) -> None:
    """By the command, from half of the drawings, one of them damaged; judged by the other half. Texts stay the same."""
    data = parquet(tmp_path / "data.parquet", [*drawings[::2], b"no picture"])
    done = CliRunner().invoke(train_app, ["int8", str(data), "--out", str(tmp_path / "copy")])
    assert done.exit_code == 0, done.output
    model, copy = (load_image_embedder(name, device="cpu") for name in ("pocket", f"local-dir:{tmp_path / 'copy'}"))
    photos = [decode_photo(data) for data in drawings[1::2]]
    cosines = (model.embed_photos(photos) * copy.embed_photos(photos)).sum(axis=1)
    assert cosines.mean() > 0.98
    assert np.array_equal(model.embed_texts(["a red dress"]), copy.embed_texts(["a red dress"]))
    assert model.model_id != copy.model_id
    with pytest.raises(ModelUnavailable, match="such a copy already"):
        copy_to_int8(data, tmp_path / "again", model=f"local-dir:{tmp_path / 'copy'}")
    assert json.loads((tmp_path / "copy" / "open_clip_config.json").read_text())["model_cfg"]


def test_what_cannot_be_copied_says_why(tmp_path: Path, drawings: list[bytes]) -> None:
    """Too few pictures to know the ranges by, and a folder in which there is nothing to copy."""
    few = parquet(tmp_path / "few.parquet", drawings[: MIN_PICTURES - 1])
    with pytest.raises(TrainingError, match="has 15 pictures"):
        copy_to_int8(few, tmp_path / "copy")
    with pytest.raises(TrainingError, match="is the model itself"):
        copy_to_int8(few, POCKET_DIRECTORY)
    with pytest.raises(ModelUnavailable, match="has no graphs to copy"):
        copy_to_int8(few, tmp_path / "copy", model=f"local-dir:{tmp_path}")
