"""The pocket model through onnxruntime: what open_clip gives for it, without open_clip."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retrieval.embedder_factory import POCKET_DIRECTORY, load_image_embedder
from retrieval.errors import ModelUnavailable
from retrieval.onnx_embedder import IMAGE_GRAPH, OnnxClipEmbedder
from retrieval.photos import decode_photo
from tests.retrieval.pictures import BLUE, GREEN, encoded, halves

pytestmark = pytest.mark.model

TEXTS = ["a red dress", "", "蓝色的  牛仔裤 XL", "long " * 100, "Ünïcode Ñandú!", "qqxzj"]


def test_both_implementations_agree() -> None:
    """Pictures that are wide, high, small and extreme; texts of both languages, cut and unknown: within 1e-4."""
    from retrieval.image_embedder import OpenClipEmbedder  # importing it takes 15 s

    sizes = [(64, 80), (512, 512), (512, 333), (77, 33), (16, 512), (512, 16)]
    photos = [decode_photo(encoded(halves(*size), "PNG")) for size in sizes]
    pocket = OnnxClipEmbedder(POCKET_DIRECTORY)
    reference = OpenClipEmbedder(f"local-dir:{POCKET_DIRECTORY}", device="cpu")
    for photo in photos:
        assert np.array_equal(pocket.prepare(photo), reference.prepare(photo))
    assert pocket.dimension == reference.dimension
    assert np.abs(pocket.embed_photos(photos) - reference.embed_photos(photos)).max() < 1e-4
    assert np.abs(pocket.embed_texts(TEXTS) - reference.embed_texts(TEXTS)).max() < 1e-4


def test_rows_are_unit_and_in_order() -> None:
    """More than a batch of each; empty text is a row of zeros."""
    pocket = OnnxClipEmbedder(POCKET_DIRECTORY)
    photos = [decode_photo(encoded(Image.new("RGB", (40, 60), colour), "PNG")) for colour in (BLUE, GREEN)]
    rows, texts = pocket.embed_photos(photos * 10), pocket.embed_texts(TEXTS * 5)
    assert rows.shape == (20, pocket.dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[18:], pocket.embed_photos(photos), atol=1e-5)
    assert np.allclose(np.linalg.norm(texts[:6], axis=1), [1, 0, 1, 1, 1, 1], atol=1e-6)
    assert np.allclose(texts[24:], texts[:6], atol=1e-5)
    assert pocket.embed_photos([]).shape == (0, pocket.dimension)


def test_factory_takes_it_on_a_cpu_and_imports_nothing_heavy() -> None:
    """A shopper's photo is embedded without torch and open_clip."""
    program = (
        "import sys\n"
        "from retrieval.embedder_factory import load_image_embedder\n"
        "assert load_image_embedder(device='cpu').embed_texts(['red jacket']).shape[0] == 1\n"
        "assert not {'torch', 'torchvision', 'transformers', 'open_clip', 'timm'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(
    "file", ["open_clip_config.json", "tokenizer.json", "open_clip_model.safetensors", IMAGE_GRAPH]
)
@pytest.mark.parametrize("content", [b"", b"{}", None])
def test_folder_with_a_damaged_file_is_unavailable(tmp_path: Path, file: str, content: bytes | None) -> None:
    """Whichever file it is, and whatever its library raises."""
    folder = tmp_path / "pocket"
    shutil.copytree(POCKET_DIRECTORY, folder)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    with pytest.raises(ModelUnavailable, match="pocket"):
        OnnxClipEmbedder(folder)


def test_pocket_model_has_one_id_under_both_its_names() -> None:
    """A shop indexed under one opens under the other."""
    assert load_image_embedder().model_id == load_image_embedder(f"local-dir:{POCKET_DIRECTORY}").model_id
