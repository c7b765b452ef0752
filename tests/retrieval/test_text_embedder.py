"""The sentence-transformers adapter, and the factory that decides when it is worth loading."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedder_factory import MANY_TEXTS, load_text_embedder
from retrieval.errors import ModelUnavailable
from retrieval.minilm import MODEL_ID, MiniLM
from retrieval.minilm_pool import MiniLMPool

pytestmark = pytest.mark.model

TEXTS = [
    "Red wool jacket",
    "",
    "waterproof hiking boots for women. " * 30,
    "连衣裙 blue",
    "  ",
    "A fifteen-inch laptop backpack with a padded compartment, in black or navy.",
]


def test_both_implementations_of_the_default_model_agree() -> None:
    """Within 1e-4 in every number, under one `model_id`; empty text is a row of zeros; batching doesn't matter."""
    from retrieval.text_embedder import SentenceTransformerEmbedder  # importing it takes 20 s

    embedder = SentenceTransformerEmbedder(batch_size=2)
    mini = MiniLM()
    rows = embedder.embed(TEXTS)
    assert (embedder.model_id, embedder.dimension) == (mini.model_id, mini.dimension) == (MODEL_ID, 384)
    assert rows.dtype == np.float32
    assert np.abs(rows - mini.embed(TEXTS)).max() < 1e-4
    assert not rows[[1, 4]].any()
    assert np.allclose(np.linalg.norm(rows[[0, 2, 3, 5]], axis=1), 1, atol=1e-6)
    assert np.abs(rows[0] - embedder.embed(TEXTS[:1])[0]).max() < 1e-5
    assert embedder.embed([]).shape == (0, 384)


def test_folder_that_is_no_model_is_unavailable(tmp_path: Path) -> None:
    """The library's many ways to fail become one error that names the model."""
    from retrieval.text_embedder import SentenceTransformerEmbedder

    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match=tmp_path.name):
        SentenceTransformerEmbedder(str(tmp_path))


def test_model_that_is_not_here_is_unavailable() -> None:
    """Without a network a hub name fails with a remedy."""
    from retrieval.text_embedder import SentenceTransformerEmbedder

    with pytest.raises(ModelUnavailable, match="Check its name"):
        SentenceTransformerEmbedder("nobody/no-such-model")


def test_factory_loads_no_heavy_library_for_queries() -> None:
    """A question is embedded without torch."""
    program = (
        "import sys\n"
        "from retrieval.embedder_factory import load_text_embedder\n"
        "assert load_text_embedder().embed(['red jacket']).shape == (1, 384)\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize("name", ["", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_default_model_has_one_id_under_all_its_names(name: str) -> None:
    """A shop indexed under one name opens under the other."""
    assert load_text_embedder(name, purpose="bulk").model_id == load_text_embedder().model_id == MODEL_ID


def test_small_feed_is_embedded_without_the_heavy_library() -> None:
    """Importing it takes longer than embedding the demo shop."""
    embedder = load_text_embedder(purpose="bulk", device="cpu")
    embedder.expect(MANY_TEXTS)
    assert np.abs(embedder.embed(["red jacket"]) - MiniLM().embed(["red jacket"])).max() < 1e-6


def test_pool_gives_the_rows_of_the_model_in_order() -> None:
    """Whatever the number of threads, more than there are texts too."""
    expected = MiniLM().embed(TEXTS)
    for n_threads in (1, 2, 9):
        assert np.abs(MiniLMPool(n_threads).embed(TEXTS) - expected).max() < 1e-6


def test_folder_is_known_by_its_content(tmp_path: Path) -> None:
    """Other weights under the same path are another model."""
    (tmp_path / "model.safetensors").write_bytes(b"one")
    first = load_text_embedder(str(tmp_path)).model_id
    (tmp_path / "model.safetensors").write_bytes(b"two")
    second = load_text_embedder(str(tmp_path)).model_id
    assert first != second
    assert first.startswith(f"{tmp_path.name}-")


def test_empty_folder_is_no_model(tmp_path: Path) -> None:
    """It fails at once, not at the first use."""
    with pytest.raises(ModelUnavailable, match="holds no model"):
        load_text_embedder(str(tmp_path))
