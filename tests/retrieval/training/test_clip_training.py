"""A whole small training: prepared, trained, stopped, resumed, exported, and loaded as any other model."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import open_clip
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image

from retrieval.errors import ModelUnavailable, TrainingError
from retrieval.image_embedder import OpenClipEmbedder
from retrieval.photos import decode_photo
from retrieval.training.batches import trim
from retrieval.training.clip_models import encode_texts, load_for_training
from retrieval.training.clip_trainer import Recipe
from retrieval.training.clip_training import train_clip
from retrieval.training.curves import draw_curves, smooth
from retrieval.training.optimisation import schedule
from tests.clip_models import save_clip

pytestmark = pytest.mark.model

COLORS = {"red": (220, 30, 30), "blue": (30, 40, 220), "green": (30, 180, 60)}
RECIPE = Recipe(hours=6 / 3600, batch_size=16, n_captions=8, n_views=4)


def picture(color: str, *, wide: bool) -> bytes:
    pixels = np.full((80, 60, 3), 255, np.uint8)
    pixels[(slice(30, 50), slice(5, 55)) if wide else (slice(10, 70), slice(20, 40))] = COLORS[color]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        {
            "image": b"not a picture" if n == 7 else picture(color, wide=shape == "belt"),
            "titles": [f"Brand{n} {color} {shape}"],
            "captions": [f"{color} {shape}"],
            "captions_zh": ["红色腰带"] if color == "red" and shape == "belt" else [],
            "categories": [shape],
            "colors": [color],
            "group": None,
        }
        for n in range(60)
        for color, shape in [(list(COLORS)[n % 3], ("belt", "bottle")[n // 3 % 2])]
    ]
    path = tmp_path_factory.mktemp("data") / "data.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("run")
    train_clip(
        data, work, model="", from_scratch=True, recipe=RECIPE, on_stage=lambda *_: None, on_progress=lambda _: None
    )
    return work


def test_run_leaves_out_what_is_no_picture(run: Path) -> None:
    assert len((run / "samples.jsonl").read_text(encoding="utf-8").splitlines()) == 59


def test_trained_model_is_loaded_by_the_same_adapter_as_any_other(run: Path) -> None:
    embedder = OpenClipEmbedder(f"local-dir:{run / 'model'}", device="cpu")
    vectors = embedder.embed_photos([decode_photo(picture("red", wide=True))])
    assert vectors.shape == (1, 256)
    assert float(np.linalg.norm(vectors[0])) == pytest.approx(1, abs=1e-5)
    assert embedder.embed_texts(["red belt", "红色腰带"]).shape == (2, 256)


def test_run_goes_on_where_it_stopped(data: Path, run: Path) -> None:
    """A longer recipe in the same directory starts at the step of the checkpoint and keeps the curve."""
    steps: list[int] = []
    longer = replace(RECIPE, hours=RECIPE.hours + 2 / 3600)
    train_clip(
        data, run, model="", from_scratch=True, recipe=longer, on_stage=lambda *_: None,
        on_progress=lambda p: steps.append(p.step),
    )  # fmt: skip
    assert steps[0] > 1
    assert steps == list(range(steps[0], steps[0] + len(steps)))


def test_torn_checkpoint_is_an_error_that_says_what_to_do(data: Path, run: Path, tmp_path: Path) -> None:
    work = tmp_path / "run"
    work.symlink_to(run, target_is_directory=True)
    whole = (run / "checkpoint.pt").read_bytes()
    (run / "checkpoint.pt").write_bytes(whole[:100])
    try:
        with pytest.raises(TrainingError, match="another directory"):
            train_clip(
                data,
                work,
                model="",
                from_scratch=True,
                recipe=RECIPE,
                on_stage=lambda *_: None,
                on_progress=lambda _: None,
            )
    finally:
        (run / "checkpoint.pt").write_bytes(whole)


def test_data_without_a_usable_picture_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"image": [b"x", b""], "text": ["a", "b"]}), tmp_path / "data.parquet")
    with pytest.raises(TrainingError, match="no usable picture"):
        train_clip(
            tmp_path / "data.parquet", tmp_path / "run", model="", from_scratch=True, recipe=RECIPE, on_stage=lambda *_: None,
            on_progress=lambda _: None,
        )  # fmt: skip


def test_trimmed_tokens_give_the_same_vectors(run: Path) -> None:
    """Training drops padding columns; what is left means the same."""
    model = load_for_training(run / "model").eval()
    tokens = open_clip.get_tokenizer(f"local-dir:{run / 'model'}")(["red belt", "a much longer blue bottle"])
    with torch.inference_mode():
        assert trim(tokens).shape[1] < tokens.shape[1]
        assert torch.allclose(encode_texts(model, trim(tokens)), encode_texts(model, tokens), atol=1e-5)


def test_schedule_warms_up_and_comes_to_rest() -> None:
    assert schedule(0.0) < 0.05
    assert schedule(0.03) == pytest.approx(1.0)
    assert schedule(1.0) == pytest.approx(0.01)


def test_curves_are_drawn(tmp_path: Path) -> None:
    history = [{"step": n, "elapsed_s": n, "names": 5 / n, "held_out_recall_at_10": n / 10} for n in range(1, 6)]
    draw_curves(history, tmp_path / "curves.png")
    assert Image.open(tmp_path / "curves.png").size == (1200, 480)
    assert smooth([2.0, 2.0]) == pytest.approx([2.0, 2.0])


def test_any_open_clip_model_is_fine_tuned(data: Path, tmp_path: Path) -> None:
    """A transformer tower, whose pictures have one size and whose tokens have one length."""
    name = save_clip(tmp_path / "tiny")
    short = replace(RECIPE, hours=1 / 3600, weights=replace(RECIPE.weights, teacher=0.0, distillation=0.0))
    folder = train_clip(
        data, tmp_path / "run", model=name, recipe=short, on_stage=lambda *_: None, on_progress=lambda _: None
    )
    assert OpenClipEmbedder(f"local-dir:{folder}", device="cpu").embed_texts(["red belt"]).shape == (1, 32)


def test_folder_without_a_model_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no open_clip model"):
        train_clip(
            data, tmp_path / "run", model=f"local-dir:{tmp_path}", recipe=RECIPE, on_stage=lambda *_: None,
            on_progress=lambda _: None,
        )  # fmt: skip
