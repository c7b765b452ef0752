"""The open_clip adapter with small models of random weights: loading, preprocessing, and every way to fail."""

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retrieval.embedder_factory import load_image_embedder
from retrieval.errors import ModelUnavailable
from retrieval.image_embedder import OpenClipEmbedder, Precision
from retrieval.photo_decoder import photo_image
from retrieval.photos import Photo, decode_photo
from tests.clip_models import save_clip
from tests.retrieval.pictures import BLUE, RED, encoded, halves

pytestmark = pytest.mark.model

PRECISIONS: tuple[Precision, Precision] = ("fp32", "bf16")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_clip(tmp_path_factory.mktemp("clip") / "tiny")


@pytest.fixture(scope="module")
def photos() -> list[Photo]:
    pictures = [Image.new("RGB", (64, 64), RED), halves(80, 48), Image.new("RGB", (40, 90), BLUE)]
    return [decode_photo(encoded(picture, "PNG")) for picture in pictures]


def test_rows_are_unit_and_in_order(tiny: str, photos: list[Photo]) -> None:
    """Whatever they are batched with, to float32 rounding."""
    embedder = OpenClipEmbedder(tiny, device="cpu")
    rows = embedder.embed_photos(photos * 12)  # more than a batch
    assert rows.shape == (36, embedder.dimension) == (36, 32)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[:3], embedder.embed_photos(photos), atol=1e-6)
    assert np.allclose(rows[1], embedder.embed_photos(photos[1:2])[0], atol=1e-6)
    assert embedder.embed_photos([]).shape == (0, 32)


def test_empty_text_is_a_row_of_zeros(tiny: str) -> None:
    """And texts are cut, not refused, at the model's own length."""
    rows = OpenClipEmbedder(tiny, device="cpu").embed_texts(["a red dress", "", "  ", "蓝色的裙子", "long " * 200])
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 0, 1, 1], atol=1e-6)


def test_preprocessing_is_the_models_own(tiny: str, photos: list[Photo]) -> None:
    """The same vectors as open_clip's own transform gives, picture by picture."""
    import open_clip
    import torch

    model, transform = open_clip.create_model_from_pretrained(tiny)
    pixels = torch.stack([transform(photo_image(photo)) for photo in photos])
    with torch.inference_mode():
        expected = model.eval().encode_image(pixels, normalize=True).numpy()
    assert np.abs(OpenClipEmbedder(tiny, device="cpu").embed_photos(photos) - expected).max() < 1e-5


def test_model_of_vit_b_32_dimensions_loads_by_the_same_code(tmp_path: Path, photos: list[Photo]) -> None:
    """A large model's configuration, randomly initialised and saved: 512 numbers a vector."""
    embedder = load_image_embedder(save_clip(tmp_path / "large", architecture="ViT-B-32"), device="cpu")
    assert embedder.embed_photos(photos[:1]).shape == (1, embedder.dimension) == (1, 512)
    assert embedder.embed_texts(["a red dress"]).shape == (1, 512)


def test_half_precision_is_near_full_precision(tiny: str, photos: list[Photo]) -> None:
    """bfloat16 has 8 bits of mantissa; the rows are unit all the same."""
    full, half = (OpenClipEmbedder(tiny, device="cpu", precision=precision) for precision in PRECISIONS)
    rows = half.embed_photos(photos)
    assert (rows * full.embed_photos(photos)).sum(axis=1).min() > 0.99
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)


def test_loading_leaves_the_log_alone(tiny: str, capfd: pytest.CaptureFixture[str]) -> None:
    """open_clip speaks to the root logger and gives it a handler."""
    before = logging.getLogger().handlers[:]
    OpenClipEmbedder(tiny, device="cpu")
    assert logging.getLogger().handlers == before
    assert logging.getLogger().isEnabledFor(logging.WARNING)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "name",
    [
        "ViT-B-32",  # no weights named: open_clip would start with random ones
        "ViT-B-32/no-such-weights",
        "no-such-architecture/openai",
        "hf-hub:nobody/no-such-model",
        "local-dir:",
        "local-dir:/nowhere",
    ],
)
def test_name_without_a_model_is_unavailable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One error for the library's many, with the name in it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # the environment is read when it is imported
    with pytest.raises(ModelUnavailable, match=name):
        OpenClipEmbedder(name, device="cpu")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("open_clip_config.json", "{"),
        ("open_clip_config.json", "{}"),
        ("open_clip_config.json", '{"model_cfg": {"embed_dim": 32, "vision_cfg": {"towers": 3}, "text_cfg": {}}}'),
        ("open_clip_model.safetensors", "no weights"),
        ("open_clip_model.safetensors", None),
    ],
)
def test_folder_with_a_damaged_model_is_unavailable(tmp_path: Path, file: str, content: str | None) -> None:
    """A configuration that is none, one of another library, weights cut off or missing."""
    name = save_clip(tmp_path / "damaged")
    damaged = tmp_path / "damaged" / file
    damaged.unlink()
    if content is not None:
        damaged.write_text(content)
    with pytest.raises(ModelUnavailable):
        OpenClipEmbedder(name, device="cpu")


def test_weights_of_other_dimensions_are_unavailable(tmp_path: Path) -> None:
    """A configuration beside the weights of another model."""
    save_clip(tmp_path / "small", embed_dim=16)
    name = save_clip(tmp_path / "tiny")
    (tmp_path / "small" / "open_clip_model.safetensors").replace(tmp_path / "tiny" / "open_clip_model.safetensors")
    with pytest.raises(ModelUnavailable, match="cannot be used"):
        OpenClipEmbedder(name, device="cpu")


def test_model_in_a_folder_is_known_by_its_content(tmp_path: Path) -> None:
    """Without loading it: other weights under the same path are another model."""
    first = load_image_embedder(save_clip(tmp_path / "clip", seed=1)).model_id
    second = load_image_embedder(save_clip(tmp_path / "clip", seed=2)).model_id
    assert first != second
    assert first.startswith("clip-")


def test_folder_that_is_not_there_is_known_at_once() -> None:
    """Not at the first photo."""
    with pytest.raises(ModelUnavailable, match="no image model"):
        load_image_embedder("local-dir:/nowhere")
