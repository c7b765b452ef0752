"""Graphs of a model's towers: without weights, and with any weights the same as open_clip."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.onnx_embedder import IMAGE_GRAPH, TEXT_GRAPH, OnnxClipEmbedder
from retrieval.photos import decode_photo
from retrieval.training.pocket import write_pocket
from tests.retrieval.pictures import encoded, halves

pytestmark = pytest.mark.model


def test_graphs_of_a_new_model_serve_its_weights(tmp_path: Path) -> None:
    """Written before there are weights, for a batch of any size; both files together are smaller than 200 kB."""
    pytest.importorskip("onnx")  # only who changes the architecture needs it
    import open_clip
    import torch
    from safetensors.torch import save_file

    from retrieval.image_embedder import OpenClipEmbedder
    from retrieval.training.graphs import write_graphs

    write_pocket(tmp_path, ["a red dress", "蓝色的鞋"] * 9)
    write_graphs(tmp_path)
    assert sum((tmp_path / name).stat().st_size for name in (IMAGE_GRAPH, TEXT_GRAPH)) < 200_000
    torch.manual_seed(1)
    model = open_clip.create_model(f"local-dir:{tmp_path}", load_weights=False)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    halved = {name: value.half() if value.is_floating_point() else value for name, value in model.state_dict().items()}
    save_file({name: value.contiguous() for name, value in halved.items()}, tmp_path / "open_clip_model.safetensors")
    photos = [decode_photo(encoded(halves(64 + 8 * number, 48), "PNG")) for number in range(3)]
    ours, theirs = OnnxClipEmbedder(tmp_path), OpenClipEmbedder(f"local-dir:{tmp_path}", device="cpu")
    assert np.abs(ours.embed_photos(photos) - theirs.embed_photos(photos)).max() < 1e-4
    assert np.abs(ours.embed_photos(photos[:1]) - theirs.embed_photos(photos[:1])).max() < 1e-4
    assert np.abs(ours.embed_texts(["red", "蓝"]) - theirs.embed_texts(["red", "蓝"])).max() < 1e-4
