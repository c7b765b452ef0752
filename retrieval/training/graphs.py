"""The pocket model's graphs for onnxruntime: how its towers compute, without the weights, which stay in their one file.

Adapter: torch, open_clip, onnx. The graphs depend on the configuration alone, so they are written once for an
architecture and not again for new weights: `python -m retrieval.training.graphs FOLDER` (needs the extra "train").
"""

import sys
from pathlib import Path
from typing import Any

import onnx
import open_clip
import torch
from torch import nn

from retrieval.onnx_embedder import IMAGE_GRAPH, TEXT_GRAPH, WEIGHTS


class _ImageTower(nn.Module):
    """Keeps the names that its weights have in the whole model."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.visual: nn.Module = model.visual

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.visual(image)
        return vectors


class _TextTower(nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.text: nn.Module = model.text

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.text(tokens)
        return vectors


def write_graphs(folder: Path) -> None:
    """Writes both graphs beside the model's configuration; the weights need not be there yet."""
    model = open_clip.create_model(f"local-dir:{folder}", load_weights=False)
    height, width = model.visual.image_size
    _write(_ImageTower(model), torch.zeros(2, 3, height, width), folder / IMAGE_GRAPH)
    _write(_TextTower(model), torch.ones(2, model.context_length, dtype=torch.int64), folder / TEXT_GRAPH)


def _write(tower: nn.Module, example: torch.Tensor, output: Path) -> None:
    program = torch.onnx.export(
        tower.eval(), (example,), dynamo=True, optimize=False, verbose=False,
        dynamic_shapes=({0: torch.export.Dim("n", min=1, max=1 << 16)},),
    )  # fmt: skip
    assert program is not None, "the exporter gives a program unless it is told to write a file"
    model = program.model_proto
    _leave_out_weights(model, set(tower.state_dict()))
    _leave_out_zero_biases(model.graph)
    _leave_out_notes(model)
    output.write_bytes(model.SerializeToString())


def _leave_out_weights(model: onnx.ModelProto, names: set[str]) -> None:
    """Marks them as lying elsewhere; the session is given them by name."""
    for tensor in model.graph.initializer:
        if tensor.name in names:
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value=WEIGHTS)


def _leave_out_zero_biases(graph: onnx.GraphProto) -> None:
    """The exporter gives each convolution without a bias one that it computes anew at each run.

    That keeps onnxruntime from folding the normalisation into the convolution: four times the time.
    """
    known = {tensor.name for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Conv" and len(node.input) == 3 and node.input[2] not in known:
            del node.input[2]
    while dead := [node for node in graph.node if not set(node.output) & _used(graph)]:
        for node in dead:
            graph.node.remove(node)


def _used(graph: onnx.GraphProto) -> set[str]:
    return {name for node in graph.node for name in node.input} | {output.name for output in graph.output}


def _leave_out_notes(model: onnx.ModelProto) -> None:
    """Where in the source each node came from: 90 % of the file."""
    for noted in (model, model.graph, *model.graph.node, *model.graph.initializer):
        noted.doc_string = ""
        del noted.metadata_props[:]
    del model.graph.value_info[:]


if __name__ == "__main__":
    write_graphs(Path(sys.argv[1]))
